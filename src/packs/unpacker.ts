import type { ObjectType } from '../git/cat-file-parser.ts';
import { slack, type Unpack, unpackIn } from '../kernel/unpack.ts';
import type { PackEntry, PackFile } from './pack-file.ts';
import { Ring } from './ring.ts';
import { Windows } from './windows.ts';

/** An object as it lies in memory, until the next one is unpacked. */
export interface Unpacked {
  readonly type: ObjectType;
  readonly bytes: Buffer;
}

/**
 * Larger objects, and larger deltas, are left to git: they would take the place of all others, in bytes. To ask it for
 * one takes as long as unpacking some megabytes.
 */
const largest = 4 * 1024 * 1024;
/** Deflated, what cannot be compressed is that much larger. */
const largestDeflated = largest + 8192;
/** git makes no longer chains of deltas. */
const longestChain = 4096;
/** What was unpacked last stays for the deltas that build on it, in bytes. */
const kept = 8 * 1024 * 1024;

/**
 * Unpacks objects of packs, each from its base: what was unpacked before and is still there serves as one.
 *
 * It checks no checksum, and whatever it does not know or does not find as it should be is not unpacked: who asks for it
 * compares the digest, and asks git otherwise.
 */
export class Unpacker {
  /** For the files that it reads. */
  readonly windows: Windows;
  readonly #unpack: Unpack;
  readonly #windowAt: number;
  readonly #deltaAt: number;
  readonly #ring: Ring<ObjectType>;

  private constructor(unpack: Unpack) {
    this.#unpack = unpack;
    this.#windowAt = unpack.freeAt;
    this.#deltaAt = this.#windowAt + Windows.sizeFor(largestDeflated);
    this.windows = new Windows(unpack.memory.subarray(this.#windowAt, this.#deltaAt));
    this.#ring = new Ring(this.#deltaAt + largest + slack, kept);
  }

  /** Undefined where there is no WebAssembly. */
  static make(): Unpacker | undefined {
    const unpack = unpackIn(Windows.sizeFor(largestDeflated) + largest + slack + kept);
    return unpack === undefined ? undefined : new Unpacker(unpack);
  }

  /** Undefined for what git has to be asked for. @param tries how often it is begun: to make room, a base may go */
  objectAt(pack: PackFile, offset: number, tries = 2): Unpacked | undefined {
    const deltas: PackEntry[] = [];
    let at = offset;
    let known = this.#ring.get(pack, at);
    while (known === undefined) {
      const entry = pack.entryAt(at);
      if (entry === undefined || entry.size > largest) return undefined;
      if (entry.type !== undefined) {
        const place = this.#ring.place(entry.size + slack);
        if (!this.#inflate(pack, entry, place)) return undefined;
        known = this.#ring.keep(pack, at, { at: place, size: entry.size, type: entry.type });
      } else {
        // Of bases that are named, the names could go in a circle.
        if (deltas.push(entry) > longestChain) return undefined;
        at = entry.baseAt;
        known = this.#ring.get(pack, at);
      }
    }
    for (let index = deltas.length - 1; index >= 0; index--) {
      const delta = deltas[index]!;
      if (!this.#inflate(pack, delta, this.#deltaAt)) return undefined;
      const deltaEnd = this.#deltaAt + delta.size;
      const size = this.#unpack.sizeOfResult(this.#deltaAt, deltaEnd);
      if (size < 0 || size > largest) return undefined;
      const place = this.#ring.place(size + slack);
      // A base that is unpacked anew goes last.
      if (this.#ring.get(pack, at) === undefined)
        return tries > 1 ? this.objectAt(pack, offset, tries - 1) : undefined;
      if (!this.#unpack.applyDelta(this.#deltaAt, deltaEnd, known.at, known.size, place, size))
        return undefined;
      at = index === 0 ? offset : deltas[index - 1]!.baseAt;
      known = this.#ring.keep(pack, at, { at: place, size, type: known.type });
    }
    return { type: known.type, bytes: this.#unpack.memory.subarray(known.at, known.at + known.size) };
  }

  #inflate(pack: PackFile, { dataAt, size }: PackEntry, output: number): boolean {
    const place = pack.bring(dataAt, deflatedAtMost(size));
    if (place === undefined) return false;
    const { at, end } = place;
    return this.#unpack.inflate(this.#windowAt + at, this.#windowAt + end, output, size);
  }
}

/** What cannot be compressed is stored in blocks, with five bytes in front of each. */
const deflatedAtMost = (size: number): number => size + 5 * (1 + (size >> 13)) + 16;
