import type { Appearance } from '../model/finding.ts';

/** A place as formats know it that can point at nothing but a file. */
export interface FilePlace {
  /** From the top of the work tree, with /; absolute, or with `..`, where it is outside of that. */
  readonly path: string;
  readonly line: number;
  /** Where there is a line to look at: from 1, in characters. */
  readonly columns?: { readonly start: number; readonly end: number };
  /** What a path and a line cannot say, in words; empty for a plain line of a plain file. */
  readonly words: string;
}

/**
 * The file for a place in a file, in its name, or in an archive. What is no file (a message, a tag, standard input)
 * has a path all the same, below `.keyhalt/`, and always the same one.
 */
export function filePlace(place: Appearance): FilePlace {
  const { path, fromTop = path, archive, isFile, isName, line, column, width, commit } = place;
  const columns = { start: column, end: column + width };
  const within = commit === undefined ? '' : ` of commit ${commit.slice(0, 10)}`;
  if (!isFile) return { path: pseudoPath(place), line, columns, words: `in ${path}${within}, line ${line}` };
  if (archive !== undefined) return { path: archive, line: 1, words: `in ${path}${within}, line ${line}` };
  if (isName) return { path: fromTop, line: 1, words: `in the ${path}${within}` };
  return {
    path: fromTop,
    line,
    columns,
    words: commit === undefined ? '' : `in commit ${commit.slice(0, 10)}`,
  };
}

const pseudoPath = ({ path, commit }: Appearance): string =>
  ['.keyhalt', path.replaceAll(/[\s/]+/g, '-'), ...(commit === undefined ? [] : [commit])].join('/');
