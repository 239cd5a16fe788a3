import type { Oid } from '../model/object.ts';
import type { ObjectType } from './cat-file-parser.ts';
import { DeltaBases } from './delta-bases.ts';
import { deltaOrder } from './delta-order.ts';
import { doubled } from './doubled.ts';
import { linesOf } from './lines.ts';
import { noOid } from './oid-lines.ts';
import { OidList, OidSet, type Oids } from './oid-list.ts';
import { type Repository, streamGit } from './process.ts';

/** The first size that four bytes do not tell, in bytes. */
const huge = 0xffffffff;
const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];

/** Objects in a row, each once, with what each is, how large, and what it is a delta of, in some 40 bytes each. */
export class StoredObjects implements Oids {
  readonly #oids: OidSet;
  #types: Uint8Array;
  #sizes: Uint32Array;
  /** By their places the sizes of those that have more bytes than such a number can tell. */
  readonly #hugeSizes = new Map<number, number>();
  /** What git said of the index of a pack that is damaged: it passes that pack over, and goes on. */
  damagedIndex: string | undefined;
  /** Of no use any more when the order was told, and large. */
  #bases: DeltaBases | undefined;

  /** @param expected for so many there is room at once */
  constructor(expected = 0) {
    const room = Math.max(1024, expected);
    this.#oids = new OidSet(expected);
    this.#types = new Uint8Array(room);
    this.#sizes = new Uint32Array(room);
    this.#bases = new DeltaBases(this.#oids, room);
  }

  get length(): number {
    return this.#oids.size;
  }

  /** How many bytes each name takes. */
  get width(): number {
    return this.#oids.list.width;
  }

  /**
   * @param type undefined for one that git could not open
   * @param size in bytes
   * @param base what it is stored as a delta of
   */
  add(oid: Oid, type: ObjectType | undefined, size: number, base?: Oid): void {
    const bases = this.#basesYet;
    const index = this.length;
    if (!this.#oids.add(oid)) return;
    if (index === this.#types.length) this.#grow();
    this.#types[index] = types.indexOf(type);
    this.#sizes[index] = Math.min(size, huge);
    if (size >= huge) this.#hugeSizes.set(index, size);
    bases.add(base);
  }

  at(index: number): Oid | undefined {
    return this.#oids.at(index);
  }

  /** -1 for one that is not among them. */
  indexOf(oid: Oid): number {
    return this.#oids.indexOf(oid);
  }

  only(wanted: OidSet): readonly Oid[] {
    return this.#oids.list.only(wanted);
  }

  typeAt(index: number): ObjectType | undefined {
    return types[this.#types[index]!];
  }

  /** In bytes. */
  sizeAt(index: number): number {
    const size = this.#sizes[index]!;
    return size === huge ? this.#hugeSizes.get(index)! : size;
  }

  /**
   * Their places, in the order in which reading them takes least time: bases before their deltas. Asked once, when all are
   * added.
   *
   * @param but of them those that are not to be read
   */
  inDeltaOrder(but: OidList): Int32Array {
    const isLeftOut = this.marksOf(but);
    if (!isLeftOut.includes(0)) return new Int32Array();
    const order = deltaOrder(this.#basesYet.places(), this.#sizes.subarray(0, this.length));
    this.#bases = undefined;
    return but.length === 0 ? order : order.filter((place) => isLeftOut[place] === 0);
  }

  get #basesYet(): DeltaBases {
    if (this.#bases === undefined) throw new Error('in which order to read these objects was told before');
    return this.#bases;
  }

  /** Those at these places, in the order of these. */
  listOf(places: Int32Array): OidList {
    return OidList.of(this.#oids.list, places);
  }

  /** Those of which this is so, in their order. */
  listWhere(isWanted: (place: number) => boolean): OidList {
    const places = new Int32Array(this.length).map((_, place) => place);
    return this.listOf(places.filter(isWanted));
  }

  /** For each object 1 when it is one of these, otherwise 0. */
  marksOf(oids: OidList): Uint8Array {
    const marks = new Uint8Array(this.length);
    for (let at = 0; at < oids.length; at++) {
      const place = this.#oids.indexOfAt(oids, at);
      if (place !== -1) marks[place] = 1;
    }
    return marks;
  }

  [Symbol.iterator](): Iterator<Oid> {
    return this.#oids[Symbol.iterator]();
  }

  #grow(): void {
    this.#types = doubled(this.#types);
    this.#sizes = doubled(this.#sizes);
  }
}

const format = '%(objectname) %(objecttype) %(objectsize) %(deltabase)';
const stored =
  /^([0-9a-f]{40}|[0-9a-f]{64}) (?:(commit|tree|blob|tag) (\d+) (?:0+|([0-9a-f]{40}|[0-9a-f]{64}))|missing)$/;

/**
 * Every object that the repository has, whether anything leads to it or not, in the order in which it lies in the
 * packs: git lists objects fastest in that order.
 *
 * @param expected about how many there are: for so many there is room at once
 */
export async function storedObjects(repository: Repository, expected = 0): Promise<StoredObjects> {
  const args = ['cat-file', '--batch-all-objects', '--unordered', `--batch-check=${format}`, '--buffer'];
  const git = streamGit(repository, args);
  git.stdin.end();
  const objects = new StoredObjects(expected);
  for await (const lines of linesOf(git)) {
    for (const line of lines) {
      const [, oid, type, size, base] = stored.exec(line) ?? [];
      if (oid === undefined) throw noOid();
      objects.add(oid, type as ObjectType | undefined, Number(size ?? 0), base);
    }
  }
  objects.damagedIndex = /^error: (.*\.idx\b.*)$/m.exec(git.said())?.[1];
  return objects;
}
