import { accessSync, constants, type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type GitFiles, isAbsence } from './git-files.ts';

/**
 * What refs, reflogs and objects are kept in and may not be read, as absolute paths: git passes it over without a word,
 * and so does not know of what only that leads to. Loose refs and loose objects themselves it does tell.
 */
export function unreadablePlaces({ folders, objects }: GitFiles): readonly string[] {
  return [
    ...folders.flatMap((folder) => [
      ...unreadableIn(join(folder, 'refs'), { files: false }),
      ...['logs', 'reftable'].flatMap((name) => unreadableIn(join(folder, name), { files: true })),
      ...[join(folder, 'HEAD')].filter((file) => !isAllowed(file, constants.R_OK)),
    ]),
    ...objectFolders(objects).flatMap((folder) => [
      ...unreadableIn(folder, { files: false, folders: /^[0-9a-f]{2}$/ }),
      ...unreadableIn(join(folder, 'pack'), { files: true }),
      ...[alternatesOf(folder)].filter((file) => !isAllowed(file, constants.R_OK)),
    ]),
  ];
}

/** Folders that objects are borrowed from and that are not there: what nothing leads to may have stood in them. */
export const goneAlternates = ({ objects }: GitFiles): readonly string[] =>
  objectFolders(objects).filter((folder) => !existsSync(folder));

/** Packs without the index that tells git what is in them: it passes them over without a word. */
export const packsWithoutIndex = ({ objects }: GitFiles): readonly string[] =>
  objectFolders(objects).flatMap((folder) => {
    const names = new Set(entriesOf(join(folder, 'pack'))?.map(({ name }) => name));
    const packs = [...names].filter((name) => name.startsWith('pack-') && name.endsWith('.pack'));
    return packs
      .filter((name) => !names.has(name.replace(/pack$/, 'idx')))
      .map((name) => join(folder, 'pack', name));
  });

interface Wanted {
  /** Whether its files have to be readable, too. */
  readonly files: boolean;
  /** Which of its folders are looked into; all, if it is not said. */
  readonly folders?: RegExp;
}

function unreadableIn(folder: string, { files, folders }: Wanted): string[] {
  const entries = entriesOf(folder);
  if (entries === undefined) return [folder];
  return entries.flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return folders?.test(entry.name) === false ? [] : unreadableIn(path, { files });
    return files && !isAllowed(path, constants.R_OK) ? [path] : [];
  });
}

/** The folder of objects and those that it borrows from, each once. */
function objectFolders(first: string): readonly string[] {
  const all = new Set([first]);
  for (const folder of all) for (const other of borrowedBy(folder)) all.add(other);
  return [...all];
}

function borrowedBy(folder: string): readonly string[] {
  try {
    const lines = readFileSync(alternatesOf(folder), 'utf8').split('\n');
    return lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => resolve(folder, line));
  } catch {
    // Without it nothing is borrowed; that it may not be read is told in its place.
    return [];
  }
}

const alternatesOf = (objects: string): string => join(objects, 'info', 'alternates');

/** None of what is not there; undefined where that is not told, or where nothing in it may be opened. */
function entriesOf(folder: string): readonly Dirent[] | undefined {
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    return entries.length === 0 || isAllowed(folder, constants.X_OK) ? entries : undefined;
  } catch (error) {
    return isAbsence(error) ? [] : undefined;
  }
}

function isAllowed(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch (error) {
    return isAbsence(error);
  }
}
