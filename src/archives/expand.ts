import type { ArchiveLimits } from '../model/archive-limits.ts';
import type { ArchiveSkip } from '../model/object.ts';
import { readGzip } from './gzip.ts';
import { type ArchiveKind, archiveKind, hasZipAtEnd } from './kind.ts';
import { Budget } from './limits.ts';
import { beginReading } from './quick-inflation.ts';
import { type Found, Source } from './source.ts';
import { Tail } from './tail.ts';
import { readTar } from './tar.ts';
import { readZip } from './zip.ts';

/** A file inside an archive. Its parts are to be read before the next member is asked for; later there are none. */
export interface Member {
  /**
   * The names as they stand in the archives, from the outermost inwards; no file-system paths. The content of a gzip
   * file that has no name stored is called `(content)`; when it is a tar, it has no name in the path of its members.
   */
  readonly path: readonly Buffer[];
  readonly parts: AsyncIterable<Buffer>;
}

/** Something that was not read, or not to its end: then what could be read came before as a member. */
export interface SkippedMember {
  readonly path: readonly Buffer[];
  readonly reason: ArchiveSkip;
}

/**
 * What an archive holds, and what the archives in it hold. An archive that is not opened comes as a member itself.
 *
 * What an archive inside another says besides its files, such as comments, comes as a member with the archive's own
 * path. Of the outermost it stands in the object's own bytes. Bad input is told as a skip, never thrown.
 */
export async function* expand(bytes: Buffer, limits: ArchiveLimits): AsyncGenerator<Member | SkippedMember> {
  const end = beginReading();
  try {
    yield* look(Source.of(bytes), { path: [], root: [], depth: 1 }, new Budget(limits));
  } finally {
    end();
  }
}

/** Where an archive stands. */
interface Place {
  readonly path: readonly Buffer[];
  /** What the paths of a tar's members begin with. */
  readonly root: readonly Buffer[];
  readonly depth: number;
}

/** So much of a member is looked at before it is handed on: a small one as a whole, also at its end. */
const looked = 1024 * 1024;

async function* look(source: Source, place: Place, budget: Budget): AsyncGenerator<Member | SkippedMember> {
  const { path, depth } = place;
  try {
    const start = await source.peek(looked);
    const kind = archiveKind(start) ?? (source.ended && hasZipAtEnd(start) ? 'zip' : undefined);
    if (kind === undefined) yield* plain(source, path);
    else if (kind === 'unsupported' || depth > budget.depth) {
      yield* plain(source, path);
      yield { path, reason: kind === 'unsupported' ? 'archive-unsupported' : 'archive-too-deep' };
    } else {
      // What is in there is unpacked, too.
      if (depth > 1) source.keep();
      yield* open(kind, source, place, budget);
    }
    if (source.problem !== undefined) yield { path, reason: source.problem };
  } finally {
    await source.close();
  }
}

/** What an object's own bytes show is no member. */
async function* plain(source: Source, path: readonly Buffer[]): AsyncGenerator<Member | SkippedMember> {
  if (path.length === 0) return;
  if (source.ended) return yield { path, parts: source.rest() };
  const tail = new Tail();
  yield { path, parts: tail.follow(source.rest()) };
  // By now its start is gone.
  if (tail.holdsZip) yield { path, reason: 'archive-unsupported' };
}

async function* open(
  kind: Exclude<ArchiveKind, 'unsupported'>,
  source: Source,
  place: Place,
  budget: Budget,
): AsyncGenerator<Member | SkippedMember> {
  for await (const found of read(kind, source, budget)) {
    const there = placeOf('name' in found ? found.name : undefined, kind, place);
    if ('beside' in found) yield* plain(Source.of(found.beside), there.path);
    else if ('reason' in found) yield { path: there.path, reason: found.reason };
    else yield* look(found.source, there, budget);
  }
}

/** A tar is read as it comes, the others need all of their bytes; those that a limit cut off make no archive. */
async function* read(
  kind: Exclude<ArchiveKind, 'unsupported'>,
  source: Source,
  budget: Budget,
): AsyncGenerator<Found> {
  if (kind === 'tar') return yield* readTar(source, budget);
  if (budget.exhausted !== undefined) return yield { reason: budget.exhausted };
  const bytes = await source.whole();
  if (source.problem !== undefined && source.problem !== 'archive-damaged') return;
  yield* kind === 'gzip' ? readGzip(bytes, budget) : readZip(bytes, budget);
}

function placeOf(name: Buffer | undefined, kind: ArchiveKind, { path, root, depth }: Place): Place {
  if (name === undefined) return { path, root: path, depth: depth + 1 };
  const own = [...(kind === 'tar' ? root : path), name];
  return { path: own, root: kind === 'gzip' ? path : own, depth: depth + 1 };
}
