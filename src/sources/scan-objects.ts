import { archiveKind, hasZipAtEnd } from '../archives/kind.ts';
import type { BrokenObject } from '../git/cat-file-parser.ts';
import { LinkingTrees } from '../git/linking-trees.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import { OidSet, type Oids } from '../git/oid-list.ts';
import type { ArchiveLimits } from '../model/archive-limits.ts';
import { interrupted } from '../model/interrupted.ts';
import { asLines } from '../model/joined.ts';
import type { Oid, SkipReason } from '../model/object.ts';
import type { Kind, KnownObjects } from '../model/report.ts';
import { isUserError, type UserError } from '../model/user-error.ts';
import type { Detection } from '../scan/detection.ts';
import type { ObjectFindings, ObjectStream, Scanner } from '../scan/scanner.ts';
import { PartsOfArchive } from './parts-of-archive.ts';
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
  /** Trees that name submodules. */
  readonly linking: readonly Oid[];
  readonly skippedMembers: readonly SkippedMember[];
  /** Objects that could not be read to their end, each with the reason. */
  readonly broken: readonly BrokenObject[];
  /** What ended the reading. Without one, every object of the list that is not broken was seen to its last byte. */
  readonly errors: readonly UserError[];
  /** Of a list of objects those that were not, for whatever reason. */
  readonly unread: OidSet;
  /** Beside the objects of the list. */
  readonly known?: KnownObjects;
}

/** Why not everything was read. */
export const faultsOf = ({ broken, errors }: Pick<ScannedObjects, 'broken' | 'errors'>): UserError[] => [
  ...broken.map((one) => one.broken),
  ...errors,
];

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
export async function scanObjects(
  scanner: Scanner,
  read: ReadObjects,
  oids: Oids,
  limits: ArchiveLimits,
  watch?: Watch,
): Promise<ScannedObjects> {
  const scan = await scanAll(scanner, read(oids), limits, watch, oids.length);
  for (const { oid } of scan.broken) scan.unread.add(oid);
  // They come in their order.
  for (let index = scan.ended; index < oids.length; index++) scan.unread.add(oids.at(index)!);
  return scan;
}

/** The same of whatever comes in parts. */
export const scanParts = (
  scanner: Scanner,
  parts: AsyncIterable<Part | BrokenObject>,
  limits: ArchiveLimits,
  watch?: Watch,
): Promise<ScannedObjects> => scanAll(scanner, each(parts), limits, watch);

/** For so long at most nobody else has a turn, such as who hears of Ctrl-C, in milliseconds. */
const longestTurn = 50;

async function* each<T>(parts: AsyncIterable<T>): AsyncGenerator<Iterable<T>> {
  let begun = performance.now();
  for await (const part of parts) {
    yield [part];
    if (performance.now() - begun < longestTurn) continue;
    await new Promise((resolve) => setImmediate(resolve));
    begun = performance.now();
  }
}

async function scanAll(
  scanner: Scanner,
  all: AsyncIterable<Iterable<Part | BrokenObject>>,
  limits: ArchiveLimits,
  { signal, seen }: Watch = {},
  of?: number,
): Promise<Scan> {
  const scan = new Scan(scanner, limits);
  try {
    for await (const parts of all) {
      for (const part of parts) {
        if ('broken' in part) scan.miss(part);
        else {
          const opened = scan.see(part);
          if (opened !== undefined) await opened;
        }
        seen?.({
          objects: scan.objects,
          bytes: scan.bytes,
          found: scan.found.size,
          ...(of === undefined ? {} : { of }),
        });
        // What has come is looked at.
        if (signal?.aborted) throw interrupted();
      }
    }
  } catch (error) {
    if (!isUserError(error)) throw error;
    // In a terminal Ctrl-C ends git, too.
    scan.errors.push(signal?.aborted ? interrupted() : error);
    if (signal?.aborted) scan.breakOff();
  }
  return scan;
}

const pointerStart = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

/** A link or a line that names what git-annex keeps: /annex/objects/KEY, and in git's folder, seen from the link. */
const annexStart = /^(?:(?:\.\.\/)*\.git(?:\/modules\/[^\n]*)?)?\/annex\/objects\/[^\n]*--/;
const longestAnnexStart = 4096;

/** Most objects begin with neither a dot nor a slash. */
const isOfAnnex = (bytes: Buffer): boolean =>
  (bytes[0] === 0x2f || bytes[0] === 0x2e) && annexStart.test(bytes.toString('latin1', 0, longestAnnexStart));

class Scan implements ScannedObjects {
  readonly found = new Map<Oid, ScannedObject>();
  readonly pointers: Oid[] = [];
  readonly skippedMembers: SkippedMember[] = [];
  readonly broken: BrokenObject[] = [];
  readonly errors: UserError[] = [];
  readonly unread = new OidSet();
  readonly kinds: Partial<Record<Kind, number>> = {};
  objects = 0;
  bytes = 0;
  /** How many were read or are broken. */
  ended = 0;
  readonly #scanner: Scanner;
  readonly #limits: ArchiveLimits;
  readonly #trees = new LinkingTrees();
  readonly linking: readonly Oid[] = this.#trees.oids;
  #stream: ObjectStream | undefined;
  /** The last part of an object that has more. */
  #begun: Part | undefined;
  #archive: PartsOfArchive | undefined;
  #last: Part | undefined;

  constructor(scanner: Scanner, limits: ArchiveLimits) {
    this.#scanner = scanner;
    this.#limits = limits;
  }

  /** One that is broken; when it holds something else than its name says, it was read before. */
  miss(broken: BrokenObject): void {
    this.broken.push(broken);
    if (this.#begun?.oid === broken.oid) this.breakOff();
    if (this.#last?.oid !== broken.oid) {
      this.ended += 1;
      return;
    }
    this.objects -= 1;
    this.#count(this.#last.type, -1);
  }

  /** @returns what is to be waited for: an archive takes its time */
  see(part: Part): Promise<void> | undefined {
    const { oid, type, bytes, first, last } = part;
    this.bytes += bytes.length;
    if (type === 'tree') this.#trees.see(part);
    const mayBeArchive = type === 'blob' || type === 'file';
    if (mayBeArchive) this.#keep(part);
    // Most objects come in one part and are scanned where they lie.
    if (first && !last) this.#stream = this.#scanner.begin();
    if (!first || !last) this.#stream!.push(bytes);
    this.#begun = last ? undefined : part;
    if (!last) return undefined;
    const own = first ? this.#scanner.scan(bytes) : this.#stream!.end();
    this.objects += 1;
    this.ended += 1;
    this.#count(type, 1);
    this.#last = part;
    if (first && mayBeArchive) this.#skipElsewhere(oid, bytes);
    const archive = this.#archive;
    this.#archive = undefined;
    if (archive?.skip !== undefined) this.skippedMembers.push({ oid, path: [], reason: archive.skip });
    if (archive?.isWhole) return this.#open(part, own, archive);
    this.#enter(part, own);
    return undefined;
  }

  #skipElsewhere(oid: Oid, bytes: Buffer): void {
    if (bytes.subarray(0, pointerStart.length).equals(pointerStart)) this.pointers.push(oid);
    else if (isOfAnnex(bytes)) this.skippedMembers.push({ oid, path: [], reason: 'git-annex' });
  }

  /** Of an object that ends in the middle, or for which nobody waits any longer, what was found so far counts. */
  breakOff(): void {
    if (this.#begun !== undefined) this.#enter(this.#begun, this.#stream!.end());
    this.#begun = undefined;
    this.#archive = undefined;
  }

  #count(type: Part['type'], more: number): void {
    const number = (this.kinds[type] ?? 0) + more;
    if (number > 0) this.kinds[type] = number;
    else delete this.kinds[type];
  }

  /** Of most objects there is nothing to enter: for these nothing is made. */
  #enter({ oid, type }: Part, findings: ObjectFindings, members: readonly ScannedMember[] = noMembers): void {
    const { detections, known, suspicious } = findings;
    // Spread, each would get a shape of its own.
    if (known.length > 0) this.found.set(oid, { detections, known, suspicious, members, type });
  }

  /** Keeps the parts of what looks like an archive, and the end of what may turn out to be one. */
  #keep({ bytes, first, last, size }: Part): void {
    if (this.#limits.depth === 0) return;
    // Most objects come in one part and are none.
    if (first && last && archiveKind(bytes) === undefined && !hasZipAtEnd(bytes)) return;
    if (first) this.#archive = new PartsOfArchive(bytes, last, size);
    else this.#archive?.add(bytes, last);
  }

  /** Enters what was found in an object, with what the archive that it is holds. */
  async #open(part: Part, own: ObjectFindings, archive: PartsOfArchive): Promise<void> {
    const { oid } = part;
    const { expand } = await import('../archives/expand.ts');
    const members: ScannedMember[] = [];
    const known = new Set(own.known);
    for await (const member of expand(archive.whole(), this.#limits)) {
      // They stand in the bytes of the archive, where another object may stand afterwards.
      const path = member.path.map((name) => Buffer.from(name));
      if ('reason' in member) {
        this.skippedMembers.push({ oid, path, reason: member.reason });
        continue;
      }
      const stream = this.#scanner.begin();
      for await (const part of member.parts) stream.push(part);
      const inside = stream.end();
      const named = this.#scanner.scan(asLines(path));
      const detections = [...inside.detections, ...named.detections];
      if (detections.length > 0) members.push({ path, detections });
      for (const fingerprint of [...inside.known, ...named.known]) known.add(fingerprint);
    }
    // What is stored without compression shows in the archive's own bytes, too.
    const seen = new Set(
      members.flatMap(({ detections }) => detections.map(({ fingerprint }) => fingerprint)),
    );
    const outside = own.detections.filter(({ fingerprint }) => !seen.has(fingerprint));
    this.#enter(part, { ...own, detections: outside, known: [...known] }, members);
  }
}

const noMembers: readonly ScannedMember[] = [];
