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
  const { parseTOML, ParseError } = await import('toml-eslint-parser');
  let table: AST.TOMLTopLevelTable;
  try {
    [table] = parseTOML(text).body;
  } catch (error) {
    // It takes a closer look than the other parser: 2027-02-31 is a place for it, too.
    if (error instanceof ParseError) return { line: error.lineNumber, column: error.column + 1 };
    throw error;
  }
  let best: { depth: number; at: AST.SourceLocation['start'] } = { depth: 0, at: { line: 1, column: 0 } };
  const visit = (node: AST.TOMLNode, prefix: Path): void => {
    if (!startsWith(path, prefix)) return;
    if (prefix.length > best.depth) best = { depth: prefix.length, at: node.loc.start };
    for (const [child, childPath] of childrenOf(node, prefix)) visit(child, childPath);
  };
  visit(table, []);
  return { line: best.at.line, column: best.at.column + 1 };
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
