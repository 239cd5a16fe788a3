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
 * The line [from, end) and those that go on with it: all but the last of one length, with blanks and the same mark in
 * front of each, such as that of a mail, a comment or a patch; or in quotes, as several texts put together. Undefined
 * where none does.
 */
export function wrappedLines(
  bytes: Buffer,
  from: number,
  end: number,
  limit: number,
): readonly Line[] | undefined {
  const length = end - from;
  if (length < shortestLine || end >= limit || !mayBeGap(bytes, end)) return undefined;
  const mark = markBefore(bytes, from);
  let lines: Line[] | undefined;
  for (let last = end; last < limit && mayBeGap(bytes, last); ) {
    const gap = mark === '' && isBreak(bytes, last) ? plainGapAt(bytes, last) : gapAt(bytes, last, mark);
    if (gap === 0) break;
    const next = last + gap;
    last = endOfLine(bytes, next, limit);
    if (last - next > length || last - next < 2) break;
    lines ??= [{ from, to: end }];
    lines.push({ from: next, to: last });
    if (last - next < length) break;
  }
  return lines;
}

/**
 * Where an unbroken line ends; `-` and `_` are of the alphabet for URLs, and in text stand only at the end of a group.
 *
 * @param known up to where there are only letters, digits, `+` and `/`
 */
export function endOfLine(bytes: Uint8Array, from: number, limit: number, known = from): number {
  const most = Math.min(limit, bytes.length);
  let end = known;
  for (; end < most; end++) {
    const value = values[bytes[end]!]!;
    if (value < 0 || (value >= 62 && isOfUrl(bytes[end]!) && (end - from) % 4 !== 3)) break;
  }
  return end;
}

const isOfUrl = (byte: number): boolean => byte === 0x2d || byte === 0x5f;

const backslash = 0x5c;
const quotes = bytesOf('"\'`');
const joiners = bytesOf('+.,&');

/** Whether what stands between two lines may begin here; if not, it does not. */
function mayBeGap(bytes: Uint8Array, from: number): boolean {
  let at = from;
  if (quotes.has(bytes[at] ?? 0)) {
    at = behindBlanks(bytes, at + 1, 8);
    if (joiners.has(bytes[at] ?? 0)) at = behindBlanks(bytes, at + 1, 4);
  }
  return bytes[at] === backslash || isBreak(bytes, at);
}

function behindBlanks(bytes: Uint8Array, from: number, most: number): number {
  let at = from;
  while (at < from + most && isBlank(bytes[at])) at++;
  return at;
}

function bytesOf(chars: string): ReadonlySet<number> {
  return new Set(Buffer.from(chars));
}

/** The mark in front of all that stands on a line, where there is one. */
const mark = /(?:^|[\r\n]|\\n)[ \t]{0,40}([>#*+;|%]{1,3}|\/\/|--)[ \t]{0,8}$/;

const markEnds = bytesOf('>#*+;|%/-');

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
  end = behindBlanks(bytes, end + 1, 48);
  if (quotes.has(bytes[end] ?? 0)) end++;
  const byte = bytes[end] ?? 0;
  return values[byte]! >= 0 && !isOfUrl(byte) ? end - at : 0;
}

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
