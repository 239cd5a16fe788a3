/** A push is compared with what was there before it, or with the default branch, and judged by that; that it brings nothing is said. */
import { describe, expect, test } from 'vitest';
import { allBranches, allowing, checkedOut, ciIn, event, leak, place, push, zeros } from '../support/ci.ts';
import { rare } from '../support/keyhalt.ts';

describe('a push', () => {
  const started = () => {
    const ground = place();
    ground.up.commit('start', { 'a.txt': 'a\n' });
    return ground;
  };
  const fetched = (ground: ReturnType<typeof place>, commit = 'origin/main') =>
    checkedOut(ground, allBranches, commit);

  test('brings what was pushed over what was there, by its policy', async () => {
    const ground = started();
    ground.up.commit('leak', { ...leak, 'keyhalt.toml': allowing });

    const run = await ciIn(fetched(ground), push(ground, ground.oid('main~1'), ground.oid('main')));

    expect(run.code, run.said).toBe(1);
    expect(run.report?.proposed).toHaveLength(1);
    expect(run.said).toContain('what was pushed over what was there');
  });

  rare(
    'of a new branch is compared with the default branch, not with others that hold the same',
    async () => {
      const ground = started();
      ground.up.branch('one').commit('leak', leak).branch('two');

      const run = await ciIn(fetched(ground, 'origin/two'), push(ground, zeros, ground.oid('two'), 'two'));

      expect(run.code, run.said).toBe(1);
      expect(run.said).toContain('what the branch has and the default branch has not');
    },
  );

  rare('of a new branch that brings nothing says so', async () => {
    const ground = started();
    ground.up.branch('one');

    const run = await ciIn(fetched(ground), push(ground, zeros, ground.oid('one'), 'one'));

    expect(run.code).toBe(0);
    expect(run.report?.notes).toMatchObject([expect.stringContaining('nothing was looked at')]);
  });

  test('to a branch is judged by the default branch: what was pushed before pardons nothing', async () => {
    const ground = started();
    ground.up.branch('one').commit('pardon', { 'keyhalt.toml': allowing }).commit('leak', leak);
    const env = push(ground, ground.oid('one~1'), ground.oid('one'), 'one');

    const run = await ciIn(fetched(ground, 'origin/one'), env);

    expect(run.code, run.said).toBe(1);
  });

  test.each([
    ['to the default branch', 'main', 'what was there before it'],
    ['to a branch', 'one', 'the default branch'],
  ])('%s (%s) may bring what is allowed by %s', async (_, branch) => {
    const ground = started();
    ground.up.commit('pardon', { 'keyhalt.toml': allowing });
    if (branch !== 'main') ground.up.branch(branch).commit('one', { 'keyhalt.toml': null });
    ground.up.commit('leak', leak);
    const env = push(ground, ground.oid(`${branch}~1`), ground.oid(branch), branch);

    const run = await ciIn(fetched(ground, `origin/${branch}`), env);

    expect(run.code, run.said).toBe(0);
    expect(run.report?.allowed).toHaveLength(1);
  });

  rare('to a branch is not blamed for what was merged from the default branch', async () => {
    const ground = started();
    ground.up.branch('one').commit('one').checkout('main').commit('leak', leak).checkout('one');
    const before = ground.oid('one');
    ground.up.merge('main');

    const run = await ciIn(fetched(ground, 'origin/one'), push(ground, before, ground.oid('one'), 'one'));

    expect(run.code, run.said).toBe(0);
    expect(run.report?.coverage.scanned).toBeGreaterThan(0);
  });

  rare('by force, over what is still here, brings what that has not', async () => {
    const ground = started();
    ground.up.branch('one').commit('old').git('tag old').git('reset -q --hard main').commit('leak', leak);
    const env = push(ground, ground.oid('old'), ground.oid('one'), 'one');

    const run = await ciIn(checkedOut(ground, `${allBranches} +refs/tags/*:refs/tags/*`, 'origin/one'), env);

    expect(run.code, run.said).toBe(1);
    expect(run.said).toContain('what was pushed over what was there');
  });

  test('by force, over what is gone, is compared with the default branch, and that is said', async () => {
    const ground = started();
    ground.up.branch('one').commit('leak', leak);
    const env = push(ground, '1'.repeat(40), ground.oid('one'), 'one');
    const note = 'what was there before the push (1111111111) is not in this clone';

    const run = await ciIn(fetched(ground, 'origin/one'), env);
    const deepened = await ciIn(ground.here, env, { deepen: true });

    expect(run.code, run.said).toBe(1);
    expect(run.report?.notes).toMatchObject([expect.stringContaining(note)]);
    expect(deepened.code, deepened.said).toBe(1);
  });

  rare(
    'by force, over what only the server still has, is compared with that where it may be fetched',
    async () => {
      const ground = started();
      ground.up.branch('one').commit('old', leak);
      const before = ground.oid('one');
      ground.up.git('reset -q --hard main').commit('new', { ...leak, 'b.txt': 'b\n' });
      const env = push(ground, before, ground.oid('one'), 'one');

      const run = await ciIn(fetched(ground, 'origin/one'), env, { deepen: true });

      expect(run.code, run.said).toBe(0);
      expect(run.said).toContain('what was pushed over what was there');
    },
  );

  test('over what is not here is an error in a shallow clone, which may only lack it', async () => {
    const ground = started();
    ground.up.commit('more').branch('one').commit('old').git('tag old').git('reset -q --hard main');
    ground.up.commit('new', leak);
    const here = ground.here.git(`fetch -q --no-tags --depth=2 origin ${allBranches}`);

    const run = await ciIn(
      here.git('checkout -q --detach origin/one'),
      push(ground, ground.oid('old'), ground.oid('one'), 'one'),
    );

    expect(run.code, run.said).toBe(2);
    expect(run.said).toContain('what was there before the push');
  });

  rare('by force to the default branch, over what is gone, is an error', async () => {
    const ground = started();
    ground.up.commit('leak', leak);

    const run = await ciIn(fetched(ground), push(ground, '1'.repeat(40), ground.oid('main')));

    expect(run.code).toBe(2);
    expect(run.said).toContain('what was there before the push, 1111111111, is not in this clone');
  });

  test('back to what was there before brings nothing, and says so', async () => {
    const ground = started();
    ground.up.commit('leak', leak).git('tag old').git('reset -q --hard HEAD~1');
    checkedOut(ground, `${allBranches} +refs/tags/*:refs/tags/*`, 'origin/main');

    const run = await ciIn(ground.here, push(ground, ground.oid('old'), ground.oid('main')));

    expect(run.code).toBe(0);
    expect(run.said).toContain('push: no commits, for everything that');
  });

  rare('that is the first of all is looked at as a whole, and decides for itself', async () => {
    const ground = started();
    ground.up.commit('leak', leak).commit('gone', { '.env': null });

    const run = await ciIn(fetched(ground), push(ground, zeros, ground.oid('main')));

    expect(run.code, run.said).toBe(1);
    expect(run.report?.coverage.kinds.commit).toBe(3);
    expect(run.report?.notes).toMatchObject([expect.stringContaining('for nothing was there before')]);
  });

  rare('that takes a branch away brings nothing, and says so', async () => {
    const ground = started();
    const value = {
      before: ground.oid('main'),
      after: zeros,
      deleted: true,
      repository: { default_branch: 'main' },
    };

    const run = await ciIn(fetched(ground), event(ground.here, 'push', value));

    expect(run.code).toBe(0);
    expect(run.report?.notes).toMatchObject([expect.stringContaining('a branch or tag was taken away')]);
  });

  test('of Jenkins is compared with the last build that went well', async () => {
    const ground = started();
    ground.up.commit('leak', leak).commit('more');
    const env = {
      JENKINS_URL: 'x',
      BRANCH_NAME: 'main',
      BRANCH_IS_PRIMARY: 'true',
      GIT_PREVIOUS_COMMIT: ground.oid('main~1'),
      GIT_PREVIOUS_SUCCESSFUL_COMMIT: ground.oid('main~2'),
    };

    expect((await ciIn(fetched(ground), env)).code).toBe(1);
  });
});
