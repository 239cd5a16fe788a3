/** What stands between two places of a text. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** A window of this many characters is judged at a time: no shorter piece of a secret is of use. */
export const leastRandom = 16;
/** From this sum of weights on a window looks random; random base64 has 15 on average, names and paths -22. */
const randomFrom = 1;

/** Which letters often follow which: the 162 pairs that make up three quarters of words and names. */
const followers: Readonly<Record<string, string>> = {
  a: 'bcdgilmnprst',
  b: 'aeilo',
  c: 'acehiklort',
  d: 'aeio',
  e: 'abcdeflmnprstvx',
  f: 'aefio',
  g: 'aeior',
  h: 'aeio',
  i: 'abcdefglmnorstv',
  k: 'e',
  l: 'adeilosuy',
  m: 'aeiop',
  n: 'acdegiost',
  o: 'cdlmnoprstuw',
  p: 'aeilor',
  q: 'u',
  r: 'adeimorstuy',
  s: 'acehiopstu',
  t: 'aehiorstuy',
  u: 'elnrst',
  v: 'aei',
  w: 'aeh',
  x: 't',
};

/** How many pairs of letters next to each other are among those that make up most of words. */
export function commonPairs(text: string): number {
  let count = 0;
  for (let at = 1; at < text.length; at++) if (isCommonPair(text[at - 1]!, text[at]!)) count++;
  return count;
}

const isCommonPair = (one: string, next: string): boolean =>
  followers[one.toLowerCase()]?.includes(next.toLowerCase()) ?? false;

/**
 * The stretches of a text that look random, as what is left of a secret does that was cut, wrapped or encoded: runs of
 * base64 and of escapes that stand for it in which letters, digits and the two cases are mixed in another way than in
 * names, paths and words. Hexadecimal digests are none, nor is anything shorter than 16 characters.
 */
export function randomStretches(text: string): readonly Stretch[] {
  const found: Stretch[] = [];
  for (const run of runsIn(text)) {
    for (const { start, end } of randomIn(run.text))
      found.push({ start: run.starts[start]!, end: run.ends[end - 1]! });
  }
  return found;
}

/** Characters of base64 without a gap, as they are meant, and where each of them stands. */
interface Run {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/** What may hold a run: its characters, those that escapes consist of, and those that no one sees. */
const aroundRuns = /[A-Za-z0-9+/_%\\&#;{}\u00ad\u200b-\u200f\u2060-\u2064\ufeff-]{16,}/g;
const member = /[A-Za-z0-9+/_-]/;
const invisible = /[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]/;

function* runsIn(text: string): Generator<Run> {
  for (const { index, 0: stretch } of text.matchAll(aroundRuns)) {
    let run = emptyRun();
    const end = index + stretch.length;
    for (let at = index; at < end; ) {
      const { char, length } = characterAt(text, at);
      if (member.test(char)) {
        run.text += char;
        run.starts.push(at);
        run.ends.push(at + length);
      } else if (!invisible.test(char)) {
        if (run.text.length >= leastRandom) yield run;
        run = emptyRun();
      }
      at += length;
    }
    if (run.text.length >= leastRandom) yield run;
  }
}

const emptyRun = () => ({ text: '', starts: [] as number[], ends: [] as number[] });

/** Escapes, and what the number in each of them counts by. */
const escapes: readonly (readonly [pattern: RegExp, base: number])[] = [
  [/%(?:25){0,4}([0-9A-Fa-f]{2})/y, 16],
  [/\\{1,8}x([0-9A-Fa-f]{2})/y, 16],
  [/\\{1,8}u([0-9A-Fa-f]{4})/y, 16],
  [/\\{1,8}u\{([0-9A-Fa-f]{1,6})\}/y, 16],
  [/\\{1,8}([0-7]{3})/y, 8],
  [/&(?:amp;){0,4}#x([0-9A-Fa-f]{1,6});/y, 16],
  [/&(?:amp;){0,4}#(\d{1,7});/y, 10],
];
/** … and others. */
const named = /\\{1,8}([/nrtfvb])|&(?:amp;){0,4}(plus|sol);/y;
const meant: Readonly<Record<string, string>> = { '/': '/', sol: '/', plus: '+' };

/** What an escape stands for, or the character itself, and how long it is. */
function characterAt(text: string, at: number): { readonly char: string; readonly length: number } {
  const char = text[at]!;
  if (char !== '%' && char !== '\\' && char !== '&') return { char, length: 1 };
  for (const [pattern, base] of escapes) {
    const found = foundAt(pattern, text, at);
    if (found !== null)
      return { char: String.fromCharCode(Number.parseInt(found[1]!, base)), length: found[0].length };
  }
  const found = foundAt(named, text, at);
  if (found === null) return { char, length: 1 };
  return { char: meant[found[1] ?? found[2]!] ?? ' ', length: found[0].length };
}

function foundAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** Words, numbers and hexadecimal numbers that stand between symbols; names and paths have no +. */
const readableParts =
  /(?<![A-Za-z0-9+])(?:[A-Z]?[a-z]{2,}|[A-Z]{2,}|[0-9]{2,}|[0-9a-f]{4,}|[0-9A-F]{6,})(?![A-Za-z0-9+])/g;
/** A key ID without its prefix, and whatever else is in base32. */
const base32 = /(?<![A-Za-z0-9])(?=[A-Z]*[2-7])(?=[2-7]*[A-Z])[A-Z2-7]{16,}(?![A-Za-z0-9])/g;
/** Long keys of small letters and digits that are not hexadecimal. */
const base36 =
  /(?<![A-Za-z0-9])(?![0-9a-f]+(?![A-Za-z0-9]))(?=[0-9]*(?:[a-z]+[0-9]+){3})[a-z0-9]{24,}(?![A-Za-z0-9])/g;

function* randomIn(run: string): Generator<Stretch> {
  const random = new Uint8Array(run.length + 1);
  for (const pattern of [base32, base36]) mark(random, run, pattern);
  const readable = mark(new Uint8Array(run.length), run, readableParts);
  for (let { start, end } of windowsIn(run, readable)) {
    // Words at its edges are none of it; what else it touches is part of it to its end.
    while (start < end && (readable[start] === 1 || readable[start + 1] === 1)) start++;
    while (start < end && (readable[end - 1] === 1 || readable[end - 2] === 1)) end--;
    while (readable[start - 1] === 0) start--;
    while (readable[end] === 0) end++;
    random.fill(1, start, end);
  }
  for (let start = random.indexOf(1); start !== -1; start = random.indexOf(1, start)) {
    const end = random.indexOf(0, start);
    yield { start, end };
    start = end;
  }
}

function mark(marks: Uint8Array, text: string, pattern: RegExp): Uint8Array {
  for (const { index, 0: found } of text.matchAll(pattern)) marks.fill(1, index, index + found.length);
  return marks;
}

/** The windows that look random; those that overlap are one. */
function* windowsIn(run: string, readable: Uint8Array): Generator<Stretch> {
  const kinds = Uint8Array.from(run, kindOf);
  const weights = Float64Array.from(run, (_, at) => weightAt(run, at, kinds, readable));
  const counts = [0, 0, 0, 0];
  let sum = 0;
  let found: { start: number; end: number } | undefined;
  for (let at = 0; at < run.length; at++) {
    const start = at - leastRandom + 1;
    sum += weights[at]!;
    counts[kinds[at]!]!++;
    if (start > 0) {
      sum -= weights[start]!;
      counts[kinds[start - 1]!]!--;
    }
    if (start < 0 || sum < randomFrom || counts[small] === 0 || counts[capital] === 0) continue;
    if (found !== undefined && start <= found.end) found.end = at + 1;
    else {
      if (found !== undefined) yield found;
      found = { start, end: at + 1 };
    }
  }
  if (found !== undefined) yield found;
}

const [small, capital, digit, symbol] = [0, 1, 2, 3] as const;

const kindOf = (char: string): number =>
  char >= 'a' && char <= 'z'
    ? small
    : char >= 'A' && char <= 'Z'
      ? capital
      : char >= '0' && char <= '9'
        ? digit
        : symbol;

/** How much a character and the one before it speak for chance, about in twice the bits that they do. */
function weightAt(run: string, at: number, kinds: Uint8Array, readable: Uint8Array): number {
  if (at === 0) return 0;
  if (readable[at] === 1 || readable[at - 1] === 1) return -2.5;
  const [before, kind] = [kinds[at - 1]!, kinds[at]!];
  if (before === symbol || kind === symbol) return 1;
  if (before === digit || kind === digit) return before === kind ? 0 : 2;
  if (before === small && kind === capital) return 1;
  const isCommon = isCommonPair(run[at - 1]!, run[at]!);
  if (kind === capital) return isCommon ? 0 : 2;
  return isCommon ? -2.5 : 1;
}
