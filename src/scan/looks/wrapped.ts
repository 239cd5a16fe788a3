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
  const pattern = gapWith(markBefore(bytes, from));
  for (let end = first.to; end < limit && beginsGap(bytes[end]); ) {
    const gap = pattern.exec(bytes.toString('latin1', end, end + longestGap));
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

/** One unbroken line; `-` and `_` are of the alphabet for URLs, and in text stand only at the end of a group. */
export function lineAt(bytes: Uint8Array, from: number, limit: number): Line {
  let end = from;
  while (end < limit && values[bytes[end] ?? 0]! >= 0) {
    if ((bytes[end] === 0x2d || bytes[end] === 0x5f) && (end - from) % 4 !== 3) break;
    end++;
  }
  return { from, to: end };
}

const gapStarts = new Set([...'\\\n\r"\'`'].map((char) => char.charCodeAt(0)));
const beginsGap = (byte: number | undefined): boolean => byte !== undefined && gapStarts.has(byte);

/** The mark in front of all that stands on a line, where there is one. */
const mark = /(?:^|[\r\n]|\\n)[ \t]{0,40}([>#*+;|%]{1,3}|\/\/|--)[ \t]{0,8}$/;

const markBefore = (bytes: Buffer, at: number): string =>
  mark.exec(bytes.toString('latin1', Math.max(0, at - longestGap), at))?.[1] ?? '';

const gaps = new Map<string, RegExp>();

/** What stands between two lines. */
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
