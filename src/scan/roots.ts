import { isOfToken } from '../kernel/tokens.ts';
import { foreignByte, type Narrow, narrow as plainly } from '../kernel/wide-text.ts';
import { type Reading, Root } from './view.ts';

/** One way to read wide characters: how many bytes each takes, and which of them holds the letter. */
interface Wide {
  readonly reading: Reading;
  readonly unit: 2 | 4;
  /** Characters begin at places of the object with this remainder. */
  readonly phase: number;
  /** Which byte of a character is not NUL. */
  readonly letterAt: 0 | 1 | 3;
}

/** Text that begins with the object comes first: where two readings find the same, its line numbers are right. */
export const wides: readonly Wide[] = [
  { reading: 'LE16+0', unit: 2, phase: 0, letterAt: 0 },
  { reading: 'BE16+0', unit: 2, phase: 0, letterAt: 1 },
  { reading: 'LE16+1', unit: 2, phase: 1, letterAt: 0 },
  { reading: 'BE16+1', unit: 2, phase: 1, letterAt: 1 },
  ...([0, 1, 2, 3] as const).flatMap((phase): Wide[] => [
    { reading: `LE32+${phase}`, unit: 4, phase, letterAt: 0 },
    { reading: `BE32+${phase}`, unit: 4, phase, letterAt: 3 },
  ]),
];

/** No credential is shorter than 20 characters, so its lattice of NULs covers a probe at every sixteenth byte. */
const probeEvery = 16;
const probeLength = 8;
/** So many letters in a row make a lattice: the small numbers of a program are fewer, a credential is more. */
const leastLetters = 12;

/**
 * The ways in which a stretch can be read: as it stands and, where it holds wide text, as that.
 *
 * Wide text is known by its lattice of NULs, not by a byte order mark, so text inside a binary file or after odd
 * bytes is seen, too. Text of ASCII alone is meant: every credential is.
 */
export class Readings {
  readonly #wide: boolean;
  readonly #narrow: Narrow;
  /** Programs are full of wide text: what one is read into serves for the next. */
  readonly #memory = new Map<Reading, Buffer>();

  /** @param wide whether wide text is looked for */
  constructor(wide: boolean, narrow: Narrow = plainly) {
    this.#wide = wide;
    this.#narrow = narrow;
  }

  /** Those of a stretch that begins at `offset` in the object; good until those of the next are asked for. */
  of(bytes: Buffer, offset: number): readonly Root[] {
    const plain = new Root('plain', bytes, offset, 1);
    if (!this.#wide || !bytes.includes(0)) return [plain];
    const lattices = latticesIn(bytes, offset);
    const roots = [plain];
    if (lattices.size === 0) return roots;
    for (const way of wides) {
      const { unit, phase, letterAt } = way;
      if (lattices.has(latticeName(unit, (phase + letterAt) % unit)))
        roots.push(this.#narrowed(bytes, offset, way));
    }
    return roots;
  }

  /** The letter of each character whose other bytes are all NUL, whatever stretch of the object this is. */
  #narrowed(bytes: Buffer, offset: number, { reading, unit, phase, letterAt }: Wide): Root {
    const first = (((phase - offset) % unit) + unit) % unit;
    const out = this.#memoryFor(reading, Math.max(0, Math.ceil((bytes.length - first) / unit)));
    if (unit === 2) this.#narrow(bytes, first, letterAt === 0 ? 0 : 1, out);
    else narrowFour(bytes, first, letterAt, out);
    return new Root(reading, out, offset + first, unit);
  }

  #memoryFor(reading: Reading, length: number): Buffer {
    let memory = this.#memory.get(reading);
    if (memory === undefined || memory.length < length) {
      memory = Buffer.allocUnsafeSlow(length);
      this.#memory.set(reading, memory);
    }
    return memory.subarray(0, length);
  }
}

const latticeName = (unit: number, remainder: number): number => 10 * unit + remainder;

/** Which lattices of NULs occur: how wide, and the remainder of the places in the object where their letters stand. */
function latticesIn(bytes: Uint8Array, offset: number): ReadonlySet<number> {
  const found = new Set<number>();
  for (let at = 0; at + probeLength <= bytes.length; at += probeEvery) {
    // Every lattice has NULs at both places of one of these pairs; a tree has NULs, too, but hardly ever there.
    if ((bytes[at]! | bytes[at + 4]!) !== 0 && (bytes[at + 1]! | bytes[at + 5]!) !== 0) continue;
    const lattice = latticeOf.get(lettersAt(bytes, at));
    if (lattice === undefined) continue;
    const name = latticeName(lattice.unit, (offset + at + lattice.first) % lattice.unit);
    if (!found.has(name) && isLong(bytes, at + lattice.first, lattice.unit)) found.add(name);
  }
  return found;
}

/** Whether the letter at this place is one of enough in a row. */
const isLong = (bytes: Uint8Array, at: number, unit: 2 | 4): boolean =>
  1 + lettersBeside(bytes, at, unit, 1) + lettersBeside(bytes, at, unit, -1) >= leastLetters;

/** How many letters stand behind the one at this place, or in front of it, with NULs alone between them. */
function lettersBeside(bytes: Uint8Array, at: number, unit: 2 | 4, way: 1 | -1): number {
  for (let letters = 0; ; letters++) {
    const last = at + way * unit * letters;
    const next = bytes[last + way * unit];
    if (letters === leastLetters || !next || isText[next] === 0) return letters;
    for (let between = 1; between < unit; between++) if (bytes[last + way * between] !== 0) return letters;
  }
}

/** The letters of a probe, a bit for each of its bytes, and the lattice that has them so. */
const latticeOf = new Map<number, { readonly unit: 2 | 4; readonly first: number }>([
  [0b10101010, { unit: 2, first: 0 }],
  [0b01010101, { unit: 2, first: 1 }],
  [0b10001000, { unit: 4, first: 0 }],
  [0b01000100, { unit: 4, first: 1 }],
  [0b00100010, { unit: 4, first: 2 }],
  [0b00010001, { unit: 4, first: 3 }],
]);

/** A bit for each byte of a probe that is not NUL; 0 where one is no letter of a credential or of text around it. */
function lettersAt(bytes: Uint8Array, at: number): number {
  let letters = 0;
  for (let i = 0; i < probeLength; i++) {
    const byte = bytes[at + i]!;
    // Binary files are full of small numbers with NULs between them.
    if (byte !== 0 && isText[byte] === 0) return 0;
    letters = (letters << 1) | (byte === 0 ? 0 : 1);
  }
  return letters;
}

/** Of ASCII, but for control characters; and what may stand for a character that no one sees. */
const isText = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 0x20 && byte < 0x7f) || (byte >= 0x09 && byte <= 0x0d) || isOfToken(byte) ? 1 : 0,
);

/** As `Narrow` does, of text of four bytes a character. */
function narrowFour(bytes: Buffer, first: number, letterAt: number, out: Buffer): void {
  const next = letterAt === 0 ? 1 : 0;
  out.fill(foreignByte);
  for (let k = 0, i = first; i + 4 <= bytes.length; k++, i += 4)
    if ((bytes[i + next]! | bytes[i + next + 1]! | bytes[i + next + 2]!) === 0) out[k] = bytes[i + letterAt]!;
}

/** Whether an object begins with a byte order mark, if it is text of so many bytes a character. */
export function beginsWithMark([a, b, c, d]: Uint8Array, unit: Root['unit']): boolean {
  if (unit === 1) return a === 0xef && b === 0xbb && c === 0xbf;
  const [little, big] = [a === 0xff && b === 0xfe, a === 0xfe && b === 0xff];
  if (unit === 2) return little || big;
  return (little && c === 0 && d === 0) || (a === 0 && b === 0 && c === 0xfe && d === 0xff);
}
