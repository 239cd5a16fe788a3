/** No field of what is found holds a secret, whatever stands around it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fakes, fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { anyKind, anySet, detect, kinds, runs, scan, utf16be, utf16le } from '../support/scanning.ts';

const all = fakes('masking');
const encodings = [(text: string) => Buffer.from(text), utf16le, utf16be];
const separators = [' ', ' = ', '"', ';', ', ', '\\n', '\t', '|', '\u202e', '\0', '\u001b[8m ', '日本', '\n'];

/** Credentials of all kinds with and without their names, and what they were. */
const anyLine = fc
  .array(
    fc.tuple(
      anyKind(),
      anySet(),
      fc.boolean(),
      fc.constantFrom(...separators),
      fc.constantFrom(...separators),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((pieces) => ({
    text: pieces
      .map(
        ([[kind, label], set, named, before, after]) => `${before}${named ? label : ''}${set[kind]}${after}`,
      )
      .join(''),
    secrets: pieces.map(([[kind], set]) => [kind, set[kind]] as const),
  }));

describe('what is found', () => {
  test('holds no more of any secret than may be shown, however many stand on a line', () => {
    fc.assert(
      fc.property(anyLine, fc.constantFrom(...encodings), ({ text, secrets }, encode) => {
        const said = JSON.stringify(scan(encode(text)));

        expect(hidden(said, secrets)).toEqual([]);
      }),
      runs(150),
    );
  });

  test.each(kinds)('shows of %s what its format fixes, and stars', (kind, label) => {
    const [found] = detect(`${label}${all[kind]} # mine`);
    const shown: Partial<Record<keyof Fakes, RegExp>> = {
      awsKeyId: /^AKIA\*{12}[A-Z2-7]{4}$/,
      awsTemporaryKeyId: /^ASIA\*{12}[A-Z2-7]{4}$/,
      bedrockLong: /^ABSK\*{36}$/,
      bedrockShort: /^bedrock-api-key-\*{24}$/,
      mwsToken: /^amzn\.mws\.\*{31}$/,
    };

    expect(found?.masked).toMatch(shown[kind] ?? /^\*{40}$/);
    expect(found?.excerpt).toBe(`${label}${found?.masked} # mine`);
    expect(found?.mark).toEqual({ start: label.length, length: found?.masked.length });
    expect(found?.width).toBe(all[kind].length);
  });

  test.each(kinds)('masks %s in the words of an allow comment, too', (kind, label) => {
    for (const padding of ['', 'x'.repeat(20), 'word '.repeat(36), 'word '.repeat(38)]) {
      for (const name of ['', label]) {
        const text = `key=${fakes('on it').awsKeyId} # keyhalt:allow as ${padding} ${name}${all[kind]}`;

        expect(hidden(JSON.stringify(scan(text)), [[kind, all[kind]]])).toEqual([]);
      }
    }
  });

  test('masks the same key once more on its line', () => {
    const said = JSON.stringify(scan(`${all.awsKeyId} # keyhalt:allow ${all.awsKeyId} is a canary`));

    expect(said).not.toContain(all.awsKeyId);
  });

  test.each([
    ['LE', utf16le],
    ['BE', utf16be],
  ])('masks UTF-16 %s next to plain text in a binary', (_, encode) => {
    for (const [kind] of kinds) {
      const bytes = Buffer.concat([
        Buffer.from(`mine ${all.mwsToken} `),
        encode(` aws_secret ${all[kind]} `),
      ]);

      const said = JSON.stringify(scan(bytes)).replaceAll('\\\\u{0}', '').replaceAll('·', '');

      expect(hidden(said, [[kind, all[kind]]])).toEqual([]);
    }
  });

  test('masks what is cut off by the end of the excerpt', () => {
    for (let gap = 0; gap < 100; gap++) {
      const text = `${all.awsSecret} ${'-'.repeat(gap)} k=${all.awsKeyId} ${'-'.repeat(gap)} ${all.bedrockLong}`;

      const said = JSON.stringify(scan(text));

      expect(
        hidden(said, [
          ['awsSecret', all.awsSecret],
          ['bedrockLong', all.bedrockLong],
        ]),
      ).toEqual([]);
    }
  });

  test('masks long random text that belongs to no rule', () => {
    const unknown = Buffer.from(fakes('unknown').awsSecret).toString('base64');

    expect(detect(`key=${all.awsKeyId} password=${unknown}`)[0]?.excerpt).not.toContain(unknown.slice(0, 12));
  });
});

describe('an excerpt', () => {
  test('can move no cursor, reorder nothing and hide nothing', () => {
    const hostile = fc.string({ unit: fc.constantFrom(...controls, 'a', ' ', '日'), maxLength: 30 });

    fc.assert(
      fc.property(hostile, hostile, anySet(), (before, after, { awsKeyId }) => {
        for (const { excerpt } of detect(`${before} ${awsKeyId} ${after}`))
          expect(excerpt).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
      runs(100),
    );
  });

  test('makes visible what a terminal would obey', () => {
    const [found] = detect(`\u001b[2J\u202e${all.awsKeyId}\u0007\u2066 \x9b1m`);

    expect(found?.excerpt).toBe(`\\u{1b}[2J\\u{202e}${found?.masked}\\u{7}\\u{2066} \\u{9b}1m`);
  });

  test('shows bytes that are no text as their numbers, and a tabulator as blanks', () => {
    const bytes = Buffer.concat([Buffer.from([0xff, 0x09]), Buffer.from(all.awsKeyId), Buffer.from([0xc3])]);
    const [found] = detect(bytes);

    expect(found?.excerpt).toBe(`\\xff  ${found?.masked}\\xc3`);
  });

  test('is one line, and at most 80 bytes on either side', () => {
    const [found] = detect(`above\n${'l'.repeat(200)} ${all.awsKeyId} ${'r'.repeat(200)}\nbelow`);

    expect(found?.excerpt).toBe(`${'l'.repeat(79)} ${found?.masked} ${'r'.repeat(79)}`);
  });

  test('of something over several lines is its first line', () => {
    const body = Buffer.from(fakes('lines').sessionToken).toString('base64').replace(/.{64}/g, '$&\n');
    const marks = ['BEGIN', 'END'].map((word) => `-----${word} PRIVATE KEY-----`);

    const [found] = detect(`key: |\n  ${marks.join(`\n${body}\n`)} # end\n`);

    expect(found).toMatchObject({ line: 2, column: 3, width: 27, excerpt: `  -----BEGIN${'*'.repeat(30)}` });
  });

  test('has its mark where the mask stands', () => {
    fc.assert(
      fc.property(anyLine, fc.constantFrom(...encodings), ({ text }, encode) => {
        for (const { excerpt, mark, masked } of detect(encode(text)))
          expect([...excerpt].slice(mark.start, mark.start + mark.length).join('')).toBe(masked);
      }),
      runs(60),
    );
  });
});

const controls = [
  '\u001b[31m',
  '\u001b]0;',
  '\u0007',
  '\b',
  '\0',
  '\x7f',
  '\x9b',
  '\u200b',
  '\u200f',
  '\u202e',
  '\u2028',
  '\ufeff',
];
