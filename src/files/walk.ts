import { lstatSync, readdirSync, statfsSync } from 'node:fs';

/** What stands at a path. A symbolic link is one, wherever it leads. */
export type PathKind = 'file' | 'link' | 'folder' | 'special-file';

/** Something that a walk came across; an error is one of the file system. */
export type Entry =
  | { readonly path: Buffer; readonly kind: Exclude<PathKind, 'folder'> | 'git-folder' }
  | { readonly path: Buffer; readonly kind: 'unreadable'; readonly error: unknown };

/** Undefined where nothing is. @throws the error of the file system */
export function kindAt(path: Buffer): PathKind | undefined {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (status === undefined) return undefined;
  if (status.isFile()) return 'file';
  if (status.isSymbolicLink()) return 'link';
  return status.isDirectory() ? 'folder' : 'special-file';
}

/**
 * All that is in a folder, at any depth. No link is followed, so there is no way out and no loop; a folder of the name
 * `.git` is told and not entered, and so is one that the kernel makes up.
 *
 * @param folder as the entries' paths begin; `.` for none
 * @param at makes an absolute path of one
 */
export function* walk(folder: Buffer, at: (path: Buffer) => Buffer): Generator<Entry> {
  const folders = [folder];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    try {
      for (const name of readdirSync(at(next), { encoding: 'buffer' }).sort(Buffer.compare)) {
        const path = inside(next, name);
        const entry = entryAt(path, name, at);
        if (entry === 'folder') folders.push(path);
        else if (entry !== undefined) yield entry;
      }
    } catch (error) {
      yield { path: next, kind: 'unreadable', error };
    }
  }
}

/** What was there when its folder was read, and is not now, was taken away: there is nothing left to leak. */
function entryAt(path: Buffer, name: Buffer, at: (path: Buffer) => Buffer): Entry | 'folder' | undefined {
  try {
    const kind = kindAt(at(path));
    if (kind !== 'folder') return kind === undefined ? undefined : { path, kind };
    if (isMadeUp(at(path))) return { path, kind: 'special-file' };
    return name.equals(gitFolder) ? { path, kind: 'git-folder' } : 'folder';
  } catch (error) {
    return { path, kind: 'unreadable', error };
  }
}

/**
 * Whether a folder lies in a file system in which nothing is stored: the kernel makes up what is in there when it is read,
 * without end, or waits for what happens next.
 */
export const isMadeUp = (folder: Buffer): boolean => madeUp.has(statfsSync(folder).type);

/** By the numbers of Linux (statfs(2)); other systems have none of these. */
const madeUp = new Set([
  0x9fa0, // proc
  0x6265_6572, // sysfs
  0x6462_6720, // debugfs
  0x7472_6163, // tracefs
]);

const gitFolder = Buffer.from('.git');

/** A path below a folder, whose own path may be `.` or end with a slash. */
export function inside(folder: Buffer, name: Buffer): Buffer {
  if (folder.equals(here)) return name;
  return Buffer.concat(folder.at(-1) === slash ? [folder, name] : [folder, Buffer.of(slash), name]);
}

const here = Buffer.from('.');
const slash = 0x2f;
