/** What keyhalt asks of git there has to be. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/commands/scan.ts';
import { demandGit } from '../../src/git/version.ts';
import { fakeGit } from '../support/fake-git.ts';
import { aRepo, type Repo } from '../support/repo.ts';

test.each([
  ['2.29.9', 'git version 2.29.9 is too old'],
  ['1.99.0', 'git version 1.99.0 is too old'],
  ['2.30.0', undefined],
  ['2.39.5 (Apple Git-154)', undefined],
  ['3.0.0.windows.1', undefined],
  ['of nobody knows what', undefined],
])('git version %s: %s', (version, problem) => {
  const repo = aRepo();
  const ask = () => demandGit({ cwd: repo.root, env: fakeGit(repo, `echo 'git version ${version}'`) });

  if (problem === undefined) expect(ask).not.toThrow();
  else expect(ask).toThrow(problem);
});

describe('a git that says nothing and ends well', () => {
  const silent = (repo: Repo) => ({ cwd: repo.root, env: { ...repo.env, ...fakeGit(repo, 'exit 0') } });

  test('is none', () => {
    expect(() => demandGit(silent(aRepo()))).toThrow('does not say that it is git');
  });

  test('has told nothing of what is staged', async () => {
    const report = await scan(silent(aRepo().stage({ a: 'a\n' })), { staged: true }, { now: new Date() });

    expect(report).toMatchObject({
      complete: false,
      errors: [{ message: expect.stringContaining('does not say that it is git') }],
    });
  });
});
