/** A stretch of changed lines in a patch, which begins with `@@ -1,3 +1,4 @@`. */
export interface Hunk {
  /** One sign stands in front of each line for each old side: two and more in the diff of a merge. */
  readonly signs: number;
  /** The line of the new file that it begins with, and of the first old one; from 1, or 0 for a file that is not there. */
  readonly newLine: number;
  readonly oldLine: number;
  /** Where it begins, its lines begin and end in the patch, in bytes. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

export type HunkHeader = Pick<Hunk, 'signs' | 'newLine' | 'oldLine'> & {
  /** How many lines each old side has, and then the new one. */
  readonly lengths: readonly number[];
};

/** Undefined for what is no header of a hunk. */
export function hunkHeader(line: string): HunkHeader | undefined {
  const [, marks, ranges, end] =
    /^(@@+) ((?:-\d{1,9}(?:,\d{1,9})? )+\+\d{1,9}(?:,\d{1,9})?) (@@+)/.exec(line) ?? [];
  if (marks === undefined || marks !== end) return undefined;
  const sides = [...ranges!.matchAll(/[-+](\d+)(?:,(\d+))?/g)];
  if (sides.length !== marks.length) return undefined;
  return {
    signs: marks.length - 1,
    newLine: Number(sides.at(-1)![1]),
    oldLine: Number(sides[0]![1]),
    lengths: sides.map(([, , length]) => Number(length ?? 1)),
  };
}

const [lineFeed, carriageReturn, backslash] = [0x0a, 0x0d, 0x5c];
const [blank, plus, minus] = [0x20, 0x2b, 0x2d];

/** Where the lines of a hunk end that begin there; undefined when they are not those that its header promises. */
export function endOfHunk(bytes: Buffer, from: number, { signs, lengths }: HunkHeader): number | undefined {
  const left = [...lengths];
  let at = from;
  while (left.some((lines) => lines > 0)) {
    if (at >= bytes.length) return undefined;
    const end = endOfLine(bytes, at);
    if (bytes[at] !== backslash && !counted(bytes, at, signs, left)) return undefined;
    at = end;
  }
  // "\ No newline at end of file" belongs to the line before it.
  return bytes[at] === backslash ? endOfLine(bytes, at) : at;
}

/** Takes a line off the sides that it stands on; false when it has other signs, or is one too many. */
function counted(bytes: Buffer, at: number, signs: number, left: number[]): boolean {
  // Programs that trim lines leave nothing of an empty one.
  const isTrimmed = isEmpty(bytes, at);
  let isRemoved = false;
  for (let side = 0; side < signs; side++) {
    const sign = isTrimmed ? blank : bytes[at + side];
    if (sign !== blank && sign !== plus && sign !== minus) return false;
    if (sign === minus) isRemoved = true;
  }
  for (let side = 0; side < signs; side++) {
    const sign = isTrimmed ? blank : bytes[at + side];
    if (sign === (isRemoved ? minus : blank)) left[side]! -= 1;
  }
  if (!isRemoved) left[signs]! -= 1;
  return left.every((lines) => lines >= 0);
}

/** A line of a hunk: its text without signs, with its line end, and which sides have it. */
interface HunkLine {
  readonly text: Buffer;
  readonly isOld: boolean;
  readonly isNew: boolean;
}

export function* linesOf(bytes: Buffer, { signs, from, to }: Hunk): Generator<HunkLine> {
  for (let at = from; at < to; ) {
    const end = endOfLine(bytes, at);
    const [start, line] = [at, bytes.subarray(at, at + signs)];
    at = end;
    if (bytes[start] === backslash) continue;
    if (isEmpty(bytes, start)) yield { text: bytes.subarray(start, end), isOld: true, isNew: true };
    else {
      const isRemoved = line.includes(minus);
      yield {
        text: bytes.subarray(start + signs, end),
        isOld: isRemoved || line.includes(blank),
        isNew: !isRemoved,
      };
    }
  }
}

const isEmpty = (bytes: Buffer, at: number): boolean =>
  bytes[at] === lineFeed || (bytes[at] === carriageReturn && bytes[at + 1] === lineFeed);

/** Behind the line feed, or where the bytes end. */
export function endOfLine(bytes: Buffer, at: number): number {
  const end = bytes.indexOf(lineFeed, at);
  return end === -1 ? bytes.length : end + 1;
}
