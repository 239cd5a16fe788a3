import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { whyRefused } from '../model/file-error.ts';
import { isNowhere } from '../model/nowhere.ts';
import type { Place } from './places.ts';

/** Why something that is there was not read. The message holds nothing of its content, and no path. */
export class Unreadable extends Error {}

const largest = 4 * 2 ** 20;

/**
 * A file's text, undefined where there is no file.
 *
 * It is looked at before it is opened: a pipe would never end, and opening a device may do something.
 *
 * @throws Unreadable
 */
export async function readText({ path }: Place): Promise<string | undefined> {
  // This is how one says that there is to be none: AWS_CONFIG_FILE=/dev/null
  if (isNowhere(path)) return undefined;
  const stats = await look(path);
  if (stats === undefined) return undefined;
  if (stats.isDirectory()) throw new Unreadable('is a folder');
  if (!stats.isFile()) throw new Unreadable('is not an ordinary file');
  if (stats.size > largest) throw new Unreadable('is larger than 4 MiB');
  const bytes = await readFile(path).catch(refuse);
  // UTF-16, as some Windows programs save it, or no text at all. No SDK reads either.
  if (bytes.includes(0)) throw new Unreadable('is not text in UTF-8');
  return bytes.toString('utf8');
}

/** The names in a folder that end in this, in a fixed order; none where there is no folder. @throws Unreadable */
export async function namesIn({ path }: Place, ending: string): Promise<readonly string[]> {
  const stats = await look(path);
  if (stats === undefined) return [];
  if (!stats.isDirectory()) throw new Unreadable('is not a folder');
  const names = await readdir(path).catch(refuse);
  return names.filter((name) => name.endsWith(ending)).sort();
}

/** What is at the end of a path and of its links. Nothing is no fault, a link that leads nowhere is one. */
async function look(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (!isAbsence(error)) return refuse(error);
  }
  if (await isThere(path)) throw new Unreadable('is a link that leads nowhere');
  return undefined;
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

const isAbsence = (error: unknown): boolean =>
  ['ENOENT', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');

/** Of an error only its reason: its message has the path in it. */
function refuse(error: unknown): never {
  throw new Unreadable(`cannot be read: ${whyRefused(error)}`);
}
