/**
 * A stretch of an object as one byte a character, with the way back to where each stood.
 *
 * `offset` is the place of character 0 in the object, `unit` how many bytes of it one character takes.
 */
export interface View {
  readonly bytes: Buffer;
  readonly offset: number;
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
  const plain: View = { bytes, offset, unit: 1 };
  if (!bytes.includes(0)) return [plain];
  return [plain, narrowed(bytes, offset, 0), narrowed(bytes, offset, 1)];
}

/** Every second byte, beginning at an even or odd place of the object, whatever stretch of it this is. */
function narrowed(bytes: Buffer, offset: number, parity: 0 | 1): View {
  const first = (offset + parity) % 2;
  const out = Buffer.allocUnsafe(Math.max(0, Math.ceil((bytes.length - first) / 2)));
  for (let i = first, k = 0; i < bytes.length; i += 2, k++) {
    out[k] = bytes[i + 1] === 0 || bytes[i - 1] === 0 ? bytes[i]! : foreignByte;
  }
  return { bytes: out, offset: offset + first, unit: 2 };
}
