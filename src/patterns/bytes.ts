/** A set of bytes, one bit each. */
export type ByteSet = bigint;

const allBytes: ByteSet = (1n << 256n) - 1n;

export const bytesFrom = (first: number, last = first): ByteSet =>
  ((1n << BigInt(last - first + 1)) - 1n) << BigInt(first);

export const otherThan = (set: ByteSet): ByteSet => allBytes ^ set;

const upper = bytesFrom(0x41, 0x5a);
const lower = bytesFrom(0x61, 0x7a);
const digit = bytesFrom(0x30, 0x39);
const hexLetters = bytesFrom(0x41, 0x46) | bytesFrom(0x61, 0x66);
const graph = bytesFrom(0x21, 0x7e);
const space = bytesFrom(0x09, 0x0d) | bytesFrom(0x20);

/** The set with each ASCII letter in both cases. */
export const inBothCases = (set: ByteSet): ByteSet => set | ((set & upper) << 32n) | ((set & lower) >> 32n);

/** What `\d`, `\w` and `\s` mean. The byte A0 is no space: it ends many a UTF-8 letter. */
export const escapeSets = { digit, word: upper | lower | digit | bytesFrom(0x5f), space } as const;

export const anyByte = allBytes;
/** What `.` means unless a flag says otherwise. */
export const anyButLineEnd = otherThan(bytesFrom(0x0a) | bytesFrom(0x0d));

/** What RE2 knows as `[[:alpha:]]` and so on. */
export const posixSets: ReadonlyMap<string, ByteSet> = new Map([
  ['alnum', upper | lower | digit],
  ['alpha', upper | lower],
  ['ascii', bytesFrom(0x00, 0x7f)],
  ['blank', bytesFrom(0x09) | bytesFrom(0x20)],
  ['cntrl', bytesFrom(0x00, 0x1f) | bytesFrom(0x7f)],
  ['digit', digit],
  ['graph', graph],
  ['lower', lower],
  ['print', graph | bytesFrom(0x20)],
  ['punct', graph & otherThan(upper | lower | digit)],
  ['space', space],
  ['upper', upper],
  ['word', escapeSets.word],
  ['xdigit', digit | hexLetters],
]);

/** The set as ranges, both ends included, ascending. */
export function rangesOf(set: ByteSet): [first: number, last: number][] {
  // The bit of byte 0 is the last digit.
  const digits = set.toString(2).padStart(256, '0');
  const runs = digits.matchAll(/1+/g);
  return [...runs]
    .map(({ 0: run, index }): [number, number] => [256 - index - run.length, 255 - index])
    .reverse();
}

const texts = new Map<ByteSet, string>();

/** The set as a piece of a JavaScript regular expression without flags. */
export function classText(set: ByteSet): string {
  const text = texts.get(set) ?? newClassText(set);
  texts.set(set, text);
  return text;
}

function newClassText(set: ByteSet): string {
  if (set === allBytes) return '[^]';
  const ranges = rangesOf(set);
  if (ranges.length === 1 && ranges[0]![0] === ranges[0]![1]) return byteText(ranges[0]![0]);
  const others = rangesOf(otherThan(set));
  return others.length < ranges.length ? `[^${rangesText(others)}]` : `[${rangesText(ranges)}]`;
}

export const rangesText = (ranges: readonly (readonly [number, number])[]): string =>
  ranges
    .map(([first, last]) => (first === last ? byteText(first) : `${byteText(first)}-${byteText(last)}`))
    .join('');

/** Letters and digits as they are, all others by number. */
const byteText = (byte: number): string =>
  /\w/.test(String.fromCharCode(byte))
    ? String.fromCharCode(byte)
    : `\\x${byte.toString(16).padStart(2, '0')}`;
