import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit, type Repository } from './process.ts';

/** Where git keeps what is not in its objects, as absolute paths. */
export interface GitFiles {
  /** What all work trees share. */
  readonly common: string;
  /** The index that counts here. */
  readonly index: string;
  readonly shallow: string;
  /** The folders of all work trees in there, that of the main one first. */
  readonly folders: readonly string[];
}

export function gitFiles(repository: Repository): GitFiles {
  const args = ['rev-parse', '--git-common-dir', '--git-path', 'index', '--git-path', 'shallow'];
  const [common, index, shallow] = askGit(repository, args)
    .stdout.toString('utf8')
    .split('\n')
    .map((path) => resolve(repository.cwd, path)) as [string, string, string];
  const others = join(common, 'worktrees');
  const names = existsSync(others) ? readdirSync(others).sort() : [];
  return { common, index, shallow, folders: [common, ...names.map((name) => join(others, name))] };
}

/** The indexes that are there, each once: the one that counts here and those of all work trees. */
export const indexFiles = ({ index, folders }: GitFiles): readonly string[] =>
  [...new Set([index, ...folders.map((folder) => join(folder, 'index'))])].filter(existsSync);
