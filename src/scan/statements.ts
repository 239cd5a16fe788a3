/** The column of a list of values in SQL, and where in the text the list begins. */
interface Column {
  readonly cell: string;
  readonly row: readonly string[];
  readonly from: number;
}

/**
 * What SQL calls the column of the value that stands behind this text: as the statement lists its columns, or else as
 * the table was made.
 */
export function columnOfStatement(text: string): Column | undefined {
  const from = text.lastIndexOf('(');
  const insert = [...text.slice(0, from).matchAll(inserts)].at(-1);
  if (insert === undefined) return undefined;
  const [, table, list] = insert;
  const names = list?.split(',') ?? columnsOf(bare(table!), text.slice(0, insert.index));
  const cell = names[commasIn(text.slice(from + 1))];
  return cell === undefined ? undefined : { cell: bare(cell), row: [table!, ...names], from };
}

const identifier = String.raw`[\w.\x60"[\]]{1,120}`;
const inserts = new RegExp(
  String.raw`\b(?:insert|replace)\s{1,8}into\s{1,8}(${identifier})\s{0,8}(?:\(([^()]{0,2000})\)\s{0,8})?values`,
  'gi',
);
const creations = new RegExp(
  String.raw`\bcreate\s{1,8}table\s{1,8}(?:if\s{1,8}not\s{1,8}exists\s{1,8})?(${identifier})\s{0,8}\(`,
  'gi',
);

/** The names of the columns with which a table of this name was made last. */
function columnsOf(table: string, text: string): string[] {
  const made = [...text.matchAll(creations)].findLast(([, name]) => bare(name!) === table);
  if (made === undefined) return [];
  const definitions = [''];
  let depth = 0;
  for (const char of text.slice(made.index + made[0].length)) {
    if (char === '(') depth++;
    if (char === ')' && depth-- === 0) break;
    if (char === ',' && depth === 0) definitions.push('');
    else definitions[definitions.length - 1] += char;
  }
  return definitions.map((definition) => definition.trim().split(/\s/, 1)[0]!);
}

/** A name without quotes and without the schema that it is in. */
const bare = (name: string): string => name.replace(/[\x60"[\]\s]/g, '').replace(/^.*\./, '');

/** How many commas stand outside of quotes. */
const commasIn = (values: string): number =>
  values.replace(/'(?:[^'\\]|\\.|'')*'/g, '').split(',').length - 1;
