/** Text of two or four bytes a character: what is in it is found, and a binary file is not taken for it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Readings } from '../../src/scan/roots.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { base64, without } from '../support/looks.ts';
import {
  anySet,
  kinds,
  runs,
  scan,
  scanInParts,
  utf16be,
  utf16le,
  utf32be,
  utf32le,
} from '../support/scanning.ts';

describe('wide text', () => {
  const wide = { 'UTF-16 LE': utf16le, 'UTF-16 BE': utf16be, 'UTF-32 LE': utf32le, 'UTF-32 BE': utf32be };

  rare.each(Object.entries(wide))(
    'in %s gives away every kind, at any offset and beside anything',
    (_, encode) => {
      fc.assert(
        fc.property(
          fc.constantFrom(...kinds),
          anySet(),
          fc.uint8Array({ maxLength: 9 }),
          fc.nat(40),
          ([kind, label, ruleId], set, front, filler) => {
            const bytes = Buffer.concat([
              front,
              encode(`${' '.repeat(filler)}\n${label}${set[kind]}\n`),
              front,
            ]);

            const { detections } = scan(bytes);

            expect(detections.map((found) => found.ruleId)).toContain(ruleId);
            expect(new Set(detections.map(({ fingerprint }) => fingerprint)).size).toBe(1);
          },
        ),
        runs(60),
      );
    },
  );

  /** Of any characters. */
  const points = (text: string) =>
    Buffer.concat(
      [...text].map((char) => {
        const point = Buffer.alloc(4);
        point.writeUInt32LE(char.codePointAt(0)!);
        return point;
      }),
    );
  const anyText = { ...wide, 'UTF-32 LE': points, 'UTF-32 BE': (text: string) => points(text).swap32() };

  rare.each(Object.entries(anyText))(
    'in %s has the lines of its own text behind pages without a word of ASCII, in one piece and in parts',
    (_, encode) => {
      const pages = 'ключ и замок\r\nвторая\rтретья\n'.repeat(20_000);
      const bytes = encode(`${pages}${pages}\nKEY=${fakes().awsKeyId}\n`);

      const whole = scan(bytes).detections.map(({ line, column }) => [line, column]);
      const parts = scanInParts(bytes, [100_001, 700_003]);

      expect(whole).toEqual([[80_002, 5]]);
      expect(parts.detections.map(({ line, column }) => [line, column])).toEqual(whole);
    },
  );

  test.each(Object.entries(wide))('in %s has the lines of its own text', (_, encode) => {
    expect(scan(encode(`one\ntwo\nKEY=${fakes('wide').awsKeyId}\n`)).detections).toMatchObject([
      { line: 3, column: 5 },
    ]);
  });

  rare('is decoded, too', () => {
    const text = `aws_secret_access_key: ${base64(fakes('wide').awsSecret)}\n`;

    expect(scan(utf16le(text)).detections).toMatchObject([{ ruleId: 'aws-secret-access-key', line: 1 }]);
  });

  test('is not read when that look is switched off', () => {
    const bytes = utf16le(`KEY=${fakes('wide').awsKeyId}`);

    expect(without('wide').scan(bytes).detections).toEqual([]);
  });
});

describe('binary files are read once:', () => {
  const readingsOf = (bytes: Buffer) => new Readings(true).of(bytes, 0).map(({ reading }) => reading);

  test('small numbers with NULs between them are no text', () => {
    const small = (at: number) => 14 + (at % 18);
    const numbers = Buffer.alloc(4096);
    for (let at = 0; at < numbers.length; at += 4) numbers.writeUInt32LE(small(at / 4), at);
    const halves = Buffer.alloc(4096);
    for (let at = 0; at < halves.length; at += 2) halves.writeUInt16BE(0xa7 + small(at) / 2, at);

    expect(readingsOf(numbers)).toEqual(['plain']);
    expect(readingsOf(halves)).toEqual(['plain']);
    expect(readingsOf(utf16le('text, and more text'))).toContain('LE16+0');
    expect(readingsOf(utf16be('a\tb\r\nc\td\r\ne\tf\r\n'))).toContain('BE16+0');
  });

  const encodings = { 'LE16+0': utf16le, 'BE16+0': utf16be, 'LE32+0': utf32le, 'BE32+0': utf32be };

  test.each(Object.entries(encodings))(
    'a few letters in a row are no text in %s, twenty are',
    (reading, encode) => {
      const among = (letters: number) =>
        Buffer.concat([Buffer.alloc(64, 0xe9), encode('a'.repeat(letters)), Buffer.alloc(64, 0xe9)]);

      expect(readingsOf(among(11))).toEqual(['plain']);
      expect(readingsOf(among(20))).toContain(reading);
    },
  );

  test('what breaks a row of letters is counted from anew', () => {
    const row = Buffer.concat(
      Array.from({ length: 40 }, () => Buffer.concat([utf16le('eleven here'), Buffer.of(1, 1)])),
    );

    expect(readingsOf(row)).toEqual(['plain']);
  });
});
