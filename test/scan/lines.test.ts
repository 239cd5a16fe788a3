import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countByte } from '../../src/kernel/count-byte.ts';
import { decodeBytes } from '../../src/model/visible.ts';
import { LineCounter } from '../../src/scan/lines.ts';
import { fakes } from '../support/fakes.ts';
import { detect, places, runs, scan, scanInParts, scanner, utf16be, utf16le } from '../support/scanning.ts';

const { awsKeyId } = fakes('lines');
const found = (line: number, column: number): string[] => [`${line}:${column} aws-access-key-id`];

describe('the place of a finding', () => {
  test.each([
    ['in the first line', awsKeyId, 1, 1],
    ['after line feeds', `one\n\nthree ${awsKeyId}`, 3, 7],
    ['after carriage returns with line feeds', `one\r\n\r\nthree ${awsKeyId}\r\n`, 3, 7],
    ['after carriage returns alone, which end no line for git', `one\r\rthree ${awsKeyId}\rfour`, 1, 12],
    ['after a lone carriage return in a file with line feeds', `one\ntw\ro\nthree ${awsKeyId}`, 3, 7],
    ['after carriage returns and one line feed', `${'x\r'.repeat(50)}x\n${awsKeyId}`, 2, 1],
    ['after carriage returns, then a line feed, then one more', `a\rb\nc\rd ${awsKeyId}`, 2, 5],
    ['behind a byte order mark', `\ufeff${awsKeyId}`, 1, 1],
    ['behind a byte order mark, further down', `\ufeffone\nkey=${awsKeyId}`, 2, 5],
    ['behind characters of two, three and four bytes', `é日🔑 ${awsKeyId}`, 1, 5],
    ['behind bytes that are no UTF-8', Buffer.from(`\xe9\xff ${awsKeyId}`, 'latin1'), 1, 4],
    ['behind the beginning of a character', Buffer.from(`\xe6\x97 ${awsKeyId}`, 'latin1'), 1, 4],
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
      expect(places(encode(`${start}one\rtwo ${awsKeyId}`))).toEqual(found(1, 9));
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

  test.each([
    ['LE', utf16le],
    ['BE', utf16be],
  ])('in UTF-16 %s counts a character of two halves once', (_, encode) => {
    expect(places(encode(`🔑 🔑 ${awsKeyId}`))).toEqual(found(1, 5));
    // A half on its own, and U+0002.
    expect(places(encode(`\udd11\ud83d \u0002 ${awsKeyId}`))).toEqual(found(1, 6));
    expect(detect(encode(`key 🔑 ${awsKeyId} 🔑`))[0]?.excerpt).toMatch(/^key · AKIA\S+ ·$/);
  });

  test('is told in characters however far from the start of its line it is', () => {
    expect(detect(`${'é'.repeat(3000)} ${awsKeyId}`)[0]).toMatchObject({ line: 1, column: 3002 });
    expect(detect(utf16le(`${'🔑'.repeat(3000)} ${awsKeyId}`))[0]).toMatchObject({ column: 3002 });

    const far = Buffer.from(
      `first\n${'日é🔑\xff'.repeat(200_000)} ${awsKeyId} ${'é'.repeat(900_000)} ${awsKeyId}`,
    );
    const columns = scanInParts(far, [12, 3_000_001]).detections.map(
      ({ line, column }) => `${line}:${column}`,
    );

    expect(columns).toEqual(['2:800002', '2:1700024']);
  });

  test('is the same in an explanation', () => {
    for (const encode of [Buffer.from, utf16le, utf16be] as ((text: string) => Buffer)[]) {
      const bytes = encode(`one\ntwo\r\n ééé 🔑 日本 ${awsKeyId}; ${fakes('other').awsKeyId}\n`);

      const traces = scanner.explain(bytes, 3);

      expect(traces.map(({ column }) => column)).toEqual(scan(bytes).detections.map(({ column }) => column));
      expect(traces.map(({ column }) => column)).toEqual([11, 33]);
    }
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

describe('lines and columns are counted', () => {
  const parts = [
    'a',
    'bc',
    '\n',
    '\r',
    '\r\n',
    ' ',
    'é',
    '日',
    '🔑',
    '\xe9',
    '\x97\xa5',
    '\xf0\x9f',
    '\xed\xa0\x80',
  ];
  const anyBytes = fc
    .array(fc.constantFrom(...parts), { maxLength: 40 })
    .map((some) =>
      Buffer.concat(some.map((part) => Buffer.from(part, /^[\x80-\xff]+$/.test(part) ? 'latin1' : 'utf8'))),
    );
  const text = (bytes: Buffer, base = 0) => ({ bytes: bytes.subarray(base), base, unit: 1 as const });
  /** Nothing is ever found between the two halves of a line end, or inside a character. */
  const canBegin = (bytes: Buffer, offset: number) =>
    bytes[offset] !== 0x0a && ((bytes[offset] ?? 0) & 0xc0) !== 0x80;

  test('as a naive look at the text before counts them', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(60), (bytes, at) => {
        const offset = Math.min(at, bytes.length);
        fc.pre(canBegin(bytes, offset));

        expect(new LineCounter().placeAt(text(bytes), offset)).toEqual(naive(bytes, offset));
      }),
      runs(500),
    );
  });

  test('the same in one go and step by step, through any window, also a bit back', () => {
    fc.assert(
      fc.property(anyBytes, fc.array(fc.tuple(fc.nat(60), fc.nat(9)), { maxLength: 5 }), (bytes, stops) => {
        const ends = stops.map(([stop, further]) => [Math.min(stop, bytes.length), further] as const);
        ends.sort(([a], [b]) => a - b);
        const stepwise = new LineCounter();

        let base = 0;
        for (const [end, further] of ends) {
          const window = text(bytes, base);
          // A value may begin behind the end of the stretch that its match begins in.
          for (const offset of [end, Math.min(bytes.length, end + further)].filter((at) =>
            canBegin(bytes, at),
          ))
            expect(stepwise.placeAt(window, offset - base)).toEqual(
              new LineCounter().placeAt(text(bytes), offset),
            );
          stepwise.advance(window, end - base);
          base = Math.max(0, end - 4);
        }
      }),
      runs(500),
    );
  });
});

/** Every line feed ends a line, and every character is one: one of UTF-8, or a byte that is none. */
function naive(bytes: Buffer, offset: number): { line: number; column: number } {
  const ends = [...bytes.toString('latin1').matchAll(/\n/g)]
    .map(({ index, 0: end }) => index + end.length)
    .filter((end) => end <= offset);
  const last = bytes.subarray(ends.at(-1) ?? 0, offset);
  const characters = decodeBytes(last).replace(/\\x[0-9a-f]{2}/g, '.');
  return { line: ends.length + 1, column: [...characters].length + 1 };
}
