/** Characters beyond ASCII are matched as the bytes of their UTF-8 encoding. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8Ranges } from '../../src/patterns/utf8.ts';
import { secretsIn } from './reading.ts';

describe('a character beyond ASCII', () => {
  test.each<[string, string, string[]]>([
    ['clé=(\\w+)', 'clé=ab cle=cd', ['ab']],
    ['日本', '日本語', ['日本']],
    ['é+!', 'ééé!', ['ééé!']],
    ['😀{2}', '😀😀😀', ['😀😀']],
    ['\\u00e9\\u{1f600}\\x{65e5}', 'é😀日', ['é😀日']],
    ['\\ud83d\\ude00', '😀', ['😀']],
    ['\\Qé😀\\E', 'é😀', ['é😀']],
    ['\\’', '’', ['’']],
    ['(?<=é)a', 'éa ea', ['a']],
    ['[aé]+', 'xaéax', ['aéa']],
    ['[é日😀]{3}', '日é😀', ['日é😀']],
    ['[à-ü]+', 'aàéüýb', ['àéü']],
    ['[à-üâýþ]+', 'aàéüýþb', ['àéüýþ']],
    ['[z-é]+', 'yzéê', ['zé']],
    ['[一-龥]+', 'a日本語b', ['日本語']],
    ['[\\x{80}-\\x{10ffff}]+', 'aé日😀b', ['é日😀']],
    ['(?i)É', 'é É e', ['é', 'É']],
    ['(?i)[à-ö]+', 'ÀéÖ', ['ÀéÖ']],
    ['(?i)straße', 'STRAßE', ['STRAßE']],
    ['’(\\w+)’', '’abc’', ['abc']],
  ])('as in %s is found in %s: %j', (source, text, secrets) => {
    expect(secretsIn(source, text)).toEqual(secrets);
  });

  test.each<[string, string, number]>([
    ['.', 'é', 2],
    ['[^a]', '日', 3],
    ['\\xc3\\xa9', 'é', 1],
    ['[\\x80-\\xff]', '日', 3],
    ['[^\\x00-\\x7f]', '日', 3],
    ['\\xe9', 'é', 0],
    ['\\s', 'à', 0],
    ['\\S', 'à', 2],
    ['\\W', 'é', 2],
    ['\\bb', 'éb', 1],
    ['[[:^ascii:]]', 'é', 2],
  ])('is bytes where a pattern asks for bytes: %s is in %s %s times', (source, text, times) => {
    expect(secretsIn(source, text)).toHaveLength(times);
  });
});

test('the byte ranges of a range of characters hold these and no others', () => {
  const code = fc.oneof(
    fc.integer({ min: 0, max: 0x10ffff }),
    fc.constantFrom(0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff),
  );
  fc.assert(
    fc.property(code, code, code, (a, b, other) => {
      const [first, last] = [Math.min(a, b), Math.max(a, b)];

      const ranges = utf8Ranges(first, last);

      const held = ranges.reduce(
        (sum, bytes) => sum + bytes.reduce((all, [low, high]) => all * (high - low + 1), 1),
        0,
      );
      const surrogates = Math.max(0, Math.min(last, 0xdfff) - Math.max(first, 0xd800) + 1);
      expect(held).toBe(last - first + 1 - surrogates);
      for (const one of [first, last, other].filter((char) => char < 0xd800 || char > 0xdfff)) {
        const bytes = [...Buffer.from(String.fromCodePoint(one))];
        const isHeld = ranges.some(
          (range) =>
            range.length === bytes.length &&
            range.every(([low, high], index) => bytes[index]! >= low && bytes[index]! <= high),
        );
        expect(isHeld).toBe(one >= first && one <= last);
      }
    }),
  );
});
