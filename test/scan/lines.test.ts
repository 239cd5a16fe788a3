import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countByte } from '../../src/kernel/count-byte.ts';
import { LineCounter } from '../../src/scan/lines.ts';
import { fakes } from '../support/fakes.ts';
import { detect, places, runs, utf16be, utf16le } from '../support/scanning.ts';

const { awsKeyId } = fakes('lines');
const found = (line: number, column: number): string[] => [`${line}:${column} aws-access-key-id`];

describe('the place of a finding', () => {
  test.each([
    ['in the first line', awsKeyId, 1, 1],
    ['after line feeds', `one\n\nthree ${awsKeyId}`, 3, 7],
    ['after carriage returns with line feeds', `one\r\n\r\nthree ${awsKeyId}\r\n`, 3, 7],
    ['after carriage returns alone', `one\r\rthree ${awsKeyId}\rfour`, 3, 7],
    ['after a stray carriage return in a file with line feeds', `one\ntw\ro\nthree ${awsKeyId}`, 3, 7],
    ['behind a byte order mark', `\ufeff${awsKeyId}`, 1, 1],
    ['behind a byte order mark, further down', `\ufeffone\nkey=${awsKeyId}`, 2, 5],
    ['behind characters of two, three and four bytes', `é日🔑 ${awsKeyId}`, 1, 5],
    ['behind bytes that are no UTF-8', Buffer.from(`\xe9\xff ${awsKeyId}`, 'latin1'), 1, 4],
    ['behind a tabulator, which is one character', `\t${awsKeyId}`, 1, 2],
  ])('%s is told', (_, content, line, column) => {
    expect(places(content)).toEqual(found(line, column));
  });

  test.each([
    ['LE', utf16le],
    ['BE', utf16be],
  ])('is told in UTF-16 %s', (_, encode) => {
    for (const start of ['', '\ufeff']) {
      expect(places(encode(`${start}${awsKeyId}`))).toEqual(found(1, 1));
      expect(places(encode(`${start}one\ntwo é ${awsKeyId}`))).toEqual(found(2, 7));
      expect(places(encode(`${start}one\r\n日\r\nthree ${awsKeyId}`))).toEqual(found(3, 7));
      expect(places(encode(`${start}one\rtwo ${awsKeyId}`))).toEqual(found(2, 5));
    }
  });

  test.each([
    ['LE', utf16le],
    ['BE', utf16be],
  ])('in UTF-16 %s is not moved by characters that have a line end among their bytes', (_, encode) => {
    // U+4E0A and U+4E0D, two of the commonest Chinese characters; U+0A05 and U+0D05.
    expect(places(encode(`上 不 ${awsKeyId}`))).toEqual(found(1, 5));
    expect(places(encode(`one\nਅ അ\nkey ${awsKeyId}`))).toEqual(found(3, 5));
  });

  test('beyond the four thousandth byte of a line is told in bytes', () => {
    expect(detect(`${'é'.repeat(3000)} ${awsKeyId}`)[0]).toMatchObject({ line: 1, column: 6002 });
    expect(detect(`${'é'.repeat(2000)} ${awsKeyId}`)[0]).toMatchObject({ line: 1, column: 2002 });
  });
});

describe('bytes of one value', () => {
  test('are counted as one by one, in any part of any buffer', () => {
    const anyBytes = fc.uint8Array({ max: 11, maxLength: 40 });

    fc.assert(
      fc.property(anyBytes, fc.nat(40), fc.nat(40), fc.nat(7), (content, a, b, shift) => {
        const [from, to] = [a, b].map((at) => Math.min(at, content.length)).sort((x, y) => x - y) as [
          number,
          number,
        ];
        const bytes = new Uint8Array(shift + content.length).subarray(shift);
        bytes.set(content);

        expect(countByte(bytes, 0x0a, from, to)).toBe(
          content.slice(from, to).filter((byte) => byte === 0x0a).length,
        );
      }),
      runs(500),
    );
  });
});

describe('lines are counted', () => {
  const anyBytes = fc
    .array(fc.constantFrom('a', 'bc', '\n', '\r', '\r\n', ' '), { maxLength: 40 })
    .map((parts) => Buffer.from(parts.join('')));

  test('as a naive look at the text before counts them', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(60), (bytes, at) => {
        const offset = Math.min(at, bytes.length);
        // Nothing is ever found between the two halves of a line end.
        fc.pre(bytes[offset] !== 0x0a);

        const { line, start } = new LineCounter().lineAt(bytes, 0, offset);

        expect({ line, start }).toEqual(naive(bytes, offset));
      }),
      runs(500),
    );
  });

  test('the same in one go and step by step, through any window', () => {
    fc.assert(
      fc.property(anyBytes, fc.array(fc.nat(60), { maxLength: 5 }), (bytes, stops) => {
        const offsets = stops.map((stop) => Math.min(stop, bytes.length)).sort((a, b) => a - b);
        const stepwise = new LineCounter();

        for (const offset of offsets) {
          const base = Math.max(0, (offsets[offsets.indexOf(offset) - 1] ?? 0) - 2);
          const step = stepwise.lineAt(bytes.subarray(base), base, offset);

          expect(step).toEqual(new LineCounter().lineAt(bytes, 0, offset));
        }
      }),
      runs(500),
    );
  });
});

/** By line feeds; while there is none, by carriage returns that no line feed follows. */
function naive(bytes: Buffer, offset: number): { line: number; start: number } {
  const text = bytes.toString('latin1');
  const before = text.slice(0, offset);
  const feeds = [...before.matchAll(/\n/g)];
  const returns = [...text.matchAll(/\r(?!\n)/g)].filter(({ index }) => index < offset);
  const ends = feeds.length > 0 ? feeds : returns;
  return { line: ends.length + 1, start: (ends.at(-1)?.index ?? -1) + 1 };
}
