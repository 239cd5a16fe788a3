import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** Rights that nobody but the owner has in a file or folder. */
export const ofOthers = 0o077;
const writingByOthers = 0o022;

/**
 * Whether a folder is in a work tree. A repository could bring what is taken of it then, as where a CI keeps its caches in
 * the folder of a project.
 */
export function isInWorkTree(folder: string): boolean {
  for (let at = realOf(folder); ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return true;
    if (dirname(at) === at) return false;
  }
}

/** Without links, as far as it is there. */
function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return dirname(folder) === folder ? folder : realOf(dirname(folder));
  }
}

/**
 * What stands in a file that nobody but the user could have made: a checkout makes files that others may read, unless it
 * is told otherwise. No link is followed, and no pipe waited for. Undefined where there is none.
 *
 * @param rights that others do not have in its folder
 */
export function ownContent(path: string, rights = writingByOthers): Buffer | undefined {
  try {
    return isOwnFolder(dirname(path), rights) ? contentOf(path) : undefined;
  } catch {
    return undefined;
  }
}

function contentOf(path: string): Buffer | undefined {
  const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
  const file = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const stats = fstatSync(file);
    return stats.isFile() && isOwn(stats, ofOthers) ? readFileSync(file) : undefined;
  } finally {
    closeSync(file);
  }
}

/** Whether a folder, and no link to one, belongs to the user, and others have none of these rights in it. */
export function isOwnFolder(path: string, rights = ofOthers): boolean {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  return stats?.isDirectory() === true && isOwn(stats, rights);
}

/** Windows has no such rights: what is in the user's profile is theirs. */
const isOwn = ({ uid, mode }: Stats, rights: number): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & rights) === 0);
