import type { Oid } from '../model/object.ts';
import type { ObjectType } from './cat-file-parser.ts';
import { linesIn } from './lines.ts';
import { noOid } from './oid-lines.ts';
import { OidSet, type Oids } from './oid-list.ts';
import { type Repository, streamGit } from './process.ts';

const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** Objects in a row, each once, with what each is and how large, in 33 bytes each. */
export class StoredObjects implements Oids {
  readonly #oids = new OidSet();
  #types = new Uint8Array(1024);
  #sizes = new Float64Array(1024);

  get length(): number {
    return this.#oids.size;
  }

  /** @param type undefined for one that git could not open @param size in bytes */
  add(oid: Oid, type: ObjectType | undefined, size: number): void {
    const index = this.length;
    if (!this.#oids.add(oid)) return;
    if (index === this.#types.length) this.#grow();
    this.#types[index] = types.indexOf(type);
    this.#sizes[index] = size;
  }

  at(index: number): Oid | undefined {
    return this.#oids.at(index);
  }

  /** -1 for one that is not among them. */
  indexOf(oid: Oid): number {
    return this.#oids.indexOf(oid);
  }

  typeAt(index: number): ObjectType | undefined {
    return types[this.#types[index]!];
  }

  /** In bytes. */
  sizeAt(index: number): number {
    return this.#sizes[index]!;
  }

  [Symbol.iterator](): Iterator<Oid> {
    return this.#oids[Symbol.iterator]();
  }

  #grow(): void {
    const [types, sizes] = [this.#types, this.#sizes];
    this.#types = new Uint8Array(types.length * 2);
    this.#types.set(types);
    this.#sizes = new Float64Array(sizes.length * 2);
    this.#sizes.set(sizes);
  }
}

const format = '%(objectname) %(objecttype) %(objectsize)';
const stored = /^([0-9a-f]{40}|[0-9a-f]{64}) (?:(commit|tree|blob|tag) (\d+)|missing)$/;

/**
 * Every object that the repository has, whether anything leads to it or not, in the order in which it lies in the
 * packs: git hands objects out fastest in that order, and in another one unpacks many of them again and again.
 */
export async function storedObjects(repository: Repository): Promise<StoredObjects> {
  const args = ['cat-file', '--batch-all-objects', '--unordered', `--batch-check=${format}`, '--buffer'];
  const git = streamGit(repository, args);
  git.stdin.end();
  const objects = new StoredObjects();
  for await (const lines of linesIn(git.stdout)) {
    for (const line of lines) {
      const [, oid, type, size] = stored.exec(line) ?? [];
      if (oid === undefined) throw noOid();
      objects.add(oid, type as ObjectType | undefined, Number(size ?? 0));
    }
  }
  await git.end;
  return objects;
}
