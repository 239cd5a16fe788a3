import { runsIn } from '../../kernel/tokens.ts';
import type { TokenList } from '../token-list.ts';
import type { Replacement } from '../view.ts';
import { narrowed } from './narrowed.ts';
import { endOfLine, type Line, values, wrappedLines } from './wrapped.ts';

/** Fewer characters cannot hold a credential. */
const leastBase64 = 24;
/** No credential is shorter, in bytes. */
const leastToken = 20;
/** How many bytes at the start of what was decoded tell text from noise. */
const sample = 48;

/** What a byte of a decoded text can be in a token; a NUL is the other half of a wide character. */
const inToken = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-|\\%&#;')
  inToken[char.charCodeAt(0)] = 1;

/**
 * What the base64 in these tokens says, from left to right; what holds no token of a credential's length and does not
 * begin as text, such as pictures and hashes, is left out.
 *
 * Lines that are wrapped at one length are read as one, also with `\n` between them as in JSON, quoted, or with the
 * mark of a mail, a comment or a patch in front. Text of two bytes a character, as PowerShell encodes it, is made one
 * byte a character.
 *
 * @param limit where to stop, in characters of the view
 */
export function base64In(bytes: Buffer, tokens: TokenList, limit: number): Replacement[] {
  const reader = new Base64Reader(bytes, limit);
  // The first run may go on with what stands in front of a stretch.
  let skips = everyPhase;
  for (let index = 0; index < tokens.length; index++) {
    const start = tokens.startAt(index);
    const end = Math.min(tokens.endAt(index), limit);
    if (!tokens.isPlainAt(index)) reader.lookIn(start, end, skips);
    else if (end - start >= leastBase64) reader.lookAt(start, end, skips);
    skips = onePhase;
  }
  return reader.found;
}

/** What was read of a stretch so far, from left to right. Most of it says nothing: of that nothing is made. */
class Base64Reader {
  readonly found: Replacement[] = [];
  readonly #bytes: Buffer;
  readonly #limit: number;
  /** How far it was read, and up to where each line stands alone. */
  #done = 0;
  #apart = 0;
  /** Where what was looked at last begins, where its first line ends, and all lines that go on with it. */
  #place = -1;
  #firstEnd = 0;
  #lines: readonly Line[] | undefined;

  constructor(bytes: Buffer, limit: number) {
    this.#bytes = bytes;
    this.#limit = limit;
  }

  /** Looks at each run of a token with escapes in it; only the first begins where a token does. */
  lookIn(start: number, end: number, skips: readonly number[]): void {
    runsIn(this.#bytes, start, end, leastBase64, (from, to) =>
      this.lookAt(from, to, from === start ? skips : onePhase),
    );
  }

  /** Looks at the run [from, to), read from so many characters behind its start. */
  lookAt(from: number, to: number, skips: readonly number[]): void {
    if (from < this.#done) return;
    for (const mark of marksAt(this.#bytes, from))
      for (const skip of skips) if (this.#saysSomething(from + mark, to, skip)) return;
  }

  /** Whether what begins here, but for what belongs to something that cannot be seen, says something. */
  #saysSomething(from: number, to: number, skip: number): boolean {
    if (this.#place !== from) this.#read(from, to);
    const lines = this.#lines;
    if (lines !== undefined) {
      const end = lines.at(-1)!.to;
      const says = saysSomething(joined, skip, lengthOf(lines));
      // Lines whose length is no multiple of four may be wrapped, or each may stand alone.
      if (says || (this.#firstEnd - from) % 4 === 0) {
        this.#done = Math.max(this.#done, end);
        if (says) this.found.push(decoded(this.#bytes, joined, skip, lengthOf(lines), lines));
        return says;
      }
      this.#apart = Math.max(this.#apart, end);
      this.#lines = undefined;
    }
    const end = this.#firstEnd;
    this.#done = Math.max(this.#done, end);
    const says = saysSomething(this.#bytes, from + skip, end);
    if (says) this.found.push(decoded(this.#bytes, this.#bytes, from + skip, end));
    return says;
  }

  #read(from: number, to: number): void {
    const end = endOfLine(this.#bytes, from, this.#limit, to);
    const lines = from < this.#apart ? undefined : wrappedLines(this.#bytes, from, end, this.#limit);
    this.#place = from;
    this.#firstEnd = end;
    this.#lines = lines;
    if (lines !== undefined) join(this.#bytes, lines);
  }
}

/**
 * Groups of four begin where a run does. Behind the backslash of `\n` or `\u000a` that is not where it seems to, nor
 * where a `+` may be the mark of an added line.
 */
function marksAt(bytes: Uint8Array, start: number): readonly number[] {
  if (bytes[start - 1] === backslash) return everyPhase;
  return bytes[start] === plus ? addedPhase : onePhase;
}

const addedPhase = [1, 0];
const onePhase = [0];
const everyPhase = [0, 1, 2, 3];
const backslash = 0x5c;
const plus = 0x2b;

/** What several lines say that go on with one another, one after the other; always the same memory. */
let joined = new Uint8Array(1024);

function join(bytes: Uint8Array, lines: readonly Line[]): void {
  const length = lengthOf(lines);
  if (joined.length < length) joined = new Uint8Array(2 * length);
  let count = 0;
  for (const { from, to } of lines) for (let at = from; at < to; at++) joined[count++] = bytes[at]!;
}

/** Whether characters of base64 hold a token as long as a credential or begin with text. */
const saysSomething = (chars: Uint8Array, from: number, to: number): boolean =>
  beginsWithText(chars, from, to) || holdsToken(chars, from, to);

/** Where each character stands in the view. */
function placesIn(lines: readonly Line[]): Int32Array {
  const places = new Int32Array(lengthOf(lines));
  let count = 0;
  for (const { from, to } of lines) for (let at = from; at < to; at++) places[count++] = at;
  return places;
}

const lengthOf = (lines: readonly Line[]): number => lines.reduce((sum, { from, to }) => sum + to - from, 0);

function beginsWithText(chars: Uint8Array, from: number, to: number): boolean {
  let count = 0;
  for (let at = from; at + 1 < to; at += 4) {
    const group = groupAt(chars, at, to);
    const length = Math.min(4, to - at) - 1;
    for (let i = 0; i < length; i++) {
      if (!isPrintable((group >>> (16 - 8 * i)) & 0xff)) return false;
      if (++count === sample) return true;
    }
  }
  return true;
}

/** A token covers so many groups at least; a bit of each that is set is in no byte of ASCII. */
const leastGroups = 6;
const notAscii = 0x808080;

function holdsToken(chars: Uint8Array, from: number, to: number): boolean {
  let token = 0;
  for (let at = from; at + 1 < to; ) {
    // Where no token goes on, the last group that one of its length would cover tells first whether there is one.
    if (token === 0) at = behindNoise(chars, at, to);
    const group = groupAt(chars, at, to);
    const length = Math.min(4, to - at) - 1;
    for (let i = 0; i < length; i++) {
      const byte = (group >>> (16 - 8 * i)) & 0xff;
      if (inToken[byte] === 1) token++;
      else if (byte !== 0) token = 0;
      if (token >= leastToken) return true;
    }
    at += 4;
  }
  return false;
}

/** Passes groups in which no token of the least length begins, but perhaps in the last bytes of the one it stops at. */
function behindNoise(bytes: Uint8Array, from: number, to: number): number {
  for (let start = from; ; ) {
    let last = start + 4 * (leastGroups - 1);
    if (last + 4 > to) return start;
    while (last > start && (groupAt(bytes, last, to) & notAscii) === 0) last -= 4;
    if (last === start) return start;
    start = last;
  }
}

const isPrintable = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d || byte === 0;

/** @param lines where the characters stand in the view, when they were put together */
function decoded(
  bytes: Buffer,
  chars: Uint8Array,
  from: number,
  to: number,
  lines?: readonly Line[],
): Replacement {
  const places = lines && placesIn(lines);
  const placeOf = (at: number) => places?.[at] ?? at;
  const length = Math.floor(((to - from) * 3) / 4);
  const out = Buffer.alloc(length);
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  let count = 0;
  for (let at = from; at + 1 < to; at += 4) {
    const group = groupAt(chars, at, to);
    const end = Math.min(at + 4, to);
    for (let i = 0; i < end - at - 1; i++, count++) {
      out[count] = (group >>> (16 - 8 * i)) & 0xff;
      starts[count] = placeOf(at);
      ends[count] = placeOf(end - 1) + 1;
    }
  }
  const last = placeOf(to - 1) + 1;
  const padded = endOfPadding(bytes, last);
  // Padding belongs to what it fills up.
  for (let i = count - 1; ends[i] === last; i--) ends[i] = padded;
  return { from: placeOf(from), to: padded, what: 'base64', ...narrowed({ bytes: out, starts, ends }) };
}

/** The 24 bits of four characters; what is missing at a line's end counts as 0. */
function groupAt(bytes: Uint8Array, at: number, end: number): number {
  if (at + 4 <= end)
    return (
      (bits[bytes[at]!]! << 18) |
      (bits[bytes[at + 1]!]! << 12) |
      (bits[bytes[at + 2]!]! << 6) |
      bits[bytes[at + 3]!]!
    );
  let group = 0;
  for (let i = 0; i < 4; i++) group = (group << 6) | (at + i < end ? bits[bytes[at + i]!]! : 0);
  return group;
}

const bits = Uint8Array.from(values, (value) => value & 63);

function endOfPadding(bytes: Buffer, end: number): number {
  let padded = end;
  while (padded < end + 2 && bytes[padded] === 0x3d) padded++;
  return padded;
}
