/** All keywords in one pass: exactly where a search for each of them alone finds them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { KeywordFinder } from '../../src/kernel/keywords.ts';
import type { Keyword } from '../../src/kernel/needles.ts';
import { runs } from '../support/scanning.ts';

const text = (most: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'A', '1', 'ÿ', '\0'), maxLength: most });
const keyword: fc.Arbitrary<Keyword> = fc.record({
  text: text(7).filter((word) => word.length > 0),
  ignoreCase: fc.boolean(),
});

describe('keywords are found', () => {
  test('exactly where each of them stands, whatever their lengths and case', () => {
    fc.assert(
      fc.property(
        fc.array(keyword, { minLength: 1, maxLength: 6 }),
        text(60),
        fc.nat(20),
        fc.nat(60),
        (words, content, from, more) => {
          const bytes = Buffer.from(content, 'latin1');
          const to = Math.min(bytes.length, from + more);

          expect(found(words, bytes, from, to)).toEqual(naive(words, bytes, from, to));
        },
      ),
      runs(1500),
    );
  });

  test('once each, in whatever stretches the bytes are looked at', () => {
    fc.assert(
      fc.property(
        fc.array(keyword, { minLength: 1, maxLength: 4 }),
        text(60),
        fc.nat(60),
        (words, content, cut) => {
          const bytes = Buffer.from(content, 'latin1');
          const middle = Math.min(cut, bytes.length);

          const halves = [...found(words, bytes, 0, middle), ...found(words, bytes, middle, bytes.length)];

          expect(halves.sort()).toEqual(found(words, bytes, 0, bytes.length));
        },
      ),
      runs(500),
    );
  });

  test.each([
    ['at the start', 'secret', 'secret x', ['0 0']],
    ['at the end', 'secret', 'x secret', ['2 0']],
    ['beyond the stretch when it starts in it', 'secret', 'xsecret', ['1 0']],
    ['in another case only when that is asked for', 'Secret', 'secret', []],
  ])('%s', (_, word, content, places) => {
    expect(found([{ text: word }], Buffer.from(content), 0, 3)).toEqual(places);
  });

  test('nowhere when there are none', () => {
    expect(found([], Buffer.from('secret'), 0, 6)).toEqual([]);
  });
});

function found(words: readonly Keyword[], bytes: Buffer, from: number, to: number): string[] {
  const places: string[] = [];
  new KeywordFinder(words).find(bytes, from, to, (at, index) => places.push(`${at} ${index}`));
  return places.sort();
}

function naive(words: readonly Keyword[], bytes: Buffer, from: number, to: number): string[] {
  const content = bytes.toString('latin1');
  // Of ASCII letters alone: ÿ has an upper case, but not one of a byte.
  const folded = (word: string) => word.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  const places = words.flatMap(({ text: word, ignoreCase }, index) => {
    const [hay, needle] = ignoreCase ? [folded(content), folded(word)] : [content, word];
    return [...hay].flatMap((_, at) =>
      at >= from && at < to && hay.startsWith(needle, at) ? [`${at} ${index}`] : [],
    );
  });
  return places.sort();
}
