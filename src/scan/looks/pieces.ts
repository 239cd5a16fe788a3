import type { Replacement } from '../view.ts';

/** What is said of a value that was put together. */
export const pieces = 'pieces';

/** How far around an anchor pieces of a value are looked for, and how long a line of them may be, in characters. */
const reach = { before: 160, after: 900, line: 1000 };

/** A stretch, in characters of its view. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const quote = `["'\`]`;
/** What languages write between two pieces of one text; a comma only where something says that they are joined. */
const operators = String.raw`\+|\.{1,2}|&(?:\s*_)?|\|\||<<|\+\+|~|\\|,`;
const gap = String.raw`\s{0,80}`;

/**
 * What may stand between two pieces of a value:
 * `'…' + '…'` in its forms, `'…' '…'`, `${'…'}` inside a template, a backslash or (in mails) `=` at the end of a
 * line, and a line that goes on below (only where both lines hold nothing else).
 */
const joint = new RegExp(
  [
    `${quote}${gap}(?<operator>${operators})?${gap}[fFrRbBuUL@$]{0,2}${quote}`,
    String.raw`${quote}\s*\}(?:\$\{\s*${quote})?`,
    String.raw`\$\{\s*${quote}`,
    String.raw`\\\r?\n[ \t]*`,
    String.raw`=\r?\n`,
    String.raw`(?<fold>(?=[ \t]{0,8}\r?\n)(?<=(?:^|[\n:=>|"'\`])[ \t|>\-]{0,40}[A-Za-z0-9+/=_.-]{4,200})[ \t]{0,8}\r?\n[ \t]{0,40}(?=[A-Za-z0-9+/=_.-]{2,900}["'\`,;]{0,3}[ \t]*(?:\r?\n|$)))`,
  ].join('|'),
  'y',
);

/** What a joint begins with, behind blanks where that is the end of a line. */
const openings = bytesOf('"\'`$\\=\n');
const partBytes = bytesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-');
const blanks = bytesOf(' \t\r');
const newline = 0x0a;

/** Says that values with commas between them are put together: what stands in front of them, or behind. */
const joinedBefore =
  /(?:concat|paste0?|strcat|printf|join)\s*\([^()]{0,900}$|Join["']?\s*:?\s*\[[^()]{0,900}$/i;
const joinedBehind = /^[^()]{0,900}\]\s*\.join\s*\(/;

/**
 * The joints between pieces of values around these anchors, each to be replaced by nothing: all of them and, where
 * several lines in a row might go on, all but the last of them, and every second one: nothing tells how many belong
 * together.
 *
 * @param anchors places near which a value may stand in pieces, in any order
 */
export function jointsAround(bytes: Buffer, anchors: readonly number[]): Replacement[][] {
  const joints = merged(anchors, bytes.length).flatMap((span) => jointsIn(bytes, span));
  if (joints.length === 0) return [];
  const every = [joints];
  if (joints.some(({ nth }) => nth > 0)) {
    every.push(joints.filter(({ nth }, index) => nth < 0 || (joints[index + 1]?.nth ?? 0) > nth));
    for (const parity of [0, 1]) every.push(joints.filter(({ nth }) => nth < 0 || nth % 2 === parity));
  }
  return every.map((some) => some.map(({ from, to }) => removal(from, to)));
}

/** What stands between two pieces, in characters of its view. */
interface Joint extends Span {
  /** Which one it is among the line ends in a row that might join pieces; -1 for a joint of another kind. */
  readonly nth: number;
}

/** Almost every place is passed by after a look at one byte or two. */
function jointsIn(bytes: Buffer, { from, to }: Span): Joint[] {
  const found: Joint[] = [];
  let text: string | undefined;
  let fold: Fold | undefined;
  for (let at = from; at < to; at++) {
    if (openings[bytes[at]!] === 0) continue;
    const start = bytes[at] === newline ? startOfBlanks(bytes, Math.max(from, at - 9), at) : at;
    if (start === from || partBytes[bytes[start - 1]!] === 0) continue;
    text ??= bytes.toString('latin1', from, to + reach.line);
    joint.lastIndex = start - from;
    const match = joint.exec(text);
    if (match === null) continue;
    const end = from + joint.lastIndex;
    if (end >= to || partBytes[bytes[end]!] === 0) continue;
    const { operator, fold: isFold } = match.groups!;
    if (operator === ',' && !isJoined(text, match.index, end - from)) continue;
    if (isFold !== undefined) {
      fold = foldAt(bytes, start, end, fold);
      if (fold === undefined) continue;
    }
    found.push({ from: start, to: end, nth: isFold === undefined ? -1 : fold!.nth });
    at = end - 1;
  }
  return found;
}

/** The end of a line that goes on below. */
interface Fold {
  /** How many line ends come before it in a row. */
  readonly nth: number;
  /** How long the line above is, and where the one below ends. */
  readonly length: number;
  readonly end: number;
}

/** Undefined where the line above is the short last one of several that were wrapped. */
function foldAt(bytes: Buffer, start: number, end: number, before: Fold | undefined): Fold | undefined {
  let [first, last] = [start, end];
  while (first > start - reach.line && partBytes[bytes[first - 1] ?? 0] !== 0) first--;
  while (last < end + reach.line && partBytes[bytes[last] ?? 0] !== 0) last++;
  const length = start - first;
  const goesOn = before?.end === start;
  if (goesOn && length < before.length) return undefined;
  return { nth: goesOn ? before.nth + 1 : 0, length, end: last };
}

function startOfBlanks(bytes: Buffer, least: number, end: number): number {
  let start = end;
  while (start > least && blanks[bytes[start - 1]!] !== 0) start--;
  return start;
}

const isJoined = (text: string, from: number, to: number): boolean =>
  joinedBefore.test(text.slice(Math.max(0, from - reach.after), from)) ||
  joinedBehind.test(text.slice(to, to + reach.after));

/** Each byte of text is looked at once, however close together anchors are. */
function merged(anchors: readonly number[], length: number): Span[] {
  const spans: { from: number; to: number }[] = [];
  for (const anchor of [...anchors].sort((a, b) => a - b)) {
    const [from, to] = [Math.max(0, anchor - reach.before), Math.min(length, anchor + reach.after)];
    const last = spans.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

function bytesOf(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}

const noBytes = Buffer.alloc(0);
const noPlaces = new Int32Array();
const removal = (from: number, to: number): Replacement => ({
  from,
  to,
  bytes: noBytes,
  starts: noPlaces,
  ends: noPlaces,
  what: pieces,
});
