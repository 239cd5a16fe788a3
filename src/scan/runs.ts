import { nextSetting } from '../model/next-setting.ts';
import { randomStretches } from './randomness.ts';

/** Longer runs are no paths with a secret in them but data. */
const longestPath = 200;

/**
 * Where in the unbroken base64 run [start, end) a secret of exactly `length` characters may begin: the run itself,
 * or what is left of it without what is glued to it. In packed data anything may follow, and with `glued` a path may
 * stand on either side.
 */
export function candidatesInRun(
  bytes: Buffer,
  start: number,
  end: number,
  length: number,
  glued: boolean,
): readonly number[] {
  const places = placesInRun(bytes, start, end, length, glued);
  return places.length === 0
    ? places
    : places.filter((at) => !endsWrapped(bytes, at, at + length) && !isPartOfToken(bytes, at, at + length));
}

function placesInRun(
  bytes: Buffer,
  start: number,
  end: number,
  length: number,
  glued: boolean,
): readonly number[] {
  const more = end - start - length;
  if (isPacked(bytes, start, more)) return [start];
  if (more > 0 && isSetting(bytes, start + length)) return [start];
  // What is padded is longer than it shows: it has another length than a secret's bytes.
  if (bytes[end] === equalsSign && !isVerbatim(bytes, start, end) && !isEscape(bytes, end)) return [];
  if (more === 0) return [start];
  if (isGlue(bytes, start, more)) return [start + more];
  if (more === 2 && start > 0 && isAddedWord(bytes, start, end)) return [start + 1];
  return glued && more <= longestPath ? betweenSlashes(bytes, start, end, length) : [];
}

/** The names of settings are no longer, in characters. */
const longestSetting = 300;
const setting = new RegExp(`^(?:${nextSetting})`);

/** Whether the name of a setting begins here, as it does where the line in front has no end. */
const isSetting = (bytes: Buffer, at: number): boolean =>
  setting.test(bytes.toString('latin1', at, at + longestSetting));

/** `=…=` between blanks or bars, as Org has it. */
const isVerbatim = (bytes: Buffer, start: number, end: number): boolean =>
  bytes[start - 1] === equalsSign &&
  /^(?:^|[\s|])=$/.test(bytes.toString('latin1', Math.max(0, start - 2), start)) &&
  /^=(?:[\s|.,;]|$)/.test(bytes.toString('latin1', end, end + 2));

/** The end of a line, a blank, or what may stand behind a value, as mails have them. */
const isEscape = (bytes: Buffer, at: number): boolean =>
  /^=(?:0[9AD]|2[0279C]|3[BCE]|5D|7D)/.test(bytes.toString('latin1', at, at + 3));

/** A line of nothing but base64, or the first one of a text, and all that stands between it and the next one. */
const lineOfBase64 =
  /(?:^|\n|\\n|\((?=[bu]?["']))[ \t>|*#+]{0,40}?(?:[bu]?["'])?([A-Za-z0-9+/]{60,100})(?:\\n)?["']?(?:\s{0,4}[+.\\])?[ \t]{0,4}(?:\r?\n|(?:\\r)?\\n)[ \t>|*#+]{0,40}(?:[bu]?["'])?$|["']([A-Za-z0-9+/]{60,100})(?:\r?\n|(?:\\r)?\\n)[ \t]{0,40}$/;
/** What ends a line. */
const lineEnd = /^(?:\\[rn]|["']?[ \t]{0,4}[+.;,)\\\]}>]{0,3}[ \t]{0,4}(?:[\r\n]|$))/;
/** That line, its indents and the next ones are no longer, in characters. */
const twoLines = 240;

const keyId = /A[KS]IA(?![A-Z0-9]*EXAMPLE)[A-Z2-7]{16}/;
/** How far behind it the next line ends where that holds an ID, in characters. */
const longestBehind = 100;

/** Whether this is the next line of wrapped base64: alone on it, with a longer one of whole groups of four above. */
function endsWrapped(bytes: Buffer, at: number, end: number): boolean {
  if (!beginsLine(bytes, at)) return false;
  const above = bytes.toString('latin1', Math.max(0, at - twoLines), at);
  const [, alone, inText] = lineOfBase64.exec(above) ?? [];
  const line = alone ?? inText;
  return (
    line !== undefined &&
    // An ID may have its token below it, and then its secret, or stand below them.
    !keyId.test(above) &&
    !keyId.test(bytes.toString('latin1', end, end + longestBehind)) &&
    // A plus sign in front may be the mark of an added line.
    (line.length % 4 === 0 || (line.startsWith('+') && line.length % 4 === 1)) &&
    isMixed(line) &&
    lineEnd.test(bytes.toString('latin1', end, end + 16))
  );
}

const isMixed = (text: string): boolean => /[a-z]/.test(text) && /[A-Z]/.test(text) && /[0-9]/.test(text);

const marks = new Set([...' \t>|*#+"\'bu'].map((char) => char.charCodeAt(0)));

/** Whether nothing but marks and quotes stands in front of it on its line: it saves the other look most times. */
function beginsLine(bytes: Uint8Array, at: number): boolean {
  const least = Math.max(0, at - twoLines);
  let before = at - 1;
  while (before > least && marks.has(bytes[before]!)) before--;
  return bytes[before] === 0x0a || (bytes[before] === 0x6e && bytes[before - 1] === 0x5c);
}

/** So much beside what joins it is part of the same token, in characters; a secret on either side of it is none. */
const leastOfToken = 24;
const tokenLength = 64;

/** What joins it to more in front of it, and behind it; in the names of groups what is joined. */
const joinedBefore = /(?<url>[\w-]+)[-_]$|(?<escaped>(?:[A-Za-z0-9]|%2[BbFf])+)%(?:2[BbFf])?$/;
const joinedBehind = /^[-_](?<url>[\w-]+)|^(?<escaped>%2[BbFf](?:[A-Za-z0-9]|%2[BbFf])+)/;

/**
 * Whether it is joined to more that looks random: by - or _, as in tokens of base64 for URLs, which have no + and no slash,
 * or by %2B or %2F, as these are written in a URL.
 */
function isPartOfToken(bytes: Buffer, start: number, end: number): boolean {
  const isJoined = isJoint(bytes[start - 1]) || bytes[start - 3] === percent || isJoint(bytes[end]);
  if (!isJoined || /[+/]/.test(bytes.toString('latin1', start, end))) return false;
  const front = bytes.toString('latin1', Math.max(0, start - tokenLength), start);
  const rest = bytes.toString('latin1', end, end + tokenLength);
  return [joinedBefore.exec(front), joinedBehind.exec(rest)].some((found) => {
    const { url, escaped } = found?.groups ?? {};
    return isToken(url?.split(/[-_]/) ?? [escaped?.replace(/%2./g, '') ?? '']);
  });
}

/** Of its parts none is a key ID, or as long as a secret: these stand beside a secret. */
function isToken(parts: readonly string[]): boolean {
  const text = parts.join('');
  return (
    text.length >= leastOfToken &&
    isMixed(text) &&
    !parts.some((part) => part.length === 40 || keyId.test(part)) &&
    randomStretches(text).length > 0
  );
}

const isJoint = (byte: number | undefined): boolean => byte === 0x2d || byte === 0x5f || byte === percent;

const percent = 0x25;

/** The most that is glued to the front of a run. */
const longestGlue = 7;

/** What is, behind the bar, with what stands in front of it. */
const glue = new RegExp(
  [
    // The end of an escape, as of `\\n`, `%3D`, `\\u0022`, or of a colour in a pasted log; then perhaps an added line.
    String.raw`(?:\\\|(?:[nrtfvb0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})|%\|[0-9A-Fa-f]{2}|=\|3[dD]|[[;]\|[0-9]{0,3}m)\+{0,2}`,
    // The mark of an added line in a patch, or of a merge. Base64 has no length that a single one more makes.
    String.raw`\|\+|(?:^|[\r\n])\|\+\+`,
    // What a signature begins with: the key of its first round is "AWS4" and the secret.
    String.raw`\|AWS4`,
    // A short option, as in `-pS`.
    String.raw`\s-\|[A-Za-z]`,
  ]
    .map((form) => `(?:${form})$`)
    .join('|'),
);

/** What such a thing begins with, in front of the bar; behind it, where nothing is in front, stands a plus sign or an A. */
const glueStarts = new Set([...'\\%=[;-'].map((char) => char.charCodeAt(0)));

function isGlue(bytes: Buffer, start: number, count: number): boolean {
  if (count > longestGlue) return false;
  const first = bytes[start];
  if (first !== plusSign && first !== capitalA && !glueStarts.has(bytes[start - 1] ?? 0)) return false;
  const before = bytes.toString('latin1', Math.max(0, start - 2), start);
  return glue.test(`${before}|${bytes.toString('latin1', start, start + count)}`);
}

/** `{+…+}`, as in a diff by words. */
const isAddedWord = (bytes: Buffer, start: number, end: number): boolean =>
  bytes.toString('latin1', start - 1, start + 1) === '{+' &&
  bytes.toString('latin1', end - 1, end + 1) === '+}';

/**
 * Whether a length byte of 40 stands in front, as compiled Python, serialized Java and others store strings: behind a
 * byte that is no text, or behind `z` or `Z`, the types of short strings in CPython, when the next type follows at once.
 */
function isPacked(bytes: Uint8Array, start: number, more: number): boolean {
  if (start < 2 || bytes[start - 1] !== 0x28) return false;
  const type = bytes[start - 2]!;
  return type >= 0x80 || type < 0x20 || (more <= 2 && (type === 0x7a || type === 0x5a));
}

/** Where `length` characters between slashes, or at an end of the run, have nothing but names around them. */
function betweenSlashes(bytes: Buffer, start: number, end: number, length: number): number[] {
  const places: number[] = [];
  const last = end - length;
  let known = start;
  for (let at = start; at <= last; at = behindSlash(bytes, at, last)) {
    if (at < last && bytes[at + length] !== slash) continue;
    // What is no name in front of this place is in front of those behind it, too.
    if (!areNames(bytes, known, at)) break;
    known = at;
    if (areNames(bytes, at + length, end)) places.push(at);
  }
  return places;
}

/** Whether nothing but names stands between the slashes in [from, to). */
export function areNames(bytes: Uint8Array, from: number, to: number): boolean {
  for (let start = from; start < to; ) {
    const end = behindSlash(bytes, start, to) - 1;
    if (!isName(bytes, start, end)) return false;
    start = end + 1;
  }
  return true;
}

/** A word, perhaps with a number, or a key ID: what random base64 between two slashes hardly ever is. */
function isName(bytes: Uint8Array, from: number, to: number): boolean {
  const behindFirst = from < to && (kinds[bytes[from]!]! & letter) !== 0 ? from + 1 : from;
  return (
    isShortNumber(bytes, behind(bytes, behindFirst, to, small), to) ||
    isShortNumber(bytes, behind(bytes, from, to, capital), to) ||
    (to - from === 20 && behind(bytes, from, to, base32) === to)
  );
}

const isShortNumber = (bytes: Uint8Array, from: number, to: number): boolean =>
  to - from <= 4 && behind(bytes, from, to, digit) === to;

function behind(bytes: Uint8Array, from: number, to: number, kind: number): number {
  let at = from;
  while (at < to && (kinds[bytes[at]!]! & kind) !== 0) at++;
  return at;
}

const [small, capital, digit, base32] = [1, 2, 4, 8];
const letter = small | capital;
const kinds = new Uint8Array(256);
for (const [kind, chars] of [
  [small, 'abcdefghijklmnopqrstuvwxyz'],
  [capital, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'],
  [digit, '0123456789'],
  [base32, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'],
] as const)
  for (const char of chars) kinds[char.charCodeAt(0)]! |= kind;

/** Where the next slash in [at, end) ends, else behind `end`. */
function behindSlash(bytes: Uint8Array, at: number, end: number): number {
  let next = at;
  while (next < end && bytes[next] !== slash) next++;
  return next + 1;
}

const slash = 0x2f;
const plusSign = 0x2b;
const capitalA = 0x41;
const equalsSign = 0x3d;
