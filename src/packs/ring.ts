/** Something in memory. */
export interface Kept<Type> {
  readonly at: number;
  readonly size: number;
  readonly type: Type;
}

const nothing = -1;
/** So many entries have room at first; always a power of two. */
const roomAtFirst = 1024;

/**
 * Memory that is written round and round: what was written longest ago goes first.
 *
 * What is known of it is kept in tables, which are as well written round and round: an object for each entry lives just
 * long enough to be taken for old by V8, which then keeps megabytes of them.
 */
export class Ring<Type> {
  readonly #from: number;
  readonly #end: number;
  #next: number;
  /** Where the last place ends. */
  #after: number;
  /** The oldest entry, and how many there are: those behind it, round and round. */
  #first = 0;
  #count = 0;
  #owners: object[] = [];
  #types: Type[] = [];
  #keys = new Float64Array(roomAtFirst);
  #places = new Int32Array(roomAtFirst);
  #sizes = new Int32Array(roomAtFirst);
  /** For the keys with the same last bits the newest entry, and for each entry the one that was written before it. */
  #newest = new Int32Array(roomAtFirst).fill(nothing);
  #before = new Int32Array(roomAtFirst);

  constructor(from: number, size: number) {
    this.#from = from;
    this.#end = from + size;
    this.#next = from;
    this.#after = from;
  }

  get(owner: object, key: number): Kept<Type> | undefined {
    let entry = this.#newest[this.#bucketOf(key)]!;
    while (entry !== nothing && (this.#keys[entry] !== key || this.#owners[entry] !== owner))
      entry = this.#before[entry]!;
    return entry === nothing
      ? undefined
      : { at: this.#places[entry]!, size: this.#sizes[entry]!, type: this.#types[entry]! };
  }

  /** Where so many bytes may be written; what stood there is known no more. */
  place(size: number): number {
    // Copies go eight bytes at a time.
    const taken = Math.ceil(Math.max(size, 1) / 8) * 8;
    if (this.#next + taken > this.#end) {
      this.#forget(this.#next, this.#end);
      this.#next = this.#from;
    }
    this.#after = this.#next + taken;
    this.#forget(this.#next, this.#after);
    return this.#next;
  }

  /** What was written at the last place. @param key a whole number */
  keep(owner: object, key: number, kept: Kept<Type>): Kept<Type> {
    if (this.#count === this.#keys.length) this.#grow();
    this.#enter(this.#count++, owner, key, kept);
    this.#next = this.#after;
    return kept;
  }

  #enter(nth: number, owner: object, key: number, { at, size, type }: Kept<Type>): void {
    const entry = this.#entryAt(nth);
    this.#owners[entry] = owner;
    this.#types[entry] = type;
    this.#keys[entry] = key;
    this.#places[entry] = at;
    this.#sizes[entry] = size;
    const bucket = this.#bucketOf(key);
    this.#before[entry] = this.#newest[bucket]!;
    this.#newest[bucket] = entry;
  }

  /** @param nth counted from the oldest */
  #entryAt(nth: number): number {
    return (this.#first + nth) & (this.#keys.length - 1);
  }

  /** Keys are places in files, which differ in their last bits more than in their first. */
  #bucketOf(key: number): number {
    return (key | 0) & (this.#newest.length - 1);
  }

  /** The oldest entries lie behind the newest, as far as they are there. */
  #forget(from: number, end: number): void {
    while (this.#count > 0) {
      const [at, size] = [this.#places[this.#first]!, this.#sizes[this.#first]!];
      if (at >= end || at + Math.max(size, 1) <= from) return;
      this.#unlink(this.#first);
      this.#first = this.#entryAt(1);
      this.#count -= 1;
    }
  }

  /** Of those with the same bits, the oldest comes last. */
  #unlink(oldest: number): void {
    const bucket = this.#bucketOf(this.#keys[oldest]!);
    if (this.#newest[bucket] === oldest) {
      this.#newest[bucket] = nothing;
      return;
    }
    let entry = this.#newest[bucket]!;
    while (this.#before[entry] !== oldest) entry = this.#before[entry]!;
    this.#before[entry] = nothing;
  }

  #grow(): void {
    const [owners, types] = [this.#owners, this.#types];
    const [keys, places, sizes] = [this.#keys, this.#places, this.#sizes];
    const [first, room] = [this.#first, keys.length];
    this.#first = 0;
    this.#owners = [];
    this.#types = [];
    this.#keys = new Float64Array(2 * room);
    this.#places = new Int32Array(2 * room);
    this.#sizes = new Int32Array(2 * room);
    this.#newest = new Int32Array(2 * room).fill(nothing);
    this.#before = new Int32Array(2 * room);
    for (let nth = 0; nth < this.#count; nth++) {
      const old = (first + nth) & (room - 1);
      this.#enter(nth, owners[old]!, keys[old]!, { at: places[old]!, size: sizes[old]!, type: types[old]! });
    }
  }
}
