/** What kind of archive an object is. This is asked of every object, so it reads little and imports nothing. */
export type ArchiveKind = 'gzip' | 'zip' | 'tar' | 'unsupported';

/** The kind by the first 512 bytes. A zip with something in front of it is known by its end: see `hasZipAtEnd`. */
export function archiveKind(start: Uint8Array): ArchiveKind | undefined {
  if (isGzipHeader(start, 0)) return 'gzip';
  const found = magicsFrom[start[0] ?? 0]?.find(([magic]) => standsAt(start, 0, magic));
  if (found !== undefined) return found[1];
  // Tars of before 1988 have no name of their own, but their sum.
  return isTarHeader(start) ? 'tar' : undefined;
}

/** What the first bytes of an archive are, but for gzip and tar. */
export const magics: readonly (readonly [magic: string, kind: ArchiveKind])[] = [
  ['PK\x03\x04', 'zip'],
  // With no file in it, and with the mark of an archive that was to be split.
  ['PK\x05\x06\0\0\0\0', 'zip'],
  ['PK\x07\x08PK\x03\x04', 'zip'],
  ['7z\xbc\xaf\x27\x1c', 'unsupported'],
  ['Rar!\x1a\x07', 'unsupported'],
  ['\xfd7zXZ\0', 'unsupported'],
  ...Array.from('123456789', (level) => [`BZh${level}1AY&SY`, 'unsupported'] as const),
  ['\x28\xb5\x2f\xfd', 'unsupported'], // zstd
  ['\x04\x22\x4d\x18', 'unsupported'], // lz4
  ['\x02\x21\x4c\x18', 'unsupported'], // lz4 -l
  // What zstd and lz4 pass over in front of the rest, by any of these numbers.
  ...Array.from('PQRSTUVWXYZ[\\]^_', (first) => [`${first}\x2a\x4d\x18`, 'unsupported'] as const),
  // lzma, with the sizes of its window that programs take: 64 KB to 128 MB.
  ...Array.from('\x01\x02\x04\x08\x10\x20\x40\x80', (size) => [`\x5d\0\0${size}\0`, 'unsupported'] as const),
  ...Array.from('\x01\x02\x04\x08', (size) => [`\x5d\0\0\0${size}`, 'unsupported'] as const),
  ['\xff\x06\0\0sNaPpY', 'unsupported'],
  ['xar!\0\x1c', 'unsupported'],
  ['hsqs', 'unsupported'], // squashfs
  ['MSWIM\0\0\0', 'unsupported'],
  ['LRZI\0', 'unsupported'],
  ['LZIP\x01', 'unsupported'],
  ['\x89LZO\0\r\n\x1a\n', 'unsupported'],
  ['\x1f\x9d\x90', 'unsupported'], // compress
  ['MSCF\0\0\0\0', 'unsupported'],
  ['\xed\xab\xee\xdb', 'unsupported'], // rpm
  ['!<arch>\ndebian-binary', 'unsupported'],
  ['PACK\0\0\0\x02', 'unsupported'],
  ['PACK\0\0\0\x03', 'unsupported'],
  ['# v2 git bundle\n', 'unsupported'],
  ['# v3 git bundle\n', 'unsupported'],
];

/** By their first byte: most objects begin with none of these. */
const magicsFrom: (typeof magics)[number][][] = [];
for (const magic of magics) {
  magicsFrom[magic[0].charCodeAt(0)] ??= [];
  magicsFrom[magic[0].charCodeAt(0)]!.push(magic);
}

/** Deflate is the only method there is, and three flags are reserved. */
export const isGzipHeader = (bytes: Uint8Array, at: number): boolean =>
  standsAt(bytes, at, '\x1f\x8b\x08') && bytes.length >= at + 10 && (bytes[at + 3]! & 0xe0) === 0;

const tarBlock = 512;
/** Where the sum of a tar header stands: up to eight octal digits, counted as eight spaces in the sum itself. */
const sumField = { from: 148, to: 156 };

/** Whether 512 bytes hold their own sum where a tar header has it. Some old tars took bytes for signed numbers. */
export function isTarHeader(block: Uint8Array): boolean {
  if (block.length < tarBlock) return false;
  const stated = octal(block, sumField.from, sumField.to);
  if (stated === undefined) return false;
  let unsigned = 8 * 0x20;
  let signed = unsigned;
  for (let at = 0; at < tarBlock; at++) {
    if (at === sumField.from) at = sumField.to;
    const byte = block[at]!;
    unsigned += byte;
    signed += byte < 0x80 ? byte : byte - 0x100;
  }
  return stated === unsigned || stated === signed;
}

function octal(bytes: Uint8Array, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) if (!isOctal(bytes[at]!)) return undefined;
  const digits = /^ *([0-7]+)[ \0]*$/.exec(String.fromCharCode(...bytes.subarray(from, to)));
  return digits === null ? undefined : Number.parseInt(digits[1]!, 8);
}

/** Whether it is a digit, or a blank or NUL around them. */
const isOctal = (byte: number): boolean => (byte >= 0x30 && byte <= 0x37) || byte === 0x20 || byte === 0;

/** Where a zip ends, and where the place is from which it counts: other bytes may stand in front and behind. */
export interface ZipEnd {
  readonly start: number;
  readonly end: number;
  /** Where the list of its files begins. */
  readonly directory: number;
}

/** What the end of a zip takes, without its comment. */
export const endLength = 22;
/** What an entry of its list takes, without its name and what else it says. */
export const shortestEntry = 46;
/** A file of nothing but ends of zips is none. */
const mostTries = 20_000;
/** Where the end of a zip may be: it is followed by a comment of up to 65,535 bytes. */
export const longestZipEnd = endLength + 0xffff;

/**
 * Whether the last 65,557 bytes hold the end of a zip, as in a self-extracting one.
 *
 * @param unseen how many bytes stand in front of these
 */
export const hasZipAtEnd = (bytes: Uint8Array, unseen = 0): boolean =>
  findZipEnd(bytes, Math.max(0, bytes.length - longestZipEnd), unseen) !== undefined;

/** The last end of a zip at or after `from` whose fields can be believed. */
export function findZipEnd(bytes: Uint8Array, from: number, unseen = 0): ZipEnd | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const tail = buffer.subarray(from);
  for (let at = tail.length - endLength, tries = 0; at >= 0 && tries < mostTries; at--, tries++) {
    at = tail.lastIndexOf('PK\x05\x06', at, 'latin1');
    if (at < 0) return undefined;
    const end = zipEndAt(buffer, from + at, unseen);
    if (end !== undefined) return end;
  }
  return undefined;
}

function zipEndAt(bytes: Buffer, at: number, unseen: number): ZipEnd | undefined {
  const end = at + endLength + bytes.readUInt16LE(at + 20);
  if (end > bytes.length) return undefined;
  const { count, size, offset, directoryEnd } = largeEnd(bytes, at) ?? {
    count: bytes.readUInt16LE(at + 10),
    size: bytes.readUInt32LE(at + 12),
    offset: bytes.readUInt32LE(at + 16),
    directoryEnd: at,
  };
  // The list stands right in front of its end, or else where the end says, when bytes were put in between.
  const directory = [directoryEnd - size, offset - unseen].find((place) => {
    const hasStart = place + unseen >= offset && place + size <= at && size >= count * shortestEntry;
    return hasStart && (count === 0 || place < 0 || standsAt(bytes, place, 'PK\x01\x02'));
  });
  if (directory === undefined || (count === 0 && size > 0)) return undefined;
  return { start: directory + unseen - offset, end, directory };
}

/** What stands in front of the end of a zip that is too large for it. Format: APPNOTE.TXT 4.3.14 and 4.3.15. */
function largeEnd(bytes: Buffer, at: number) {
  const locator = at - 20;
  if (!standsAt(bytes, locator, 'PK\x06\x07')) return undefined;
  const stated = Number(bytes.readBigUInt64LE(locator + 8));
  const record = [locator - 56, stated].find((place) => standsAt(bytes, place, 'PK\x06\x06'));
  if (record === undefined || record + 56 > bytes.length) return undefined;
  return {
    count: Number(bytes.readBigUInt64LE(record + 32)),
    size: Number(bytes.readBigUInt64LE(record + 40)),
    offset: Number(bytes.readBigUInt64LE(record + 48)),
    directoryEnd: record,
  };
}

function standsAt(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let n = 0; n < text.length; n++) if (bytes[at + n] !== text.charCodeAt(n)) return false;
  return true;
}
