import { accessSync, constants, type Dirent, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { GitFiles } from './git-files.ts';
import { askGit, type Repository } from './process.ts';

/**
 * Folders of refs, reflogs and loose objects, and reflogs, that may not be read, as absolute paths: git passes them over
 * without a word, and so does not know of what only they lead to.
 */
export function unreadablePlaces(repository: Repository, { folders }: GitFiles): readonly string[] {
  const objects = askGit(repository, ['rev-parse', '--git-path', 'objects'])
    .stdout.toString('utf8')
    .trimEnd();
  return [
    ...folders.flatMap((folder) => [...unreadableFolders(join(folder, 'refs')), ...unreadableLogs(folder)]),
    ...unreadableFolders(resolve(repository.cwd, objects), /^[0-9a-f]{2}$/),
  ];
}

const unreadableLogs = (folder: string): string[] => unreadableFolders(join(folder, 'logs'), /^/, true);

/** @param names which folders in it are looked into @param files whether its files have to be readable, too */
function unreadableFolders(folder: string, names = /^/, files = false): string[] {
  const entries = entriesOf(folder);
  if (entries === undefined) return [folder];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return names.test(entry.name) ? unreadableFolders(path, names, files) : [];
    return files && !isReadable(path) ? [path] : [];
  });
}

/** None of what is not there; undefined where that is not told, or where nothing in it may be opened. */
function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.length === 0 || isAllowed(folder, constants.X_OK) ? entries : undefined;
  } catch (error) {
    return isGone(error) ? [] : undefined;
  }
}

const isReadable = (file: string): boolean => isAllowed(file, constants.R_OK);

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    return isGone(error);
  }
}

const isGone = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
