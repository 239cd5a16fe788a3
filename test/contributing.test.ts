/** What a stranger is told to do can be done. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'smol-toml';
import { describe, expect, test } from 'vitest';
import type { Rule } from '../src/model/rule.ts';
import { Scanner } from '../src/scan/scanner.ts';
import { rules } from './support/scanning.ts';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const { scripts } = JSON.parse(read('package.json'));

describe.each(['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'docs/library.md'])('%s', (page) => {
  const text = read(page);

  test('links only to what is there', () => {
    for (const [, path] of text.matchAll(/\]\((?!http)([^)#]+)(?:#[^)]*)?\)/g))
      expect(existsSync(join(root, dirname(page), path!)), path).toBe(true);
  });

  test('names only commands that there are', () => {
    for (const [, script] of text.matchAll(/npm run ([a-z:]+)/g))
      expect(Object.keys(scripts)).toContain(script);
  });
});

describe('CONTRIBUTING.md', () => {
  const text = read('CONTRIBUTING.md');

  test('names only files that are there', () => {
    const named = [
      ...text.matchAll(/(?<=[`\s(])(?:src|test|docs|rules|\.ci|\.github|bench)\/[\w./*-]*\w/g),
    ].map(String);

    expect(named.length).toBeGreaterThan(20);
    for (const path of named) expect(existsSync(join(root, path.replace(/\*.*/, ''))), path).toBe(true);
  });

  test('names every command that there is', () => {
    // What other commands consist of, or npm runs by itself.
    const others = [
      'build',
      'prepare',
      'test',
      'format',
      'lint',
      'types',
      'unused',
      'package',
      'qa',
      'score:repos',
    ];

    for (const script of Object.keys(scripts).filter((name) => !others.includes(name)))
      expect(text).toContain(`npm run ${script}`);
  });

  test('has an example of a rule that passes its own tests', () => {
    const [, toml] = /```toml\n(.*?)```/s.exec(text)!;
    const [rule] = (parse(toml!) as unknown as { rules: [Rule & { examples: Record<string, string[][]> }] })
      .rules;
    const scanner = new Scanner([...rules, rule]);
    const found = (pieces: readonly string[]) =>
      scanner.scan(Buffer.from(pieces.join(''))).detections.map(({ ruleId }) => ruleId);

    expect(rule.examples.leak!.map(found)).toEqual([['aws-example-token']]);
    expect(rule.examples.clean!.map(found)).toEqual([[]]);
  });
});
