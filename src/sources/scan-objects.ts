import { archiveKind, hasZipAtEnd } from '../archives/kind.ts';
import type { BrokenObject } from '../git/cat-file-parser.ts';
import { readObjects } from '../git/object-reader.ts';
import type { Oids } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import type { ArchiveLimits } from '../model/archive-limits.ts';
import { interrupted } from '../model/interrupted.ts';
import type { Oid, SkipReason } from '../model/object.ts';
import type { Kind } from '../model/report.ts';
import { isUserError, type UserError } from '../model/user-error.ts';
import type { Detection } from '../scan/detection.ts';
import type { ObjectFindings, ObjectStream, Scanner } from '../scan/scanner.ts';
import type { Part } from './source.ts';

export interface ScannedObject extends ObjectFindings {
  readonly type: Part['type'];
  /** What was found in the files of an archive, each with the names that lead to it. */
  readonly members: readonly ScannedMember[];
}

export interface ScannedMember {
  readonly path: readonly Buffer[];
  readonly detections: readonly Detection[];
}

/** What of an archive was not read. */
export interface SkippedMember {
  readonly oid: Oid;
  readonly path: readonly Buffer[];
  readonly reason: SkipReason;
}

export interface ScannedObjects {
  /** Only the objects in which something was found or believed. */
  readonly found: ReadonlyMap<Oid, ScannedObject>;
  /** How many objects and bytes were read to their end, and how many objects of each kind. */
  readonly objects: number;
  readonly kinds: Readonly<Partial<Record<Kind, number>>>;
  readonly bytes: number;
  /** Pointers to content that Git LFS keeps elsewhere. */
  readonly pointers: readonly Oid[];
  readonly skippedMembers: readonly SkippedMember[];
  /** What could not be read. Without one, every object of the list was seen to its last byte. */
  readonly errors: readonly UserError[];
}

/** Who watches a scan, and may end it. */
export interface Watch {
  /** Once aborted, what was found so far is what there is, and the scan is not complete. */
  readonly signal?: AbortSignal;
  /** Told of every object or file that was read: how many so far, their bytes, and in how many something was found. */
  readonly seen?: (progress: Progress) => void;
}

export interface Progress {
  readonly objects: number;
  /** Of how many, where that is known. */
  readonly of?: number;
  readonly bytes: number;
  readonly found: number;
}

/** Reads and scans every object of the list, archives within their limits. What was found before a fault is kept. */
export const scanObjects = (
  scanner: Scanner,
  repository: Repository,
  oids: Oids,
  limits: ArchiveLimits,
  watch?: Watch,
): Promise<ScannedObjects> => scanParts(scanner, readObjects(repository, oids), limits, watch, oids.length);

/** The same of whatever comes in parts. */
export async function scanParts(
  scanner: Scanner,
  parts: AsyncIterable<Part | BrokenObject>,
  limits: ArchiveLimits,
  { signal, seen }: Watch = {},
  of?: number,
): Promise<ScannedObjects> {
  const scan = new Scan(scanner, limits);
  try {
    for await (const part of parts) {
      if (signal?.aborted) throw interrupted();
      if ('broken' in part) scan.errors.push(part.broken);
      else await scan.see(part);
      seen?.({
        objects: scan.objects,
        bytes: scan.bytes,
        found: scan.found.size,
        ...(of === undefined ? {} : { of }),
      });
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    // In a terminal Ctrl-C ends git, too.
    scan.errors.push(signal?.aborted ? interrupted() : error);
  }
  return scan;
}

const pointerStart = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

/** An archive is kept in memory while it is opened; a larger one is skipped, in bytes. */
const largestArchive = 64 * 1024 * 1024;

class Scan implements ScannedObjects {
  readonly found = new Map<Oid, ScannedObject>();
  readonly pointers: Oid[] = [];
  readonly skippedMembers: SkippedMember[] = [];
  readonly errors: UserError[] = [];
  readonly kinds: Partial<Record<Kind, number>> = {};
  objects = 0;
  bytes = 0;
  readonly #scanner: Scanner;
  readonly #limits: ArchiveLimits;
  #stream: ObjectStream | undefined;
  #archive: PartsOfArchive | undefined;

  constructor(scanner: Scanner, limits: ArchiveLimits) {
    this.#scanner = scanner;
    this.#limits = limits;
  }

  async see(part: Part): Promise<void> {
    const { oid, type, bytes, first, last } = part;
    this.bytes += bytes.length;
    const mayBeArchive = type === 'blob' || type === 'file';
    if (mayBeArchive) this.#keep(part);
    // Most objects come in one part and are scanned where they lie.
    if (first && !last) this.#stream = this.#scanner.begin();
    if (!first || !last) this.#stream!.push(bytes);
    if (!last) return;
    const own = first ? this.#scanner.scan(bytes) : this.#stream!.end();
    this.objects += 1;
    this.kinds[type] = (this.kinds[type] ?? 0) + 1;
    const findings = mayBeArchive ? await this.#withMembers(oid, own) : { ...own, members: [] };
    if (findings.known.length > 0) this.found.set(oid, { ...findings, type });
    if (first && bytes.subarray(0, pointerStart.length).equals(pointerStart)) this.pointers.push(oid);
  }

  /** Keeps the parts of what looks like an archive, and the end of what may turn out to be one. */
  #keep({ bytes, first, last, size }: Part): void {
    if (this.#limits.depth === 0) return;
    if (first) this.#archive = new PartsOfArchive(bytes, last, size);
    else this.#archive?.add(bytes, last);
  }

  /** What was found in an object, with what the archive that it is holds. */
  async #withMembers(oid: Oid, own: ObjectFindings): Promise<Omit<ScannedObject, 'type'>> {
    const archive = this.#archive;
    this.#archive = undefined;
    if (archive?.skip !== undefined) this.skippedMembers.push({ oid, path: [], reason: archive.skip });
    if (archive === undefined || !archive.isWhole) return { ...own, members: [] };
    const { expand } = await import('../archives/expand.ts');
    const members: ScannedMember[] = [];
    const known = new Set(own.known);
    let suspicious = own.suspicious;
    for await (const member of expand(archive.whole(), this.#limits)) {
      if ('reason' in member) {
        this.skippedMembers.push({ oid, ...member });
        continue;
      }
      const stream = this.#scanner.begin();
      for await (const part of member.parts) stream.push(part);
      const inside = stream.end();
      const named = this.#scanner.scan(Buffer.concat(member.path.flatMap((name) => [name, lineFeed])));
      const detections = [...inside.detections, ...named.detections];
      if (detections.length > 0) members.push({ path: member.path, detections });
      for (const fingerprint of [...inside.known, ...named.known]) known.add(fingerprint);
      suspicious ||= inside.suspicious;
    }
    // What is stored without compression shows in the archive's own bytes, too.
    const seen = new Set(
      members.flatMap(({ detections }) => detections.map(({ fingerprint }) => fingerprint)),
    );
    const outside = own.detections.filter(({ fingerprint }) => !seen.has(fingerprint));
    return { detections: outside, known: [...known], suspicious, members };
  }
}

const lineFeed = Buffer.from('\n');

/** The parts of an object as long as it may be an archive. */
class PartsOfArchive {
  /** Why it is not opened. */
  skip: SkipReason | undefined;
  #parts: Buffer[] = [];
  readonly #isArchive: boolean;

  constructor(first: Buffer, last: boolean, size: number) {
    const kind = archiveKind(first);
    this.#isArchive = kind !== undefined || (last && hasZipAtEnd(first));
    if (kind === 'unsupported') this.skip = 'archive-unsupported';
    else if (this.#isArchive && size > largestArchive) this.skip = 'archive-too-large';
    if (this.skip === undefined) this.#parts.push(first);
  }

  add(part: Buffer, last: boolean): void {
    if (this.skip !== undefined) return;
    this.#parts.push(part);
    if (this.#isArchive) {
      // Of standard input and of a file that grows nobody knew the size.
      if (sizeOf(this.#parts) > largestArchive) [this.skip, this.#parts] = ['archive-too-large', []];
      return;
    }
    // Of other objects the last 64 kB tell whether an archive is appended, as in one that unpacks itself.
    while (this.#parts.length > 2 && sizeOf(this.#parts.slice(1)) >= endOfZip) this.#parts.shift();
    if (last && hasZipAtEnd(Buffer.concat(this.#parts))) this.skip = 'archive-unsupported';
  }

  get isWhole(): boolean {
    return this.#isArchive && this.skip === undefined;
  }

  whole(): Buffer {
    return this.#parts.length === 1 ? this.#parts[0]! : Buffer.concat(this.#parts);
  }
}

/** No record at the end of a zip is longer, in bytes. */
const endOfZip = 65_557;

const sizeOf = (parts: readonly Buffer[]): number => parts.reduce((sum, { length }) => sum + length, 0);
