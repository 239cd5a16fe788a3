/** Where nothing tells what is new, a branch is compared with the default branch, and that one is looked at as it stands. */
import { describe, expect, test } from 'vitest';
import { allBranches, allowing, checkedOut, ciIn, event, leak, place, short } from '../support/ci.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';

const pathsIn = (run: Awaited<ReturnType<typeof ciIn>>) =>
  run.report?.findings.flatMap(({ appearances }) => appearances.map(({ path }) => path));

describe('where nothing tells what is new', () => {
  const dispatched = (ground: ReturnType<typeof place>, branch: string) => ({
    ...event(ground.here, 'workflow_dispatch', { repository: { default_branch: 'main' } }),
    GITHUB_SHA: ground.oid(branch),
    GITHUB_REF_TYPE: 'branch',
    GITHUB_REF_NAME: branch,
  });
  const started = () => {
    const ground = place();
    ground.up
      .commit('start', leak)
      .commit('more', { 'b.txt': `KEY=${fakes().awsKeyId} # keyhalt:allow of b\n` });
    return ground;
  };

  rare(
    'the default branch is looked at as it stands, in the shallowest clone, by its own policy',
    async () => {
      const ground = started();
      ground.here
        .git('fetch -q --depth=1 origin +refs/heads/main:refs/remotes/origin/main')
        .git('checkout -q --detach origin/main');

      const run = await ciIn(ground.here, dispatched(ground, 'main'));

      expect(run.code, run.said).toBe(1);
      expect(pathsIn(run)).toEqual(['.env']);
      expect(run.report).toMatchObject({
        what: `the files of commit ${short(ground.oid('main'))} (GitHub Actions, workflow_dispatch)`,
        allowed: [{ reason: 'of b' }],
        notes: [expect.stringContaining('the files that it holds were looked at')],
      });
    },
  );

  test('its submodules are told as not read', async () => {
    const ground = started();
    ground.up.git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},library`).commit('link');

    const run = await ciIn(checkedOut(ground, allBranches, 'origin/main'), dispatched(ground, 'main'));

    expect(run.report).toMatchObject({ complete: true, skipped: [{ path: 'library', reason: 'submodule' }] });
  });

  rare('another branch is compared with the default branch', async () => {
    const ground = started();
    ground.up.branch('one').commit('one', { 'one.env': fakes().awsKeyId });

    const run = await ciIn(checkedOut(ground, allBranches, 'origin/one'), dispatched(ground, 'one'));

    expect(pathsIn(run)).toEqual(['one.env']);
  });

  test('another branch that has nothing more is looked at as it stands', async () => {
    const ground = started();
    ground.up.branch('one');

    const run = await ciIn(checkedOut(ground, allBranches, 'origin/one'), dispatched(ground, 'one'));

    expect(run.code, run.said).toBe(1);
    expect(pathsIn(run)).toEqual(['.env']);
  });

  test('what is checked out in place of the default branch is not taken for it', async () => {
    const ground = started();
    ground.up.branch('one').commit('one', { 'one.env': fakes().awsKeyId, 'keyhalt.toml': allowing });

    const run = await ciIn(checkedOut(ground, allBranches, 'origin/one'), dispatched(ground, 'main'));

    expect(run.code).toBe(1);
    expect(pathsIn(run)).toEqual(['one.env']);
  });

  rare('nor which branch is the default, it is an error', async () => {
    const ground = started();
    ground.up.git('branch -q -m trunk');
    checkedOut(ground, allBranches, 'origin/trunk');

    const run = await ciIn(ground.here, { TF_BUILD: 'True', BUILD_SOURCEVERSION: ground.oid('trunk') });

    expect(run.code).toBe(2);
    expect(run.said).toContain('nothing says what the branch held before, nor which branch is the default');
    expect(run.said).toContain('keyhalt ci --base REV --head REV');
  });

  rare('a branch called main is the default, where no other one is', async () => {
    const ground = started();
    ground.up.branch('one').commit('one', { 'one.env': fakes().awsKeyId });
    checkedOut(ground, allBranches, 'origin/one');

    const run = await ciIn(ground.here, { TF_BUILD: 'True', BUILD_SOURCEVERSION: ground.oid('one') });
    ground.here.git('update-ref refs/remotes/origin/master origin/one');
    const unclear = await ciIn(ground.here, { TF_BUILD: 'True', BUILD_SOURCEVERSION: ground.oid('one') });

    expect(pathsIn(run)).toEqual(['one.env']);
    expect(unclear.code).toBe(2);
  });
});
