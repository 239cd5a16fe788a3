import wasm from './assembly/search.wasm';
import { type Fingerprint, fingerprintOf, printLength, type Sets, setsOf } from './fingerprints.ts';
import { groupsFor } from './groups.ts';
import { type Cell, instanceOf } from './instance.ts';
import { type Found, findAlone, type Keyword, type Needle, needleOf, standsAt } from './needles.ts';
import { quickNarrow } from './quick-wide-text.ts';
import { type Kernel, type OnToken, plainKernel, type Search } from './search.ts';
import { endOfToken, isHex, isPlain } from './tokens.ts';

let compiled: WebAssembly.Module | undefined;

/**
 * The kernel with instructions for sixteen bytes at a time, several times as fast as the plain one once it has run for
 * a while; undefined where there are none.
 */
export function simdKernel(): Kernel | undefined {
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'));
  } catch {
    return undefined;
  }
  const module = compiled;
  return {
    searchFor(keywords) {
      const instance = instanceOf(module);
      return instance === undefined ? plainKernel.searchFor(keywords) : new SimdSearch(instance, keywords);
    },
    narrow: quickNarrow,
  };
}

/** What `assembly/search.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly search: (from: number, to: number, length: number) => void;
  readonly tokens: Cell;
  readonly places: Cell;
  readonly tablesAt: Cell;
  readonly marksAt: Cell;
  readonly inputAt: Cell;
  readonly mostInput: Cell;
  readonly tokensAt: Cell;
  readonly placesAt: Cell;
}

/** A token that reaches so far behind a stretch is long enough, and is followed from there. */
const longestShort = 64;

class SimdSearch implements Search {
  readonly #exports: Exports;
  readonly #input: Uint8Array;
  readonly #tokens: Int32Array;
  readonly #places: Int32Array;
  /** A bit for each mark that a fingerprint has. */
  readonly #marks: Uint8Array;
  /** Keywords of one byte, each of which is searched alone. */
  readonly #short: readonly Needle[];
  /** For each mark the place of its list among all, 0 where no keyword is known by it … */
  readonly #listOf = new Uint16Array(0x10000);
  /** … and the fingerprints that have it. */
  readonly #lists: Fingerprint[][] = [[]];
  /** How many bytes behind a stretch are looked at. */
  readonly #reach: number;
  /** How long a stretch is that fits in. */
  readonly #longest: number;

  constructor(instance: WebAssembly.Instance, keywords: readonly Keyword[]) {
    const needles = keywords.map(needleOf);
    this.#short = needles.filter(({ text }) => text.length === 1);
    const prints = needles.filter(({ text }) => text.length > 1).map(fingerprintOf);
    this.#reach = needles.reduce(
      (longest, { text }) => Math.max(longest, text.length + printLength),
      longestShort,
    );

    this.#exports = instance.exports as unknown as Exports;
    const { memory, tablesAt, marksAt, inputAt, mostInput, tokensAt, placesAt } = this.#exports;
    this.#input = new Uint8Array(memory.buffer, inputAt.value, mostInput.value);
    this.#tokens = new Int32Array(memory.buffer, tokensAt.value);
    this.#places = new Int32Array(memory.buffer, placesAt.value);
    this.#longest = mostInput.value - this.#reach - 1;
    const tables = new Uint8Array(memory.buffer, tablesAt.value);
    for (const [index, table] of tablesOf(groupsFor(keywords, prints)).entries())
      tables.set(table, 16 * index);
    this.#marks = new Uint8Array(memory.buffer, marksAt.value, 0x10000 / 8);
    for (const print of prints) this.#enter(print);
  }

  find(bytes: Buffer, from: number, to: number, onKeyword: Found, onToken: OnToken): void {
    for (const needle of this.#short) findAlone(bytes, from, to, needle, onKeyword);
    for (let start = from; start < to; start += this.#longest)
      this.#findIn(bytes, start, Math.min(to, start + this.#longest), onKeyword, onToken);
  }

  /** The byte in front is looked at, too: a token that begins there is no token of this stretch. */
  #findIn(bytes: Buffer, from: number, to: number, onKeyword: Found, onToken: OnToken): void {
    const base = Math.max(0, from - 1);
    const end = Math.min(bytes.length, to + this.#reach);
    this.#input.set(end - base === bytes.length ? bytes : bytes.subarray(base, end));
    const { search, tokens, places } = this.#exports;
    search(from - base, to - base, end - base);
    const placeCount = places.value;
    for (let i = 0; i < placeCount; i++) {
      const at = base + this.#places[i]!;
      findAround(bytes, at, this.#lists[this.#listOf[markAt(bytes, at)]!]!, from, to, onKeyword);
    }
    const tokenWords = 3 * tokens.value;
    for (let i = 0; i < tokenWords; i += 3) {
      const start = base + this.#tokens[i]!;
      const stop = base + this.#tokens[i + 1]!;
      const kinds = this.#tokens[i + 2]!;
      if (stop < end || end === bytes.length) {
        const isHexadecimal = (kinds & notLower) === 0 || (kinds & notUpper) === 0;
        onToken(start, stop, (kinds & escapes) === 0, isHexadecimal);
      } else {
        const last = endOfToken(bytes, stop);
        onToken(start, last, isPlain(bytes, start, last), isHex(bytes, start, last));
      }
    }
  }

  #enter(print: Fingerprint): void {
    const [first, second, third] = print.variants as [
      readonly number[],
      readonly number[],
      readonly number[],
    ];
    for (const a of first)
      for (const b of second) for (const c of third) this.#enterAt(markOf(a, b, c), print);
  }

  #enterAt(mark: number, print: Fingerprint): void {
    this.#marks[mark >> 3]! |= 1 << (mark & 7);
    if (this.#listOf[mark] === 0) this.#listOf[mark] = this.#lists.push([]) - 1;
    const list = this.#lists[this.#listOf[mark]!]!;
    if (!list.includes(print)) list.push(print);
  }
}

/** The kinds of bytes that are not plain: escapes, and what is not of ASCII. */
const escapes = 0b1_1100_0000;
/** … and those that are no digits of hexadecimal numbers with letters of one case. */
const notLower = 0b1_1111_1100;
const notUpper = 0b1_1111_1010;

const bytesOf = (chars: string): readonly number[] => [...Buffer.from(chars)];
/** The kinds of ASCII in a token; each consists of all bytes that have the upper half of one and the lower of another. */
const kinds = [
  bytesOf('0123456789'),
  bytesOf('abcdef'),
  bytesOf('ABCDEF'),
  bytesOf('ghijklmnoGHIJKLMNO'),
  bytesOf('pqrstuvwxyzPQRSTUVWXYZ'),
  bytesOf('+/'),
  bytesOf('%'),
  bytesOf('\\'),
];
/** … and of other bytes. */
const wideKinds = [
  [0x80, 0x81, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f],
  [0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xad],
  [0xbb, 0xbf],
  [0xc2],
  [0xe2, 0xef],
];

/** The tables in the order in which `assembly/search.ts` has them. */
function tablesOf(groups: readonly Sets[]): readonly ArrayLike<number>[] {
  const constants = [new Uint8Array(16).fill(0x0f), new Uint8Array(16)];
  const tables = ({ low, high }: Sets) => [low, high];
  return [...constants, ...[setsOf(kinds), ...groups, setsOf(wideKinds)].flatMap(tables)];
}

/** As `assembly/search.ts` has it. */
const factor = 0x9e3779b1;

const markOf = (a: number, b: number, c: number): number =>
  Math.imul((a << 8) | (b << 16) | (c << 24), factor) >>> 16;

/** Of what stands behind the end the lower bits are 0. */
const markAt = (bytes: Uint8Array, at: number): number =>
  markOf(bytes[at]!, bytes[at + 1] ?? 0, bytes[at + 2] ?? 0);

/** Calls `found` for the keywords that are known by what stands at this place. */
function findAround(
  bytes: Buffer,
  at: number,
  prints: readonly Fingerprint[],
  from: number,
  to: number,
  found: Found,
): void {
  for (let i = 0; i < prints.length; i++) {
    const { needle, place } = prints[i]!;
    const start = at - place;
    if (start >= from && start < to && standsAt(bytes, start, needle)) found(start, needle.index);
  }
}
