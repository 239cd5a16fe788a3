import type { Looks } from '../../model/looks.ts';
import type { Replacement } from '../view.ts';

/** Bytes that stand for one character, or for none, and what that is. */
interface Escape {
  readonly length: number;
  /** Its UTF-8 or Latin-1 byte; undefined for what no one sees. */
  readonly byte: number | undefined;
}

const backslash = 0x5c;
const percentSign = 0x25;
const ampersand = 0x26;

/** What a letter behind a backslash stands for, by its own byte; 0 where it stands for nothing. */
const named = new Uint8Array(256);
for (const [at, letter] of Buffer.from('nrtbfv/+=|').entries())
  named[letter] = Buffer.from('\n\r\t\b\f\v/+=|')[at]!;

/** XML and HTML names of what stands in credentials and beside them. */
const entities: Readonly<Record<string, number>> = {
  plus: 0x2b,
  sol: 0x2f,
  equals: 0x3d,
  quot: 0x22,
  apos: 0x27,
  amp: 0x26,
  lt: 0x3c,
  gt: 0x3e,
  vert: 0x7c,
};

/** How far behind its start an escape is looked for, in bytes. */
const longestEscape = 12;

/**
 * What [from, to) says without its escapes: percent-encoding, backslashes, character references of XML and HTML,
 * and invisible characters; undefined where there are none, or where nothing in it is worth a look.
 */
export function withoutEscapes(
  bytes: Buffer,
  from: number,
  to: number,
  looks: Looks,
  isWorthALook: (bytes: Buffer) => boolean,
): Replacement | undefined {
  if (said.length < to - from) said = Buffer.allocUnsafeSlow(2 * (to - from));
  let length = 0;
  const isChanged = sayWithout(bytes, from, to, looks, (byte) => {
    said[length++] = byte;
  });
  if (!isChanged) return undefined;
  // Hardly any is: of most, nobody asks where it stands.
  const text = said.subarray(0, length);
  if (!isWorthALook(text)) return undefined;
  const out = Buffer.from(text);
  const [starts, ends] = [new Int32Array(out.length), new Int32Array(out.length)];
  let count = 0;
  sayWithout(bytes, from, to, looks, (_, start, end) => {
    starts[count] = start;
    ends[count++] = end;
  });
  return { from, to, bytes: out, starts, ends, what: 'escapes' };
}

/** What was said last, which is less than what it stands for; always the same memory. */
let said = Buffer.allocUnsafeSlow(1024);

/** Calls `say` for each byte, and where stands what it is said by. @returns whether there is an escape */
function sayWithout(
  bytes: Buffer,
  from: number,
  to: number,
  looks: Looks,
  say: (byte: number, start: number, end: number) => void,
): boolean {
  let isChanged = false;
  for (let at = from; at < to; ) {
    const found = escapeAt(bytes, at, looks);
    const end = at + (found?.length ?? 1);
    if (found === undefined) say(bytes[at]!, at, end);
    else {
      isChanged = true;
      if (found.byte !== undefined) say(found.byte, at, end);
    }
    at = end;
  }
  return isChanged;
}

function escapeAt(bytes: Buffer, at: number, looks: Looks): Escape | undefined {
  const byte = bytes[at]!;
  if (byte === percentSign) return looks.percent ? percentAt(bytes, at) : undefined;
  if (byte === backslash) return looks.escapes ? backslashAt(bytes, at) : undefined;
  if (byte === ampersand) return looks.escapes ? entityAt(bytes, at) : undefined;
  return byte >= 0x80 && looks.invisible ? invisibleAt(bytes, at) : undefined;
}

const ahead = (bytes: Buffer, at: number): string => bytes.toString('latin1', at, at + longestEscape);

function percentAt(bytes: Buffer, at: number): Escape | undefined {
  const isWide = bytes[at + 1] === smallU && areZeros(bytes, at + 2, 2);
  return hexadecimalAt(bytes, at, at + (isWide ? 4 : 1));
}

/** The escape that begins at `at`, whose two hexadecimal digits stand at `from`, if they do. */
function hexadecimalAt(bytes: Uint8Array, at: number, from: number): Escape | undefined {
  const [high, low] = [digits[bytes[from] ?? 0]!, digits[bytes[from + 1] ?? 0]!];
  return high === noDigit || low === noDigit ? undefined : { length: from + 2 - at, byte: 16 * high + low };
}

function areZeros(bytes: Uint8Array, from: number, count: number): boolean {
  for (let at = from; at < from + count; at++) if (bytes[at] !== zero) return false;
  return true;
}

/** The same with three octal digits, of a number below 256. */
function octalAt(bytes: Uint8Array, at: number, from: number): Escape | undefined {
  let byte = 0;
  for (let place = from; place < from + 3; place++) {
    const digit = digits[bytes[place] ?? 0]!;
    if (digit > 7) return undefined;
    byte = 8 * byte + digit;
  }
  return byte > 0xff ? undefined : { length: from + 3 - at, byte };
}

const noDigit = 0xff;
/** What each byte is as a hexadecimal digit. */
const digits = new Uint8Array(256).fill(noDigit);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) digits[digit] = value;
for (const [value, digit] of Buffer.from('ABCDEF').entries()) digits[digit] = 10 + value;

const [smallX, smallU, largeU, zero] = [0x78, 0x75, 0x55, 0x30];

/** JSON inside JSON inside JSON has seven in front of what one stands in front of. */
const mostBackslashes = 8;

/** Several backslashes count as one: JSON inside JSON doubles them. */
function backslashAt(bytes: Buffer, at: number): Escape | undefined {
  let slashes = 1;
  while (bytes[at + slashes] === backslash && slashes < mostBackslashes) slashes++;
  const next = bytes[at + slashes] ?? 0;
  const byte = named[next]!;
  if (byte !== 0) return { length: slashes + 1, byte };
  const digitsAt = at + slashes + 1;
  if (next === smallX) return hexadecimalAt(bytes, at, digitsAt);
  if (next === smallU)
    return areZeros(bytes, digitsAt, 2) ? hexadecimalAt(bytes, at, digitsAt + 2) : undefined;
  if (next === largeU)
    return areZeros(bytes, digitsAt, 6) ? hexadecimalAt(bytes, at, digitsAt + 6) : undefined;
  return octalAt(bytes, at, at + slashes);
}

function entityAt(bytes: Buffer, at: number): Escape | undefined {
  const found = /^&(?:#0{0,3}([0-9]{1,3})|#[xX]0{0,3}([0-9A-Fa-f]{1,2})|([a-z]{2,6}));/.exec(
    ahead(bytes, at),
  );
  if (found === null) return undefined;
  const [whole, decimal, hex, name] = found;
  const byte =
    decimal !== undefined ? Number(decimal) : hex !== undefined ? Number.parseInt(hex, 16) : entities[name!];
  return byte === undefined || byte > 0x7f ? undefined : { length: whole.length, byte };
}

/** Soft hyphens, zero-width blanks and joiners, direction marks, word joiners, byte order marks: no one sees them. */
function invisibleAt(bytes: Buffer, at: number): Escape | undefined {
  const [a, b, c] = [bytes[at], bytes[at + 1] ?? 0, bytes[at + 2] ?? 0];
  if (a === 0xc2 && b === 0xad) return { length: 2, byte: undefined };
  const isMark =
    (a === 0xe2 && b === 0x80 && c >= 0x8b && c <= 0x8f) ||
    (a === 0xe2 && b === 0x81 && c >= 0xa0 && c <= 0xa4) ||
    (a === 0xef && b === 0xbb && c === 0xbf);
  return isMark ? { length: 3, byte: undefined } : undefined;
}
