import type { View } from './view.ts';

/** The head of a column: its cell and its row. */
interface Column {
  readonly cell: string;
  readonly row: readonly string[];
  readonly from: 0;
}

/** A line without its end. */
interface Line {
  readonly from: number;
  readonly to: number;
}

/** How much of a row is looked at on either side of a value, in characters. */
export const rowLength = 2400;

const newline = 0x0a;

/**
 * What stands over [start, end) in the first of the lines above that all have as many cells as its own: CSV, TSV and
 * Markdown, and what `COPY table (names) FROM stdin` brings.
 */
export function columnOfTable(view: View, start: number, end: number, reach: number): Column | undefined {
  const { bytes } = view;
  const own = lineAround(bytes, start, end);
  if (own === undefined) return undefined;
  const text = bytes.toString('latin1', own.from, own.to);
  const separator = separatorAround(text, start - own.from, end - own.from);
  if (separator === undefined) return undefined;
  const row = { ...own, separator, count: separatorsIn(bytes, own, separator) };
  const top = topOf(view, row, own.from - reach);
  if (top === undefined) return undefined;
  const above = lineAbove(bytes, top.from, own.from - reach);
  const names = above && listIn(bytes.toString('latin1', above.from, above.to), row.count + 1);
  if (names === undefined && top.from === own.from) return undefined;
  const cells = names ?? cellsOf(bytes.toString('latin1', top.from, top.to), separator);
  const cell = cells[separatorsIn(bytes, { from: own.from, to: start }, separator)]!;
  return { cell: cell.trim().replace(/^["'`*]+|["'`*]+$/g, ''), row: cells, from: 0 };
}

/** The one line that holds the value, as far as it is short. */
function lineAround(bytes: Buffer, start: number, end: number): Line | undefined {
  const before = bytes.subarray(Math.max(0, start - rowLength), start);
  const after = bytes.subarray(end, end + rowLength);
  const begin = before.lastIndexOf(newline);
  const length = after.indexOf(newline);
  if ((begin === -1 && start > rowLength) || (length === -1 && after.length === rowLength)) return undefined;
  return { from: start - before.length + begin + 1, to: end + (length === -1 ? after.length : length) };
}

/** The separator that stands on one side of the value, with nothing but quotes between, and on the other or no more. */
function separatorAround(line: string, start: number, end: number): string | undefined {
  const left = /(^|[,;\t|])[ "'`*]{0,40}$/.exec(line.slice(Math.max(0, start - 41), start))?.[1];
  const right = /^["'`*]{0,4} {0,80}([,;\t|]|\r?$)/.exec(line.slice(end, end + 90))?.[1]?.trim();
  if (left === undefined || right === undefined) return undefined;
  const isTab = line[end] === '\t' || /^["']\t/.test(line.slice(end, end + 2));
  const behind = isTab ? '\t' : right;
  if (left === '') return start > 41 || behind === '' ? undefined : behind;
  return behind === '' || behind === left ? left : undefined;
}

/** A line, and by what and how often it is divided. */
interface Row extends Line {
  readonly separator: string;
  readonly count: number;
}

/** For each view the row that was asked for last, and the top of its table: the next one is often further down. */
const known = new WeakMap<View, { readonly row: Row; readonly top: Line | undefined }>();

/** The topmost of the lines without a gap that have as many cells; undefined where it begins in front of `least`. */
function topOf(view: View, row: Row, least: number): Line | undefined {
  const last = known.get(view);
  const isLast = ({ from }: Line) =>
    from === last?.row.from && last.row.separator === row.separator && last.row.count === row.count;
  let top: Line | undefined = row;
  for (;;) {
    if (isLast(top)) {
      top = last!.top;
      break;
    }
    const above = lineAboveRule(view.bytes, top.from, least);
    if (above === undefined && top.from > 0) top = undefined;
    if (above === undefined || separatorsIn(view.bytes, above, row.separator) !== row.count) break;
    top = above;
  }
  known.set(view, { row, top });
  return top !== undefined && top.from >= least ? top : undefined;
}

/** The line that ends in front of `at`, if it begins at `least` or behind. */
function lineAbove(bytes: Buffer, at: number, least: number): Line | undefined {
  if (at === 0) return undefined;
  const floor = Math.max(0, least);
  const from = bytes.subarray(floor, at - 1).lastIndexOf(newline);
  if (from === -1 && floor > 0) return undefined;
  return { from: floor + from + 1, to: at - 1 };
}

const ruleStarts = new Set([...'-+=|: '].map((char) => char.charCodeAt(0)));
const rule = /^[-+=|: ]*(?:--|==)[-+=|: ]*\r?$/;

/** As `lineAbove`, without a line of dashes that may stand between the head of a table and its rows. */
function lineAboveRule(bytes: Buffer, at: number, least: number): Line | undefined {
  const above = lineAbove(bytes, at, least);
  const isRule =
    above !== undefined &&
    ruleStarts.has(bytes[above.from]!) &&
    rule.test(bytes.toString('latin1', above.from, above.to));
  return isRule ? (lineAbove(bytes, above.from, least) ?? above) : above;
}

/** How many separators stand in a line, but for those in quotes. */
function separatorsIn(bytes: Uint8Array, { from, to }: Line, separator: string): number {
  const code = separator.charCodeAt(0);
  const quotes = areQuoted(separator) ? quote : -1;
  let count = 0;
  let isQuoted = false;
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === quotes) isQuoted = !isQuoted;
    else if (byte === code && !isQuoted) count++;
  }
  return count;
}

const quote = 0x22;
/** CSV quotes cells in which a separator stands. */
const areQuoted = (separator: string): boolean => separator === ',' || separator === ';';

function cellsOf(line: string, separator: string): string[] {
  if (!areQuoted(separator)) return line.split(separator);
  const cells = [''];
  let isQuoted = false;
  for (const char of line) {
    if (char === '"') isQuoted = !isQuoted;
    if (char === separator && !isQuoted) cells.push('');
    else cells[cells.length - 1] += char;
  }
  return cells;
}

/** So many names in brackets. */
function listIn(line: string, count: number): readonly string[] | undefined {
  const names = /\(([^()]{1,2000})\)/.exec(line)?.[1]?.split(',');
  return names?.length === count ? names : undefined;
}
