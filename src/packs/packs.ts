import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit, type Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { PackFile } from './pack-file.ts';
import { PackIndex } from './pack-index.ts';
import { type Unpacked, Unpacker } from './unpacker.ts';
import type { Windows } from './windows.ts';

/** The packs of a repository, but for those that it borrows from another one. */
export class Packs {
  readonly #unpacker: Unpacker;
  /** Neighbours are in one pack: the one that had the last object comes first. */
  readonly #packs: PackFile[];
  readonly #name = Buffer.alloc(32);

  private constructor(unpacker: Unpacker, packs: PackFile[]) {
    this.#unpacker = unpacker;
    this.#packs = packs;
  }

  /** Undefined where there are none that are understood. @param width bytes of an object name */
  static open(repository: Repository, width: number): Packs | undefined {
    const { stdout } = askGit(repository, ['rev-parse', '--git-path', 'objects/pack']);
    const folder = resolve(repository.cwd, stdout.toString('utf8').trimEnd());
    const names = namesIn(folder);
    const unpacker = names.length === 0 ? undefined : Unpacker.make();
    if (unpacker === undefined) return undefined;
    const packs = names.flatMap((name) => packAt(join(folder, name), width, unpacker.windows) ?? []);
    return packs.length === 0 ? undefined : new Packs(unpacker, packs);
  }

  /** As it lies in memory until the next one is asked for; undefined for one that git has to be asked for. */
  objectNamed(oid: Oid): Unpacked | undefined {
    this.#name.write(oid, 'hex');
    for (const [place, pack] of this.#packs.entries()) {
      const offset = pack.index.offsetOf(this.#name);
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
function packAt(path: string, width: number, windows: Windows): PackFile | undefined {
  try {
    const index = PackIndex.of(readFileSync(`${path}.idx`), width);
    return index === undefined ? undefined : new PackFile(`${path}.pack`, index, windows);
  } catch {
    return undefined;
  }
}
