/**
 * How a stretch is read: as it stands, or as text of two or four bytes a character, in little or big endian order.
 * The number is the remainder of the places in the object at which characters begin.
 */
export type Reading = 'plain' | `${'LE' | 'BE'}16+${0 | 1}` | `${'LE' | 'BE'}32+${0 | 1 | 2 | 3}`;

/**
 * Text as one byte a character, with the way back to where each character stands in the object.
 *
 * Every view is of one root: a stretch of the object in one reading. In a decoded view some of the root's text is
 * replaced by what it stands for.
 */
export interface View {
  readonly root: Root;
  readonly bytes: Buffer;
  /** What was decoded to get here, in words, the outermost first; empty for the root itself. */
  readonly decoded: readonly string[];
  /** Where in the root the character `index` begins … */
  startOf(index: number): number;
  /** … and where the one before `index` ends. */
  endOf(index: number): number;
}

/** A stretch of an object, read in one way. */
export class Root implements View {
  readonly decoded: readonly string[] = [];
  readonly reading: Reading;
  readonly bytes: Buffer;
  /** The place of character 0 in the object, in bytes. */
  readonly offset: number;
  /** The same in characters of this reading. */
  readonly base: number;
  /** How many bytes one character takes. */
  readonly unit: 1 | 2 | 4;

  constructor(reading: Reading, bytes: Buffer, offset: number, unit: 1 | 2 | 4) {
    this.reading = reading;
    this.bytes = bytes;
    this.offset = offset;
    this.unit = unit;
    this.base = Math.floor(offset / unit);
  }

  get root(): Root {
    return this;
  }

  startOf(index: number): number {
    return index;
  }

  endOf(index: number): number {
    return index;
  }

  /** The first character that starts at or after this byte of the object. */
  indexOf(at: number): number {
    const behind = at - this.offset;
    const index = this.unit === 1 ? behind : Math.floor((behind + this.unit - 1) / this.unit);
    return Math.min(this.bytes.length, Math.max(0, index));
  }
}

/** What a part of a view stands for. */
export interface Replacement {
  /** The part, in characters of the view that it is in. */
  readonly from: number;
  readonly to: number;
  readonly bytes: Buffer;
  /** Where each of `bytes` begins and ends in that view. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** What was decoded, in words. */
  readonly what: string;
}

/** A stretch of decoded text, in characters of its view; empty where something was taken out. */
export interface Fresh {
  readonly from: number;
  readonly to: number;
  readonly what: string;
}

/** [from, to) of another view with parts of it replaced. */
export class DecodedView implements View {
  readonly root: Root;
  readonly bytes: Buffer;
  readonly decoded: readonly string[];
  /** What is new in here, from left to right. */
  readonly fresh: readonly Fresh[];
  readonly #parent: View;
  readonly #segments: readonly Segment[];

  /** `replacements` lie in [from, to), from left to right, and do not overlap. */
  constructor(parent: View, from: number, to: number, replacements: readonly Replacement[]) {
    this.#parent = parent;
    this.root = parent.root;
    this.#segments = segmentsOf(from, to, replacements);
    this.bytes = Buffer.concat(
      this.#segments.map(({ start, end, replacement }) =>
        replacement === undefined ? parent.bytes.subarray(start, end) : replacement.bytes,
      ),
    );
    this.fresh = this.#segments.flatMap(({ at, length, replacement }) =>
      replacement === undefined ? [] : [{ from: at, to: at + length, what: replacement.what }],
    );
    this.decoded = [...parent.decoded, ...new Set(replacements.map(({ what }) => what))];
  }

  /** What of [from, to] is new: parts that reach into it or touch it. */
  freshIn(from: number, to: number): readonly Fresh[] {
    let low = 0;
    let high = this.fresh.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.fresh[middle]!.to < from) low = middle + 1;
      else high = middle;
    }
    const found: Fresh[] = [];
    for (let i = low; i < this.fresh.length && this.fresh[i]!.from <= to; i++) found.push(this.fresh[i]!);
    return found;
  }

  startOf(index: number): number {
    const { at, start, end, replacement } = this.#segmentWith(index);
    const inParent = replacement === undefined ? start + index - at : (replacement.starts[index - at] ?? end);
    return this.#parent.startOf(inParent);
  }

  endOf(index: number): number {
    if (index === 0) return this.startOf(0);
    const { at, start, replacement } = this.#segmentWith(index - 1);
    const inParent =
      replacement === undefined ? start + index - at : (replacement.ends[index - 1 - at] ?? start);
    return this.#parent.endOf(inParent);
  }

  /** The last segment that begins at or before `index` and is not empty there. */
  #segmentWith(index: number): Segment {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#segments[middle]!.at <= index) low = middle;
      else high = middle - 1;
    }
    return this.#segments[low]!;
  }
}

/** A part of a decoded view: `length` characters at `at`, which stand for [start, end) of the parent. */
interface Segment {
  readonly at: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
  readonly replacement?: Replacement;
}

function segmentsOf(from: number, to: number, replacements: readonly Replacement[]): Segment[] {
  const segments: Segment[] = [];
  let [at, parentAt] = [0, from];
  const add = (start: number, end: number, length: number, replacement?: Replacement) => {
    segments.push({ at, length, start, end, ...(replacement === undefined ? {} : { replacement }) });
    at += length;
    parentAt = end;
  };
  for (const replacement of replacements) {
    add(parentAt, replacement.from, replacement.from - parentAt);
    add(replacement.from, replacement.to, replacement.bytes.length, replacement);
  }
  add(parentAt, to, to - parentAt);
  return segments;
}
