import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gitPath } from '../git/git-paths.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { PackFile } from './pack-file.ts';
import { offsetOf, type PackIndex, readPackIndex } from './pack-index.ts';
import { type Unpacked, Unpacker } from './unpacker.ts';
import type { Windows } from './windows.ts';

/** The index of each pack, by where the pack lies, without its ending. */
export type PackIndexes = ReadonlyMap<string, PackIndex>;

/** Where the packs of a repository lie, without their endings, but for what it borrows from another one. */
export function packsOf(repository: Repository): readonly string[] {
  const folder = gitPath(repository, ['--git-path', 'objects/pack']);
  return namesIn(folder).map((name) => join(folder, name));
}

/** Of packs those that can be read. @param width bytes of an object name */
export function packIndexes(packs: readonly string[], width: number): PackIndexes {
  const indexes = new Map<string, PackIndex>();
  for (const path of packs) {
    const index = readPackIndex(`${path}.idx`, width);
    if (index !== undefined) indexes.set(path, index);
  }
  return indexes;
}

/**
 * About how many objects a repository has, by how large the indexes of its packs are: rarely fewer than there are, as long
 * as these are no more than it can believe.
 */
export const objectsAbout = (packs: readonly string[]): number =>
  Math.min(
    mostBelieved,
    packs.reduce((sum, path) => sum + Math.floor(sizeOf(`${path}.idx`) / leastOfObject), looseAtMost),
  );

/** An index that is none can be as long as somebody likes. */
const mostBelieved = 4_000_000;
/** What an object takes in the index of a pack, in bytes: its name, a checksum, and where it is. */
const leastOfObject = 20 + 4 + 4;
/** About so many objects git leaves outside of packs, by its `gc.auto`. */
const looseAtMost = 7000;

/** Packs that are open. */
export class Packs {
  readonly #unpacker: Unpacker;
  /** Neighbours are in one pack: the one that had the last object comes first. */
  readonly #packs: PackFile[];
  readonly #name = Buffer.alloc(32);

  private constructor(unpacker: Unpacker, packs: PackFile[]) {
    this.#unpacker = unpacker;
    this.#packs = packs;
  }

  /** Undefined where there are none that are understood. */
  static open(indexes: PackIndexes): Packs | undefined {
    const unpacker = indexes.size === 0 ? undefined : Unpacker.make();
    if (unpacker === undefined) return undefined;
    const packs = [...indexes].flatMap(([path, index]) => packAt(path, index, unpacker.windows) ?? []);
    return packs.length === 0 ? undefined : new Packs(unpacker, packs);
  }

  /** As it lies in memory until the next one is asked for; undefined for one that git has to be asked for. */
  objectNamed(oid: Oid): Unpacked | undefined {
    this.#name.write(oid, 'hex');
    for (const [place, pack] of this.#packs.entries()) {
      const offset = offsetOf(pack.index, this.#name);
      if (offset === -1) continue;
      if (place > 0) this.#packs.unshift(...this.#packs.splice(place, 1));
      return this.#unpack(pack, offset);
    }
    return undefined;
  }

  close(): void {
    for (const pack of this.#packs) pack.close();
  }

  #unpack(file: PackFile, offset: number): Unpacked | undefined {
    try {
      return this.#unpacker.objectAt(file, offset);
    } catch (error) {
      // A disk that fails, fails git, too, which says so.
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return undefined;
    }
  }
}

/** In bytes; 0 where that cannot be told. */
function sizeOf(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0;
  }
}

/** Where they are, without their endings. */
function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).flatMap((name) => (name.endsWith('.idx') ? [name.slice(0, -4)] : []));
  } catch {
    return [];
  }
}

/** What cannot be opened is left to git. */
function packAt(path: string, index: PackIndex, windows: Windows): PackFile | undefined {
  try {
    return new PackFile(`${path}.pack`, index, windows);
  } catch {
    return undefined;
  }
}
