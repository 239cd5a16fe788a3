import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

/**
 * Of the index of a pack what finds its objects, in memory that threads share. Of names it has the first eight bytes, for
 * there may be a million: where two begin alike, what is found is not what its name says, and git is asked.
 */
export interface PackIndex {
  /** Bytes of an object name. */
  readonly width: number;
  /** Of each name its first four bytes, from the least to the greatest, and the four behind these. */
  readonly first: Uint32Array;
  readonly second: Uint32Array;
  /** Where each object begins in the pack. */
  readonly offsets: Uint32Array | Float64Array;
}

/**
 * Reads an index of version 2. Format: gitformat-pack(5).
 *
 * @param width bytes of an object name
 * @returns undefined for what is none, or cannot be read to its end
 */
export function readPackIndex(path: string, width: number): PackIndex | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      return indexIn(file, width);
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Where the object begins whose name these bytes begin with; -1 where the pack does not have it. */
export function offsetOf({ first, second, offsets }: PackIndex, name: Buffer): number {
  const [start, next] = [name.readUInt32BE(0), name.readUInt32BE(4)];
  let [low, high] = [0, first.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const isBefore = first[middle]! < start || (first[middle] === start && second[middle]! < next);
    if (isBefore) low = middle + 1;
    else high = middle;
  }
  return first[low] === start && second[low] === next ? offsets[low]! : -1;
}

const magic = 0xff744f63;
const headLength = 8 + 4 * 256;
/** An offset from here on is the place of one in a table of its own, for packs of more than 2 GiB. */
const isLarge = 0x80000000;

function indexIn(file: number, width: number): PackIndex | undefined {
  const head = read(file, Buffer.alloc(headLength), 0);
  const count = head.readUInt32BE(headLength - 4);
  const shortAt = headLength + count * (width + 4);
  const largeAt = shortAt + count * 4;
  const largeSize = fstatSync(file).size - largeAt - 2 * width;
  if (head.readUInt32BE(0) !== magic || head.readUInt32BE(4) !== 2) return undefined;
  // git takes no longer one, either.
  if (largeSize < 0 || largeSize > 8 * count) return undefined;

  const [first, second, short] = [shared(count), shared(count), shared(count)];
  eachIn(file, { from: headLength, count, width }, (bytes, at, place) => {
    first[place] = bytes.readUInt32BE(at);
    second[place] = bytes.readUInt32BE(at + 4);
  });
  eachIn(file, { from: shortAt, count, width: 4 }, (bytes, at, place) => {
    short[place] = bytes.readUInt32BE(at);
  });
  if (largeSize < 8) return { width, first, second, offsets: short };

  const large: number[] = [];
  eachIn(file, { from: largeAt, count: Math.floor(largeSize / 8), width: 8 }, (bytes, at) => {
    large.push(Number(bytes.readBigUInt64BE(at)));
  });
  const offsets = new Float64Array(new SharedArrayBuffer(8 * count));
  for (const [place, offset] of short.entries())
    offsets[place] = offset < isLarge ? offset : (large[offset - isLarge] ?? -1);
  return { width, first, second, offsets };
}

const shared = (count: number) => new Uint32Array(new SharedArrayBuffer(4 * count));

/** Entries that stand in a row in a file. */
interface Table {
  readonly from: number;
  readonly count: number;
  /** Bytes of each. */
  readonly width: number;
}

/** So many entries are read at a time. */
const atATime = 4096;

/** @param see is told in which bytes an entry stands, where in these, and the how manyeth it is, from 0 */
function eachIn(
  file: number,
  { from, count, width }: Table,
  see: (bytes: Buffer, at: number, place: number) => void,
): void {
  const bytes = Buffer.alloc(atATime * width);
  for (let place = 0; place < count; ) {
    const end = Math.min(count, place + atATime);
    read(file, bytes.subarray(0, (end - place) * width), from + place * width);
    for (let at = 0; place < end; at += width) see(bytes, at, place++);
  }
}

/** Fills these bytes with those that stand there. @throws Error where there are not as many */
function read(file: number, bytes: Buffer, from: number): Buffer {
  for (let done = 0; done < bytes.length; ) {
    const more = readSync(file, bytes, done, bytes.length - done, from + done);
    if (more === 0) throw new Error('the file ends here');
    done += more;
  }
  return bytes;
}
