/** What git keeps beside its refs for a while is looked at, whatever it is for. */
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { passingTips } from '../../src/git/passing-tips.ts';
import { isGit2 } from '../support/git-version.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { scratch } from '../support/scratch.ts';

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
    'NOTES_MERGE_PARTIAL',
    'OF-ANOTHER_TOOL_HEAD',
    'rebase-merge/autostash',
    'rebase-apply/autostash',
  ])('in %s alone is known, also from another work tree', (name) => {
    const repo = aRepo().commit('start').git('worktree add -q --detach ../second');
    const oid = repo.blob('kept');
    repo.write({ [`.git/${name}`]: `${oid}\n` });

    for (const { root: cwd, env } of [repo, repo.at('second')])
      expect(passingTips({ cwd, env })).toContain(oid);
  });

  test('in a file that is of no account is not', () => {
    const repo = aRepo().commit('start');
    repo.write({
      '.git/NOTES': `${repo.blob('not kept')}\n`,
      '.git/orig_head': `${repo.blob('nor this')}\n`,
    });

    expect(passingTips({ cwd: repo.root, env: repo.env })).toEqual([]);
  });
});

describe('where refs are no files, what either of two work trees names is known in both', () => {
  const names = ['ORIG_HEAD', 'AUTO_MERGE', 'OF-ANOTHER_TOOL_HEAD', 'refs/worktree/mine', 'refs/bisect/bad'];
  const namedIn = (tree: Repo) =>
    names.map((name) => {
      const oid = tree.read(['commit-tree', '-m', `${name} in ${tree.root}`, 'HEAD^{tree}']);
      tree.git(['update-ref', name, oid]);
      return oid;
    });
  const expectAllKnown = (env: NodeJS.ProcessEnv) => {
    const repo = aRepo().write({ '.git': null }).git('init -q --template=../no-template', { env });
    repo.commit('start').git('worktree add -q --detach ../second');
    const trees = [repo, repo.at('second')];

    const oids = trees.flatMap(namedIn);

    for (const tree of trees)
      expect(passingTips({ cwd: tree.root, env: tree.env })).toEqual(expect.arrayContaining(oids));
  };

  test.skipIf(!isGit2(45))('in tables, which git 2.45 and newer can keep them in', () => {
    expectAllKnown({ GIT_DEFAULT_REF_FORMAT: 'reftable' });
  });

  test.skipIf(!isGit2(54)).each(['files', 'reftable'])(
    'in %s elsewhere, where git 2.54 and newer can keep them',
    (kind) => {
      const place = mkdtempSync(join(scratch, 'keyhalt-test-refs-'));
      onTestFinished(() => rmSync(place, { recursive: true, force: true }));

      expectAllKnown({ GIT_REFERENCE_BACKEND: `${kind}://${place}` });
    },
  );
});
