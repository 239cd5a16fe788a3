/** What keyhalt asks of git there has to be. */
import { expect, test } from 'vitest';
import { demandGit } from '../../src/git/version.ts';
import { fakeGit } from '../support/fake-git.ts';
import { aRepo } from '../support/repo.ts';

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
