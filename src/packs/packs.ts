import { closeSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { gitPath } from '../git/git-paths.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { PackFile } from './pack-file.ts';
import { PackIndex } from './pack-index.ts';
import { type Unpacked, Unpacker } from './unpacker.ts';
import type { Windows } from './windows.ts';

/** The index of each pack, by where the pack lies, without its ending: in memory that threads share, for it is large. */
export type PackIndexes = ReadonlyMap<string, Uint8Array>;

/** Those of the packs of a repository, but for what it borrows from another one, and what cannot be read. */
export function packIndexes(repository: Repository): PackIndexes {
  const folder = gitPath(repository, ['--git-path', 'objects/pack']);
  const indexes = new Map<string, Uint8Array>();
  for (const name of namesIn(folder)) {
    const path = join(folder, name);
    const index = readShared(`${path}.idx`);
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

  /** Undefined where there are none that are understood. @param width bytes of an object name */
  static open(indexes: PackIndexes, width: number): Packs | undefined {
    const unpacker = indexes.size === 0 ? undefined : Unpacker.make();
    if (unpacker === undefined) return undefined;
    const packs = [...indexes].flatMap(([path, index]) => packAt(path, index, width, unpacker.windows) ?? []);
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

/** A whole file; undefined for one that cannot be read to its end. */
function readShared(path: string): Uint8Array | undefined {
  try {
    const file = openSync(path, 'r');
    try {
      const bytes = new Uint8Array(new SharedArrayBuffer(fstatSync(file).size));
      for (let read = 0; read < bytes.length; ) {
        const more = readSync(file, bytes, read, bytes.length - read, read);
        if (more === 0) return undefined;
        read += more;
      }
      return bytes;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** What cannot be opened is left to git. */
function packAt(path: string, bytes: Uint8Array, width: number, windows: Windows): PackFile | undefined {
  const index = PackIndex.of(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), width);
  if (index === undefined) return undefined;
  try {
    return new PackFile(`${path}.pack`, index, windows);
  } catch {
    return undefined;
  }
}
