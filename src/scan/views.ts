/**
 * How a stretch is read: as it stands, or as UTF-16 in little or big endian order whose characters begin at even or
 * odd places of the object.
 */
export type Reading = 'plain' | 'even LE' | 'odd BE' | 'odd LE' | 'even BE';

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

/** Text that begins with the object comes first: where two readings find the same, its line numbers are right. */
const twoByteReadings: readonly {
  readonly reading: Reading;
  readonly parity: 0 | 1;
  readonly nulAt: 1 | -1;
}[] = [
  { reading: 'even LE', parity: 0, nulAt: 1 },
  { reading: 'odd BE', parity: 1, nulAt: -1 },
  { reading: 'odd LE', parity: 1, nulAt: 1 },
  { reading: 'even BE', parity: 0, nulAt: -1 },
];

/**
 * The ways in which a stretch can be read: as it stands and, where it holds NULs, as UTF-16.
 *
 * UTF-16 is known by its lattice of NULs, not by a byte order mark, so text inside a binary file or after odd
 * bytes is seen, too.
 */
export function viewsOf(bytes: Buffer, offset: number): readonly View[] {
  const plain: View = { reading: 'plain', bytes, offset, base: offset, unit: 1 };
  if (!bytes.includes(0)) return [plain];
  return [
    plain,
    ...twoByteReadings.map(({ reading, parity, nulAt }) => narrowed(bytes, offset, reading, parity, nulAt)),
  ];
}

/** Every second byte that has its NUL on the side where this order has it, whatever stretch of the object this is. */
function narrowed(bytes: Buffer, offset: number, reading: Reading, parity: 0 | 1, nulAt: 1 | -1): View {
  const first = (offset + parity) % 2;
  const out = Buffer.allocUnsafe(Math.max(0, Math.ceil((bytes.length - first) / 2)));
  for (let i = first, k = 0; i < bytes.length; i += 2, k++)
    out[k] = bytes[i + nulAt] === 0 ? bytes[i]! : foreignByte;
  return { reading, bytes: out, offset: offset + first, base: (offset + first - parity) / 2, unit: 2 };
}

/** How many characters of each reading a byte order mark at the start of an object takes. */
export function markLengths(bytes: Uint8Array): Readonly<Record<Reading, number>> {
  const [a, b, c] = bytes;
  const isTwoByte = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
  const mark = isTwoByte ? 1 : 0;
  const plain = a === 0xef && b === 0xbb && c === 0xbf ? 3 : 0;
  return { plain, 'even LE': mark, 'odd BE': mark, 'odd LE': mark, 'even BE': mark };
}
