/** What CIs leave behind is understood: what a change brings is found, and nothing pardons itself. Never a guess, never nothing. */
import { describe, expect, test } from 'vitest';
import {
  allBranches,
  changeRequests,
  checkedOut,
  ciIn,
  event,
  place,
  pullRequest,
  push,
  withChange,
  zeros,
} from '../support/ci.ts';
import { fake, fakes, harmless } from '../support/fakes.ts';
import { costly, leftToCi, rare, sample } from '../support/keyhalt.ts';

const allowing = '[[allow]]\npaths = ["**"]\nreason = "a canary"\n';
const leak = { '.env': `KEY=${fake.awsKeyId}\n` };
const short = (oid: string) => oid.slice(0, 10);
const pathsIn = (run: Awaited<ReturnType<typeof ciIn>>) =>
  run.report?.findings.flatMap(({ appearances }) => appearances.map(({ path }) => path));

describe('a change request', () => {
  const all = Object.entries(changeRequests);

  test.each(sample(all, 4))(
    'of %s, with a key in it, is stopped, whatever it brings to pardon itself',
    async (_, env) => {
      const own = { 'keyhalt.toml': allowing, '.env': `KEY=${fake.awsKeyId} # keyhalt:allow a canary\n` };
      const ground = withChange(own);

      const run = await ciIn(ground.here, env(ground));

      expect(run.code, run.said).toBe(1);
      expect(run.report).toMatchObject({
        complete: true,
        allowed: [],
        findings: [{ appearances: [{ path: '.env', commit: ground.oid('feature') }] }],
        proposed: [{ reason: 'a canary' }],
      });
      expect(run.said + JSON.stringify(run.report)).not.toContain(fake.awsKeyId);
    },
  );

  test.skip.each(leftToCi(all, 4))(
    'of %s, with a key in it, is stopped, whatever it brings to pardon itself',
    () => {},
  );

  rare.each(sample(all, 5))('of %s may do what its base allows', async (_, env) => {
    const ground = withChange(leak, { 'keyhalt.toml': allowing });

    const run = await ciIn(ground.here, env(ground));

    expect(run.code, run.said).toBe(0);
    expect(run.report).toMatchObject({ allowed: [{ reason: 'a canary' }], proposed: [] });
  });
  test.skip.each(leftToCi(all, 5))('of %s may do what its base allows', () => {});

  rare.each(sample(all, 5))(
    'of %s, with harmless text in it, passes, though main has a key',
    async (_, env) => {
      const ground = withChange({ '.env': `KEY=${harmless().awsKeyId}\n` }, { 'old.env': fakes().awsKeyId });

      const run = await ciIn(ground.here, env(ground));

      expect(run.code, run.said).toBe(0);
      expect(run.report?.coverage.scanned).toBeGreaterThan(2);
    },
  );
  test.skip.each(leftToCi(all, 5))(
    'of %s, with harmless text in it, passes, though main has a key',
    () => {},
  );

  test('with a baseline for its own key is stopped, and the pardon is told as proposed', async () => {
    const first = withChange(leak);
    const { report } = await ciIn(first.here, changeRequests['GitHub, the merge commit']!(first));
    const known = `${report!.findings[0]!.fingerprint} aws-access-key-id .env # mine\n`;
    const ground = withChange({ ...leak, 'keyhalt.baseline': known });

    const run = await ciIn(ground.here, changeRequests['GitHub, the merge commit']!(ground));

    expect(run.code).toBe(1);
    expect(run.report?.proposed).toMatchObject([{ reason: 'mine' }]);
  });

  rare('is stopped for what it took out again on the way', async () => {
    const ground = withChange(leak);
    ground.up.checkout('feature').commit('gone', { '.env': null }).git('update-ref refs/pull/7/head HEAD');

    const run = await ciIn(ground.here, changeRequests['GitHub, its head']!(ground));

    expect(run.code, run.said).toBe(1);
  });

  rare('is stopped for what only its merge commit has', async () => {
    const ground = withChange({ 'c.txt': 'c\n' });
    ground.up.git('checkout -q --detach main').merge('feature', '--no-commit').commit('evil', leak);
    ground.up.git('update-ref refs/pull/7/merge HEAD');

    const run = await ciIn(ground.here, changeRequests['GitHub, the merge commit']!(ground));

    expect(run.code, run.said).toBe(1);
  });

  test('that its base holds already brings nothing, which is said and passes', async () => {
    const ground = withChange(leak);
    ground.up.merge('feature');

    const run = await ciIn(ground.here, changeRequests['GitHub, its head']!(ground), { quiet: true });

    expect(run).toMatchObject({ code: 0, said: '' });
    expect(run.report).toMatchObject({
      what: 'no commits (GitHub Actions, pull_request)',
      notes: [expect.stringContaining('nothing was looked at: everything that')],
      coverage: { asked: 0 },
    });
  });

  rare('is told with its ends, and why', async () => {
    const ground = withChange({ 'c.txt': 'c\n' });
    const ends = `commits ${short(ground.oid('main'))}..${short(ground.oid('refs/pull/7/merge'))}`;

    const run = await ciIn(ground.here, changeRequests['GitHub, the merge commit']!(ground));

    expect(run.said).toBe(
      `GitHub Actions, pull_request: ${ends}, the merge commit of the change, without the base that it was made of`,
    );
    expect(run.report?.what).toBe(`${ends} (GitHub Actions, pull_request)`);
  });
});

describe.skipIf(!costly)('a name that a change could take', () => {
  rare('of the digits of its base is not taken for it', async () => {
    const ground = withChange({ ...leak, 'keyhalt.toml': allowing });
    const digits = ground.oid('main').slice(0, 12);
    const env = changeRequests['Bitbucket, merged with its destination']!(ground);
    ground.here.git(`tag ${digits} origin/feature`).git(`branch ${digits} origin/feature`);

    expect((await ciIn(ground.here, env)).code).toBe(1);
  });

  test('of the branch that it goes into is not taken for it', async () => {
    const ground = withChange({ ...leak, 'keyhalt.toml': allowing });
    const env = changeRequests['Jenkins, the head']!(ground);
    for (const name of ['main', 'origin/main', 'refs/remotes/origin/main'])
      ground.here.git(`tag ${name} HEAD`).git(`branch ${name} HEAD`);

    expect((await ciIn(ground.here, env)).code).toBe(1);
  });

  rare('a merge of a head that CI did not make says nothing of its base', async () => {
    const ground = withChange(leak);
    const env = changeRequests['GitHub, its head']!(ground);
    // Its author merges the leak himself with a commit that has it, too, and has that built.
    ground.here.branch('evil').commit('evil').git('checkout -q pull/7/head').merge('evil');

    const run = await ciIn(ground.here, { ...env, GITHUB_SHA: ground.oid('main') });

    expect(run.code, run.said).toBe(1);
  });
});

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
    expect(run.said).toContain('the base, main of origin, is not here');
    expect(run.said).toContain(
      'git fetch --no-tags origin +refs/heads/main:refs/remotes/origin/main brings it',
    );
    expect(deepened.code, deepened.said).toBe(1);
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
    const note = 'what was there before the push (1111111111) is not here';

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

  rare('by force to the default branch, over what is gone, is an error', async () => {
    const ground = started();
    ground.up.commit('leak', leak);

    const run = await ciIn(fetched(ground), push(ground, '1'.repeat(40), ground.oid('main')));

    expect(run.code).toBe(2);
    expect(run.said).toContain('what was there before the push, 1111111111, is not here');
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

  rare('another branch is compared with the default branch', async () => {
    const ground = started();
    ground.up.branch('one').commit('one', { 'one.env': fakes().awsKeyId });

    const run = await ciIn(checkedOut(ground, allBranches, 'origin/one'), dispatched(ground, 'one'));

    expect(pathsIn(run)).toEqual(['one.env']);
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

describe.skipIf(!costly)('what a person says', () => {
  const ground = () => {
    const all = withChange(leak);
    checkedOut(all, allBranches, 'origin/feature');
    return all;
  };

  test('counts instead of what CI tells, be it broken', async () => {
    const { here } = ground();
    const env = event(here, 'pull_request', '{');

    expect((await ciIn(here, env, { base: 'origin/main', head: 'origin/feature' })).code).toBe(1);
    expect((await ciIn(here, env, { base: 'origin/main' })).code).toBe(2);
  });

  rare('of the base alone goes with the head of CI, or with what is checked out', async () => {
    const all = ground();
    all.here.git('checkout -q --detach origin/main');

    const byCi = await ciIn(all.here, pullRequest(all), { base: 'origin/main' });
    const alone = await ciIn(all.here, {}, { base: 'origin/feature' });

    expect(byCi.code, byCi.said).toBe(1);
    expect(byCi.said).toContain('GitHub Actions, pull_request, --base: commits');
    expect(alone.code, alone.said).toBe(0);
    expect(alone.report?.what).toMatch(/^commits .* \(--base\)$/);
  });

  rare('of the head alone goes with the base of CI', async () => {
    const all = ground();
    const env = { JENKINS_URL: 'x', CHANGE_ID: '7', CHANGE_TARGET: 'main' };
    all.here.git('checkout -q --detach origin/main');

    const byCi = await ciIn(all.here, env);
    const run = await ciIn(all.here, env, { head: 'origin/feature' });

    expect(byCi.code, byCi.said).toBe(0);
    expect(run.code, run.said).toBe(1);
    expect(run.said).toContain('Jenkins, change-request, --head: commits');
  });

  test.each([
    ['nothing', {}, {}, 'this is no CI that is known'],
    ['a head alone', {}, { head: 'HEAD' }, 'this is no CI that is known'],
    ['an empty base', {}, { base: '' }, '--base is empty'],
    ['a base that is not here', {}, { base: 'nope' }, 'the base, nope, is not here'],
    ['an option', {}, { base: '--output=x' }, 'the base, --output=x, is not here'],
    ['a file', {}, { base: 'HEAD:a.txt' }, 'the base, HEAD:a.txt, is not here'],
  ])('is an error where it is %s', async (_, env, options, message) => {
    const run = await ciIn(ground().here, env, options);

    expect(run.code).toBe(2);
    expect(run.said).toContain(message);
  });

  rare('of another configuration counts instead of that of the base', async () => {
    const all = ground();
    all.here.at('.').write({ 'own.toml': allowing });

    const run = await ciIn(all.here, {}, { base: 'origin/main', config: '../own.toml' });

    expect(run.report).toMatchObject({ findings: [], allowed: [{ reason: 'a canary' }] });
  });
});
