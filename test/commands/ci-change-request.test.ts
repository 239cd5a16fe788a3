/** A change request is stopped for what it brings, whichever CI it comes to, and it cannot pardon itself. */
import { describe, expect, test } from 'vitest';
import { allowing, changeRequests, ciIn, leak, short, withChange } from '../support/ci.ts';
import { fake, fakes, harmless } from '../support/fakes.ts';
import { costly, rare, someOf } from '../support/keyhalt.ts';

describe('a change request', () => {
  const all = Object.entries(changeRequests);

  someOf(all, 4)(
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

  rare.each(all)('of %s may do what its base allows', async (_, env) => {
    const ground = withChange(leak, { 'keyhalt.toml': allowing });

    const run = await ciIn(ground.here, env(ground));

    expect(run.code, run.said).toBe(0);
    expect(run.report).toMatchObject({ allowed: [{ reason: 'a canary' }], proposed: [] });
  });

  rare.each(all)('of %s, with harmless text in it, passes, though main has a key', async (_, env) => {
    const ground = withChange({ '.env': `KEY=${harmless().awsKeyId}\n` }, { 'old.env': fakes().awsKeyId });

    const run = await ciIn(ground.here, env(ground));

    expect(run.code, run.said).toBe(0);
    expect(run.report?.coverage.scanned).toBeGreaterThan(2);
  });

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

  test('a merge that its author made says nothing of its base', async () => {
    const ground = withChange(leak);
    // It is what is built, and both of its parents have the leak.
    ground.up.checkout('feature').branch('beside').commit('beside').checkout('feature').commit('more');
    ground.up.merge('beside').git('update-ref refs/pull/7/head feature');
    const env = changeRequests['GitHub, its head']!(ground);

    const run = await ciIn(ground.here, { ...env, GITHUB_SHA: ground.oid('feature') });

    expect(run.code, run.said).toBe(1);
  });
});
