/** Every way to call `git commit` goes through the hooks, and a commit that they stop does not exist. */
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { attempt, editor, installHooks } from '../support/hooks.ts';
import { costly } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { goesThrough, stopped } from '../support/stopped.ts';

const start = (repo: Repo) => repo.commit('start', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
const line = (secret: string) => ({ 'a.txt': `a\nKEY=${secret}\n` });

describe('git commit', () => {
  stopped('-m', (repo, secret) => attempt(start(repo).stage(line(secret)), 'commit -m x'));
  stopped('the first of all', (repo, secret) => attempt(repo.stage(line(secret)), 'commit -m x'));
  stopped('with an editor', (repo, secret) =>
    attempt(start(repo).stage(line(secret)), 'commit', { env: editor(repo, 'x\n') }),
  );
  stopped('-a', (repo, secret) => attempt(start(repo).write(line(secret)), 'commit -a -m x'));
  stopped('<path>', (repo, secret) => attempt(start(repo).write(line(secret)), 'commit -m x a.txt'));
  stopped('-i <path>', (repo, secret) =>
    attempt(start(repo).stage({ 'b.txt': 'c\n' }).write(line(secret)), 'commit -m x -i a.txt'),
  );
  stopped('-p', (repo, secret) =>
    attempt(start(repo).write(line(secret)), 'commit -p -m x', { input: 'y\n' }),
  );
  stopped('--amend', (repo, secret) => attempt(start(repo).stage(line(secret)), 'commit --amend --no-edit'));
  stopped('--amend of the first commit', (repo, secret) =>
    attempt(repo.commit('root').stage(line(secret)), 'commit --amend --no-edit'),
  );
  stopped('--fixup', (repo, secret) => attempt(start(repo).stage(line(secret)), 'commit --fixup HEAD'));
  stopped('--no-verify', (repo, secret) =>
    attempt(start(repo).stage(line(secret)), 'commit --no-verify -m x'),
  );
  stopped('--no-verify with an editor', (repo, secret) =>
    attempt(start(repo).stage(line(secret)), 'commit -n', { env: editor(repo, 'x\n') }),
  );
  stopped('from a subdirectory', (repo, secret) =>
    attempt(start(repo).stage({ 'sub/a': secret }), 'commit -m x', { cwd: 'sub' }),
  );
  stopped('in a linked work tree', (repo, secret) => {
    start(repo).git('worktree add -q ../linked');
    return attempt(repo.at('linked').stage(line(secret)), 'commit -m x');
  });
  stopped('-a in a linked work tree', (repo, secret) => {
    start(repo).git('worktree add -q ../linked');
    return attempt(repo.at('linked').write(line(secret)), 'commit -a -m x');
  });
  stopped(
    'in a SHA-256 repository',
    (repo, secret) => attempt(start(repo).stage(line(secret)), 'commit -m x'),
    {
      objectFormat: 'sha256',
    },
  );
  stopped('after cherry-pick --no-commit', (repo, secret) => {
    start(repo).branch('side').commit('side', line(secret)).checkout('main');
    return attempt(repo.git('cherry-pick -n side'), 'commit -m x');
  });
  stopped('after apply --index', (repo, secret) => {
    const patch = start(repo).write(line(secret)).read('diff');
    return attempt(repo.git('checkout -q .').git('apply --index -', { input: `${patch}\n` }), 'commit -m x');
  });
  stopped('after stash pop', (repo, secret) =>
    attempt(start(repo).write(line(secret)).git('stash -q').git('stash pop -q --index'), 'commit -a -m x'),
  );
});

describe('what a commit does not take does not stop it', () => {
  goesThrough('staged, but not among the paths', (repo, secret) =>
    attempt(start(repo).stage(line(secret)).write({ 'b.txt': 'c\n' }), 'commit -m x b.txt'),
  );
  goesThrough('in the work tree, but not staged', (repo, secret) =>
    attempt(start(repo).stage({ 'b.txt': 'c\n' }).write(line(secret)), 'commit -m x'),
  );
  goesThrough('answered with no', (repo, secret) =>
    attempt(start(repo).stage({ 'b.txt': 'c\n' }).write(line(secret)), 'commit -p -m x', { input: 'n\n' }),
  );
  goesThrough('taken out by the amendment', (repo, secret) =>
    attempt(repo.commit('leak', line(secret)).stage({ 'a.txt': 'a\n' }), 'commit --amend --no-edit'),
  );
  goesThrough('an empty commit', (repo) => attempt(start(repo), 'commit --allow-empty -m x'));
});

describe.skipIf(!costly)('hooks of others beside ours', () => {
  const late = 'git -c core.hooksPath=/dev/null add late.env';

  stopped('a later step of pre-commit stages a file', (repo, secret) => {
    installHooks(
      start(repo)
        .stage({ 'b.txt': 'c\n' })
        .write({ 'late.env': `KEY=${secret}\n` }),
      { 'pre-commit': late },
    );
    return attempt(repo, 'commit -m x');
  });
  stopped('prepare-commit-msg writes the message', (repo, secret) => {
    installHooks(start(repo).stage({ 'b.txt': 'c\n' }), {
      'prepare-commit-msg': `echo "KEY=${secret}" >> "$1"`,
    });
    return attempt(repo, 'commit -m x');
  });
});

test('HEAD, index and work tree are as they were after a stop', () => {
  const repo = start(aRepo()).stage(line(fake.awsKeyId)).write({ 'b.txt': 'not staged\n' });
  const state = () =>
    repo.read('rev-parse HEAD') + repo.read('ls-files -s') + repo.read('status --porcelain');
  const before = state();

  const { code, stdout, stderr } = attempt(repo, 'commit -m x');

  expect(code).toBe(1);
  expect(state()).toBe(before);
  expect(stdout, 'a hook speaks on stderr').toBe('');
  expect(stderr).toMatch(/a\.txt:2\b/);
});
