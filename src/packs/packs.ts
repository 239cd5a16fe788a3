import { readdirSync } from 'node:fs';
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

/**
 * Those of the packs of a repository, but for what it borrows from another one, and what cannot be read.
 *
 * @param width bytes of an object name
 */
export function packIndexes(repository: Repository, width: number): PackIndexes {
  const folder = gitPath(repository, ['--git-path', 'objects/pack']);
  const indexes = new Map<string, PackIndex>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const index = readPackIndex(`${path}.idx`, width);
    if (index !== undefined) indexes.set(path, index);
  }
  return indexes;
}

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
