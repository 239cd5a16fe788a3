/** A range is judged by the policy of its base; what it brings itself is only proposed. */
import { writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fake } from '../support/fakes.ts';
import { costly, keyhalt, rare } from '../support/keyhalt.ts';
import { parted } from '../support/parted.ts';
import { aRepo } from '../support/repo.ts';
import { leak, scan, started } from './ranged.ts';

describe.skipIf(!costly)('whose policy counts in a range', () => {
  const allowing = '[[allow]]\npaths = ["**"]\nreason = "a canary"\n';
  const leaking = leak(fake.awsKeyId);

  rare('that of its base', () => {
    const repo = started(aRepo(), { 'keyhalt.toml': allowing }).commit('leak', leaking);

    const { code, stdout } = scan(repo);

    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: [{ reason: 'a canary' }], proposed: [] });
  });

  test.each([
    ['a configuration', { 'keyhalt.toml': allowing, ...leaking }, 'a canary'],
    ['a comment', { '.env': `KEY=${fake.awsKeyId} # keyhalt:allow a canary\n` }, 'a canary'],
  ])('not that of %s that the range brings itself: that is proposed', (_, files, reason) => {
    const { code, stdout } = scan(started(aRepo()).commit('leak', files));

    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ allowed: [], proposed: [{ reason }] });
  });

  rare('with three dots that of where they parted', () => {
    const repo = parted(aRepo(), leaking, { 'keyhalt.toml': allowing });

    expect(scan(repo, 'main..side').code).toBe(0);
    expect(scan(repo, 'main...side').code).toBe(1);
  });

  rare('that of --config, in place of all others', () => {
    const repo = started(aRepo(), { 'keyhalt.toml': '[scan]\nfail-on = 3\n' });
    repo.commit('leak', { ...leaking, 'keyhalt.toml': '' });
    writeFileSync(repo.beside('own.toml'), allowing);

    const broken = scan(repo);
    const own = keyhalt(repo, 'scan --range start.. --config ../own.toml');

    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('scan with --config FILE') });
    expect(own).toMatchObject({ code: 0, stdout: expect.stringContaining('allowed: 1 place') });
  });

  test('that of --config, also where the commits that decide hold different ones', () => {
    const repo = parted(aRepo(), { 'keyhalt.toml': '[scan]\nfail-on = "low"\n' });
    const main = repo.read('rev-parse main');
    repo.merge('side').checkout('side').merge(main).commit('leak', leaking);
    writeFileSync(repo.beside('own.toml'), allowing);

    expect(scan(repo, 'main...side').code).toBe(1);
    expect(keyhalt(repo, 'scan --range main...side --config ../own.toml').code).toBe(0);
  });
});
