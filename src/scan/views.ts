/** How a stretch is read: as it stands, or as two-byte text whose characters begin at even or at odd places. */
export type Reading = 'plain' | 'even' | 'odd';

/**
 * A stretch of an object as one byte a character, with the way back to where each stood.
 *
 * `offset` is the place of character 0 in the object, in bytes; `base` the same in characters of this reading;
 * `unit` how many bytes one character takes.
 */
export interface View {
  readonly reading: Reading;
  readonly bytes: Buffer;
  readonly offset: number;
  readonly base: number;
  readonly unit: 1 | 2;
}

/** What stands in a narrowed view where the text was not two-byte text: no rule has it in an alphabet. */
export const foreignByte = 0x01;

/**
 * The ways in which a stretch can be read: as it stands and, where it holds NULs, as two-byte text.
 *
 * UTF-16 is known by its lattice of NULs, not by a byte order mark, so text inside a binary file or after odd
 * bytes is seen, too. Each parity once serves both byte orders: a character's NUL stands after or before it.
 */
export function viewsOf(bytes: Buffer, offset: number): readonly View[] {
  const plain: View = { reading: 'plain', bytes, offset, base: offset, unit: 1 };
  if (!bytes.includes(0)) return [plain];
  return [plain, narrowed(bytes, offset, 'even'), narrowed(bytes, offset, 'odd')];
}

/** Every second byte, beginning at an even or odd place of the object, whatever stretch of it this is. */
function narrowed(bytes: Buffer, offset: number, reading: 'even' | 'odd'): View {
  const parity = reading === 'even' ? 0 : 1;
  const first = (offset + parity) % 2;
  const out = Buffer.allocUnsafe(Math.max(0, Math.ceil((bytes.length - first) / 2)));
  for (let i = first, k = 0; i < bytes.length; i += 2, k++) out[k] = narrow(bytes, i, parity);
  return { reading, bytes: out, offset: offset + first, base: (offset + first - parity) / 2, unit: 2 };
}

/**
 * The character at a place whose NUL stands on either side. A line end must have it on the side where text that
 * begins with the object has it: U+4E0A, a common character, holds a line feed's byte, too.
 */
function narrow(bytes: Buffer, at: number, parity: 0 | 1): number {
  const byte = bytes[at]!;
  const isAlone = parity === 0 ? bytes[at + 1] === 0 : bytes[at - 1] === 0;
  if (isAlone) return byte;
  const isLineEnd = byte === 0x0a || byte === 0x0d;
  return !isLineEnd && (bytes[at + 1] === 0 || bytes[at - 1] === 0) ? byte : foreignByte;
}

/** How many characters of each reading a byte order mark at the start of an object takes. */
export function markLengths(bytes: Uint8Array): Readonly<Record<Reading, number>> {
  const [a, b, c] = bytes;
  const isTwoByte = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const mark = isTwoByte ? 1 : 0;
  return { plain: a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0, even: mark, odd: mark };
}
