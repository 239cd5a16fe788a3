/** keyhalt.toml is understood to its last byte, or it is an error that says where. */
import fc from 'fast-check';
import { safeParse } from 'valibot';
import { describe, expect, test } from 'vitest';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { allLooks } from '../../src/model/looks.ts';
import { UserError } from '../../src/model/user-error.ts';
import { readConfiguration } from '../../src/policy/configuration.ts';
import { defaultPolicy, type Policy } from '../../src/policy/policy.ts';
import { ruleSchema } from '../../src/policy/schema.ts';
import { allRules, rules, runs } from '../support/scanning.ts';
import { acme, fingerprint, mistakes, whole } from './configurations.ts';

const now = new Date('2026-11-22T12:00:00Z');
const read = (text: string, at = now): Promise<Policy> =>
  readConfiguration(text, 'keyhalt.toml', allRules, at);

describe('a configuration', () => {
  test('that is empty is the default', async () => {
    const byDefault = { ...defaultPolicy, builtIn: rules };

    expect(await read('')).toEqual(byDefault);
    expect(await read('# nothing yet\n[scan]\n')).toEqual(byDefault);
    expect(await read('\ufeff'.slice(1))).toEqual(byDefault);
  });

  test('is read with all that it may say', async () => {
    const { failOn, ownKeys, allow, patterns, expired, looks, archives, userRules } = await read(whole);

    expect({ failOn, ownKeys, expired }).toEqual({ failOn: 'high', ownKeys: true, expired: [] });
    expect(
      patterns.map((pattern) => ['AKIADEMO', 'xy', 'AKIADEMOS'].map((secret) => pattern.test(secret))),
    ).toEqual([
      [true, false, false],
      [false, true, false],
    ]);
    expect(looks).toEqual({ ...allLooks, base64: 2, percent: false });
    expect(archives).toEqual({ ...defaultLimits, depth: 1, bytes: 1_000_000 });
    expect(userRules).toEqual([
      {
        id: 'acme-token',
        description: 'ACME deploy token',
        severity: 'high',
        regex: '\\b(acme_[a-z0-9]{32})\\b',
        keywords: ['acme_'],
        entropy: 3,
      },
    ]);
    expect(allow).toEqual([
      {
        name: 'keyhalt.toml, allow entry 1',
        reason: 'canary keys of the demo',
        paths: expect.any(Function),
        rules: ['aws-access-key-id', 'acme-token'],
        fingerprints: [fingerprint],
        values: [0, 1],
      },
    ]);
  });

  test('chooses among the rules', async () => {
    const { builtIn } = await read(whole);

    const ids = builtIn?.map(({ id }) => id);
    expect(ids).toContain('aws-account-id');
    expect(ids).not.toContain('aws-appsync-api-key');
    expect(ids).not.toContain('high-entropy-value');
    expect(ids).toHaveLength(rules.length);
  });

  test('may switch off a rule of its own', async () => {
    expect((await read(`${acme}[scan]\ndisable = ["acme-token"]\n`)).userRules).toEqual([]);
  });

  test('may have a rule of its own that waits to be enabled', async () => {
    const optIn = acme.replace('severity', 'optIn = true\nseverity');

    expect((await read(optIn)).userRules).toEqual([]);
    expect((await read(`${optIn}[scan]\nenable = ["acme-token"]\n`)).userRules).toHaveLength(1);
  });

  test('has rules with bounds whose patterns it reads as a scan does', async () => {
    const text = acme.replace(
      'entropy',
      "bounds = { before = 'A-Za-z\\d', after = ']\\-' }\npacked = { before = '\\x00-\\x1f', length = 4 }\nentropy",
    );

    expect((await read(text)).userRules).toHaveLength(1);
  });

  test('gives each entry its own patterns', async () => {
    const { allow } = await read(
      `[[allow]]\nreason="a"\nvalues=["a"]\n[[allow]]\nreason="b"\nvalues=["b","c"]\n`,
    );

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
  ])('whose path is %s covers %s: %s', async (glob, path, covered) => {
    const { allow } = await read(`[[allow]]\nreason = "x"\npaths = ["${glob}"]\n`);

    expect(allow[0]?.paths?.(path)).toBe(covered);
  });

  test('takes away from its globs those with ! in front, wherever they stand', async () => {
    for (const globs of ['"fixtures/**", "!fixtures/real/**"', '"!fixtures/real/**", "fixtures/**"']) {
      const { allow } = await read(`[[allow]]\nreason = "x"\npaths = [${globs}]\n`);
      const covered = ['fixtures/a', 'fixtures/real/a', 'src/a', '!fixtures/real/a'].filter((path) =>
        allow[0]?.paths?.(path),
      );

      expect(covered).toEqual(['fixtures/a']);
    }
  });
});

test('the built-in rules are written as rules of one’s own are', () => {
  const mistakes = allRules.flatMap(
    (rule) => safeParse(ruleSchema, rule).issues?.map(({ path }) => [rule.id, path]) ?? [],
  );

  expect(mistakes).toEqual([]);
});

describe('an entry', () => {
  const expiring = (date: string) =>
    read(`[[allow]]\nreason = "x"\nrules = ["aws-access-key-id"]\nexpires = ${date}\n`);

  test.each(['2026-11-21', '2020-01-01'])(
    'that was good until %s no longer counts, and is told',
    async (date) => {
      const { allow, expired } = await expiring(date);

      expect(allow).toEqual([]);
      expect(expired).toEqual(['keyhalt.toml, allow entry 1']);
    },
  );

  test.each(['2026-11-23', '2031-01-01'])('that is good until %s counts', async (date) => {
    expect(await expiring(date)).toMatchObject({ allow: [{ reason: 'x' }], expired: [] });
  });

  test.each([
    ['# not 2026-02-31', '2027-03-03'],
    ['reason = "until 2026-02-31"', '2027-03-03'],
    ['', '2028-02-29'],
  ])('may speak of days that there are not: %s', async (line, date) => {
    const text = `[[allow]]\n${line.startsWith('reason') ? line : `reason = "x" ${line}`}\npaths = ["a"]\nexpires = ${date}\n`;

    expect((await read(text)).allow).toHaveLength(1);
  });

  test.each([
    ['counts in the first moment of its last day', '2026-11-22T00:00:00.000Z', 1],
    ['counts in the last one', '2026-11-22T23:59:59.999Z', 1],
    ['does not count from the next day on', '2026-11-23T00:00:00.000Z', 0],
  ])('%s', async (_, moment, count) => {
    const text = '[[allow]]\nreason = "x"\nvalues = ["^a$"]\nexpires = 2026-11-22\n';

    const { allow, patterns, expired } = await read(text, new Date(moment));

    expect([allow.length, patterns.length, expired.length]).toEqual([count, count, 1 - count]);
  });
});

describe('an error', () => {
  test.each(mistakes)('says where %s stands', async (_, text, words) => {
    const failure = await read(text).catch((error) => error);

    expect(failure).toBeInstanceOf(UserError);
    expect(failure.message).toContain(`keyhalt.toml:${words}`);
  });

  test('and never half a policy is what any broken text gives', async () => {
    const anyChange = fc.tuple(
      fc.nat(whole.length),
      fc.string({ maxLength: 3, unit: fc.constantFrom(...'[]"=x\n#1-') }),
    );

    await fc.assert(
      fc.asyncProperty(anyChange, async ([at, inserted]) => {
        const text = `${whole.slice(0, at)}${inserted}${whole.slice(at)}`;

        expect(await outcome(text)).toBeOneOf(['a policy', 'a mistake']);
      }),
      runs(200),
    );
  });

  test('is a mistake of the user for keys that JavaScript treats specially', async () => {
    for (const key of ['__proto__', 'constructor', 'toString', '"a\\u001bb"'])
      expect(await outcome(`[scan]\n${key} = 1\n`)).toBe('a mistake');
  });

  test('quotes no word in which a credential could be hidden', async () => {
    const name = `AK${'IA'}Q3EGRIZ6TMPLNVWX`;

    for (const text of [
      `[scan]\n${name} = 1\n`,
      `[scan]\nenable = ["${name}"]\n`,
      `[scan]\n${name} = 1\n${name} = 1\n`,
      `[scan]\nfail-on = ${name}\n`,
      `[scan]\nfail-on = 1${name}\n`,
      `[scan]\nfail-on = "${name}\n`,
    ])
      expect((await read(text).catch((error) => error)).message).not.toContain(name);
  });
});

async function outcome(text: string): Promise<string> {
  try {
    await read(text);
    return 'a policy';
  } catch (error) {
    if (error instanceof UserError && /^keyhalt\.toml:\d+:\d+: /.test(error.message)) return 'a mistake';
    throw error;
  }
}
