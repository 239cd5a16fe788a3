/** The index of a pack, version 2. Format: gitformat-pack(5). */
export class PackIndex {
  readonly #bytes: Buffer;
  /** How many bytes an object name takes. */
  readonly width: number;
  readonly #count: number;

  private constructor(bytes: Buffer, width: number) {
    this.#bytes = bytes;
    this.width = width;
    this.#count = bytes.readUInt32BE(fanAt + 4 * 255);
  }

  /** Undefined for what is none of this version. @param width bytes of an object name */
  static of(bytes: Buffer, width: number): PackIndex | undefined {
    if (bytes.length < namesAt || bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(4) !== 2)
      return undefined;
    const index = new PackIndex(bytes, width);
    return bytes.length >= index.#largeAt + 2 * width ? index : undefined;
  }

  /** Where an object begins in the pack whose name these bytes begin with; -1 where it is not in there. */
  offsetOf(name: Buffer): number {
    const first = name[0]!;
    let low = first === 0 ? 0 : this.#bytes.readUInt32BE(fanAt + 4 * (first - 1));
    let high = this.#bytes.readUInt32BE(fanAt + 4 * first);
    if (high > this.#count) return -1;
    const start = name.readUInt32BE(0);
    const placeOf = (index: number) => namesAt + index * this.width;
    const last = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bytes.readUInt32BE(placeOf(middle)) < start) low = middle + 1;
      else high = middle;
    }
    // Names that begin alike stand side by side.
    for (; low < last; low++) {
      const at = placeOf(low);
      const order = this.#bytes.compare(name, 0, this.width, at, at + this.width);
      if (order === 0) return this.#offsetAt(low);
      if (order > 0) return -1;
    }
    return -1;
  }

  #offsetAt(index: number): number {
    const short = this.#bytes.readUInt32BE(namesAt + this.#count * (this.width + 4) + 4 * index);
    if (short < isLarge) return short;
    const at = this.#largeAt + 8 * (short - isLarge);
    return at + 8 <= this.#bytes.length ? Number(this.#bytes.readBigUInt64BE(at)) : -1;
  }

  /** Where the offsets of packs of more than 2 GiB stand. */
  get #largeAt(): number {
    return namesAt + this.#count * (this.width + 8);
  }
}

const magic = 0xff744f63;
const fanAt = 8;
const namesAt = fanAt + 4 * 256;
const isLarge = 0x80000000;
