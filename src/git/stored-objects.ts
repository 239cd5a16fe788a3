import type { Oid } from '../model/object.ts';
import type { ObjectType } from './cat-file-parser.ts';
import { deltaOrder } from './delta-order.ts';
import { linesIn } from './lines.ts';
import { noOid } from './oid-lines.ts';
import { OidList, OidSet, type Oids } from './oid-list.ts';
import { type Repository, streamGit } from './process.ts';

const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** Objects in a row, each once, with what each is, how large, and what it is a delta of, in 37 bytes each. */
export class StoredObjects implements Oids {
  readonly #oids = new OidSet();
  #types = new Uint8Array(1024);
  #sizes = new Float64Array(1024);
  #bases = new Int32Array(1024);
  /** Bases that were not there yet when their delta was added. */
  readonly #later = new Map<number, Oid>();

  get length(): number {
    return this.#oids.size;
  }

  /**
   * @param type undefined for one that git could not open
   * @param size in bytes
   * @param base what it is stored as a delta of
   */
  add(oid: Oid, type: ObjectType | undefined, size: number, base?: Oid): void {
    const index = this.length;
    if (!this.#oids.add(oid)) return;
    if (index === this.#types.length) this.#grow();
    this.#types[index] = types.indexOf(type);
    this.#sizes[index] = size;
    this.#bases[index] = base === undefined ? -1 : this.#oids.indexOf(base);
    if (base !== undefined && this.#bases[index] === -1) this.#later.set(index, base);
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

  /** All of them, in the order in which reading them takes least time: bases before their deltas. */
  inDeltaOrder(): OidList {
    for (const [index, base] of this.#later) this.#bases[index] = this.indexOf(base);
    const bases = this.#bases.subarray(0, this.length);
    const list = new OidList();
    for (const index of deltaOrder(bases, this.#sizes.subarray(0, this.length))) list.add(this.at(index)!);
    return list;
  }

  [Symbol.iterator](): Iterator<Oid> {
    return this.#oids[Symbol.iterator]();
  }

  #grow(): void {
    const [types, sizes, bases] = [this.#types, this.#sizes, this.#bases];
    this.#types = new Uint8Array(types.length * 2);
    this.#types.set(types);
    this.#sizes = new Float64Array(sizes.length * 2);
    this.#sizes.set(sizes);
    this.#bases = new Int32Array(bases.length * 2);
    this.#bases.set(bases);
  }
}

const format = '%(objectname) %(objecttype) %(objectsize) %(deltabase)';
const stored =
  /^([0-9a-f]{40}|[0-9a-f]{64}) (?:(commit|tree|blob|tag) (\d+) (?:0+|([0-9a-f]{40}|[0-9a-f]{64}))|missing)$/;

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
      const [, oid, type, size, base] = stored.exec(line) ?? [];
      if (oid === undefined) throw noOid();
      objects.add(oid, type as ObjectType | undefined, Number(size ?? 0), base);
    }
  }
  await git.end;
  return objects;
}
