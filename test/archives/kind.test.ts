import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { archiveKind, hasZipAtEnd } from '../../src/archives/kind.ts';
import { gzip, tar, tarHeader, withSum, zip } from './build.ts';

const a = { name: 'a.txt', content: 'content of a' };
const latin1 = (text: string) => Buffer.from(text, 'latin1');
const many = Array.from({ length: 9 }, (_, n) => ({ ...a, name: `${n}.txt` }));
const putIn = (bytes: Buffer, at: number, more: string) =>
  Buffer.concat([bytes.subarray(0, at), Buffer.from(more), bytes.subarray(at)]);

describe('the kind of an archive is known by its start', () => {
  test.each([
    ['zip', zip([a])],
    ['zip', zip([])],
    ['zip', Buffer.concat([latin1('PK\x07\x08'), zip([a])])],
    ['gzip', gzip('content')],
    ['gzip', gzip('content', { name: 'a.txt', comment: 'of mine', extra: 'more' })],
    ['tar', tar([a])],
    ['tar', tar([{ ...a, gnu: true }])],
    ['tar', withSum(tarHeader(a, 12).fill(0, 257, 512))],
    ['unsupported', latin1('7z\xbc\xaf\x27\x1c\0\x04')],
    ['unsupported', latin1('Rar!\x1a\x07\x01\0')],
    ['unsupported', latin1('\xfd7zXZ\0\0\x04')],
    ['unsupported', latin1('BZh91AY&SY')],
    ['unsupported', latin1('\x28\xb5\x2f\xfd')],
    ['unsupported', latin1('\x04\x22\x4d\x18')],
    ['unsupported', latin1('\x02\x21\x4c\x18')],
    ['unsupported', latin1('\x50\x2a\x4d\x18\x04\0\0\0')],
    ['unsupported', latin1('\x5f\x2a\x4d\x18\x04\0\0\0')],
    ['unsupported', latin1(`\x5d\0\0\x80\0${'\xff'.repeat(8)}`)],
    ['unsupported', latin1(`\x5d\0\0\0\x04${'\xff'.repeat(8)}`)],
    ['unsupported', latin1('\xff\x06\0\0sNaPpY')],
    ['unsupported', latin1('xar!\0\x1c\0\x01')],
    ['unsupported', latin1('hsqs\x07\0\0\0')],
    ['unsupported', latin1('MSWIM\0\0\0\xd0')],
    ['unsupported', latin1('LRZI\0\x06')],
    ['unsupported', latin1('!<arch>\ndebian-binary   ')],
    ['unsupported', latin1('PACK\0\0\0\x02\0\0')],
    ['unsupported', latin1('# v2 git bundle\n')],
  ])('%s', (kind, bytes) => {
    expect(archiveKind(bytes)).toBe(kind);
    expect(archiveKind(bytes.subarray(0, 512))).toBe(kind);
  });

  test('with sums of bytes that an old tar took for signed numbers', () => {
    const header = tarHeader({ name: 'naïve' }, 0);
    const sum = Number.parseInt(header.toString('latin1', 148, 154), 8);
    header.write(`${(sum - 2 * 256).toString(8).padStart(6, '0')}`, 148);

    expect(archiveKind(header)).toBe('tar');
  });
});

test.each([
  ['digits and blanks behind them', (digits: string) => `${digits.padStart(6, '0')}  `],
  ['blanks in front', (digits: string) => `${digits.padStart(7)}\0`],
])('a tar is known by a sum of %s', (_, written) => {
  const header = tarHeader(a, 12);
  header.write(written(Number.parseInt(header.toString('latin1', 148, 154), 8).toString(8)), 148, 'latin1');

  expect(archiveKind(header)).toBe('tar');
});

describe('no archive', () => {
  const header = tarHeader(a, 12);
  const changed = (at: number, byte: number) => Buffer.from(header).fill(byte, at, at + 1);

  test.each([
    ['nothing', ''],
    ['a text that begins with PK', 'PK is short for primary key\n'],
    ['a text about the end of a zip', 'its signature is PK\\x05\\x06, then come 18 bytes of numbers'],
    ['a text with the word where a tar has it', `${' '.repeat(257)}ustar${' '.repeat(300)}`],
    ['a tar header of which one byte changed', changed(3, 0x58)],
    ['a tar header that is too short', header.subarray(0, 511)],
    ['a gzip header with flags that do not exist', gzip('a').fill(0x20, 3, 4)],
    ['a gzip header of a method that does not exist', gzip('a').fill(7, 2, 3)],
    ['the first bytes of gzip alone', gzip('a').subarray(0, 9)],
    ['zlib without a frame', deflateSync('content')],
    ['a text that begins with BZh', 'BZh9 is how bzip2 begins'],
  ])('is %s', (_, content) => {
    const bytes = Buffer.from(content);

    expect(archiveKind(bytes)).toBeUndefined();
    expect(hasZipAtEnd(bytes)).toBe(false);
  });

  test('is any text, nor are bytes without order', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ maxLength: 600 }), fc.uint8Array({ maxLength: 600 })), (content) => {
        const bytes = Buffer.from(content as string);

        expect(archiveKind(bytes)).toBeUndefined();
        expect(hasZipAtEnd(bytes)).toBe(false);
      }),
    );
  });
});

describe('the end of a zip is found', () => {
  test.each([
    ['of a plain one', zip([a])],
    ['with something in front that its offsets do not count', zip([a], { front: 'MZ a program' })],
    ['with something in front that they count', zip([a], { front: 'MZ a program', counted: true })],
    ['with a comment', zip([a], { comment: 'c'.repeat(0xffff) })],
    ['with a little behind it', Buffer.concat([zip([a]), Buffer.from('\n')])],
    ['of one that is too large for its own numbers', zip([a], { large: true, front: 'MZ' })],
    ['of one without files', zip([], { front: 'MZ' })],
    ['with something between its list and its end', putIn(zip([a]), -22, 'a signature')],
    ['with more between the large end and where that stands', putIn(zip([a], { large: true }), -42, 'more')],
    [
      'with what looks like another one behind it',
      Buffer.concat([zip([a]), latin1('PK\x05\x06'.padEnd(30))]),
    ],
  ])('%s', (_, bytes) => {
    expect(hasZipAtEnd(bytes)).toBe(true);
    expect(hasZipAtEnd(new Uint8Array(bytes))).toBe(true);
  });

  test.each([
    ['a plain one', zip(many)],
    ['one with something in front that its offsets do not count', zip(many, { front: 'MZ a program' })],
    ['one with something in front that they count', zip(many, { front: 'MZ a program', counted: true })],
    ['one with something between its list and its end', putIn(zip(many), -22, 'a signature')],
  ])('of %s, also where all in front is gone', (_, bytes) => {
    const list = bytes.indexOf('PK\x01\x02', 0, 'latin1');

    for (const unseen of [1, list, list + 20]) expect(hasZipAtEnd(bytes.subarray(unseen), unseen)).toBe(true);
  });

  test('and where a large end says that it stands so far behind that it cannot be whole, that is not read', () => {
    const bytes = zip([a], { large: true, comment: 'PK\x06\x06' });
    const locator = bytes.indexOf('PK\x06\x07', 0, 'latin1');
    bytes.fill(0, locator - 56, locator - 52);
    bytes.writeBigUInt64LE(BigInt(bytes.length - 4), locator + 8);

    expect(hasZipAtEnd(bytes)).toBe(false);
  });

  test.each([
    ['a list that is not there', (end: Buffer) => end.writeUInt32LE(3, 12)],
    ['a list that begins in front of the file', (end: Buffer) => end.writeUInt32LE(0xffff, 12)],
    ['offsets beyond the list', (end: Buffer) => end.writeUInt32LE(0xffff, 16)],
    ['more files than the list has room for', (end: Buffer) => end.writeUInt16LE(2, 10)],
    ['a comment that is longer than the file', (end: Buffer) => end.writeUInt16LE(1, 20)],
    ['no files, but a list', (end: Buffer) => end.writeUInt16LE(0, 10)],
  ])('but not where it speaks of %s', (_, change) => {
    const bytes = zip([a]);

    change(bytes.subarray(-22));

    expect(hasZipAtEnd(bytes)).toBe(false);
  });

  test('only where there is one: what is further in front belongs to something else', () => {
    const bytes = Buffer.concat([zip([a]), Buffer.alloc(0xffff + 1)]);

    expect(hasZipAtEnd(bytes)).toBe(false);
  });
});

test('asking costs next to nothing: the module imports nothing', () => {
  const code = readFileSync(join(import.meta.dirname, '../../src/archives/kind.ts'), 'utf8');

  expect(code).not.toMatch(/^import|\bimport\(|\brequire\(/m);
});
