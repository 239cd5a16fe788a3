/** What a person says counts instead of what the CI tells, and is understood or an error. */
import { describe, expect, test } from 'vitest';
import {
  allBranches,
  allowing,
  checkedOut,
  ciIn,
  event,
  leak,
  pullRequest,
  withChange,
} from '../support/ci.ts';
import { costly, rare } from '../support/keyhalt.ts';

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
    ['nothing', {}, {}, 'this is no CI that keyhalt knows'],
    ['a head alone', {}, { head: 'HEAD' }, 'this is no CI that keyhalt knows'],
    ['an empty base', {}, { base: '' }, '--base is empty'],
    ['a base that is not here', {}, { base: 'nope' }, 'the base, nope, is not in this clone'],
    ['an option', {}, { base: '--output=x' }, 'the base, --output=x, is not in this clone'],
    ['a file', {}, { base: 'HEAD:a.txt' }, 'the base, HEAD:a.txt, is not in this clone'],
  ])('is an error where it is %s', async (_, env, options, message) => {
    const run = await ciIn(ground().here, env, options);

    expect(run.code).toBe(2);
    expect(run.said).toContain(message);
  });

  test('is an error where a tag has the name of the base', async () => {
    const all = ground();
    all.here.git('tag origin/main HEAD');

    const run = await ciIn(all.here, {}, { base: 'origin/main' });

    expect(run.code).toBe(2);
    expect(run.said).toContain('origin/main may mean more than one thing here');
  });

  rare('of another configuration counts instead of that of the base', async () => {
    const all = ground();
    all.here.at('.').write({ 'own.toml': allowing });

    const run = await ciIn(all.here, {}, { base: 'origin/main', config: '../own.toml' });

    expect(run.report).toMatchObject({ findings: [], allowed: [{ reason: 'a canary' }] });
  });
});
