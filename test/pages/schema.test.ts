/** docs/keyhalt.schema.json says to editors what keyhalt.toml may say: all of it, and as little else as a schema can. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { parse, TomlDate } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { configurationJsonSchema, keysOf } from '../../pages/schema.ts';
import { settings } from '../../pages/settings.ts';
import { readConfiguration } from '../../src/policy/configuration.ts';
import { acme, mistakes, whole } from '../policy/configurations.ts';
import { complaintsBy } from '../support/json-schemas.ts';
import { allRules, runs } from '../support/scanning.ts';
import { parse as stepsOf } from '../support/script.ts';

const root = join(import.meta.dirname, '..', '..');
const complain = complaintsBy(JSON.parse(readFileSync(join(root, 'docs/keyhalt.schema.json'), 'utf8')), {
  unicodeRegExp: true,
});
const complaints = (text: string) => complain(asEditorsSee(parse(text)));

/** JSON knows no dates: Taplo hands them to a schema as texts. */
const asEditorsSee = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (_, inner) => (inner instanceof TomlDate ? inner.toISOString() : inner)));

const read = (text: string) => readConfiguration(text, 'keyhalt.toml', allRules, new Date('2026-11-22'));
const isUnderstood = (text: string) =>
  read(text).then(
    () => true,
    () => false,
  );

/** The configurations of the documentation, and those of the scripts. */
const examples = [
  ...[...textsIn('docs', '.md'), ...textsIn('.', 'README.md')].flatMap((page) =>
    [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, toml]) => toml!),
  ),
  ...textsIn('test/cli', '.txt').flatMap((script) =>
    stepsOf(script)
      .filter(({ head }) => head === '-- keyhalt.toml --')
      .map(({ lines }) => lines.join('\n')),
  ),
];

describe('the schema of keyhalt.toml', () => {
  test('knows what the documentation and the scripts show, and what is understood of it', async () => {
    const shown = [whole, acme, ...examples];
    const isGood = await Promise.all(shown.map(isUnderstood));
    const understood = shown.filter((_, at) => isGood[at]);

    expect(understood.length).toBeGreaterThan(10);
    expect(understood.flatMap(complaints)).toEqual([]);
  });

  test('knows whatever is understood', async () => {
    const lines = whole.split('\n');
    const someLines = fc
      .subarray([...lines.keys()], { minLength: lines.length - 4 })
      .map((kept) => kept.map((at) => lines[at]).join('\n'));

    await fc.assert(
      fc.asyncProperty(someLines, async (text) => {
        fc.pre(await isUnderstood(text));

        expect(complaints(text)).toEqual([]);
      }),
      runs(50),
    );
  });

  /** What only keyhalt itself can tell: meanings, names, and what JSON has no form for. */
  const untold = [
    'a rule to enable that is none',
    'a rule to disable that is none',
    'all rules disabled',
    'a path with backslashes',
    'a glob with / in front',
    'a glob with / behind',
    'a class without an end',
    'braces without an end',
    'such a glob with ! in front',
    'a glob that only takes away',
    'a glob that is too long',
    'a broken glob of an entry that has expired',
    'what stands beside a long text on its line',
    'an expression that is none',
    'an unknown rule',
    'a date in quotes',
    'a date that never comes',
    'a date that never comes, beside the one that it would be taken for',
    'a rule that is enabled and disabled',
    'a rule with the name of a built-in one',
    'a secret in a group that the pattern has not',
    'two rules of one name',
    'a pattern of a rule that is none',
    'a path pattern of a rule that is none',
    'a label that is no pattern',
    'a neighbour that is no rule',
    'bounds that are no characters',
    'bounds that close their class',
    'bounds that open a group',
    'a pattern that is too long with what may stand around it',
    'packed characters that are none',
    'a context that is no pattern',
  ];
  const inToml = mistakes.filter(([, text]) => isToml(text));

  test.each(inToml.filter(([what]) => !untold.includes(what)))('refuses %s', (_, text) => {
    expect(complaints(text)).not.toEqual([]);
  });

  test('passes over what it cannot tell, and over nothing else', () => {
    const passed = inToml.filter(([, text]) => complaints(text).length === 0);

    expect(passed.map(([what]) => what)).toEqual(untold);
  });
});

describe('what is said of the settings', () => {
  const ways = waysIn(configurationJsonSchema());

  test('is said of every key, and of no other', () => {
    expect(Object.keys(settings).sort()).toEqual(ways.sort());
  });

  test('has a default and an example only where the schema takes them', async () => {
    for (const [way, { example, default: byDefault }] of Object.entries(settings)) {
      if (example !== undefined) expect(await mistakeIn(way, example), way).toBe('');
      if (byDefault !== undefined) expect(await mistakeIn(way, JSON.stringify(byDefault)), way).toBe('');
    }
  });
});

function waysIn(schema: ReturnType<typeof configurationJsonSchema>, from: readonly string[] = []): string[] {
  return Object.entries(keysOf(schema)).flatMap(([key, value]) => {
    const way = [...from, key];
    return [way.join('.'), ...waysIn(value, way)];
  });
}

/** What keyhalt and the schema say of a configuration that sets this, and what else it needs. */
async function mistakeIn(way: string, value: string): Promise<string> {
  const [table, key, below] = way.split('.') as [string, string, string?];
  const set = { ...needed[table], [key]: below === undefined ? value : `[{ ${below} = ${value} }]` };
  const header = needed[table] === undefined ? `[${table}]` : `[[${table}]]`;
  const lines = Object.entries(set).map(([name, text]) => `${name} = ${text}\n`);
  const text = `${header}\n${lines.join('')}`;
  const { message = '' } = await read(text).catch((error) => error);
  return message + complaints(text);
}

const needed: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  allow: { reason: '"x"', paths: '["x"]' },
  rules: { id: '"x"', description: '"x"', regex: '"(x)"', bounds: '{ before = "x", after = "x" }' },
};

function isToml(text: string): boolean {
  try {
    parse(text);
    return true;
  } catch {
    return false;
  }
}

function textsIn(folder: string, ending: string): string[] {
  const names = readdirSync(join(root, folder)).filter((name) => name.endsWith(ending));
  return names.map((name) => readFileSync(join(root, folder, name), 'utf8'));
}
