/** No pattern hangs a scan, whatever it is tried on. */
import { describe, expect, test } from 'vitest';
import type { Pattern } from '../../src/model/pattern.ts';
import type { UserError } from '../../src/model/user-error.ts';
import { linearRegExp } from '../../src/patterns/linear-regexp.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { within } from '../../src/patterns/within.ts';
import { costly, rare } from '../support/keyhalt.ts';

const name = 'keyhalt.toml:7:9, rule evil';
const withoutEnd = `${name}: the pattern backtracks without end on some text`;
/** Milliseconds. A pattern that never ends needs few; the linear engine has twenty times what it takes for most. */
const few = 40;
const enough = 120;
const read = (source: string, budget: number, group?: number): Pattern =>
  readPattern(source, { name, budget, ...(group === undefined ? {} : { group }) });
const long = 'a'.repeat(30_000);

/** What comes of it, or what it says. */
function outcomeOf(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return (error as UserError).message;
  }
}

describe('a pattern that backtracks without end', () => {
  test.each([
    ['(a+)+b', enough],
    ['(?:a|a)*b', enough],
    ['(?:a|aa)*b', enough],
    ['(.*a){20}b', 5 * enough],
    ['(?:(?:a*b?a)+)+c', enough],
    ['a*a*a*a*b', enough],
  ])('and that the linear engine can run finds nothing: %s', (source, budget) => {
    const pattern = read(source, budget);

    expect(outcomeOf(() => pattern.matchesIn(long))).toEqual([]);
    expect(outcomeOf(() => pattern.test(long))).toBe(false);
  });

  rare.each<[string, number | undefined, { start: number; end: number }]>([
    ['(?:(?:a+)+)+c|k=a+b', undefined, { start: 30_001, end: 30_007 }],
    ['(?:(?:a+)+)+c|k=(a+(b))', undefined, { start: 30_003, end: 30_007 }],
    ['(?:(?:a+)+)+c|k=(a+(b))', 2, { start: 30_006, end: 30_007 }],
    ['(?:(?:a+)+)+c|k=(a)+b', undefined, { start: 30_005, end: 30_006 }],
  ])(
    'and that the linear engine can run finds what is there, and where: %s, group %s',
    (source, group, secret) => {
      const text = `${long} k=aaab ${long}`;

      expect(outcomeOf(() => read(source, enough, group).matchesIn(text))).toEqual([
        { index: 30_001, length: 6, ...secret },
      ]);
    },
  );

  rare('keeps to the linear engine once it has run out of time', () => {
    const budget = 1000;
    const pattern = read('(?:(?:a+)+)+b', budget);
    pattern.test(long);

    const start = performance.now();
    const outcomes = new Set(Array.from({ length: 20 }, () => pattern.test(long)));

    expect(outcomes).toEqual(new Set([false]));
    // To try the other one first each time would take twenty times as long.
    expect(performance.now() - start).toBeLessThan(10 * budget);
    expect(pattern.test(`${long}b`)).toBe(true);
  });

  rare.each([
    '(?=a)(?:a+)+b',
    '(a+)+b\\1',
    '(?<!x)(?:a|aa)*b',
    '(?:a+)+(?!a)b',
    '(?:a*)*b',
    '(?:(?:a?){9}b?){9}c',
  ])('and that the linear engine cannot run is an error that names the place: %s', (source) => {
    const pattern = read(source, few);

    expect(outcomeOf(() => pattern.matchesIn(long))).toBe(withoutEnd);
    expect(outcomeOf(() => pattern.test(long))).toBe(withoutEnd);
  });

  test.each(['(\\w+\\s?)+\\1x$', '(a+)+\\1$b'])('has its time once, and is tried no more: %s', (source) => {
    const budget = 400;
    const pattern = read(source, budget);
    const text = 'a'.repeat(5000);

    const start = performance.now();
    const outcomes = Array.from({ length: 40 }, () => outcomeOf(() => pattern.matchesIn(text)));

    expect(new Set(outcomes)).toEqual(new Set([withoutEnd]));
    // To try each time would take forty times as long; once may be more than its time where others work, too.
    expect(performance.now() - start).toBeLessThan(20 * budget);
  });

  rare('is an error that says how to mend it, and holds nothing of the text', () => {
    const pattern = read('(?=a)(?:a+)+b', few);
    try {
      pattern.test(`${'hush'.repeat(10)}${long}`);
      expect.unreachable();
    } catch (error) {
      const { name, message, hint, cause, stack } = error as UserError;
      expect(name).toBe('UserError');
      expect(hint).toContain('(a+)+');
      expect(hint).toContain('keywords');
      expect(`${message} ${hint} ${String(cause)} ${stack}`).not.toContain('hush');
    }
  });

  test('does no harm to the searches after it', () => {
    const evil = read('(?=a)(?:a+)+b', few);
    const good = read('(?=a)a+b', enough);

    expect(() => evil.test(long)).toThrow();

    expect(good.test(`${long.slice(1000)}b`)).toBe(true);
    expect(evil.test('xaab')).toBe(true);
  });

  rare('on the empty text is an error already when it is read', () => {
    expect(outcomeOf(() => read('(?:a?|b?){60}c', few))).toBe(withoutEnd);
  });
});

describe('a pattern that finds too much', () => {
  test('ends although each match looks through the whole text again', () => {
    expect(outcomeOf(() => read('a(?:[\\s\\S]*b)?', few).matchesIn(long.repeat(10)))).toBe(withoutEnd);
  });

  rare('is an error, not a crash, when it needs more memory than regular expressions may have', () => {
    const pattern = read('(?=[ab])(?:(a)|(b)|(ab))*c', 10_000);

    expect(outcomeOf(() => pattern.test('ab'.repeat(3_000_000)))).toBe(withoutEnd);
  });
});

describe.skipIf(!costly)('a watched task', () => {
  test('gives what it has', () => {
    expect(within(1000, () => [1])).toEqual({ value: [1] });
    expect(within(1000, () => undefined)).toEqual({ value: undefined });
  });

  rare('that fails fails as it would alone', () => {
    const failure = new TypeError('none of your business');

    expect(() =>
      within(1000, () => {
        throw failure;
      }),
    ).toThrow(failure);
  });

  test('that takes too long gives nothing', () => {
    expect(within(20, () => /(?=a)(?:a+)+b/.test(long))).toBeUndefined();
    expect(
      within(20, () => {
        for (;;);
      }),
    ).toBeUndefined();
  });
});

rare('this Node has a linear engine, which does not run what it cannot', () => {
  expect(linearRegExp('(?:a|a)*b', 'g')?.test(long)).toBe(false);
  expect(linearRegExp('(a)\\1', '')).toBeUndefined();
  expect(linearRegExp('(?=a)', '')).toBeUndefined();
});
