/** Commits that are made again elsewhere, by cherry-pick, revert and rebase, meet prepare-commit-msg alone, and are stopped there. */
import { describe, expect } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { attempt, editor } from '../support/hooks.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { parted } from '../support/parted.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const leak = (secret: string) => ({ 'side.env': `KEY=${secret}\n` });
const quick = { env: { GIT_EDITOR: ':' } };

/** What `command` starts ends in a conflict, which is resolved with this text. */
function resolved(repo: Repo, command: string, text: string): Repo {
  repo.run('git', command);
  return repo.stage({ 'a.txt': text });
}

rare.each([
  ['cherry-pick', 'cherry-pick side'],
  ['rebase', 'rebase -q side main'],
  ['merge', 'merge -q other'],
])('a %s that is stopped goes on as its report says, for a fix would refuse', (name, command) => {
  const key = `KEY=${fakes().awsKeyId}\n`;
  const repo = parted(aRepo(), { 'a.txt': name === 'cherry-pick' ? key : 'side\n' }, { 'b.txt': 'main\n' });
  repo.branch('other').commit('other', { 'a.txt': 'other\n' }).checkout('main');
  repo.commit('more', { 'a.txt': 'main\n' });
  repo.run('git', command);
  const { stderr } = attempt(repo.stage({ 'a.txt': key }), `${name} --continue`, quick);

  const [, advised = ''] = /Remove {2}take it out, .* and (git .*)\.\n/.exec(stderr) ?? [];
  const went = attempt(repo.stage({ 'a.txt': 'clean\n' }), advised.replace('git ', ''), quick);

  expect(advised).toBe(`git ${name} --continue`);
  expect(went.code).toBe(0);
});

describe('git cherry-pick', () => {
  stopped('of a commit', (repo, secret) => attempt(parted(repo, leak(secret)), 'cherry-pick side'));
  stopped('with an editor', (repo, secret) =>
    attempt(parted(repo, leak(secret)), 'cherry-pick -e side', { env: editor(repo, 'x\n') }),
  );
  stopped('of a range', (repo, secret) => {
    parted(repo, { 'c.txt': 'c\n' }).checkout('side').commit('leak', leak(secret)).checkout('main');
    return attempt(repo, 'cherry-pick main~1..side');
  });
  stopped('of a merge', (repo, secret) => {
    parted(repo, leak(secret)).branch('merged').merge('side').checkout('main');
    return attempt(repo, 'cherry-pick -m 1 merged');
  });
  stopped('with a message that has it', (repo, secret) => {
    repo.commit('start').branch('side').commit(`debug with ${secret}\n`, { 'c.txt': 'c\n' });
    return attempt(repo.checkout('main').commit('main'), 'cherry-pick side');
  });
  stopped('--continue after a conflict', (repo, secret) => {
    parted(repo, { 'a.txt': 'side\n', ...leak(secret) }, { 'a.txt': 'main\n' });
    return attempt(resolved(repo, 'cherry-pick side', 'both\n'), 'cherry-pick --continue', quick);
  });
  stopped('--continue with a key in the resolution', (repo, secret) => {
    parted(repo, { 'a.txt': 'side\n' }, { 'a.txt': 'main\n' });
    return attempt(resolved(repo, 'cherry-pick side', `KEY=${secret}\n`), 'cherry-pick --continue', quick);
  });
});

describe.skipIf(!costly)('git revert', () => {
  /** On a branch that never had the key, so that HEAD tells whether it came back. */
  const removed = (repo: Repo, secret: string) =>
    repo
      .commit('leak', { 'a.txt': 'a\n', ...leak(secret) })
      .commit('gone', { 'side.env': null })
      .git('tag gone')
      .git('checkout -q --orphan fresh')
      .commit('fresh');

  stopped('of the commit that took a key out', (repo, secret) =>
    attempt(removed(repo, secret), 'revert --no-edit gone'),
  );
  stopped('with an editor', (repo, secret) =>
    attempt(removed(repo, secret), 'revert --edit gone', { env: editor(repo, 'x\n') }),
  );
  goesThrough('of the commit that brought a key', (repo, secret) =>
    attempt(repo.commit('start').commit('leak', leak(secret)).commit('later'), 'revert --no-edit HEAD~1'),
  );
});

describe('git rebase', () => {
  const onto = (repo: Repo, side: Files, main?: Files) => parted(repo, side, main).checkout('side');

  stopped('of a commit', (repo, secret) => attempt(onto(repo, leak(secret)), 'rebase -q main'));
  stopped('of the second of two', (repo, secret) =>
    attempt(onto(repo, { 'c.txt': 'c\n' }).commit('leak', leak(secret)), 'rebase -q main'),
  );
  stopped('--no-verify', (repo, secret) => attempt(onto(repo, leak(secret)), 'rebase -q --no-verify main'));
  stopped('-i with a squash', (repo, secret) => {
    onto(repo, { 'c.txt': 'c\n' }).commit('leak', leak(secret));
    return attempt(repo, 'rebase -q -i main', {
      env: { ...quick.env, GIT_SEQUENCE_EDITOR: 'sed -i 2s/pick/squash/' },
    });
  });
  stopped('-i with a new message', (repo, secret) => {
    onto(repo, { 'c.txt': 'c\n' });
    const env = { ...editor(repo, `KEY=${secret}\n`), GIT_SEQUENCE_EDITOR: 'sed -i s/pick/reword/' };
    return attempt(repo, 'rebase -q -i main', { env });
  });
  stopped('--rebase-merges', (repo, secret) => {
    onto(repo, { 'c.txt': 'c\n' }).branch('third').commit('third', leak(secret));
    return attempt(repo.checkout('side').commit('more').merge('third'), 'rebase -q --rebase-merges main');
  });
  stopped('--continue after a conflict', (repo, secret) => {
    onto(repo, { 'a.txt': 'side\n', ...leak(secret) }, { 'a.txt': 'main\n' });
    return attempt(resolved(repo, 'rebase -q main', 'both\n'), 'rebase --continue', quick);
  });
  stopped('--continue with a key in the resolution', (repo, secret) => {
    onto(repo, { 'a.txt': 'side\n' }, { 'a.txt': 'main\n' });
    return attempt(resolved(repo, 'rebase -q main', `KEY=${secret}\n`), 'rebase --continue', quick);
  });
  stopped('by pull --rebase', (repo, secret) => {
    parted(repo, {}).git('clone -q . ../clone').checkout('main').commit('later', { 'd.txt': 'd\n' });
    return attempt(repo.at('clone').commit('mine', leak(secret)), 'pull -q --rebase origin main');
  });

  goesThrough('onto a main that has an old key', (repo, secret) =>
    attempt(onto(repo, { 'c.txt': 'c\n' }, leak(secret)), 'rebase -q main'),
  );
});
