import type { Replacement } from '../view.ts';

/** Fewer characters cannot hold a credential. */
export const leastBase64 = 24;

/** Long base64 is decoded in pieces that begin at fixed places of it, so that it does not matter how it is seen. */
const pieceLength = 8192;
/** How much of the next piece belongs to each, so that nothing is lost where they meet. */
const overlap = 4096;
/** The longest piece, in characters. */
export const longestPiece = pieceLength + overlap;

const values = new Int8Array(256).fill(-1);
for (const [value, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  values[char.charCodeAt(0)] = value;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** A piece of base64, in characters of its view. */
interface Piece {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the pieces of a run of base64 begin that begin in [from, to).
 *
 * @param start where the run begins; it may lie in front of the view
 */
export function* pieceStarts(start: number, end: number, from: number, to: number): Generator<number> {
  const first = start >= from ? 0 : Math.ceil((from - start) / pieceLength);
  for (let at = start + first * pieceLength; at < Math.min(end, to); at += pieceLength) yield at;
}

/**
 * What the base64 that begins at `from` says; undefined when that is no text.
 *
 * Lines that are wrapped at one length are read as one. Text of two bytes a character, as PowerShell encodes it,
 * is made one byte a character.
 */
export function decodedBase64(bytes: Buffer, from: number): Replacement | undefined {
  if (!beginsAsText(bytes, from)) return undefined;
  const out: number[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let end = from;
  let isKnownAsText = false;
  for (const line of wrappedLines(bytes, from)) {
    end = line.to;
    for (let at = line.from; at + 1 < end; at += 4) {
      const group = groupAt(bytes, at, end);
      const count = Math.min(4, end - at) - 1;
      for (let i = 0; i < count; i++) {
        out.push((group >>> (16 - 8 * i)) & 0xff);
        starts.push(at);
        ends.push(Math.min(at + 4, end));
      }
    }
    // Lines that are no text are wrapped like any others: none is read to its end to learn that.
    if (isKnownAsText || out.length < sample) continue;
    if (!isText(out)) return undefined;
    isKnownAsText = true;
  }
  if (!isKnownAsText && !isText(out)) return undefined;
  const to = endOfPadding(bytes, end);
  // Padding belongs to what it fills up.
  for (let i = ends.length - 1; ends[i] === end; i--) ends[i] = to;
  const kept = isTwoByte(out) ? (_: unknown, index: number) => index % 2 === 0 : () => true;
  return {
    from,
    to,
    bytes: Buffer.from(out.filter(kept)),
    starts: Int32Array.from(starts.filter(kept)),
    ends: Int32Array.from(ends.filter(kept)),
    what: 'base64',
  };
}

/** The 24 bits of four characters; what is missing at a line's end counts as 0. */
function groupAt(bytes: Uint8Array, at: number, end: number): number {
  let group = 0;
  for (let i = 0; i < 4; i++) group = (group << 6) | (at + i < end ? values[bytes[at + i]!]! & 63 : 0);
  return group;
}

/** A look at the first six bytes, which turns away nearly all that is not the base64 of text. */
function beginsAsText(bytes: Uint8Array, from: number): boolean {
  const [first, second] = [groupAt(bytes, from, from + 4), groupAt(bytes, from + 4, from + 8)];
  for (const group of [first, second]) {
    for (const shift of [16, 8, 0]) if (isControl((group >>> shift) & 0xff)) return false;
  }
  return true;
}

/** No letter, and none of tabulator, line feed, carriage return, NUL (the half of a wide character). */
const isControl = (byte: number): boolean =>
  (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d && byte !== 0) || byte === 0x7f;

/** How much of what was decoded is looked at to tell text from noise, in bytes. */
const sample = 64;

/** No control characters, and mostly ASCII: random bytes pass once in 50,000 times at 18 bytes. */
function isText(bytes: readonly number[]): boolean {
  const count = Math.min(sample, bytes.length);
  let letters = 0;
  let nuls = 0;
  for (let i = 0; i < count; i++) {
    const byte = bytes[i]!;
    if (isControl(byte)) return false;
    if (byte === 0) nuls++;
    else if (byte < 0x80) letters++;
  }
  return nuls === 0 ? letters >= 0.7 * count : isTwoByte(bytes);
}

function isTwoByte(bytes: readonly number[]): boolean {
  const count = Math.min(sample, bytes.length) & ~1;
  for (let i = 0; i < count; i += 2) if (bytes[i] === 0 || bytes[i + 1] !== 0) return false;
  return count > 0;
}

/** Lines as mail and PEM wrap them: all but the last of one length, a multiple of four, with blanks in front. */
function* wrappedLines(bytes: Buffer, from: number): Generator<Piece> {
  const first = lineAt(bytes, from);
  yield first;
  const length = first.to - first.from;
  if (length < shortestLine || length % 4 !== 0) return;
  for (let end = first.to; ; ) {
    const gap = /^(?:\\r)?(?:\\n|\r?\n)[ \t]{0,40}(?=[A-Za-z0-9+/])/.exec(
      bytes.toString('latin1', end, end + 48),
    );
    if (gap === null) return;
    const next = lineAt(bytes, end + gap[0].length);
    const nextLength = next.to - next.from;
    if (nextLength > length || nextLength < 2 || next.to - from > longestPiece) return;
    yield next;
    if (nextLength < length) return;
    end = next.to;
  }
}

function endOfPadding(bytes: Buffer, end: number): number {
  let padded = end;
  while (padded < end + 2 && bytes[padded] === 0x3d) padded++;
  return padded;
}

const shortestLine = 40;

/** One unbroken line; `-` and `_` are of the alphabet for URLs, and in text stand only at the end of a group. */
function lineAt(bytes: Uint8Array, from: number): Piece {
  let end = from;
  while (end < from + longestPiece && values[bytes[end] ?? 0]! >= 0) {
    if ((bytes[end] === 0x2d || bytes[end] === 0x5f) && (end - from) % 4 !== 3) break;
    end++;
  }
  return { from, to: end };
}
