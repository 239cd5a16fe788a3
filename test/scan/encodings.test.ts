/** The same text is found in UTF-8 and in UTF-16, whatever its byte order and wherever it begins. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { anySet, detect, kinds, places, runs, utf16be, utf16le } from '../support/scanning.ts';

const all = fakes('encodings');
const mark = '\ufeff';

describe.each([
  ['UTF-16 LE', utf16le],
  ['UTF-16 BE', utf16be],
])('in %s', (_, encode) => {
  test.each(kinds)('%s is found, with and without a byte order mark', (kind, label, ruleId) => {
    const text = `first line\r\n${label}${all[kind]}\r\n`;
    const place = `2:${label.length + 1} ${ruleId}`;

    expect(places(encode(text))).toEqual([place]);
    expect(places(encode(mark + text))).toEqual([place]);
  });

  test.each(kinds)('%s is found at any offset inside a binary', (kind, label, ruleId) => {
    for (const before of [0, 1, 2, 3, 4097]) {
      const bytes = Buffer.concat([
        Buffer.alloc(before, 0xe9),
        encode(`${label}${all[kind]}`),
        Buffer.alloc(9, 0xe9),
      ]);

      const found = detect(bytes);

      expect(found.map((detection) => detection.ruleId)).toEqual([ruleId]);
    }
  });

  test('a credential that is all there is is found', () => {
    expect(places(encode(all.awsKeyId))).toEqual(['1:1 aws-access-key-id']);
  });

  test.each(kinds)(
    '%s is found between characters of another script, whatever their bytes',
    (kind, label, ruleId) => {
      // U+4E41 and U+4130 have letters and digits among their bytes, U+662F a slash.
      for (const char of ['日', '乁', '䄰', '是', '：'])
        expect(rulesIn(encode(`${label}${char}${all[kind]}${char}`))).toEqual([ruleId]);
    },
  );

  test('what is found is the same as in UTF-8', () => {
    // Without pairs: which half is nearer is a matter of bytes.
    const short = kinds.filter(([kind]) => all[kind].length < 50 && kind !== 'awsSecret');
    const words = fc.constantFrom('plain ', 'naïve ', 'Ł ', 'aws ', '日本 ', '= ', '# ');
    const lines = fc.array(
      fc
        .tuple(words, fc.constantFrom(...short), anySet(), words)
        .map(([before, [kind, label], set, after]) => ({
          ascii: `${label}${set[kind]}`,
          line: `${before}${label}${set[kind]} ${after}`,
        })),
      { maxLength: 4 },
    );

    fc.assert(
      fc.property(lines, fc.constantFrom('', mark), (written, start) => {
        const text = start + written.map(({ line }) => `${line}\n`).join('');

        expect(detect(encode(text)).map(withoutExcerpt)).toEqual(detect(text).map(withoutExcerpt));
      }),
      runs(40),
    );
  });

  test('text of one alphabet looks the same in an excerpt, too', () => {
    const text = `key = ${all.awsKeyId}; other = ${all.awsTemporaryKeyId}\n`;

    expect(detect(encode(text))).toEqual(detect(text));
  });

  test('a secret and its ID are one finding', () => {
    const found = detect(encode(`id ${all.awsKeyId}\nthe other ${all.awsSecret}\n`));

    expect(found).toMatchObject([{ ruleId: 'aws-secret-access-key', pairedWith: { line: 1 } }]);
  });
});

describe('text inside other text', () => {
  test.each(kinds)('hides no %s behind an escaped line end', (kind, label, ruleId) => {
    for (const end of ['\\n', '\\r\\n', '\\t'])
      expect(rulesIn(`"${label}${end}${all[kind]}${end}"`)).toEqual([ruleId]);
  });

  test.each(kinds)('hides no %s between quotes, brackets and markup', (kind, label, ruleId) => {
    for (const [before, after] of ['""', "''", '``', '()', '[]', '<>', '{}', '||', ',,', '::', '@@'].map(
      (pair) => [...pair],
    ))
      expect(rulesIn(`${label}${before}${all[kind]}${after}`)).toEqual([ruleId]);
  });
});

describe('bytes that are no text', () => {
  test('between the letters hide nothing that stands in one piece', () => {
    const bytes = Buffer.concat([
      Buffer.from([0, 0xff, 0, 0xfe, 0x80]),
      Buffer.from(` ${all.awsKeyId} `),
      Buffer.from([0, 0, 1, 2, 3]),
      utf16le(` ${all.awsTemporaryKeyId} `),
    ]);

    expect(detect(bytes)).toHaveLength(2);
  });

  test('are no credential by themselves', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000, size: 'max' }), (bytes) => {
        expect(detect(bytes)).toEqual([]);
      }),
      runs(60),
    );
  });
});

const rulesIn = (text: string | Buffer): string[] => detect(text).map(({ ruleId }) => ruleId);

const withoutExcerpt = ({ excerpt: _, mark: __, ...rest }: ReturnType<typeof detect>[number]) => rest;

test.each([
  ['a soft hyphen', '\xc2\xad'],
  ['a zero-width blank', '\xe2\x80\x8b'],
])('%s behind every letter hides nothing in wide text that was encoded twice', (_, invisible) => {
  const text = [...all.awsKeyId].map((letter) => letter + invisible).join('');

  expect(rulesIn(utf16le(` ${text} `))).toEqual(['aws-access-key-id']);
});
