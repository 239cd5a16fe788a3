/** What `keyhalt fix` knows of a file: its content in the work tree, in the index and in the last commit, and what stands there. */

import { createHash } from 'node:crypto';
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { sep } from 'node:path';
import { findingsOf } from '../../findings/findings.ts';
import { shownBy } from '../../findings/places.ts';
import type { Spot } from '../../fixing/rewrite.ts';
import { headCommit } from '../../git/changes.ts';
import { entriesInCommit, type TrackedEntry, trackedEntries } from '../../git/files.ts';
import { wholeObject } from '../../git/object-reader.ts';
import type { Repository } from '../../git/process.ts';
import { defined } from '../../model/defined.ts';
import { fileError } from '../../model/file-error.ts';
import type { Oid } from '../../model/object.ts';
import { judgeByPolicy, type Policy } from '../../policy/policy.ts';
import type { Scanner } from '../../scan/scanner.ts';

/** Larger files are not rewritten, and still larger ones not even read, in bytes. */
const largestRewritten = 16 * 1024 * 1024;
const largestRead = 512 * 1024 * 1024;

/** A content, and the secrets in it that nothing allows. */
export interface Content {
  readonly bytes: Buffer;
  readonly spots: readonly Spot[];
  /** Why nothing in it is rewritten. */
  readonly why?: string;
  /** Every secret in it, and what may be shown of each. */
  readonly secrets: readonly { readonly start: number; readonly end: number; readonly masked: string }[];
}

/** A content that git has an object for. */
export interface StoredContent extends Content {
  readonly oid: Oid;
  readonly mode: string;
}

export interface WorkFile extends Content {
  /** Absolute. */
  readonly place: string;
  readonly mode: number;
}

/** A file where it stands. What is no plain file in one of the places is not there. */
export interface KnownFile {
  /** From the top, in its own bytes. */
  readonly path: Buffer;
  /** The same, safe to print. */
  readonly shown: string;
  readonly work?: WorkFile;
  readonly index?: StoredContent;
  readonly head?: StoredContent;
}

/** Reads files of a repository in all their places, each object once. */
export class Files {
  readonly #repository: Repository;
  readonly #scanner: Scanner;
  readonly #policy: Policy;
  readonly #index: ReadonlyMap<string, TrackedEntry>;
  readonly #head: ReadonlyMap<string, TrackedEntry>;
  readonly #top: string;
  readonly #passedOver = new Set<string>();
  /** The last commit. */
  readonly head: Oid | undefined;

  /** @param repository seen from the top of its work tree */
  constructor(repository: Repository, scanner: Scanner, policy: Policy) {
    this.#repository = repository;
    this.#scanner = scanner;
    this.#policy = policy;
    this.#top = realpathSync.native(repository.cwd);
    this.#index = byPath(trackedEntries(repository));
    this.head = headCommit(repository);
    this.#head = byPath(this.head === undefined ? [] : entriesInCommit(repository, this.head));
  }

  /** Files that are too large to be read, safe to print. */
  get passedOver(): readonly string[] {
    return [...this.#passedOver];
  }

  /** A path, safe to print. */
  shown(path: Buffer): string {
    return shownBy(this.#scanner)(path);
  }

  /** What a path is in the index. */
  entry(path: Buffer): TrackedEntry | undefined {
    return this.#index.get(path.toString('latin1'));
  }

  async at(path: Buffer): Promise<KnownFile> {
    const key = path.toString('latin1');
    const shown = this.shown(path);
    const work = this.work(path);
    const known = work === undefined ? [] : [work];
    const index = await this.#stored(this.#index.get(key), shown, known);
    const head = await this.#stored(
      this.#head.get(key),
      shown,
      index === undefined ? known : [index, ...known],
    );
    return {
      ...{ path, shown },
      ...defined({ work, index, head }),
    };
  }

  /** The file as it lies on the disk; undefined where there is no plain file, or one too large to be read. */
  work(path: Buffer): WorkFile | undefined {
    const onDisk = Buffer.concat([Buffer.from(this.#top + sep), path]);
    const status = lstatSync(onDisk, { throwIfNoEntry: false });
    if (!status?.isFile() || !isBehindNoLink(onDisk)) return undefined;
    const shown = this.shown(path);
    if (status.size > largestRead) {
      this.#passedOver.add(shown);
      return undefined;
    }
    const content = this.examine(readFile(onDisk, shown), shown);
    const place = onDisk.toString('utf8');
    const why = Buffer.from(place).equals(onDisk)
      ? status.nlink > 1 && 'it has another name (a hard link), which would keep it'
      : 'its name is not UTF-8';
    return { ...content, ...(why ? { why } : {}), place, mode: status.mode & 0o777 };
  }

  /** Finds what nothing allows, and where exactly it stands. */
  examine(bytes: Buffer, path: string): Content {
    const detections = this.#scanner
      .scan(bytes)
      .detections.filter((detection) => this.#scanner.counts(detection, path));
    if (detections.length === 0) return { bytes, spots: [], secrets: [] };
    const why = bytes.length > largestRewritten ? 'the file is larger than 16 MB' : undefined;
    const located = detections.map((detection) => ({ detection, path, isFile: true as const }));
    const { findings } = judgeByPolicy(this.#policy, findingsOf(located));
    const revealed = this.#scanner.revealAll(
      bytes,
      detections.map(({ fingerprint }) => fingerprint),
    );
    const spots = findings.flatMap(({ ruleId, fingerprint, appearances }) =>
      appearances.map(({ line, column, belongsTo }): Spot => {
        const all = why === undefined ? revealed.get(fingerprint)! : [];
        const here = all.find((one) => one.line === line && one.column === column);
        const { start, end, decoded } = here ?? { start: 0, end: 0, decoded: ['another form'] };
        const place = { line, start, end, decoded };
        return { ruleId, fingerprint, ...defined({ belongsTo }), ...place };
      }),
    );
    const secrets = detections.flatMap(({ fingerprint, masked }) =>
      revealed.get(fingerprint)!.map(({ start, end }) => ({ start, end, masked })),
    );
    return {
      ...{ bytes, spots, secrets: secrets.sort((a, b) => a.start - b.start) },
      ...defined({ why }),
    };
  }

  bytesOf(oid: Oid): Promise<Buffer> {
    return wholeObject(this.#repository, oid);
  }

  /** @param known contents of the same path: what is the same is not asked of git */
  async #stored(
    entry: TrackedEntry | undefined,
    shown: string,
    known: readonly Content[],
  ): Promise<StoredContent | undefined> {
    if (entry === undefined || entry.isSubmodule) return undefined;
    const { oid, mode } = entry;
    const same = known.find(({ bytes }) => blobName(bytes, oid.length) === oid);
    const content = same ?? this.examine(await this.bytesOf(oid), shown);
    // What a link leads to is no text to be rewritten.
    const spots = mode.startsWith('100')
      ? content.spots
      : content.spots.map((spot) => ({ ...spot, decoded: ['the target of a link'] }));
    const { bytes, secrets, why } = content;
    return { ...defined({ why }), bytes, secrets, spots, oid, mode };
  }
}

/** Whether no folder on the way from the top is a link: what git tracks is not what lies behind one. */
function isBehindNoLink(place: Buffer): boolean {
  const folder = place.subarray(0, place.lastIndexOf(sep));
  return realpathSync.native(folder, 'buffer').equals(folder);
}

/** What git calls a blob, in a repository whose names are that long. */
const blobName = (bytes: Buffer, length: number): Oid =>
  createHash(length === 64 ? 'sha256' : 'sha1')
    .update(`blob ${bytes.length}\0`)
    .update(bytes)
    .digest('hex');

/** Of a path in conflict the last side; such an index is not touched. */
const byPath = (entries: readonly TrackedEntry[]): ReadonlyMap<string, TrackedEntry> =>
  new Map(entries.map((entry) => [entry.path.toString('latin1'), entry]));

function readFile(place: Buffer, shown: string): Buffer {
  try {
    return readFileSync(place);
  } catch (cause) {
    const hint = 'Nothing was changed. Make it readable, then run the same command again.';
    throw fileError(`${shown} cannot be read`, cause, hint);
  }
}
