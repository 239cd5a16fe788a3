/** A literal to look for, one byte a character. */
export interface Keyword {
  readonly text: string;
  /** ASCII letters count in either case. */
  readonly ignoreCase?: boolean;
}

/** Shorter keywords would shorten every stride; each of them is searched alone. */
const leastLength = 4;
/** Longer keywords than this do not lengthen it: nothing is gained beyond the processor's cache lines. */
const longestStride = 12;
type Found = (at: number, keyword: number) => void;

/** The most frequent characters of source text (this repository's, its dependencies'), most frequent first. */
const frequent = ' etrnsaoilcdupmfhgy';

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
    const long = needles.filter(({ bytes }) => bytes.length >= leastLength);
    this.#short = needles.filter(({ bytes }) => bytes.length < leastLength);
    this.#stride = long.reduce((least, { bytes }) => Math.min(least, bytes.length - 1), longestStride);
    this.#reach = long.reduce((longest, { bytes }) => Math.max(longest, bytes.length), 0);
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
    let at = from;
    // Four probes at once: the processor need not wait for one before the next.
    for (const last = end - 3 * stride; at < last; at += 4 * stride) {
      const [b, c, d] = [at + stride, at + 2 * stride, at + 3 * stride];
      const first = listOf[bytes[at]! | (bytes[at + 1]! << 8)]!;
      const second = listOf[bytes[b]! | (bytes[b + 1]! << 8)]!;
      const third = listOf[bytes[c]! | (bytes[c + 1]! << 8)]!;
      const fourth = listOf[bytes[d]! | (bytes[d + 1]! << 8)]!;
      if ((first | second | third | fourth) === 0) continue;
      if (first !== 0) findAround(bytes, at, lists[first]!, from, to, found);
      if (second !== 0) findAround(bytes, b, lists[second]!, from, to, found);
      if (third !== 0) findAround(bytes, c, lists[third]!, from, to, found);
      if (fourth !== 0) findAround(bytes, d, lists[fourth]!, from, to, found);
    }
    for (; at < end; at += stride) {
      const list = listOf[bytes[at]! | (bytes[at + 1]! << 8)]!;
      if (list !== 0) findAround(bytes, at, lists[list]!, from, to, found);
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

interface Needle {
  readonly index: number;
  /** Its bytes, letters in lower case where either case counts … */
  readonly bytes: Buffer;
  /** … and the bit that makes a letter lower case there, else 0. */
  readonly folds: Uint8Array;
  readonly ignoreCase: boolean;
}

/** A pair of bytes that begins at this place of a keyword. */
interface PairOf {
  readonly needle: Needle;
  readonly place: number;
}

function needleOf({ text, ignoreCase = false }: Keyword, index: number): Needle {
  const bytes = Buffer.from(text, 'latin1');
  const folds = new Uint8Array(bytes.length);
  if (ignoreCase) {
    for (let i = 0; i < bytes.length; i++) {
      if (/[A-Za-z]/.test(text[i]!)) folds[i] = 0x20;
      bytes[i]! |= folds[i]!;
    }
  }
  return { index, bytes, folds, ignoreCase };
}

/** The bytes that may stand at this place of a needle. */
function variantsAt({ bytes, folds }: Needle, place: number): readonly number[] {
  const byte = bytes[place]!;
  return folds[place] === 0 ? [byte] : [byte, byte & ~0x20];
}

/** Where the `count` pairs in a row begin that are least frequent in text. */
function rarestPlace({ bytes }: Needle, count: number): number {
  const weights = [...bytes.subarray(0, -1)].map((byte, at) => weightOf(byte) * weightOf(bytes[at + 1]!));
  const sums = weights
    .slice(0, weights.length - count + 1)
    .map((_, at) => weights.slice(at, at + count).reduce((sum, weight) => sum + weight));
  return sums.indexOf(Math.min(...sums));
}

/** How frequent a byte is, as a share of the most frequent one: the second is half as frequent, and so on. */
function weightOf(byte: number): number {
  const rank = frequent.indexOf(String.fromCharCode(byte));
  return 1 / (rank === -1 ? 10 * frequent.length : rank + 1);
}

function standsAt(text: Uint8Array, at: number, { bytes, folds }: Needle): boolean {
  if (at + bytes.length > text.length) return false;
  for (let i = 0; i < bytes.length; i++) if ((text[at + i]! | folds[i]!) !== bytes[i]) return false;
  return true;
}

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

function findAlone(bytes: Buffer, from: number, to: number, needle: Needle, found: Found): void {
  if (!needle.ignoreCase) {
    const { bytes: text, index } = needle;
    for (let at = bytes.indexOf(text, from); at !== -1 && at < to; at = bytes.indexOf(text, at + 1)) {
      found(at, index);
    }
    return;
  }
  for (const first of variantsAt(needle, 0)) {
    for (let at = bytes.indexOf(first, from); at !== -1 && at < to; at = bytes.indexOf(first, at + 1)) {
      if (standsAt(bytes, at, needle)) found(at, needle.index);
    }
  }
}
