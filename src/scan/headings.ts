import { columnOfTable, rowLength } from './rows.ts';
import { columnOfStatement } from './statements.ts';
import type { View } from './view.ts';

/** How far above a value the head of its table may stand, in characters. */
const reach = 4096;

/** What a table calls the column in which a value stands. */
export interface Heading {
  /** The name of the column … */
  readonly cell: string;
  /** … and the names of all columns. */
  readonly row: readonly string[];
  /** Where in the view the row of the value begins, where more than that stands on its line; else 0. */
  readonly from: number;
}

const noHeading: Heading = { cell: '', row: [], from: 0 };

/** The head of the column of [start, end) in rows of CSV and the like, of HTML and of SQL. */
export function headingOf(view: View, start: number, end: number): Heading {
  const { bytes } = view;
  if (!mayBeCell(bytes, start)) return noHeading;
  const least = Math.max(0, start - reach - rowLength);
  const text = () => bytes.toString('latin1', least, start);
  const near = bytes.toString('latin1', Math.max(0, start - 300), start);
  if (cellBefore.test(near)) return columnOfMarkup(text(), least) ?? noHeading;
  if (tupleBefore.test(near)) {
    const found = columnOfStatement(text());
    if (found !== undefined) return { ...found, from: least + found.from };
  }
  return columnOfTable(view, start, end, reach) ?? noHeading;
}

const fillers = new Set([...' "\'`*'].map((char) => char.charCodeAt(0)));
/** What may stand in front of a value in a table, with quotes and blanks between. */
const edges = new Set([...',;\t|(>\n'].map((char) => char.charCodeAt(0)));

function mayBeCell(bytes: Uint8Array, start: number): boolean {
  let at = start - 1;
  while (at > start - 42 && fillers.has(bytes[at]!)) at--;
  return at < 0 || edges.has(bytes[at]!);
}

/** What opens a table, a row and a cell: in HTML, in both forms of Excel, in OpenDocument. */
const tableStart = /<(?:table|sheetdata)[\s>]|<table:table\s/gi;
const rowStart = /<(?:tr|row|table:table-row)\b[^<>]*>/i;
const cellTag = String.raw`<(?:t[dh]|c|cell|table:table-cell)\b[^<>]`;
const cellStart = new RegExp(`${cellTag}*>`, 'i');
/** A cell that holds nothing but the value, perhaps in tags of its own. */
const cellBefore = new RegExp(String.raw`${cellTag}{0,200}>\s{0,40}(?:<[a-z][^<>]{0,80}>\s{0,8}){0,3}$`, 'i');
/** A list of values in SQL. */
const tupleBefore = /(?:\bvalues\s{0,8}|\)\s{0,4},\s{0,8})\([^()]{0,280}$/i;

function columnOfMarkup(text: string, offset: number): Heading | undefined {
  const start = [...text.matchAll(tableStart)].at(-1)?.index ?? 0;
  const rows = text.slice(start).split(rowStart);
  if (rows.length < 3) return undefined;
  const column = cellsOf(rows.at(-1)!).length - 1;
  const cells = cellsOf(rows[1]!);
  const cell = cells[column];
  if (cell === undefined) return undefined;
  // A sheet is often one line.
  const own = rows.at(-1)!;
  const isOnLine = own.length <= rowLength && !own.includes('\n');
  return { cell, row: cells, from: isOnLine ? offset + text.length - own.length : 0 };
}

const cellsOf = (row: string): string[] =>
  row
    .split(cellStart)
    .slice(1)
    .map((one) => one.replace(/<[^<>]*>/g, ' ').trim());
