/** What a merge brings in: all that the other side ever held is looked at, and what our side knows already is let in. */
import { describe } from 'vitest';
import { attempt } from '../support/hooks.ts';
import { costly, scanStaged } from '../support/keyhalt.ts';
import { base, parted } from '../support/parted.ts';
import type { Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ 'side.env': `KEY=${secret}\n` });

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
    const id = repo.read('hash-object -t commit --literally -w --stdin', { input: `${head}\0${secret}\n` });
    return merged(repo.git(`reset -q --hard ${id}`));
  });
  stopped('wrote it into a UTF-16 message', (repo, secret) => {
    const [head = ''] = side(repo).read('cat-file commit HEAD').split('\n\n');
    const text = Buffer.from(`\n\nKEY=${secret}\n`, 'utf16le');
    const input = Buffer.concat([Buffer.from(`${head}\nencoding UTF-16LE\n\n`), text]);
    return merged(
      repo.git(`reset -q --hard ${repo.read('hash-object -t commit --literally -w --stdin', { input })}`),
    );
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
    const tree = repo.read('mktree', { input: entries });
    const odd = side(repo).read(['commit-tree', '-p', 'side', '-m', 'odd', tree]);
    const even = repo.read(['commit-tree', '-p', odd, '-m', 'even', 'side^{tree}']);
    return merged(repo.git(`reset -q --hard ${even}`));
  });
});

describe.skipIf(!costly)('what is known on our side does not stop a merge:', () => {
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
