import { describe, expect, test } from 'vitest';
import { operationInProgress } from '../../src/git/operation.ts';
import { aRepo, type Repo } from '../support/repo.ts';

/** @param own without a PATH of its own there is no git that could be asked */
const seenIn = ({ root: cwd, env }: Repo, own: NodeJS.ProcessEnv = { PATH: '' }) =>
  operationInProgress({ cwd, env: { ...env, ...own } });

/** Its branches main and side contradict each other in `a`, and a patch of side lies beside it. */
function contradicting(): Repo {
  const repo = aRepo().commit('start', { a: 'start\n' }).branch('side').commit('side', { a: 'side\n' });
  repo.run('git', 'format-patch -1 --output=../side.patch');
  return repo.checkout('main').commit('main', { a: 'main\n' });
}

const begun: readonly (readonly [string | undefined, string])[] = [
  ['merge', 'merge side'],
  ['rebase', 'rebase side'],
  ['rebase', 'rebase --apply side'],
  ['am', 'am ../side.patch'],
  ['cherry-pick', 'cherry-pick side'],
  ['revert', 'revert HEAD~1 --no-edit'],
  [undefined, 'status'],
];

describe.each(begun)('%s is what git %s leaves', (operation, command) => {
  test('in an ordinary work tree, where git is not asked', () => {
    const repo = contradicting();
    repo.run('git', command);

    expect(seenIn(repo)).toBe(operation);
  });

  test('in a linked one', () => {
    const repo = contradicting().git('worktree add -q -b linked ../linked').at('linked');
    repo.run('git', command);

    expect(seenIn(repo, {})).toBe(operation);
  });
});

test('what is said not to be kept in files is asked of git', () => {
  expect(() => seenIn(contradicting(), { PATH: '', GIT_REFERENCE_BACKEND: 'reftable:///elsewhere' })).toThrow(
    'git could not be started',
  );
});
