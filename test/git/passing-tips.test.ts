/** What git keeps beside its refs for a while is looked at, whatever it is for. */
import { describe, expect, test } from 'vitest';
import { passingTips } from '../../src/git/passing-tips.ts';
import { aRepo } from '../support/repo.ts';

describe('an object that is named', () => {
  test.each([
    'ORIG_HEAD',
    'MERGE_HEAD',
    'CHERRY_PICK_HEAD',
    'REVERT_HEAD',
    'REBASE_HEAD',
    'AUTO_MERGE',
    'FETCH_HEAD',
    'BISECT_HEAD',
    'BISECT_EXPECTED_REV',
    'MERGE_AUTOSTASH',
    'rebase-merge/autostash',
    'rebase-apply/autostash',
  ])('in %s alone is known, also from another work tree', (name) => {
    const repo = aRepo().commit('start').git('worktree add -q --detach ../second');
    const oid = repo.blob('kept');
    repo.write({ [`.git/${name}`]: `${oid}\n` });

    for (const { root: cwd, env } of [repo, repo.at('second')])
      expect(passingTips({ cwd, env })).toContain(oid);
  });
});
