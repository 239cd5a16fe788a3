/** Rules are tested by the examples in their own file. */
import { describe, expect, test } from 'vitest';
import { rulesOf } from '../../build.mjs';
import { Scanner } from '../../src/scan/scanner.ts';
import { ruleFile, rulesWithExamples as rules } from '../support/rule-file.ts';
import { rules as defaults, detect, scan } from '../support/scanning.ts';

const ids = rules.map(({ id }) => id);

describe.each(rules.map((rule) => [rule.id, rule] as const))('the rule %s', (id, rule) => {
  const leaks = rule.examples.leak.map((pieces) => pieces.join(''));
  const cleans = rule.examples.clean.map((pieces) => pieces.join(''));
  const scanner = new Scanner(rule.optIn ? [...defaults, rule] : defaults);
  const found = (content: string) =>
    scanner.scan(Buffer.from(content)).detections.filter(({ isDocumented }) => !isDocumented);

  test.each(leaks.map((leak, n) => [n + 1, leak] as const))('finds its leak %i', (_, leak) => {
    expect(found(leak).map(({ ruleId }) => ruleId)).toContain(id);
  });

  test.each(cleans.map((clean, n) => [n + 1, clean] as const))(
    'leaves its near miss %i alone',
    (_, clean) => {
      expect(found(clean)).toEqual([]);
    },
  );

  test.each(leaks.map((leak, n) => [n + 1, leak] as const))('has an anchor in its leak %i', (_, leak) => {
    const keyword = (rule.keywords ?? []).some((word) => leak.includes(word));
    const run = rule.run && longRuns(leak).some((length) => length >= rule.run!.length);

    expect(keyword || run).toBe(true);
  });

  test('tells what it is, where its facts come from, and has examples of both sorts', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
    expect(rule.description).not.toBe('');
    expect(rule.references).not.toEqual([]);
    expect(leaks).not.toEqual([]);
    expect(cleans).not.toEqual([]);
  });

  test('speaks only of rules that exist', () => {
    const named = [rule.pairsWith, ...(rule.admit ?? []).map(({ near }) => near)].filter((other) => other);

    expect(ids).toEqual(expect.arrayContaining(named));
  });
});

test('rules that wait to be enabled find nothing before', () => {
  const waiting = rules.filter(({ optIn }) => optIn);
  const leaks = waiting.flatMap(({ examples }) => examples.leak.map((pieces) => pieces.join('')));

  expect(waiting.length).toBeGreaterThan(0);
  expect(leaks.flatMap((leak) => detect(leak))).toEqual([]);
});

describe('the rule file', () => {
  test('names each rule once', () => {
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('holds nothing that a scanner trips over', () => {
    expect(scan(ruleFile).suspicious).toBe(false);
  });
});

describe('a file of rules', () => {
  const rule = (pattern: string) => `[[rules]]\nid = "x"\n[[rules.admit]]\nlabel = ${pattern}\n`;
  const labelOf = (text: string) => rulesOf(text).rules[0]!.admit![0]!.label;

  test('may list the alternatives of a pattern, and name pieces of it, also in other pieces', () => {
    const pieces = `[pieces]\nservice = ['s3', 'sqs']\nnamed = '(?&service)_?'\n`;

    expect(labelOf(`${pieces}${rule(`['(?i)(?&named)key', 'sk']`)}`)).toBe('(?i)(?:s3|sqs)_?key|sk');
  });

  test('names no piece that it has not, and has none that it does not name', () => {
    expect(() => rulesOf(rule(`'(?&service)key'`))).toThrow('no piece service');
    expect(() => rulesOf(`[pieces]\nservice = 's3'\n${rule(`'key'`)}`)).toThrow('pieces service');
  });
});

test('a scanner without rules is a mistake and not a clean answer', () => {
  expect(() => new Scanner([])).toThrow();
});

/** How long the unbroken base64 runs are, an escape's letter not counted. */
const longRuns = (content: string): number[] =>
  content
    .replace(/\\[nrt]/g, ' ')
    .split(/[^A-Za-z0-9+/]+/)
    .map(({ length }) => length);
