/** What the documentation says of the program is what the program says. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import { printMarkdown } from '../src/commands/rules.ts';
import { readConfiguration } from '../src/policy/configuration.ts';
import { allRules } from './support/scanning.ts';

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, '..', ...path), 'utf8');

test('docs/rules.md is made from the rules: npm run rules', () => {
  const lines: string[] = [];
  printMarkdown((line) => lines.push(line));

  expect(read('docs', 'rules.md')).toBe(`${lines.join('\n')}\n`);
});

describe('docs/configuration.md', () => {
  const examples = [...read('docs', 'configuration.md').matchAll(/```toml\n(.*?)```/gs)].map(
    ([, text]) => text!,
  );

  test('has examples that are understood', async () => {
    expect(examples).toHaveLength(2);
    const whole = examples.join('\n');

    await expect(
      readConfiguration(whole, 'keyhalt.toml', allRules, new Date('2026-01-01')),
    ).resolves.toBeDefined();
  });

  test('says which second looks are the default', async () => {
    const { decode } = parse(examples[0]!) as { decode: Record<string, unknown> };
    const [byDefault, written] = await Promise.all(
      [
        '',
        `[decode]\n${Object.entries(decode)
          .map(([key, value]) => `${key} = ${value}\n`)
          .join('')}`,
      ].map((text) => readConfiguration(text, 'keyhalt.toml', allRules, new Date('2026-01-01'))),
    );

    expect(written).toEqual(byDefault);
    expect(Object.keys(decode)).toHaveLength(11);
  });
});

test('the README names only files that are there', () => {
  for (const [, path] of read('README.md').matchAll(/\]\((?!http)([^)#]+)\)/g))
    expect(read(path!)).not.toBe('');
});
