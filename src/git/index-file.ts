import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { plainGitFolder } from './plain-folder.ts';
import type { Repository } from './process.ts';

/**
 * Whether the index may hold a file of one of these names. False only when that is certain, which spares asking git:
 * the index is the plain one, of a version that writes names out, all of it in one file, and no name is in it.
 *
 * Format: gitformat-index(5).
 */
export function indexMayHold(repository: Repository, names: readonly string[]): boolean {
  const folder = plainGitFolder(repository);
  if (folder === undefined) return true;
  const path = repository.env.GIT_INDEX_FILE ?? resolve(folder, 'index');
  try {
    const index = readFileSync(resolve(repository.cwd, path));
    const isPlain = index.toString('latin1', 0, 4) === 'DIRC' && [2, 3].includes(index.readUInt32BE(4));
    return !isPlain || isSplit(index) || names.some((name) => index.includes(name));
  } catch {
    // Not there, not readable, too short: git will say what is the matter.
    return true;
  }
}

/** The extension `link` names another file with more entries; it is the first one behind the entries' padding. */
const isSplit = (index: Buffer): boolean => index.includes('\0link');
