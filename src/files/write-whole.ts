import { randomBytes } from 'node:crypto';
import { chmod, chown, readlink, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isRefusal, mendingOf, whyRefused } from '../model/file-error.ts';
import { UserError } from '../model/user-error.ts';
import { makeFolder } from './make-folder.ts';

/**
 * Writes a file whole or not at all: beside its place first, then into it. Makes the folder where it is missing.
 *
 * @param content all of it, or its parts in their order
 */
export async function writeWhole(
  path: string,
  content: string | Uint8Array | readonly Uint8Array[],
  { mode, isExact }: Mode,
): Promise<void> {
  await demandNoFolder(path);
  const beside = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  await mendable(dirname(path), async () => {
    await makeFolder(dirname(path));
    try {
      await writeFile(beside, content, { mode, flag: 'wx' });
      await handOver(beside, path);
      if (isExact) await chmod(beside, mode);
      await moveOver(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw error;
    }
  });
}

/** Windows lets nobody replace a file that somebody reads, such as what looks for viruses: that takes a moment. */
async function moveOver(
  beside: string,
  path: string,
  tries = process.platform === 'win32' ? 8 : 1,
): Promise<void> {
  const error = await rename(beside, path).catch((error: NodeJS.ErrnoException) => error);
  if (error === undefined) return;
  if (tries <= 1 || !['EPERM', 'EACCES', 'EBUSY'].includes(error.code ?? '')) throw error;
  await setTimeout(2 ** (10 - tries));
  await moveOver(beside, path, tries - 1);
}

/**
 * To whom the file belongs that it is going to replace: root writes for others, and one of a team in a folder of all. Who may not
 * give it away gives it to the group, or keeps it.
 */
async function handOver(beside: string, path: string): Promise<void> {
  const [now, before] = [await stat(beside), await stat(path).catch(() => undefined)];
  if (before === undefined || (before.uid === now.uid && before.gid === now.gid)) return;
  await chown(beside, before.uid, before.gid)
    .catch(() => chown(beside, now.uid, before.gid))
    .catch(() => {});
}

/** The same to where a path leads: a link stays, a pipe or a device takes what comes, and a file keeps its mode. */
export async function writeThrough(path: string, content: string, mode: number): Promise<void> {
  const there = await stat(path).catch(() => undefined);
  // Nothing can stand in its place.
  if (there !== undefined && !there.isFile() && !there.isDirectory())
    return mendable(path, () => writeFile(path, content));
  if (there === undefined) return writeWhole(await endOf(path), content, { mode });
  await writeWhole(await realpath(path), content, { mode: there.mode & 0o777, isExact: true });
}

/** Where links lead, though nothing is there yet; no farther than a system goes along with them. */
async function endOf(path: string, links = 40): Promise<string> {
  const next = await readlink(path).catch(() => undefined);
  if (next === undefined || links === 0) return path;
  return endOf(resolve(await realpath(dirname(path)), next), links - 1);
}

/** @throws UserError where a folder stands in the place of the file */
export async function demandNoFolder(path: string): Promise<void> {
  if ((await stat(path).catch(() => undefined))?.isDirectory())
    throw new UserError(`${path} is a folder`, { hint: 'Name a file in it.' });
}

interface Mode {
  readonly mode: number;
  /** Whether the umask is not to narrow it. */
  readonly isExact?: boolean;
}

/** Does something to files in a folder; what the file system refuses becomes an error that a person can mend. */
export async function mendable<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const mending =
      mendingOf(error) ?? 'Make it a folder that you may write to, then run the same command again.';
    throw new UserError(`cannot write to ${folder}: ${whyRefused(error)}`, {
      hint: `${mending} What was there before is kept.`,
      cause: error,
    });
  }
}
