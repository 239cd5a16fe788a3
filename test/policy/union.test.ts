/** Policies that do not agree leave no pardon, and everything is looked for that one of them looks for. */
import { describe, expect, test } from 'vitest';
import { readBaseline } from '../../src/policy/baseline.ts';
import { readConfiguration } from '../../src/policy/configuration.ts';
import { defaultPolicy, type Policy } from '../../src/policy/policy.ts';
import { unionOf } from '../../src/policy/union.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { allRules, rules } from '../support/scanning.ts';

const read = (text: string): Promise<Policy> =>
  readConfiguration(text, 'keyhalt.toml', allRules, new Date('2026-11-22'));
const union = async (...texts: readonly string[]) =>
  unionOf(await Promise.all(texts.map(read)), allRules, 'keyhalt.toml');
const acme = (regex: string, more = '') =>
  `[[rules]]\nid = "acme"\ndescription = "ACME"\nregex = "${regex}"\n${more}\n`;

describe('the union of policies', () => {
  test('pardons nothing', async () => {
    const allowing = await read('[[allow]]\nreason = "x"\nvalues = ["abcd"]\n');
    const baseline = readBaseline(`kh1:${'1'.repeat(32)} a-rule a # x\n`, 'keyhalt.baseline');

    const { allow, patterns, expired, ...rest } = await unionOf(
      [{ ...allowing, baseline, expired: ['an entry'] }, await read('')],
      allRules,
      'keyhalt.toml',
    );

    expect({ allow, patterns, expired }).toEqual({ allow: [], patterns: [], expired: [] });
    expect(rest).not.toHaveProperty('baseline');
  });

  test('has every rule that one of them has, and none that is disabled', async () => {
    const { builtIn } = await union(
      '[scan]\ndisable = ["aws-access-key-id"]\n',
      '[scan]\ndisable = ["aws-access-key-id"]\nenable = ["aws-account-id"]\n',
    );

    expect(builtIn?.map(({ id }) => id).sort()).toEqual(
      [...rules.map(({ id }) => id), 'aws-account-id'].sort(),
    );
  });

  test('is as strict as the strictest, looks as far as the farthest', async () => {
    const { failOn, ownKeys, looks, archives } = await union(
      '[scan]\nfail-on = "high"\nown-keys = true\n[decode]\nbase64 = 3\npercent = false\nwide = false\narchives = 1\n',
      '[scan]\nfail-on = "low"\n[decode]\nbase64 = 0\nglued = false\nwide = false\narchive-bytes = 1\narchive-ratio = 900\n',
    );

    expect({ failOn, ownKeys }).toEqual({ failOn: 'low', ownKeys: true });
    expect(looks).toEqual({ ...defaultPolicy.looks, base64: 3, wide: false });
    expect(archives).toEqual({ ...defaultPolicy.archives, ratio: 900 });
  });

  test('is as strict as the strictest in whatever order they come', async () => {
    const texts = ['low', 'high', 'medium'].map((severity) => `[scan]\nfail-on = "${severity}"\n`);

    for (const ordered of [texts, texts.toReversed(), [texts[1]!, texts[0]!, texts[2]!]])
      expect((await union(...ordered)).failOn).toBe('low');
  });

  test('has all rules of users, and two of one name that differ', async () => {
    const other = acme('zzz_[0-9]{4}').replace('"acme"', '"other"');
    const { userRules, readPattern } = await union(
      acme('acme_[0-9]{4}'),
      acme('acme_[0-9]{4}') + other,
      acme('acme_[a-z]{4}'),
      '',
    );
    const scanner = new Scanner(rules, { userRules, readPattern: readPattern! });
    const found = scanner.scan(Buffer.from('acme_1234 acme_abcd zzz_1234')).detections;

    expect(userRules.map(({ id }) => id)).toEqual(['acme', 'other', 'acme']);
    expect(found.map(({ ruleId, column }) => [ruleId, column])).toEqual([
      ['acme', 1],
      ['acme', 11],
      ['other', 21],
    ]);
  });

  test('lets rules of one name that are for different files count in all', async () => {
    const { userRules } = await union(
      acme('acme_[0-9]{4}', 'path = "a$"') + acme('x{4}', 'path = "x$"').replace('"acme"', '"other"'),
      acme('acme_[0-9]{4}', 'path = "b$"'),
    );

    expect(userRules.map(({ id, path }) => [id, path])).toEqual([
      ['acme', undefined],
      ['other', 'x$'],
      ['acme', undefined],
    ]);
  });

  test('names the rule whose pattern fails', async () => {
    const { readPattern } = await union(acme('acme_[0-9]{4}'), acme('zzz_[0-9]{4}'));

    // As bounds would make it.
    expect(() => readPattern?.('(zzz_[0-9]{4}')).toThrow('keyhalt.toml, rule acme: ');
  });

  test('of none is the default', async () => {
    expect(await union()).toEqual({ ...defaultPolicy, builtIn: rules });
  });
});
