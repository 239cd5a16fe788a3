import { Inflation } from './inflation.ts';
import { isGzipHeader } from './kind.ts';
import type { Budget } from './limits.ts';
import { type Found, Source, Unreadable } from './source.ts';

/** What the content of a gzip file is called that does not say what it was called. */
const unnamed = Buffer.from('(content)');

/**
 * The content of a gzip file, which may be in several pieces, one behind the other: they are one file. Then what
 * stands beside it: comments, further names, and what follows the last piece.
 *
 * Format: RFC 1952.
 */
export async function* readGzip(bytes: Buffer, budget: Budget): AsyncGenerator<Found> {
  if (!budget.admit()) return yield { reason: 'archive-too-many-members' };
  const beside: Buffer[] = [];
  const name = readHeader(bytes, 0)?.name ?? unnamed;
  const end = { at: bytes.length };
  yield { name, source: new Source(content(bytes, budget, beside, end)) };
  if (beside.length > 0) yield { beside: Buffer.concat(beside) };
  if (end.at < bytes.length) yield { source: Source.of(bytes.subarray(end.at)) };
}

const trailerLength = 8;

/** @param end is set to where the last piece ends */
async function* content(
  bytes: Buffer,
  budget: Budget,
  beside: Buffer[],
  end: { at: number },
): AsyncGenerator<Buffer> {
  const count = budget.meter(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const header = readHeader(bytes, at);
    if (header === undefined) {
      // gzip(1) warns of this and goes on, but a piece with one wrong byte in front looks the same.
      end.at = at;
      throw new Unreadable('archive-damaged');
    }
    if (at > 0 && !budget.admit()) throw new Unreadable('archive-too-many-members');
    if (header.hasMore || (at > 0 && header.name !== undefined)) beside.push(bytes.subarray(at, header.end));
    const piece = new Inflation(bytes.subarray(header.end), count);
    yield* piece.parts();
    const trailer = bytes.subarray(header.end + piece.packed).subarray(0, trailerLength);
    if (!isRight(trailer, piece)) throw new Unreadable('archive-damaged');
    at = pastZeros(bytes, header.end + piece.packed + trailerLength);
  }
}

const isRight = (trailer: Buffer, { crc, size }: Inflation): boolean =>
  trailer.length === trailerLength &&
  trailer.readUInt32LE(0) === crc &&
  trailer.readUInt32LE(4) === size % 0x1_0000_0000;

/** Tapes are filled up with zeros. */
function pastZeros(bytes: Buffer, from: number): number {
  let at = from;
  while (bytes[at] === 0) at++;
  return at;
}

interface GzipHeader {
  readonly name: Buffer | undefined;
  /** Whether there is a comment or something else for programs. */
  readonly hasMore: boolean;
  readonly end: number;
}

const has = { sum: 0x02, extra: 0x04, name: 0x08, comment: 0x10 };

function readHeader(bytes: Buffer, from: number): GzipHeader | undefined {
  if (!isGzipHeader(bytes, from)) return undefined;
  const flags = bytes[from + 3]!;
  let at = from + 10;
  if (flags & has.extra && at + 2 <= bytes.length) at += 2 + bytes.readUInt16LE(at);
  const text = () => {
    const end = bytes.indexOf(0, at);
    const found = bytes.subarray(at, end === -1 ? bytes.length : end);
    at += found.length + 1;
    return found;
  };
  const name = flags & has.name ? text() : undefined;
  if (flags & has.comment) text();
  if (flags & has.sum) at += 2;
  const hasMore = (flags & (has.extra | has.comment)) !== 0;
  return { name, hasMore, end: Math.min(at, bytes.length) };
}
