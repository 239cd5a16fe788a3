import type { AST } from 'toml-eslint-parser';

/** A place in a text, both from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

type Path = readonly (string | number)[];

/**
 * Where a key stands in a TOML text: the deepest part of the path that is there, and of an array its element.
 *
 * Loaded only when something is wrong.
 *
 * @param path keys and places in arrays: ['allow', 1, 'paths', 0]
 */
export async function positionOf(text: string, path: Path): Promise<Position> {
  const parsed = await treeOf(text);
  if ('line' in parsed) return parsed;
  let best: { depth: number; at: AST.SourceLocation['start'] } = { depth: 0, at: { line: 1, column: 0 } };
  const visit = (node: AST.TOMLNode, prefix: Path): void => {
    if (!startsWith(path, prefix)) return;
    if (prefix.length > best.depth) best = { depth: prefix.length, at: node.loc.start };
    for (const [child, childPath] of childrenOf(node, prefix)) visit(child, childPath);
  };
  visit(parsed, []);
  return { line: best.at.line, column: best.at.column + 1 };
}

/**
 * Where a day stands that there is not: the parser that makes the values takes 2027-02-31 for the third of March.
 *
 * The other one, which knows, is asked only when there is something like it, which may stand in a comment or a text.
 */
export async function impossibleDay(text: string): Promise<Position | undefined> {
  const isPossible = ([, year, month, day]: RegExpExecArray) =>
    new Date(Date.UTC(Number(year), Number(month) - 1, Number(day))).getUTCDate() === Number(day);
  if ([...text.matchAll(/(\d{4})-(\d{2})-(\d{2})/g)].every(isPossible)) return undefined;
  const parsed = await treeOf(text);
  return 'line' in parsed ? parsed : undefined;
}

/** A text as a tree, or where it is not understood. */
async function treeOf(text: string): Promise<AST.TOMLTopLevelTable | Position> {
  const { parseTOML, ParseError } = await import('toml-eslint-parser');
  const parsed = (source: string) => {
    try {
      return parseTOML(source).body[0];
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      // Of a date its last character is told.
      const date = /\d{4}-\d{2}-\d{2}\S*$/.exec(source.slice(0, error.index + 1))?.[0] ?? ' ';
      return { line: error.lineNumber, column: error.column - date.length + 2 };
    }
  };
  try {
    return parsed(text);
  } catch (error) {
    // It hands each character of a value over as an argument, and there may be only so many.
    if (error instanceof RangeError) return parsed(withoutLongValues(text));
    throw error;
  }
}

/** In characters. */
const longValue = 1000;

/** The same text with blanks in place of long strings and numbers, so that all the rest stands where it stood. */
function withoutLongValues(text: string): string {
  const start = /#.*|"""|'''|"|'|[\w.+-]+/g;
  let kept = '';
  let at = 0;
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const [{ length }, { index }] = [found[0], found];
    const isString = /^["']/.test(found[0]);
    const end = isString ? endOfString(text, index + length, found[0]) : index + length;
    start.lastIndex = end;
    if (end - index <= longValue || found[0].startsWith('#')) continue;
    const short = isString ? found[0][0]!.repeat(2) : '1';
    kept += text.slice(at, index) + short + text.slice(index + short.length, end).replace(/[^\r\n]/g, ' ');
    at = end;
  }
  return kept + text.slice(at);
}

/** Behind the quotes that end a string whose content begins at `from`. */
function endOfString(text: string, from: number, quotes: string): number {
  let at = text.indexOf(quotes, from);
  while (at !== -1 && quotes.startsWith('"') && isEscaped(text, at)) at = text.indexOf(quotes, at + 1);
  if (at === -1) return text.length;
  at += quotes.length;
  // Up to two more quotes at the end of a string of several lines belong to it.
  while (quotes.length === 3 && text[at] === quotes[0]) at++;
  return at;
}

function isEscaped(text: string, at: number): boolean {
  let first = at;
  while (text[first - 1] === '\\') first--;
  return (at - first) % 2 === 1;
}

/** The parts of a node, each with the keys and places that lead to it. */
function childrenOf(node: AST.TOMLNode, prefix: Path): (readonly [AST.TOMLNode, Path])[] {
  switch (node.type) {
    case 'TOMLTopLevelTable':
      return node.body.map((part) => [part, prefix] as const);
    case 'TOMLTable':
      return [
        [node.key, node.resolvedKey] as const,
        ...node.body.map((part) => [part, node.resolvedKey] as const),
      ];
    case 'TOMLKeyValue': {
      const path = [...prefix, ...node.key.keys.map(nameOf)];
      return [[node.key, path] as const, [node.value, path] as const];
    }
    case 'TOMLInlineTable':
      return node.body.map((part) => [part, prefix] as const);
    case 'TOMLArray':
      return node.elements.map((part, index) => [part, [...prefix, index]] as const);
    default:
      return [];
  }
}

const nameOf = (key: AST.TOMLBare | AST.TOMLQuoted): string =>
  key.type === 'TOMLBare' ? key.name : key.value;

const startsWith = (path: Path, prefix: Path): boolean =>
  prefix.length <= path.length && prefix.every((part, index) => part === path[index]);
