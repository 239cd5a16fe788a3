/** Something in memory. */
export interface Kept<Type> {
  readonly at: number;
  readonly size: number;
  readonly type: Type;
}

interface Entry<Type> extends Kept<Type> {
  readonly owner: object;
  readonly key: number;
}

/** Memory that is written round and round: what was written longest ago goes first. */
export class Ring<Type> {
  readonly #from: number;
  readonly #end: number;
  readonly #known = new Map<object, Map<number, Kept<Type>>>();
  /** In the order in which they were written, those before `#first` gone. */
  #written: Entry<Type>[] = [];
  #first = 0;
  #next: number;
  /** Where the last place ends. */
  #after: number;

  constructor(from: number, size: number) {
    this.#from = from;
    this.#end = from + size;
    this.#next = from;
    this.#after = from;
  }

  get(owner: object, key: number): Kept<Type> | undefined {
    return this.#known.get(owner)?.get(key);
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

  /** What was written at the last place. */
  keep(owner: object, key: number, { at, size, type }: Kept<Type>): Kept<Type> {
    const entry = { at, size, type, owner, key };
    const all = this.#known.get(owner) ?? new Map<number, Kept<Type>>();
    this.#known.set(owner, all.set(key, entry));
    this.#written.push(entry);
    this.#next = this.#after;
    return entry;
  }

  /** The oldest entries lie behind the newest, as far as they are there. */
  #forget(from: number, end: number): void {
    for (; this.#first < this.#written.length; this.#first++) {
      const { at, size, owner, key } = this.#written[this.#first]!;
      if (at >= end || at + Math.max(size, 1) <= from) break;
      this.#known.get(owner)!.delete(key);
    }
    if (this.#first < 4096 || this.#first * 2 < this.#written.length) return;
    this.#written = this.#written.slice(this.#first);
    this.#first = 0;
  }
}
