import { type Entry, fromBufferPromise, type LocalFileHeader, type ZipFile } from 'yauzl';
import type { ArchiveSkip } from '../model/object.ts';
import { Inflation, Stored } from './inflation.ts';
import { archiveKind, endLength, findZipEnd, hasZipAtEnd } from './kind.ts';
import type { Budget } from './limits.ts';
import { type Found, Source, Unreadable } from './source.ts';
import { Ground } from './zip-ground.ts';

/**
 * The files that a zip lists, then what stands beside them: comments, gaps, and what is in front and behind. yauzl
 * reads the lists; what they say of a file is checked against the file.
 */
export async function* readZip(bytes: Buffer, budget: Budget): AsyncGenerator<Found> {
  const end = findZipEnd(bytes, 0);
  if (end === undefined) return yield { reason: 'archive-damaged' };
  const zip = bytes.subarray(end.start, end.end);
  const opened = await orReason(fromBufferPromise(zip, { decodeStrings: false, validateEntrySizes: false }));
  if (typeof opened === 'string') return yield { reason: opened };

  const stretch = { from: end.directory - end.start, to: zip.length - endLength - opened.comment.length };
  const ground = new Ground(zip, stretch);
  const isWhole = yield* listed(zip, opened, budget, ground);
  if (budget.exhausted !== undefined) return;

  const front = bytes.subarray(0, end.start + (isWhole ? ground.start : 0));
  if (front.length > 0) yield { source: Source.of(front) };
  const isHiding = ground.hasHidden() || (!isArchive(front) && holdsFile(front));
  if (isWhole && isHiding) yield { reason: 'archive-damaged' };
  // Its type says that the comment is a string; without `decodeStrings` it is bytes.
  const beside = [...ground.beside(), Buffer.from(opened.comment)].filter(({ length }) => length > 0);
  // Lines of their own: what one ends with is no part of what another begins with.
  if (beside.length > 0)
    yield { beside: Buffer.concat(beside.flatMap((bytes, at) => (at === 0 ? [bytes] : [lineFeed, bytes]))) };
  if (end.end < bytes.length) yield { source: Source.of(bytes.subarray(end.end)) };
}

const lineFeed = Buffer.from('\n');

/** @returns whether all of the list was read */
async function* listed(
  zip: Buffer,
  list: ZipFile,
  budget: Budget,
  ground: Ground,
): AsyncGenerator<Found, boolean> {
  const entries = list.eachEntry();
  while (budget.exhausted === undefined) {
    const next = await orReason(entries.next());
    if (typeof next !== 'string' && next.done === true) return true;
    if (typeof next === 'string') yield { reason: next };
    else if (!budget.admit()) yield { reason: 'archive-too-many-members' };
    else {
      yield* one(zip, list, next.value, budget, ground);
      continue;
    }
    return false;
  }
  return false;
}

/** A folder is a name that ends with a slash, and nothing else. */
async function* one(
  zip: Buffer,
  list: ZipFile,
  entry: Entry,
  budget: Budget,
  ground: Ground,
): AsyncGenerator<Found> {
  const name = entry.fileNameRaw;
  ground.list(entry);
  const local = await orReason(list.readLocalFileHeaderPromise(entry));
  if (typeof local === 'string') return yield { name, reason: local };
  const packed = zip.subarray(local.fileDataStart, local.fileDataStart + entry.compressedSize);
  const refusal = refusalOf(entry) ?? budget.refuse(entry.uncompressedSize, packed.length);
  const count = budget.meter(packed.length);
  const told = { size: entry.uncompressedSize, crc: entry.crc32 };
  const file =
    entry.compressionMethod === stored ? new Stored(packed, count) : new Inflation(packed, count, told);
  const isFolder = name.at(-1) === slash && packed.length === 0 && agree(entry, local);
  if (refusal !== undefined) yield { name, reason: refusal };
  else if (!isFolder) yield { name, source: new Source(content(entry, local, file)) };
  ground.take(entry, local, file.packed);
}

const slash = 0x2f;
const stored = 0;
const deflated = 8;

function refusalOf(entry: Entry): ArchiveSkip | undefined {
  if (entry.isEncrypted()) return 'archive-encrypted';
  return [stored, deflated].includes(entry.compressionMethod) ? undefined : 'archive-unsupported';
}

async function* content(
  entry: Entry,
  local: LocalFileHeader,
  file: Inflation | Stored,
): AsyncGenerator<Buffer> {
  yield* file.parts();
  const isWhole =
    file.size === entry.uncompressedSize && file.crc === entry.crc32 && file.packed === entry.compressedSize;
  if (!isWhole || !agree(entry, local)) throw new Unreadable('archive-damaged');
}

const sizesFollow = 0x08;
const largeSize = 0xffff_ffff;

/** Whether a file's own header says what the list says: else two programs may read two files. */
function agree(entry: Entry, local: LocalFileHeader): boolean {
  if (entry.compressionMethod !== local.compressionMethod) return false;
  if (local.generalPurposeBitFlag & sizesFollow || local.compressedSize === largeSize) return true;
  return entry.compressedSize === local.compressedSize && entry.crc32 === local.crc32;
}

const isArchive = (bytes: Buffer): boolean => archiveKind(bytes) !== undefined || hasZipAtEnd(bytes);

/** Whether a file's header stands somewhere in it, and not only its first four bytes, as in a program that unpacks. */
function holdsFile(bytes: Buffer): boolean {
  let at = bytes.indexOf('PK\x03\x04', 0, 'latin1');
  for (; at !== -1; at = bytes.indexOf('PK\x03\x04', at + 1, 'latin1')) {
    const isHeader =
      at + 30 <= bytes.length && bytes.readUInt16LE(at + 4) <= 63 && bytes.readUInt16LE(at + 8) <= 99;
    if (isHeader && bytes.readUInt16LE(at + 26) > 0) return true;
  }
  return false;
}

/** yauzl throws plain errors at bad input, and knows no file that is encrypted in all but its bytes. */
async function orReason<Value>(asked: Promise<Value>): Promise<Value | ArchiveSkip> {
  try {
    return await asked;
  } catch (error) {
    const words = error instanceof Error ? error.message : '';
    if (words.startsWith('strong encryption')) return 'archive-encrypted';
    return words.startsWith('multi-disk') ? 'archive-unsupported' : 'archive-damaged';
  }
}
