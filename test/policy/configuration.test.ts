/** keyhalt.toml is understood to its last byte, or it is an error that says where. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.ts';
import { readConfiguration } from '../../src/policy/configuration.ts';
import { defaultPolicy, type Policy } from '../../src/policy/policy.ts';
import { runs } from '../support/scanning.ts';

const ruleIds = ['aws-access-key-id', 'aws-secret-access-key'];
const now = new Date('2026-11-22T12:00:00Z');
const read = (text: string): Policy => readConfiguration(text, 'keyhalt.toml', ruleIds, now);
const fingerprint = `kh1:${'0f'.repeat(16)}`;
const whole = `
[scan]
fail-on = "high"

[[allow]]
reason = "  canary keys of the demo "
paths = ["test/fixtures/**", ".env.*"]
rules = ["aws-access-key-id"]
fingerprints = ["${fingerprint}"]
values = ['''^AKIA.*DEMO$''', 'x']
expires = 2027-01-31
`;

describe('a configuration', () => {
  test('that is empty is the default', () => {
    expect(read('')).toEqual(defaultPolicy);
    expect(read('# nothing yet\n[scan]\n')).toEqual(defaultPolicy);
  });

  test('is read with all that it may say', () => {
    const { failOn, allow, patterns, notes } = read(whole);

    expect({ failOn, notes }).toEqual({ failOn: 'high', notes: [] });
    expect(patterns.map(String)).toEqual(['/^AKIA.*DEMO$/', '/x/']);
    expect(allow).toEqual([
      {
        name: 'keyhalt.toml, allow entry 1',
        reason: 'canary keys of the demo',
        paths: expect.any(Function),
        rules: ['aws-access-key-id'],
        fingerprints: [fingerprint],
        values: [0, 1],
      },
    ]);
  });

  test('gives each entry its own patterns', () => {
    const { allow } = read(`[[allow]]\nreason="a"\nvalues=["a"]\n[[allow]]\nreason="b"\nvalues=["b","c"]\n`);

    expect(allow.map(({ values }) => values)).toEqual([[0], [1, 2]]);
  });

  test.each([
    ['test/fixtures/**', 'test/fixtures/deep/.env', true],
    ['test/fixtures/**', 'src/test/fixtures/.env', false],
    ['*.env', 'a.env', true],
    ['*.env', 'dir/a.env', false],
    ['**/.env', '.env', true],
    ['docs/*.md', 'docs/a b.md', true],
    ['src/[[]id].ts', 'src/[id].ts', true],
  ])('whose path is %s covers %s: %s', (glob, path, covered) => {
    const { allow } = read(`[[allow]]\nreason = "x"\npaths = ["${glob}"]\n`);

    expect(allow[0]?.paths?.(path)).toBe(covered);
  });
});

describe('an entry', () => {
  const expiring = (date: string) =>
    read(`[[allow]]\nreason = "x"\nrules = ["${ruleIds[0]}"]\nexpires = ${date}\n`);

  test.each(['2026-11-21', '2020-01-01', '2026-11-22T11:59:59Z'])(
    'that was good until %s no longer counts, and is noted',
    (date) => {
      const { allow, notes } = expiring(date);

      expect(allow).toEqual([]);
      expect(notes).toEqual(['keyhalt.toml, allow entry 1 has expired and does not count']);
    },
  );

  test.each(['2026-11-23', '2026-11-22T12:00:01Z'])('that is good until %s counts', (date) => {
    expect(expiring(date)).toMatchObject({ allow: [{ reason: 'x' }], notes: [] });
  });

  test('counts on its last day', () => {
    expect(expiring('2026-11-22').allow).toHaveLength(1);
  });
});

describe('an error', () => {
  const ok = 'reason = "x"\nrules = ["aws-access-key-id"]';

  test.each([
    ['what is not TOML', '[scan]\nfail-on = high\n', '2:11: this is not TOML'],
    ['a setting that is none', '[scan]\nfail_on = "high"\n', '2:1: scan.fail_on is not a setting of keyhalt'],
    ['a table that is none', '[rule]\nid = "x"\n', '1:1: rule is not a setting of keyhalt'],
    [
      'a severity that is none',
      '[scan]\n  fail-on = "urgent"\n',
      '2:3: scan.fail-on must be one of low, medium, high, critical',
    ],
    ['a severity that is a number', '[scan]\nfail-on = 3\n', '2:1: scan.fail-on must be one of'],
    [
      'an unknown key of an entry',
      `[[allow]]\n${ok}\n\n[[allow]]\n${ok}\n  path = ["x"]\n`,
      '8:3: allow.path is not a setting',
    ],
    ['a missing reason', `[[allow]]\nrules = ["aws-access-key-id"]\n`, '1:1: allow.reason is missing'],
    [
      'a missing reason before an entry that has one',
      `[[allow]]\nrules = ["aws-access-key-id"]\n[[allow]]\n${ok}\n`,
      '1:1: allow.reason is missing',
    ],
    [
      'an empty reason',
      '[[allow]]\nreason = "  "\npaths = ["x"]\n',
      '2:1: allow.reason must say why the finding is harmless',
    ],
    [
      'a reason that is no text',
      '[[allow]]\nreason = 1\npaths = ["x"]\n',
      '2:1: allow.reason must be a text',
    ],
    [
      'an entry without criteria',
      '[[allow]]\nreason = "x"\n',
      '2:1: an allow entry needs paths, rules, fingerprints or values',
    ],
    [
      'an entry with an empty list',
      '[[allow]]\nreason = "x"\npaths = []\n',
      '3:1: allow.paths must not be empty',
    ],
    [
      'an entry with an empty list of fingerprints',
      '[[allow]]\nreason = "x"\nfingerprints = []\n',
      '3:1: allow.fingerprints must not be empty',
    ],
    ['an empty path', '[[allow]]\nreason = "x"\npaths = [""]\n', '3:1: allow.paths must not be empty'],
    ['a list that is a text', '[[allow]]\nreason = "x"\npaths = "x"\n', '3:1: allow.paths must be Array'],
    [
      'a path with backslashes',
      `[[allow]]\nreason = "x"\npaths = ['a\\b']\n`,
      '3:1: write paths with /, not with \\',
    ],
    [
      'an expression that is none',
      `[[allow]]\nreason = "x"\nvalues = ["ok", "("]\n`,
      '3:1: this is not a regular expression',
    ],
    [
      'an unknown rule',
      '[[allow]]\nreason = "x"\nrules = ["aws-key"]\n',
      '3:1: there is no rule aws-key; there are aws-access-key-id, aws',
    ],
    [
      'a fingerprint that is none',
      `[[allow]]\nreason = "x"\nfingerprints = ["${fingerprint}0"]\n`,
      '3:1: allow.fingerprints must be kh1: and 32 hex digits',
    ],
    [
      'a date in quotes',
      `[[allow]]\n${ok}\nexpires = "2027-01-31"\n`,
      '4:1: allow.expires must be a date such as 2027-01-31, without quotes',
    ],
    ['a time without a date', `[[allow]]\n${ok}\nexpires = 07:30:00\n`, '4:1: allow.expires must be a date'],
    ['a date that never comes', `[[allow]]\n${ok}\nexpires = 2027-02-31\n`, '4:'],
    ['an allow that is no list', `[allow]\n${ok}\n`, '1:1: allow must be Array'],
    [
      'a broken entry that has expired',
      '[[allow]]\nreason = "x"\nexpires = 2020-01-01\n',
      '2:1: an allow entry needs',
    ],
  ])('says where %s stands', (_, text, words) => {
    expect(() => read(text)).toThrow(UserError);
    expect(() => read(text)).toThrow(`keyhalt.toml:${words}`);
  });

  test('and never half a policy is what any broken text gives', () => {
    const anyChange = fc.tuple(
      fc.nat(whole.length),
      fc.string({ maxLength: 3, unit: fc.constantFrom(...'[]"=x\n#1-') }),
    );

    fc.assert(
      fc.property(anyChange, ([at, inserted]) => {
        const text = `${whole.slice(0, at)}${inserted}${whole.slice(at)}`;

        expect(outcome(text)).toBeOneOf(['a policy', 'a mistake']);
      }),
      runs(200),
    );
  });

  test('is a mistake of the user for keys that JavaScript treats specially', () => {
    for (const key of ['__proto__', 'constructor', 'toString', '"a\\u001bb"'])
      expect(outcome(`[scan]\n${key} = 1\n`)).toBe('a mistake');
  });
});

function outcome(text: string): string {
  try {
    read(text);
    return 'a policy';
  } catch (error) {
    if (error instanceof UserError && /^keyhalt\.toml:\d+:\d+: /.test(error.message)) return 'a mistake';
    throw error;
  }
}
