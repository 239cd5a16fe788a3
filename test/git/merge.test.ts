/** No merge brings a secret into HEAD's history: neither what it adds itself nor anything the other side ever held. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { attempt, editor } from '../support/hooks.ts';
import { scanStaged } from '../support/keyhalt.ts';
import type { Files, Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ 'side.env': `KEY=${secret}\n` });
const base = { 'a.txt': 'a\n', 'b.txt': 'b\n' };

/** Two branches that parted: we are on main, and side holds these files. */
const parted = (repo: Repo, side: Files, main: Files = { 'main.txt': 'm\n' }) =>
  repo.commit('start', base).branch('side').commit('side', side).checkout('main').commit('main', main);

/** As `parted`, with a conflict in a.txt that `resolution` ends. */
function conflict(repo: Repo, side: Files, resolution = 'both\n'): Repo {
  parted(repo, { 'a.txt': 'side\n', ...side }, { 'a.txt': 'main\n' }).run('git', 'merge side');
  return repo.stage({ 'a.txt': resolution });
}

describe('git merge', () => {
  stopped('of two sides', (repo, secret) => attempt(parted(repo, leak(secret)), 'merge --no-edit side'));
  stopped('with an editor', (repo, secret) =>
    attempt(parted(repo, leak(secret)), 'merge --edit side', { env: editor(repo, 'x\n') }),
  );
  stopped('--no-ff', (repo, secret) =>
    attempt(
      repo.commit('start', base).branch('side').commit('side', leak(secret)).checkout('main'),
      'merge --no-ff -m x side',
    ),
  );
  stopped('after a key was added and taken out again', (repo, secret) => {
    parted(repo, leak(secret)).checkout('side').commit('gone', { 'side.env': null }).checkout('main');
    return attempt(repo, 'merge -m x side');
  });
  stopped('by commit id', (repo, secret) =>
    attempt(parted(repo, leak(secret)), `merge -m x ${repo.read('rev-parse side')}`),
  );
  stopped('of a tag', (repo, secret) =>
    attempt(parted(repo, leak(secret)).git('tag v1 side'), 'merge -m x v1'),
  );
  stopped('--no-verify', (repo, secret) =>
    attempt(parted(repo, leak(secret)), 'merge --no-verify -m x side'),
  );
  stopped('-s ours', (repo, secret) => attempt(parted(repo, leak(secret)), 'merge -s ours -m x side'));
  stopped('of unrelated histories', (repo, secret) => {
    repo.commit('start', base).git('checkout -q --orphan side').git('rm -rfq .').commit('side', leak(secret));
    return attempt(
      repo.git('config log.showRoot false').checkout('main'),
      'merge --allow-unrelated-histories -m x side',
    );
  });
  for (const place of [0, 1, 2]) {
    stopped(`of three heads at once, number ${place + 1}`, (repo, secret) => {
      repo.commit('start', base);
      for (const n of [0, 1, 2]) {
        repo
          .branch(`side${n}`)
          .commit(`${n}`, { [`${n}.txt`]: n === place ? secret : `${n}\n` })
          .checkout('main');
      }
      return attempt(repo, 'merge -m x side0 side1 side2');
    });
  }
  stopped('by pull', (repo, secret) => {
    parted(repo, {}).git('clone -q . ../clone').checkout('side').commit('later', leak(secret));
    return attempt(repo.at('clone'), 'pull -q --no-rebase --no-edit origin side');
  });
  stopped('in a linked work tree', (repo, secret) => {
    parted(repo, leak(secret)).git('worktree add -q ../linked');
    return attempt(repo.at('linked'), 'merge -m x side');
  });
  stopped(
    'in a SHA-256 repository',
    (repo, secret) => attempt(parted(repo, leak(secret)), 'merge -m x side'),
    {
      objectFormat: 'sha256',
    },
  );
});

describe('a merge in two steps', () => {
  stopped('--no-commit, then commit', (repo, secret) =>
    attempt(parted(repo, leak(secret)).git('merge -q --no-commit side'), 'commit -m x'),
  );
  stopped('--no-commit, then commit --no-verify', (repo, secret) =>
    attempt(parted(repo, leak(secret)).git('merge -q --no-commit side'), 'commit --no-verify -m x'),
  );
  stopped('--squash, then commit', (repo, secret) =>
    attempt(parted(repo, leak(secret)).git('merge -q --squash side'), 'commit -m x'),
  );
  stopped('conflict, then commit -m', (repo, secret) => attempt(conflict(repo, leak(secret)), 'commit -m x'));
  stopped('conflict, then commit', (repo, secret) =>
    attempt(conflict(repo, leak(secret)), 'commit', { env: editor(repo, 'x\n') }),
  );
  stopped('conflict, then merge --continue', (repo, secret) =>
    attempt(conflict(repo, leak(secret)), 'merge --continue', { env: { GIT_EDITOR: ':' } }),
  );
  stopped('conflict, then commit --no-verify', (repo, secret) =>
    attempt(conflict(repo, leak(secret)), 'commit --no-verify --no-edit'),
  );
  stopped('a key typed into the resolution', (repo, secret) =>
    attempt(conflict(repo, {}, `KEY=${secret}\n`), 'commit -m x'),
  );
  stopped('a key typed into the resolution, merge --continue', (repo, secret) =>
    attempt(conflict(repo, {}, `KEY=${secret}\n`), 'merge --continue', { env: { GIT_EDITOR: ':' } }),
  );
  stopped('a MERGE_HEAD without a line end', (repo, secret) => {
    conflict(repo, { ...leak(secret) });
    writeFileSync(join(repo.root, '.git', 'MERGE_HEAD'), repo.read('rev-parse side'));
    return attempt(repo, 'commit -m x');
  });
  stopped('a key that the resolution leaves out', (repo, secret) => {
    parted(repo, { 'a.txt': `KEY=${secret}\n` }, { 'a.txt': 'main\n' }).run('git', 'merge side');
    return attempt(repo.stage({ 'a.txt': 'main\n' }), 'commit -m x');
  });
});

describe('what the other side did on its way', () => {
  // As pre-merge-commit is told: nothing of a merge is written yet, its heads stand in the environment.
  const merged = (repo: Repo) =>
    scanStaged(repo.checkout('main'), { env: { [`GITHEAD_${repo.read('rev-parse side')}`]: 'side' } });
  const side = (repo: Repo) => parted(repo, {}).checkout('side');

  stopped('added a key and took it out', (repo, secret) =>
    merged(side(repo).commit('leak', leak(secret)).commit('gone', { 'side.env': null })),
  );
  stopped('wrote it into a message', (repo, secret) => merged(side(repo).commit(`debug with ${secret}\n`)));
  stopped('wrote it behind a NUL in a message', (repo, secret) => {
    const head = side(repo).read('cat-file commit HEAD');
    const id = repo.read('hash-object -t commit -w --stdin', { input: `${head}\0${secret}\n` });
    return merged(repo.git(`reset -q --hard ${id}`));
  });
  stopped('wrote it into a UTF-16 message', (repo, secret) => {
    const [head = ''] = side(repo).read('cat-file commit HEAD').split('\n\n');
    const text = Buffer.from(`\n\nKEY=${secret}\n`, 'utf16le');
    const input = Buffer.concat([Buffer.from(`${head}\nencoding UTF-16LE\n\n`), text]);
    return merged(repo.git(`reset -q --hard ${repo.read('hash-object -t commit -w --stdin', { input })}`));
  });
  stopped('called a file like it', (repo, secret) =>
    merged(side(repo).commit('leak', { [`${secret}.txt`]: '' })),
  );
  stopped('hid it with -diff', (repo, secret) =>
    merged(side(repo).commit('leak', { '.gitattributes': '* -diff\n', ...leak(secret) })),
  );
  stopped('hid it with a graft', (repo, secret) => {
    side(repo).commit('leak', leak(secret)).commit('gone', { 'side.env': null });
    return merged(
      repo.write({ '.git/info/grafts': `${repo.read('rev-parse side')} ${repo.read('rev-parse main~1')}\n` }),
    );
  });
  stopped('hid it with a replacement', (repo, secret) => {
    side(repo).commit('leak', leak(secret));
    return merged(repo.git(`replace ${repo.blob(`KEY=${secret}\n`)} ${repo.blob('clean\n')}`));
  });
  stopped('pointed a link at it', (repo, secret) =>
    merged(side(repo).commit('leak', { latest: { link: secret } })),
  );
  stopped('put it into a merge of its own', (repo, secret) => {
    side(repo).branch('third').commit('third', { 'third.txt': 't\n' }).checkout('side').commit('more');
    return merged(
      repo.merge('third', '--no-commit').commit('evil', leak(secret)).commit('gone', { 'side.env': null }),
    );
  });
  stopped('merged an unrelated history with it', (repo, secret) => {
    side(repo)
      .git('checkout -q --orphan third')
      .git('rm -rfq .')
      .commit('third', leak(secret))
      .checkout('side');
    return merged(repo.merge('third', '--allow-unrelated-histories'));
  });
  stopped('made a tree with two entries of one name', (repo, secret) => {
    const entries = ['clean', secret].map((text) => `100644 blob ${repo.blob(text)}\tsame\n`).join('');
    const odd = side(repo).read([
      'commit-tree',
      '-p',
      'side',
      '-m',
      'odd',
      repo.read('mktree', { input: entries }),
    ]);
    const even = repo.read(['commit-tree', '-p', odd, '-m', 'even', 'side^{tree}']);
    return merged(repo.git(`reset -q --hard ${even}`));
  });
  stopped('signed it into a tag', (repo, secret) => {
    parted(repo, { 'side.txt': 's\n' }).git(['tag', '-a', '-m', `KEY=${secret}`, 'v1', 'side']);
    return attempt(repo, 'merge --no-edit v1');
  });
});

describe('the merge itself', () => {
  stopped('adds what neither side has', (repo, secret) =>
    attempt(parted(repo, {}).git('merge -q --no-commit side').stage(leak(secret)), 'commit -m x'),
  );
  stopped('says it in the message', (repo, secret) =>
    attempt(parted(repo, {}), ['merge', '-m', `KEY=${secret}`, 'side']),
  );
});

describe('what is known on our side does not stop a merge:', () => {
  const merged = (repo: Repo) => attempt(repo, 'merge -m x side');

  goesThrough('a key from before they parted', (repo, secret) => {
    repo
      .commit('start', { ...base, ...leak(secret) })
      .branch('side')
      .commit('side', { 'a.txt': 'side\n' });
    return merged(repo.checkout('main').commit('main', { 'b.txt': 'main\n' }));
  });
  goesThrough('an old key in a file that the other side edits', (repo, secret) => {
    const edited = { 'side.env': `# by side\nKEY=${secret}\n` };
    repo.commit('start', leak(secret)).branch('side').commit('side', edited).checkout('main');
    return merged(repo.commit('main', { 'b.txt': 'main\n' }));
  });
  goesThrough('an old key in a file that the other side renames and edits', (repo, secret) => {
    const moved = { 'side.env': null, 'new.env': `# by side\nKEY=${secret}\n` };
    repo.commit('start', leak(secret)).branch('side').commit('side', moved).checkout('main');
    return merged(repo.commit('main', { 'b.txt': 'main\n' }));
  });
  goesThrough('the same key in the same file on both sides', (repo, secret) =>
    merged(parted(repo, { ...leak(secret), 'c.txt': 'c\n' }, { ...leak(secret), 'd.txt': 'd\n' })),
  );
  goesThrough('a key that only our side has', (repo, secret) =>
    merged(parted(repo, { 'c.txt': 'c\n' }, leak(secret))),
  );
  goesThrough('an old key that the other side takes out', (repo, secret) => {
    repo.commit('start', leak(secret)).branch('side').commit('side', { 'side.env': null }).checkout('main');
    return merged(repo.commit('main', { 'b.txt': 'main\n' }));
  });
  goesThrough('an old key in a conflict', (repo, secret) => {
    repo
      .commit('start', { 'a.txt': `KEY=${secret}\n` })
      .branch('side')
      .commit('side', { 'a.txt': `side\nKEY=${secret}\n` });
    repo
      .checkout('main')
      .commit('main', { 'a.txt': `main\nKEY=${secret}\n` })
      .run('git', 'merge side');
    return attempt(repo.stage({ 'a.txt': `both\nKEY=${secret}\n` }), 'commit -m x');
  });
});
