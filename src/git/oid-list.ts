import type { Oid } from '../model/object.ts';

/** Object names in a row. An array of strings is one; a list of millions is kept packed. */
export interface Oids extends Iterable<Oid> {
  readonly length: number;
  at(index: number): Oid | undefined;
  /** Those of these that are in the list, in its order; a packed list knows them without making each of its names. */
  only?(wanted: OidSet): readonly Oid[];
}

/** Those of these that are in a list, in the order of the list. */
export function among(oids: Oids, some: Iterable<Oid>): readonly Oid[] {
  if (oids.length === 0) return [];
  const wanted = OidSet.from(some);
  if (wanted.size === 0) return [];
  return oids.only?.(wanted) ?? [...oids].filter((oid) => wanted.has(oid));
}

/** Object names in 20 bytes each (32 with SHA-256) instead of the hundred that strings in an array take. */
export class OidList implements Oids {
  length = 0;
  #width = 0;
  #bytes: Buffer = Buffer.alloc(0);
  readonly #expected: number;

  /** @param expected for so many there is room at once: what grows leaves memory behind that few can use */
  constructor(expected = 0) {
    this.#expected = expected;
  }

  /** Some of another list. @param places where they stand there */
  static of(list: OidList, places: Int32Array): OidList {
    const some = new OidList();
    some.#width = list.#width;
    some.#bytes = Buffer.allocUnsafeSlow(places.length * list.#width);
    for (const place of places) some.#write(list.#bytes, place * list.#width);
    return some;
  }

  /** The list whose `packed` this is. @param width bytes that each name takes */
  static from(packed: Uint8Array, width: number): OidList {
    const list = new OidList();
    list.#width = width;
    list.#bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
    list.length = width === 0 ? 0 : packed.byteLength / width;
    return list;
  }

  /** Where they are kept, from its start; good until one is added. */
  get memory(): Uint8Array {
    return this.#bytes;
  }

  /** All of them, one behind the other; good until one is added. */
  get packed(): Buffer {
    return this.#bytes.subarray(0, this.length * this.#width);
  }

  /** How many bytes each name takes: 20, or 32 with SHA-256; 0 while there is none. */
  get width(): number {
    return this.#width;
  }

  /** @param oid of the same hash as those before */
  add(oid: Oid): void {
    this.#makeRoom(oid.length / 2);
    this.#bytes.write(oid, this.length * this.#width, 'hex');
    this.length += 1;
  }

  /** The same of a name of `width` bytes that begins at `from` in other memory. */
  addFrom(memory: Uint8Array, from: number, width: number): void {
    this.#makeRoom(width);
    this.#write(memory, from);
  }

  #makeRoom(width: number): void {
    if (this.length === 0) this.#width = width;
    if ((this.length + 1) * this.#width > this.#bytes.length) this.#grow();
  }

  /** Writes the name that begins there behind those that are here; calls to copy it would take longer. */
  #write(memory: Uint8Array, from: number): void {
    const own = this.length * this.#width;
    for (let at = 0; at < this.#width; at++) this.#bytes[own + at] = memory[from + at]!;
    this.length += 1;
  }

  at(index: number): Oid | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return this.#bytes.toString('hex', index * this.#width, (index + 1) * this.#width);
  }

  only(wanted: OidSet): readonly Oid[] {
    const found: Oid[] = [];
    for (let index = 0; index < this.length; index++)
      if (wanted.indexOfAt(this, index) !== -1) found.push(this.at(index)!);
    return found;
  }

  /** Whether the name there is the one of `width` bytes that begins at `from` in other memory. */
  isAt(index: number, memory: Uint8Array, from: number, width: number): boolean {
    if (width !== this.#width) return false;
    // A call to compare them would take longer.
    const own = index * width;
    for (let at = 0; at < width; at++) if (this.#bytes[own + at] !== memory[from + at]) return false;
    return true;
  }

  /** Its first four bytes. */
  prefixAt(index: number): number {
    return prefixOf(this.#bytes, index * this.#width);
  }

  *[Symbol.iterator](): Generator<Oid> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  #grow(): void {
    const room = Math.max(4096, this.#expected * this.#width, this.#bytes.length * 2);
    const larger = Buffer.allocUnsafeSlow(room);
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}

/** A set of object names, packed: an open hash table over a list, by the first four bytes, which are as good as random. */
export class OidSet {
  readonly #list: OidList;
  /** One more than the place in the list; 0 where nothing stands, so that memory is taken only where something does. */
  #table: Int32Array;
  /** The name that is looked for, in bytes. */
  readonly #name = Buffer.alloc(32);

  /** @param expected for so many there is room at once */
  constructor(expected = 0) {
    this.#list = new OidList(expected);
    this.#table = new Int32Array(Math.max(1024, Math.ceil(expected / fullest)));
  }

  static from(list: Iterable<Oid>): OidSet {
    const set = new OidSet();
    for (const oid of list) set.add(oid);
    return set;
  }

  get size(): number {
    return this.#list.length;
  }

  /** In the order in which they were added. */
  get list(): OidList {
    return this.#list;
  }

  /** @returns whether it is new */
  add(oid: Oid): boolean {
    const width = this.#name.write(oid, 'hex');
    const slot = this.#slotOf(this.#name, 0, width);
    if (this.#table[slot] !== 0) return false;
    this.#list.addFrom(this.#name, 0, width);
    this.#table[slot] = this.#list.length;
    if (this.#list.length > this.#table.length * fullest) this.#rehash();
    return true;
  }

  has(oid: Oid): boolean {
    return this.indexOf(oid) !== -1;
  }

  /** As how manyeth it was added, from 0; -1 when it was not. */
  indexOf(oid: Oid): number {
    return this.#table[this.#slotOf(this.#name, 0, this.#name.write(oid, 'hex'))]! - 1;
  }

  /** The same of a name that stands in a list. */
  indexOfAt(list: OidList, index: number): number {
    return this.#table[this.#slotOf(list.memory, index * list.width, list.width)]! - 1;
  }

  at(index: number): Oid | undefined {
    return this.#list.at(index);
  }

  [Symbol.iterator](): Iterator<Oid> {
    return this.#list[Symbol.iterator]();
  }

  /** Where a name in memory stands in the table, or the free place where it would. @param width its bytes */
  #slotOf(memory: Uint8Array, from: number, width: number): number {
    for (let slot = this.#firstFor(prefixOf(memory, from)); ; slot = this.#behind(slot)) {
      const place = this.#table[slot]!;
      if (place === 0 || this.#list.isAt(place - 1, memory, from, width)) return slot;
    }
  }

  /** Where those with this prefix begin to look. */
  #firstFor(prefix: number): number {
    return Math.floor(prefix * (this.#table.length / prefixes));
  }

  #behind(slot: number): number {
    return slot + 1 === this.#table.length ? 0 : slot + 1;
  }

  #rehash(): void {
    this.#table = new Int32Array(this.#table.length * 2);
    for (let index = 0; index < this.#list.length; index++) {
      let slot = this.#firstFor(this.#list.prefixAt(index));
      while (this.#table[slot] !== 0) slot = this.#behind(slot);
      this.#table[slot] = index + 1;
    }
  }
}

/** So much of a table may be taken: the fuller, the longer one looks. */
const fullest = 2 / 3;
/** How many first four bytes there are. */
const prefixes = 2 ** 32;

/** The first four bytes of a name, as a number. */
const prefixOf = (memory: Uint8Array, from: number): number =>
  ((memory[from]! << 24) | (memory[from + 1]! << 16) | (memory[from + 2]! << 8) | memory[from + 3]!) >>> 0;
