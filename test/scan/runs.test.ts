import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findRuns } from '../../src/scan/runs.ts';
import { runs } from '../support/scanning.ts';

const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Text of runs and gaps, so that runs of about the right length are common. */
const anyBytes = (length: number): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.oneof(
        fc.integer({ min: Math.max(0, length - 2), max: length + 2 }).map((n) => 'a'.repeat(n)),
        fc.constantFrom(
          '\\n',
          '\\r',
          '\\x4f',
          '\\u0022',
          '%3D',
          '[32m',
          'ÿ(',
          '\\',
          'n',
          '+',
          '/',
          '=',
          ' ',
          '\0',
          '\n',
          'é',
          'ÿ',
          'Z',
        ),
        fc.string({ unit: fc.constantFrom(...base64, '-'), maxLength: 2 * length }),
      ),
      { maxLength: 8 },
    )
    .map((parts) => Buffer.from(parts.join(''), 'latin1'));

describe('a run is found', () => {
  test('exactly where a byte-by-byte look finds one', () => {
    const input = fc
      .integer({ min: 1, max: 12 })
      .chain((length) => fc.tuple(fc.constant(length), anyBytes(length)));

    fc.assert(
      fc.property(input, fc.nat(30), fc.nat(60), ([length, bytes], from, more) => {
        const [start, end] = [Math.min(from, bytes.length), Math.min(from + more, bytes.length)];

        expect(found(bytes, start, end, length)).toEqual(naive(bytes, start, end, length));
      }),
      runs(600),
    );
  });

  test('once, in whatever stretches the bytes are looked at', () => {
    fc.assert(
      fc.property(anyBytes(5), fc.nat(80), (bytes, cut) => {
        const middle = Math.min(cut, bytes.length);

        const halves = [...found(bytes, 0, middle, 5), ...found(bytes, middle, bytes.length, 5)];

        expect(halves).toEqual(found(bytes, 0, bytes.length, 5));
      }),
      runs(600),
    );
  });

  test.each([
    ['at the very start', `${'a'.repeat(40)} `, [0]],
    ['at the very end', ` ${'a'.repeat(40)}`, [1]],
    ['alone', 'a'.repeat(40), [0]],
    ['behind an escape, without its letter', `\\n${'a'.repeat(40)}"`, [2]],
    ['behind a letter that is no escape: not at all', `\\x${'a'.repeat(40)}`, []],
    ['one too short: not at all', 'a'.repeat(39), []],
    ['one too long: not at all', 'a'.repeat(41), []],
  ])('%s', (_, text, starts) => {
    expect(found(Buffer.from(text), 0, text.length, 40)).toEqual(starts);
  });
});

function found(bytes: Buffer, from: number, to: number, length: number): number[] {
  const starts: number[] = [];
  findRuns(bytes, from, to, length, (start) => starts.push(start));
  return starts;
}

function naive(bytes: Buffer, from: number, to: number, length: number): number[] {
  const text = bytes.toString('latin1');
  return [...text.matchAll(/[A-Za-z0-9+/]+/g)]
    .filter(({ index }) => index >= from && index < to)
    .flatMap(({ index, 0: run }) => {
      if (run.length === length) return [index];
      if (run.length < length) return [];
      if (/[\x80-\xff]\($/.test(text.slice(0, index))) return [index];
      const front = text.slice(0, index + run.length - length);
      return ends.some((end) => end.test(front) && end.exec(front)![0].length === run.length - length + 1)
        ? [index + run.length - length]
        : [];
    });
}

/** What may be glued to the front of a run: the ends of escapes and colours, with the sign before the run. */
const ends = [/\\[nrtfvb0]$/, /\\x[\da-fA-F]{2}$/, /\\u[\da-fA-F]{4}$/, /%[\da-fA-F]{2}$/, /[[;]\d{0,3}m$/];
