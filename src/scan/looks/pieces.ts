import type { Replacement } from '../view.ts';
import { bytesOf, joint, mayBeJoint, nextOpening, partBytes } from './joints.ts';

/** What is said of a value that was put together. */
export const pieces = 'pieces';

/** How far around an anchor pieces of a value are looked for, and how long a line of them may be, in characters. */
const reach = { before: 160, after: 900, line: 1000 };

/** A stretch, in characters of its view. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const blanks = bytesOf(' \t\r');
const newline = 0x0a;
const percentSign = 0x25;

/** Says that values with commas between them are put together: what stands in front of them, or behind. */
const joinedBefore =
  /(?:concat|paste0?|strcat|printf|format|join)\s*\([^()]{0,900}$|Join["']?\s*:?\s*\[[^()]{0,900}$/i;
/** In front of the brace of a list of characters, in C and Java. */
const charactersBefore = /\bchar\b[^{}\n]{0,80}=\s{0,8}(?:new\s{1,4}char\s{0,4}\[\s{0,4}\]\s{0,8})?$/i;
const joinedBehind = /^[^()]{0,900}\]\s*\.join\s*\(/;

/**
 * The joints between pieces of values around these anchors, each to be replaced by nothing: all of them and, where
 * several lines in a row might go on, all but the last of them, and every second one: nothing tells how many belong
 * together.
 *
 * @param anchors places near which a value may stand in pieces, in any order
 */
export function jointsAround(bytes: Buffer, anchors: readonly number[]): Replacement[][] {
  if (anchors.length === 0) return [];
  const joints = merged(anchors, bytes.length).flatMap((span) => jointsIn(bytes, span));
  if (joints.length === 0) return [];
  const rows = rowsOf(joints).filter(({ length }) => length > 1 && length <= longestRow);
  const all = [removalOf(joints)];
  if (rows.length === 0) return all;
  const everySecond = (parity: 0 | 1) => rows.flatMap((row) => row.filter((_, nth) => nth % 2 === parity));
  all.push(removalOf(rows.flatMap((row) => row.slice(0, -1))));
  all.push(removalOf(everySecond(0)), removalOf(everySecond(1)));
  return all;
}

/** What stands between two pieces, in characters of its view. */
interface Joint extends Span {
  /** Where the line above begins and the one below ends, when it is the end of a line. */
  readonly lines?: Span;
}

/** The ends of lines that follow one another. */
function rowsOf(joints: readonly Joint[]): Joint[][] {
  const rows: Joint[][] = [];
  for (const one of joints) {
    if (one.lines === undefined) continue;
    const row = rows.at(-1);
    if (row === undefined || row.at(-1)!.lines!.to !== one.from) rows.push([one]);
    else row.push(one);
  }
  return rows;
}

/** Almost every place is passed by after a look at one byte or two. */
function jointsIn(bytes: Buffer, { from, to }: Span): Joint[] {
  const found: Joint[] = [];
  let text: string | undefined;
  for (let at = nextOpening(bytes, from, to); at < to; at = nextOpening(bytes, at + 1, to)) {
    const start = bytes[at] === newline ? startOfBlanks(bytes, Math.max(from, at - 9), at) : at;
    if (start === from || partBytes[bytes[start - 1]!] === 0 || !mayBeJoint(bytes, at)) continue;
    // `%s` says where another text goes.
    if (bytes[start - 2] === percentSign) continue;
    text ??= bytes.toString('latin1', from, to + reach.line);
    joint.lastIndex = start - from;
    const match = joint.exec(text);
    if (match === null) continue;
    const end = from + joint.lastIndex;
    if (end >= to || partBytes[bytes[end]!] === 0) continue;
    const { operator, sum, added, fold: isFold = added } = match.groups!;
    if (sum !== undefined && !isOnLine(text, match.index, sum)) continue;
    if (operator === ',' && !isJoined(text, match.index, end - from)) continue;
    const lines = isFold === undefined ? undefined : linesAround(bytes, start, end);
    if (lines !== undefined && endsRow(lines, found.at(-1), start)) continue;
    found.push({ from: start, to: end, ...(lines === undefined ? {} : { lines }) });
    at = end - 1;
  }
  return found;
}

/** Whether a name stands on the line that ends here: what is added to another one is no piece. */
function isOnLine(text: string, end: number, name: string): boolean {
  const line = text.slice(Math.max(text.lastIndexOf('\n', end - 1) + 1, end - reach.line), end);
  const at = line.indexOf(name);
  return at !== -1 && !/[\w$]/.test(`${line[at - 1] ?? ' '}${line[at + name.length] ?? ' '}`.trim());
}

/** Programs wrap lines at this length or more. */
const leastWrapped = 40;
/** Longer rows of lines are no value of which the end is in doubt. */
const longestRow = 50;

/** From the start of the line above an end of a line to the end of the one below. */
function linesAround(bytes: Buffer, start: number, end: number): Span {
  let [from, to] = [start, end];
  while (from > start - reach.line && partBytes[bytes[from - 1] ?? 0] !== 0) from--;
  while (to < end + reach.line && partBytes[bytes[to] ?? 0] !== 0) to++;
  return { from, to };
}

/** Whether the line that ends at `start` is the short last one of several that were wrapped. */
function endsRow({ from }: Span, before: Joint | undefined, start: number): boolean {
  if (before?.lines?.to !== start) return false;
  const length = before.from - before.lines.from;
  return length >= leastWrapped && start - from < length;
}

function startOfBlanks(bytes: Buffer, least: number, end: number): number {
  let start = end;
  while (start > least && blanks[bytes[start - 1]!] !== 0) start--;
  return start;
}

function isJoined(text: string, from: number, to: number): boolean {
  const before = text.slice(Math.max(0, from - reach.after), from);
  return (
    joinedBefore.test(before) || areCharacters(before) || joinedBehind.test(text.slice(to, to + reach.after))
  );
}

function areCharacters(before: string): boolean {
  const brace = before.lastIndexOf('{');
  return (
    brace > before.lastIndexOf('}') && charactersBefore.test(before.slice(Math.max(0, brace - 160), brace))
  );
}

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

const noBytes = Buffer.alloc(0);
const noPlaces = new Int32Array();
const removalOf = (joints: readonly Joint[]): Replacement[] =>
  joints.map(({ from, to }) => ({
    ...{ from, to, what: pieces },
    ...{ bytes: noBytes, starts: noPlaces, ends: noPlaces },
  }));
