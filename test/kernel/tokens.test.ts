/** Tokens: exactly the unbroken stretches of base64 and escapes that a look at every byte finds. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findTokens, isHex, runsIn, tokenAt } from '../../src/kernel/tokens.ts';
import { runs } from '../support/scanning.ts';

/** Text of pieces and gaps, so that tokens of about the right length are common. */
const anyBytes = (length: number): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: Math.max(0, length - 2), max: length + 2 }).map((n) => 'a'.repeat(n)),
        fc.constantFrom(
          '\\n',
          '%3D',
          '\\',
          '+',
          '/',
          '=',
          ' ',
          '\0',
          '\n',
          'é',
          'ÿ',
          'Z',
          '\u00e2\u0080\u008b',
        ),
        fc.string({ unit: fc.constantFrom('A', '9', '+', '-'), maxLength: 2 * length }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

const sized = fc.integer({ min: 1, max: 24 }).chain((least) => fc.tuple(fc.constant(least), anyBytes(least)));

describe('tokens are found', () => {
  test('exactly where a byte-by-byte look finds them', () => {
    fc.assert(
      fc.property(sized, fc.nat(30), fc.nat(60), ([least, bytes], from, more) => {
        const [start, end] = [Math.min(from, bytes.length), Math.min(from + more, bytes.length)];

        expect(tokens(bytes, start, end, least)).toEqual(naive(bytes, start, end, least));
      }),
      runs(800),
    );
  });

  test('once, in whatever stretches the bytes are looked at', () => {
    fc.assert(
      fc.property(sized, fc.nat(80), ([least, bytes], cut) => {
        const middle = Math.min(cut, bytes.length);

        const halves = [...tokens(bytes, 0, middle, least), ...tokens(bytes, middle, bytes.length, least)];

        expect(halves).toEqual(tokens(bytes, 0, bytes.length, least));
      }),
      runs(500),
    );
  });

  test.each([
    ['at the very start', `${'a'.repeat(20)} `, ['0-20 plain']],
    ['at the very end', ` ${'a'.repeat(20)}`, ['1-21 plain']],
    ['alone', 'a'.repeat(20), ['0-20 plain']],
    ['with an escape in them', `${'a'.repeat(18)}%2F`, ['0-21']],
    ['one byte too short: not at all', 'a'.repeat(19), []],
  ])('%s', (_, text, places) => {
    expect(tokens(Buffer.from(text), 0, text.length, 20)).toEqual(places);
  });
});

test('runs in a token are its stretches without escapes', () => {
  fc.assert(
    fc.property(anyBytes(6), fc.integer({ min: 1, max: 6 }), (bytes, least) => {
      const found: string[] = [];
      runsIn(bytes, 0, bytes.length, least, (start, end) => found.push(`${start}-${end}`));

      const expected = [...bytes.toString('latin1').matchAll(/[A-Za-z0-9+/]+/g)]
        .filter(([run]) => run.length >= least)
        .map(({ index, 0: run }) => `${index}-${index + run.length}`);
      expect(found).toEqual(expected);
    }),
    runs(300),
  );
});

test('the token that reaches over a place is found from there, as far back as is asked', () => {
  const bytes = Buffer.from('=abc%2Fde= xyz');
  expect(tokenAt(bytes, 4, 100)).toEqual({ start: 1, end: 9 });
  expect(tokenAt(bytes, 4, 2)).toEqual({ start: 2, end: 9 });
  expect(tokenAt(bytes, 9, 100)).toEqual({ start: 1, end: 9 });
  for (const at of [0, 1, 10, 11]) expect(tokenAt(bytes, at, 100)).toBeUndefined();
});

test('a run is hexadecimal when it has letters of one case up to F, or none', () => {
  const run = fc.string({
    unit: fc.constantFrom('0', '9', 'a', 'f', 'A', 'F', 'g', 'G', '/', '+'),
    maxLength: 6,
  });

  fc.assert(
    fc.property(run, run, (before, text) => {
      const bytes = Buffer.from(`${before}${text}`);

      expect(isHex(bytes, before.length, bytes.length)).toBe(/^(?:[0-9a-f]*|[0-9A-F]*)$/.test(text));
    }),
    runs(500),
  );
});

function tokens(bytes: Buffer, from: number, to: number, least: number): string[] {
  const found: string[] = [];
  findTokens(bytes, from, to, least, (start, end, isPlain) =>
    found.push(`${start}-${end}${isPlain ? ' plain' : ''}`),
  );
  return found;
}

function naive(bytes: Buffer, from: number, to: number, least: number): string[] {
  const token = /[A-Za-z0-9+/\\%\xc2\xad\xe2\x80\x81\x8b-\x8f\xa0-\xa4\xef\xbb\xbf]+/g;
  return [...bytes.toString('latin1').matchAll(token)]
    .filter(({ index, 0: text }) => index >= from && index < to && text.length >= least)
    .map(({ index, 0: text }) => {
      const isPlain = /^[A-Za-z0-9+/]+$/.test(text);
      return `${index}-${index + text.length}${isPlain ? ' plain' : ''}`;
    });
}
