import { resolve } from 'node:path';
import { UserError } from '../model/user-error.ts';
import { askGit, type Repository } from './process.ts';

/** What `git rev-parse` answers with a path: an option, and its value where it takes one. */
type PathQuestion = '--show-toplevel' | '--git-common-dir' | readonly ['--git-path', string];

/**
 * The paths that git answers to these questions, in their order, absolute. What lies there need not exist.
 *
 * @throws UserError where git does not answer, and for a path that Node would take for another one
 */
export function gitPaths(repository: Repository, questions: readonly PathQuestion[]): readonly string[] {
  const { stdout } = askGit(repository, ['rev-parse', ...questions.flat()]);
  const ends = [...stdout.keys()].filter((at) => stdout[at] === lineFeed);
  // A path may hold line feeds, too: which of them end one is only known of one path alone.
  if (ends.length !== questions.length)
    return questions.length === 1
      ? [pathIn(stdout, repository)]
      : questions.flatMap((question) => gitPaths(repository, [question]));
  return ends.map((end, at) =>
    pathIn(stdout.subarray(at === 0 ? 0 : ends[at - 1]! + 1, end + 1), repository),
  );
}

/** The same of one question. */
export const gitPath = (repository: Repository, question: PathQuestion): string =>
  gitPaths(repository, [question])[0]!;

/**
 * The path, absolute, that is all of an answer of git but for the line feed at its end.
 *
 * @throws UserError where it is no UTF-8: Node would hand on another path, where nothing is
 */
export function pathIn(answer: Buffer, { cwd }: Pick<Repository, 'cwd'>): string {
  const bytes = answer.at(-1) === lineFeed ? answer.subarray(0, -1) : answer;
  const path = bytes.toString('utf8');
  if (Buffer.from(path, 'utf8').equals(bytes)) return resolve(cwd, path);
  throw notUtf8(path);
}

/** Of a path of git's in which bytes had to be replaced. */
export const notUtf8 = (path: string): UserError =>
  new UserError(`the path of this repository is no UTF-8: ${path}`, {
    hint: 'Node cannot hand it on as it is. Rename its folders, or work in a clone with another path.',
  });

const lineFeed = 0x0a;
