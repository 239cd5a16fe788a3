/** A line of base64, in characters of its view. */
export interface Line {
  readonly from: number;
  readonly to: number;
}

/** What a character of base64 stands for, of the alphabet for URLs, too; -1 for others. */
export const values = new Int8Array(256).fill(-1);
for (const [value, char] of [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/',
].entries()) {
  values[char.charCodeAt(0)] = value;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** Lines of base64 that are wrapped are longer. */
const shortestLine = 40;
/** How far in front of the first line its mark may stand, and how long what stands between two lines may be. */
const longestGap = 64;

/**
 * The line that begins here and those that go on with it: all but the last of one length, with blanks and the same
 * mark in front of each, such as that of a mail, a comment or a patch; or in quotes, as several texts put together.
 */
export function wrappedLines(bytes: Buffer, from: number, limit: number): readonly Line[] {
  const first = lineAt(bytes, from, limit);
  const lines = [first];
  const length = first.to - first.from;
  if (length < shortestLine || !beginsGap(bytes[first.to])) return lines;
  const mark = markBefore(bytes, from);
  for (let end = first.to; end < limit && beginsGap(bytes[end]); ) {
    const gap = mark === '' && isBreak(bytes, end) ? plainGapAt(bytes, end) : gapAt(bytes, end, mark);
    if (gap === 0) break;
    const next = lineAt(bytes, end + gap, limit);
    const nextLength = next.to - next.from;
    if (nextLength > length || nextLength < 2) break;
    lines.push(next);
    if (nextLength < length) break;
    end = next.to;
  }
  return lines;
}

/** One unbroken line; `-` and `_` are of the alphabet for URLs, and in text stand only at the end of a group. */
export function lineAt(bytes: Uint8Array, from: number, limit: number): Line {
  const most = Math.min(limit, bytes.length);
  let end = from;
  for (; end < most; end++) {
    const value = values[bytes[end]!]!;
    if (value < 0 || (value >= 62 && isOfUrl(bytes[end]!) && (end - from) % 4 !== 3)) break;
  }
  return { from, to: end };
}

const isOfUrl = (byte: number): boolean => byte === 0x2d || byte === 0x5f;

const gapStarts = new Set([...'\\\n\r"\'`'].map((char) => char.charCodeAt(0)));
const beginsGap = (byte: number | undefined): boolean => byte !== undefined && gapStarts.has(byte);

/** The mark in front of all that stands on a line, where there is one. */
const mark = /(?:^|[\r\n]|\\n)[ \t]{0,40}([>#*+;|%]{1,3}|\/\/|--)[ \t]{0,8}$/;

const markEnds = new Set([...'>#*+;|%/-'].map((char) => char.charCodeAt(0)));

function markBefore(bytes: Buffer, at: number): string {
  let end = at;
  while (end > at - 8 && isBlank(bytes[end - 1])) end--;
  // Most lines have a name in front.
  if (!markEnds.has(bytes[end - 1] ?? 0)) return '';
  return mark.exec(bytes.toString('latin1', Math.max(0, at - longestGap), at))?.[1] ?? '';
}

const [tab, space, lineFeed, carriageReturn] = [0x09, 0x20, 0x0a, 0x0d];
const isBlank = (byte: number | undefined): boolean => byte === space || byte === tab;

/** Whether a line ends here, and no text or quote before it does. */
const isBreak = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === lineFeed || bytes[at] === carriageReturn;

/** As `gapAt` without a mark, where a line ends: the most frequent one. */
function plainGapAt(bytes: Uint8Array, at: number): number {
  let end = bytes[at] === carriageReturn ? at + 1 : at;
  if (bytes[end] !== lineFeed) return 0;
  end++;
  const most = end + 48;
  while (end < most && isBlank(bytes[end])) end++;
  if (quotes.has(bytes[end] ?? 0)) end++;
  const byte = bytes[end] ?? 0;
  return values[byte]! >= 0 && !isOfUrl(byte) ? end - at : 0;
}

const quotes = new Set([...'"\'`'].map((char) => char.charCodeAt(0)));

/** How long what stands between two lines is; 0 where nothing says that they go on. */
const gapAt = (bytes: Buffer, at: number, mark: string): number =>
  gapWith(mark).exec(bytes.toString('latin1', at, at + longestGap))?.[0].length ?? 0;

const gaps = new Map<string, RegExp>();

function gapWith(mark: string): RegExp {
  const known = gaps.get(mark);
  if (known !== undefined) return known;
  const literal = [...mark].map((char) => `\\${char}`).join('');
  const gap = new RegExp(
    String.raw`^(?:["'\`][ \t]{0,4}[+.,&\\]?[ \t]{0,4})?(?:\\{1,4}r)?(?:\\{1,4}n|\r?\n)[ \t]{0,40}${literal}[ \t]{0,8}["'\`]?(?=[A-Za-z0-9+/])`,
  );
  gaps.set(mark, gap);
  return gap;
}
