import { runsIn } from '../../kernel/tokens.ts';
import type { Token } from '../anchors.ts';
import type { Replacement } from '../view.ts';

/** Fewer characters cannot hold a credential. */
const leastBase64 = 24;
/** No credential is shorter, in bytes. */
const leastToken = 20;
/** Lines of base64 that are wrapped are longer. */
const shortestLine = 40;
/** How many bytes at the start of what was decoded tell text from noise. */
const sample = 48;

const values = new Int8Array(256).fill(-1);
for (const [value, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  values[char.charCodeAt(0)] = value;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** What a byte of a decoded text can be in a token; a NUL is the other half of a wide character. */
const inToken = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-|\\%&#;')
  inToken[char.charCodeAt(0)] = 1;

/** A line of base64, in characters of its view. */
interface Line {
  readonly from: number;
  readonly to: number;
}

/**
 * What the base64 in these tokens says, from left to right; what holds no token of a credential's length and does not
 * begin as text, such as pictures and hashes, is left out.
 *
 * Lines that are wrapped at one length are read as one, also with `\n` between them as in JSON. Text of two bytes a
 * character, as PowerShell encodes it, is made one byte a character.
 *
 * @param tokens ascending
 * @param limit where to stop, in characters of the view
 */
export function base64In(bytes: Buffer, tokens: readonly Token[], limit: number): Replacement[] {
  const found: Replacement[] = [];
  let done = 0;
  const look = (start: number, phases: readonly number[]) => {
    if (start < done) return;
    for (const phase of phases) {
      const lines = wrappedLines(bytes, start + phase, limit);
      done = Math.max(done, lines.at(-1)!.to);
      if (!isPromising(bytes, lines)) continue;
      found.push(decoded(bytes, lines));
      break;
    }
  };
  for (const { start, end, isCut } of tokens) {
    runsIn(bytes, start, Math.min(end, limit), leastBase64, (from) => {
      look(from, (isCut && from === start) || bytes[from - 1] === backslash ? everyPhase : onePhase);
    });
  }
  return found;
}

const backslash = 0x5c;
/**
 * Groups of four begin where a run does; behind the backslash of `\n` or `\u000a`, and where it is cut off, that is
 * not where it seems to.
 */
const onePhase = [0];
const everyPhase = [0, 1, 2, 3];

/** Lines as mail and PEM wrap them: all but the last of one length, a multiple of four, with blanks in front. */
function wrappedLines(bytes: Buffer, from: number, limit: number): readonly Line[] {
  const first = lineAt(bytes, from, limit);
  const lines = [first];
  const length = first.to - first.from;
  if (length < shortestLine || length % 4 !== 0) return lines;
  for (let end = first.to; end < limit && beginsGap(bytes[end]); ) {
    const gap = /^(?:\\{1,4}r)?(?:\\{1,4}n|\r?\n)[ \t]{0,40}(?=[A-Za-z0-9+/])/.exec(
      bytes.toString('latin1', end, end + 56),
    );
    if (gap === null) break;
    const next = lineAt(bytes, end + gap[0].length, limit);
    const nextLength = next.to - next.from;
    if (nextLength > length || nextLength < 2) break;
    lines.push(next);
    if (nextLength < length) break;
    end = next.to;
  }
  return lines;
}

const beginsGap = (byte: number | undefined): boolean => byte === backslash || byte === 0x0a || byte === 0x0d;

/** One unbroken line; `-` and `_` are of the alphabet for URLs, and in text stand only at the end of a group. */
function lineAt(bytes: Uint8Array, from: number, limit: number): Line {
  let end = from;
  while (end < limit && values[bytes[end] ?? 0]! >= 0) {
    if ((bytes[end] === 0x2d || bytes[end] === 0x5f) && (end - from) % 4 !== 3) break;
    end++;
  }
  return { from, to: end };
}

/** Whether what these lines say holds a token as long as a credential, or begins with text. */
const isPromising = (bytes: Uint8Array, lines: readonly Line[]): boolean =>
  beginsWithText(bytes, lines) || holdsToken(bytes, lines);

function beginsWithText(bytes: Uint8Array, lines: readonly Line[]): boolean {
  let count = 0;
  for (const { from, to } of lines) {
    for (let at = from; at + 1 < to; at += 4) {
      const group = groupAt(bytes, at, to);
      const length = Math.min(4, to - at) - 1;
      for (let i = 0; i < length; i++) {
        if (!isPrintable((group >>> (16 - 8 * i)) & 0xff)) return false;
        if (++count === sample) return true;
      }
    }
  }
  return true;
}

/** A token covers so many groups at least; a bit of each that is set is in no byte of ASCII. */
const leastGroups = 6;
const notAscii = 0x808080;

function holdsToken(bytes: Uint8Array, lines: readonly Line[]): boolean {
  let token = 0;
  for (const { from, to } of lines) {
    for (let at = from; at + 1 < to; ) {
      // Where no token goes on, the last group that one of its length would cover tells first whether there is one.
      if (token === 0) at = behindNoise(bytes, at, to);
      const group = groupAt(bytes, at, to);
      const length = Math.min(4, to - at) - 1;
      for (let i = 0; i < length; i++) {
        const byte = (group >>> (16 - 8 * i)) & 0xff;
        if (inToken[byte] === 1) token++;
        else if (byte !== 0) token = 0;
        if (token >= leastToken) return true;
      }
      at += 4;
    }
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

function decoded(bytes: Buffer, lines: readonly Line[]): Replacement {
  const length = lines.reduce((sum, { from, to }) => sum + Math.floor(((to - from) * 3) / 4), 0);
  const out = Buffer.alloc(length);
  const [starts, ends] = [new Int32Array(length), new Int32Array(length)];
  let count = 0;
  for (const { from, to } of lines) {
    for (let at = from; at + 1 < to; at += 4) {
      const group = groupAt(bytes, at, to);
      const end = Math.min(at + 4, to);
      for (let i = 0; i < end - at - 1; i++, count++) {
        out[count] = (group >>> (16 - 8 * i)) & 0xff;
        starts[count] = at;
        ends[count] = end;
      }
    }
  }
  const last = lines.at(-1)!.to;
  const to = endOfPadding(bytes, last);
  // Padding belongs to what it fills up.
  for (let i = count - 1; ends[i] === last; i--) ends[i] = to;
  return { from: lines[0]!.from, to, what: 'base64', ...narrowed({ bytes: out, starts, ends }) };
}

/** The 24 bits of four characters; what is missing at a line's end counts as 0. */
function groupAt(bytes: Uint8Array, at: number, end: number): number {
  let group = 0;
  for (let i = 0; i < 4; i++) group = (group << 6) | (at + i < end ? values[bytes[at + i]!]! & 63 : 0);
  return group;
}

function endOfPadding(bytes: Buffer, end: number): number {
  let padded = end;
  while (padded < end + 2 && bytes[padded] === 0x3d) padded++;
  return padded;
}

type Decoded = Pick<Replacement, 'bytes' | 'starts' | 'ends'>;

/** Text of two bytes a character, in either order, without its NULs. */
function narrowed(all: Decoded): Decoded {
  const nuls = [0, 0];
  for (let i = 0; i < all.bytes.length; i++) if (all.bytes[i] === 0) nuls[i & 1]!++;
  const [even, odd] = nuls as [number, number];
  const least = all.bytes.length / 4;
  if (Math.max(even, odd) <= least || Math.min(even, odd) > least / 10) return all;
  const first = odd > even ? 0 : 1;
  const isKept = (_: number, index: number) => (index & 1) === first;
  return {
    bytes: all.bytes.filter(isKept) as Buffer,
    starts: all.starts.filter(isKept),
    ends: all.ends.filter(isKept),
  };
}
