import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../model/file-error.ts';
import { gitPaths } from './git-paths.ts';
import type { Repository } from './process.ts';

/** Where git keeps what is not in its objects, as absolute paths. */
export interface GitFiles {
  /** What all work trees share. */
  readonly common: string;
  /** The index that counts here. */
  readonly index: string;
  readonly shallow: string;
  readonly objects: string;
  /** The folders of all work trees in there, that of the main one first. */
  readonly folders: readonly string[];
}

export function gitFiles(repository: Repository): GitFiles {
  const questions = ['index', 'shallow', 'objects'].map((name) => ['--git-path', name] as const);
  const paths = gitPaths(repository, ['--git-common-dir', ...questions]);
  const [common, index, shallow, objects] = paths as [string, string, string, string];
  const others = join(common, 'worktrees');
  const names = worktreesIn(others);
  return { common, index, shallow, objects, folders: [common, ...names.map((name) => join(others, name))] };
}

/** @throws UserError where there may be some that are not told of */
function worktreesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (error) {
    if (isAbsence(error)) return [];
    throw fileError(
      `the work trees of this repository cannot be told, for ${folder} cannot be read`,
      error,
      'Run keyhalt as a user who may read all of the repository.',
    );
  }
}

/** Whether an error of the file system says that nothing is there. */
export const isAbsence = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** The indexes that are there, each once: the one that counts here and those of all work trees. */
export const indexFilePaths = ({ index, folders }: GitFiles): readonly string[] =>
  [...new Set([index, ...folders.map((folder) => join(folder, 'index'))])].filter(existsSync);
