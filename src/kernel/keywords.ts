import {
  type Found,
  findAlone,
  type Keyword,
  type Needle,
  needleOf,
  standsAt,
  variantsAt,
  weights,
} from './needles.ts';

/** Shorter keywords would shorten every stride; each of them is searched alone. */
const leastLength = 4;
/** Longer keywords than this do not lengthen it: nothing is gained beyond the processor's cache lines. */
const longestStride = 12;
/**
 * Finds many literals in one pass over bytes.
 *
 * A keyword of n bytes holds n - 1 pairs of neighbours, so one pair of every n - 1 places is enough to look at: a
 * table tells which of the 65,536 pairs stand in a keyword at all. How many keywords there are hardly matters. A longer
 * one is known by those of its pairs that are rare in text: `n_t` of `session_token` and not `ess`.
 */
export class KeywordFinder {
  readonly #short: readonly Needle[];
  readonly #stride: number;
  /** How far behind its start a pair may lie that a keyword is known by. */
  readonly #reach: number;
  /** For each pair the place of its list among all, 0 where no keyword is known by it … */
  readonly #listOf = new Uint16Array(0x10000);
  /** … and the keywords that are. */
  readonly #lists: PairOf[][] = [[]];

  constructor(keywords: readonly Keyword[]) {
    const needles = keywords.map(needleOf);
    const long = needles.filter(({ text }) => text.length >= leastLength);
    this.#short = needles.filter(({ text }) => text.length < leastLength);
    this.#stride = long.reduce((least, { text }) => Math.min(least, text.length - 1), longestStride);
    this.#reach = long.reduce((longest, { text }) => Math.max(longest, text.length), 0);
    for (const needle of long) {
      const first = rarestPlace(needle, this.#stride);
      for (let at = first; at < first + this.#stride; at++) this.#enter(needle, at);
    }
  }

  /** Calls `found` for each keyword that starts in [from, to), in no particular order. */
  find(bytes: Buffer, from: number, to: number, found: Found): void {
    for (const needle of this.#short) findAlone(bytes, from, to, needle, found);
    if (this.#lists.length === 1) return;
    const [stride, listOf, lists] = [this.#stride, this.#listOf, this.#lists];
    const end = Math.min(bytes.length - 1, to + this.#reach);
    for (let at = nextPair(bytes, from, end, stride, listOf); at < end; ) {
      findAround(bytes, at, lists[pairAt(bytes, at, listOf)]!, from, to, found);
      at = nextPair(bytes, at + stride, end, stride, listOf);
    }
  }

  #enter(needle: Needle, place: number): void {
    for (const first of variantsAt(needle, place)) {
      for (const second of variantsAt(needle, place + 1)) {
        const pair = first | (second << 8);
        if (this.#listOf[pair] === 0) this.#listOf[pair] = this.#lists.push([]) - 1;
        this.#lists[this.#listOf[pair]!]!.push({ needle, place });
      }
    }
  }
}

/** A pair of bytes that begins at this place of a keyword. */
interface PairOf {
  readonly needle: Needle;
  readonly place: number;
}

/** Where the `count` pairs in a row begin that are least frequent in text. */
function rarestPlace({ text }: Needle, count: number): number {
  let [rarest, least] = [0, Number.POSITIVE_INFINITY];
  for (let first = 0; first + count < text.length; first++) {
    let sum = 0;
    for (let at = first; at < first + count; at++)
      sum += weights[text.charCodeAt(at)]! * weights[text.charCodeAt(at + 1)]!;
    if (sum < least) [rarest, least] = [first, sum];
  }
  return rarest;
}

/**
 * The first of the probes at `from`, `from + stride` … below `end` that finds a pair with a list, else `end` or more.
 * Nothing else is in here: small, it is optimized before a hook of a few files has ended.
 */
function nextPair(bytes: Uint8Array, from: number, end: number, stride: number, listOf: Uint16Array): number {
  let at = from;
  while (at < end && pairAt(bytes, at, listOf) === 0) at += stride;
  return at;
}

const pairAt = (bytes: Uint8Array, at: number, listOf: Uint16Array): number =>
  listOf[bytes[at]! | (bytes[at + 1]! << 8)]!;

/** Calls `found` for the keywords of a pair that stands at this place. */
function findAround(
  bytes: Buffer,
  at: number,
  pairs: readonly PairOf[],
  from: number,
  to: number,
  found: Found,
): void {
  for (let i = 0; i < pairs.length; i++) {
    const { needle, place } = pairs[i]!;
    const start = at - place;
    if (start >= from && start < to && standsAt(bytes, start, needle)) found(start, needle.index);
  }
}
