/** The search with instructions for sixteen bytes at a time: exactly what the plain one finds. */
import fc from 'fast-check';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Keyword } from '../../src/kernel/needles.ts';
import { type Kernel, plainKernel, type Search } from '../../src/kernel/search.ts';
import { simdKernel } from '../../src/kernel/simd.ts';
import { unpackIn } from '../../src/kernel/unpack.ts';
import { AnchorFinder } from '../../src/scan/anchors.ts';
import { compileRule } from '../../src/scan/compile.ts';
import { rare } from '../support/keyhalt.ts';
import { allRules, runs } from '../support/scanning.ts';

const simd = simdKernel()!;

/** The keywords of all rules, and what else is looked for. */
const ours = keywordsOfRules();

const anyBytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));

const anyDigest = fc
  .tuple(
    fc.constantFrom('0123456789abcdef', '0123456789ABCDEF', '09afAFgG'),
    fc.array(fc.nat(15), { maxLength: 44 }),
  )
  .map(([digits, places]) => Buffer.from(places.map((place) => digits[place % digits.length]).join('')));

/** Text of keywords, beginnings of some, tokens of about the least length, and what ends them. */
const anyText = (keywords: readonly Keyword[], most: number): fc.Arbitrary<Buffer> =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...keywords.map(({ text }) => Buffer.from(text, 'latin1'))),
        fc
          .tuple(fc.constantFrom(...keywords), fc.nat(12))
          .map(([{ text }, length]) => Buffer.from(text.slice(0, length), 'latin1')),
        fc.integer({ min: 17, max: 70 }).map((length) => Buffer.alloc(length, 'a')),
        anyDigest,
        fc.base64String({ maxLength: 80 }).map((text) => Buffer.from(text)),
        fc
          .constantFrom(' ', '\n', '=', '\\n', '%2F', '\u200b', '\u00ad', '-', '_')
          .map((text) => Buffer.from(text)),
        anyBytes(6),
      ),
      { maxLength: most },
    )
    .map((parts) => Buffer.concat(parts));

const anyKeyword: fc.Arbitrary<Keyword> = fc.record({
  text: fc.string({ unit: fc.constantFrom('a', 'b', 'B', 'k', 'ÿ', '\0', '1'), minLength: 1, maxLength: 7 }),
  ignoreCase: fc.boolean(),
});

/** Both searches for the same keywords. */
const searches = (keywords: readonly Keyword[]) =>
  [simd.searchFor(keywords), plainKernel.searchFor(keywords)] as const;
const [wide, plain] = searches(ours);

describe('the search with wide instructions finds what the plain one finds', () => {
  test.each([
    ['text', anyText(ours, 24)],
    ['any bytes', anyBytes(400)],
    [
      'binary data with long tokens',
      fc.tuple(anyBytes(60), anyText(ours, 8), anyBytes(60)).map(Buffer.concat),
    ],
  ])('in %s', (_, content) => {
    fc.assert(
      fc.property(content, fc.nat(80), fc.nat(300), (bytes, from, more) => {
        const start = Math.min(from, bytes.length);
        const end = Math.min(start + more, bytes.length);

        expect(found(wide, bytes, start, end)).toEqual(found(plain, bytes, start, end));
        expect(found(wide, bytes)).toEqual(found(plain, bytes));
      }),
      runs(400),
    );
  });

  test('with whatever keywords', () => {
    const searched = fc
      .array(anyKeyword, { minLength: 1, maxLength: 40 })
      .chain((keywords) => fc.tuple(fc.constant(keywords), anyText(keywords, 20)));

    fc.assert(
      fc.property(searched, ([keywords, bytes]) => {
        const [one, other] = searches(keywords);

        expect(found(one, bytes)).toEqual(found(other, bytes));
      }),
      runs(200),
    );
  });

  test.each(ours.map(({ text }, index) => [text, index] as const))(
    'of %s at each place of two blocks, and wherever the stretch begins and ends',
    (text, index) => {
      const keywordsIn = (...stretch: [Buffer, number, number]) => found(wide, ...stretch).keywords;
      for (let at = 0; at < 130; at++) {
        const bytes = Buffer.from(`${' '.repeat(at)}${text} `, 'latin1');
        const place = `${at} ${index}`;

        expect(keywordsIn(bytes, 0, bytes.length)).toEqual(found(plain, bytes).keywords);
        expect(keywordsIn(bytes, at, at + 1)).toContain(place);
        expect(keywordsIn(bytes.subarray(0, -1), 0, at + 1)).toContain(place);
        expect(keywordsIn(bytes, at + 1, bytes.length)).not.toContain(place);
        expect(keywordsIn(bytes, 0, at)).not.toContain(place);
      }
    },
  );

  test('of tokens of each length at each place of a block', () => {
    const different: string[] = [];
    for (let before = 0; before < 64; before++) {
      for (let length = 18; length < 150; length++) {
        const bytes = Buffer.from(`${' '.repeat(before)}${'a'.repeat(length)} ${'b'.repeat(20)}`);
        const expected = length < 20 ? [] : [`${before}-${before + length} plain hex`];
        const { tokens } = found(wide, bytes, 0, before + length);
        if (tokens.join() !== expected.join()) different.push(`${before}+${length}: ${tokens}`);
      }
    }
    expect(different).toEqual([]);
  });

  test('of every byte, in a token and alone', () => {
    for (let byte = 0; byte < 256; byte++) {
      const token = 'a'.repeat(20);
      const bytes = Buffer.from(`${token}${String.fromCharCode(byte)}${token} `, 'latin1');

      expect(found(wide, bytes)).toEqual(found(plain, bytes));
    }
  });

  test('in more than is looked at in one go, also when a token or a keyword stands where it is cut', () => {
    const length = 150_000;
    const token = Buffer.alloc(length, 'k-api-key-');
    const escaped = Buffer.concat([Buffer.alloc(length, 'a'), Buffer.from('%'), Buffer.alloc(length, 'a')]);
    const words = Buffer.alloc(length, `AK${'IA'}; secret_key `);

    for (const bytes of [token, escaped, words]) {
      for (const from of [0, 1, 70_000])
        expect(found(wide, bytes, from, bytes.length)).toEqual(found(plain, bytes, from, bytes.length));
    }
  });
});

describe('wide text is read as the plain kernel reads it', () => {
  /** Characters of ASCII, of two bytes, halves of those that take two, and control characters. */
  const anyCharacter = fc.oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0xd7f0, max: 0xe010 }),
    fc.nat(0xffff),
    fc.constantFrom(1, 2, 0x0200),
  );
  const inBytes = (characters: readonly number[]) =>
    Buffer.from(characters.flatMap((one) => [one & 255, one >> 8]));
  const readings = [0, 1, 2, 3].flatMap((first) => [[first, 0] as const, [first, 1] as const]);
  const read = (bytes: Buffer, first: number, letterAt: 0 | 1, { narrow }: Kernel) => {
    const out = Buffer.alloc(Math.max(0, Math.ceil((bytes.length - first) / 2)), 0xee);
    narrow(bytes, first, letterAt, out);
    return out;
  };

  test.each([
    ['characters', fc.array(anyCharacter, { maxLength: 90 }).map(inBytes)],
    ['any bytes', anyBytes(200)],
  ])('in %s', (_, content) => {
    fc.assert(
      fc.property(content, fc.constantFrom(...readings), (bytes, [first, letterAt]) => {
        expect(read(bytes, first, letterAt, simd)).toEqual(read(bytes, first, letterAt, plainKernel));
      }),
      runs(400),
    );
  });

  rare('in more than is read in one go, wherever a character of two halves stands', () => {
    const places = [32_765, 32_766, 32_767, 32_768, 65_533, 65_534, 65_535];
    for (const before of places) {
      const text = Buffer.from(`${'a'.repeat(before)}😀${'b'.repeat(40_000)}`, 'utf16le');

      const narrowed = read(text, 0, 0, simd);

      expect(narrowed).toEqual(read(text, 0, 0, plainKernel));
      expect(narrowed.indexOf(2)).toBe(before + 1);
    }
  });
});

function found(search: Search, bytes: Buffer, from = 0, to = bytes.length) {
  const [keywords, tokens]: [string[], string[]] = [[], []];
  search.find(
    bytes,
    from,
    to,
    (at, keyword) => keywords.push(`${at} ${keyword}`),
    (start, end, isPlain, isHex) =>
      tokens.push(`${start}-${end}${isPlain ? ' plain' : ''}${isHex ? ' hex' : ''}`),
  );
  return { keywords: keywords.sort(), tokens };
}

function keywordsOfRules(): readonly Keyword[] {
  let all: readonly Keyword[] = [];
  new AnchorFinder(
    allRules.map((rule) => compileRule(rule)),
    true,
    {
      ...plainKernel,
      searchFor: (keywords) => {
        all = keywords;
        return plainKernel.searchFor(keywords);
      },
    },
  );
  return all;
}

test('where memory for it is not to be had, the plain search takes its place, and git unpacks', () => {
  const instance = vi.spyOn(WebAssembly, 'Instance').mockImplementation(function refuse() {
    throw new RangeError('Out of memory');
  });
  onTestFinished(() => instance.mockRestore());
  const found: number[] = [];

  simd.searchFor([{ text: 'AKIA' }]).find(
    Buffer.from('an AKIA in it'),
    0,
    13,
    (at) => found.push(at),
    () => {},
  );

  expect(found).toEqual([3]);
  expect(unpackIn(1000)).toBeUndefined();
});
