/** What is not here is an error with the line that mends it, or is fetched where that is allowed: never a guess. */
import { describe, expect, test } from 'vitest';
import {
  allBranches,
  checkedOut,
  ciIn,
  leak,
  place,
  pullRequest,
  push,
  withChange,
  zeros,
} from '../support/ci.ts';
import { costly, rare } from '../support/keyhalt.ts';

describe.skipIf(!costly)('what is not here', () => {
  const shallow = (depth: number) => {
    const ground = withChange(leak);
    const ref = '+refs/pull/7/merge:refs/remotes/pull/7/merge';
    ground.here
      .git(`fetch -q --no-tags --depth=${depth} origin ${ref}`)
      .git('checkout -q --detach pull/7/merge');
    return ground;
  };

  rare.each([
    [1, 'the head'],
    [2, 'the history that is here ends within'],
  ])('in a shallow clone of depth %s is an error, with the line that mends it', async (depth, message) => {
    const ground = shallow(depth);

    const run = await ciIn(ground.here, pullRequest(ground));

    expect(run.code).toBe(2);
    expect(run.said).toContain(message);
    expect(run.said).toContain('add with: { fetch-depth: 0 } to uses: actions/checkout');
  });

  test.each([1, 2])('in a shallow clone of depth %s is fetched where that is allowed', async (depth) => {
    const ground = shallow(depth);

    const run = await ciIn(ground.here, pullRequest(ground), { deepen: true });

    expect(run.code, run.said).toBe(1);
    expect(run.said).toMatch(/^fetching .* from origin, 200 commits more$/m);
    expect(run.said).toContain('the merge commit of the change');
    expect(ground.here.read('status --porcelain')).toBe('');
  });

  test('is not what a tag by the whole name of the branch says', async () => {
    const ground = withChange(leak);
    ground.here.git('fetch -q --no-tags origin refs/pull/7/head').git('checkout -q --detach FETCH_HEAD');
    ground.here.git('tag refs/remotes/origin/main HEAD');

    const run = await ciIn(ground.here, { JENKINS_URL: 'x', CHANGE_ID: '7', CHANGE_TARGET: 'main' });

    expect(run.code).toBe(2);
    expect(run.said).toContain('the base, main of origin, is not in this clone');
  });

  rare('is fetched, too, where CI merged it here, with what origin has never seen', async () => {
    const ground = withChange(leak);
    ground.up.checkout('feature').commit('more').checkout('main');
    ground.here.git(`fetch -q --no-tags --depth=2 origin ${allBranches}`).checkout('origin/feature');
    ground.here.merge('origin/main', '--allow-unrelated-histories');
    const env = { JENKINS_URL: 'x', CHANGE_ID: '7', CHANGE_TARGET: 'main' };

    const run = await ciIn(ground.here, env);
    const deepened = await ciIn(ground.here, env, { deepen: true });

    expect(run.code, run.said).toBe(2);
    expect(deepened.code, deepened.said).toBe(1);
    expect(deepened.said).toContain('200 commits more');
  });

  rare('and lies farther back is fetched with all history', async () => {
    const ground = place();
    const commits = Array.from(
      { length: 450 },
      (_, n) => `commit refs/heads/main\nmark :${n + 1}\n${who(n)}`,
    );
    ground.up.git('fast-import --quiet', { input: commits.join('') }).git('branch feature main~440');
    ground.up.git('reset -q --hard').checkout('feature').commit('leak', leak);
    ground.here
      .git('fetch -q --depth=1 origin +refs/heads/*:refs/remotes/origin/*')
      .checkout('origin/feature');

    const run = await ciIn(ground.here, {}, { base: 'origin/main', deepen: true });

    expect(run.code, run.said).toBe(1);
    expect(run.said).toContain('with all history');
    expect(run.report?.coverage.kinds.commit).toBe(1);
  });
  const who = (n: number) => `committer C <c@example.com> ${1_600_000_000 + n} +0000\ndata 1\nx\n`;

  test('of a fork, under pull_request_target, is an error that says how to bring it, never nothing', async () => {
    const ground = withChange(leak);
    checkedOut(ground, '+refs/heads/main:refs/remotes/origin/main', 'origin/main');
    const env = pullRequest(ground, { name: 'pull_request_target', sha: ground.oid('main') });

    const run = await ciIn(ground.here, env);
    const deepened = await ciIn(ground.here, env, { deepen: true });

    expect(run.code).toBe(2);
    expect(run.said).toContain('git fetch --no-tags origin refs/pull/7/head brings it');
    expect(deepened.code, deepened.said).toBe(1);
    expect(ground.here.read('rev-parse HEAD')).toBe(ground.oid('main'));
  });

  rare('of the branch that it goes into is asked for by its name', async () => {
    const ground = withChange(leak);
    checkedOut(ground, '+refs/heads/feature:refs/remotes/origin/feature', 'origin/feature');
    const env = { JENKINS_URL: 'x', CHANGE_ID: '7', CHANGE_TARGET: 'main' };

    const run = await ciIn(ground.here, env);
    const deepened = await ciIn(ground.here, env, { deepen: true });

    expect(run.code).toBe(2);
    expect(run.said).toContain('the base, main of origin, is not in this clone');
    expect(run.said).toContain(
      'git fetch --no-tags origin +refs/heads/main:refs/remotes/origin/main brings it',
    );
    expect(deepened.code, deepened.said).toBe(1);
  });

  test.each([
    ['the head', '+refs/heads/main:refs/remotes/origin/main', 'origin/main', 'HASH'],
    [
      'the default branch',
      '+refs/heads/feature:refs/remotes/origin/feature',
      'origin/feature',
      '+refs/heads/main:',
    ],
  ])('of a push that tells nothing of before, %s, is asked for, too', async (_, refs, commit, name) => {
    const ground = withChange(leak);
    checkedOut(ground, refs, commit);
    const env = push(ground, zeros, ground.oid('feature'), 'feature');

    const run = await ciIn(ground.here, env);
    const deepened = await ciIn(ground.here, env, { deepen: true });

    expect(run.code).toBe(2);
    expect(run.said).toContain(`git fetch --no-tags origin ${name.replace('HASH', ground.oid('feature'))}`);
    expect(deepened.code, deepened.said).toBe(1);
    expect(deepened.report?.coverage.kinds.commit).toBe(1);
  });

  rare('and cannot be fetched is an error, without the credentials of origin', async () => {
    const ground = shallow(1);
    ground.here.git('remote set-url origin https://user:hunter2@localhost:1/no/such');

    const run = await ciIn(ground.here, pullRequest(ground), { deepen: true });

    expect(run.code).toBe(2);
    expect(run.said).toContain('what is missing cannot be fetched');
    expect(run.said).not.toContain('hunter2');
  });
});
