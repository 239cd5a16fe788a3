/** No merge brings a secret into HEAD's history: neither what it adds itself nor anything the other side ever held. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe } from 'vitest';
import { attempt, editor } from '../support/hooks.ts';
import { costly } from '../support/keyhalt.ts';
import { base, parted } from '../support/parted.ts';
import type { Files, Repo } from '../support/repo.ts';
import { stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ 'side.env': `KEY=${secret}\n` });

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
  stopped('of a tag whose message has it', (repo, secret) => {
    parted(repo, { 'side.txt': 's\n' }).git(['tag', '-a', '-m', `KEY=${secret}`, 'v1', 'side']);
    return attempt(repo, 'merge --no-edit v1');
  });
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

describe.skipIf(!costly)('a merge in two steps', () => {
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

describe('the merge itself', () => {
  stopped('adds what neither side has', (repo, secret) =>
    attempt(parted(repo, {}).git('merge -q --no-commit side').stage(leak(secret)), 'commit -m x'),
  );
  stopped('says it in the message', (repo, secret) =>
    attempt(parted(repo, {}), ['merge', '-m', `KEY=${secret}`, 'side']),
  );
});
