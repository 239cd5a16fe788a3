import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and those that it stands in, where they are missing.
 *
 * Node's own `recursive` tries for ever where a parent is there, and yet nothing can be made in it, as in /proc.
 *
 * @param mode of the folders that it makes
 * @throws what the file system says
 */
export async function makeFolder(path: string, mode = 0o777): Promise<void> {
  const code = await made(path, mode);
  if (code !== 'ENOENT' || dirname(path) === path) return;
  await makeFolder(dirname(path), mode);
  await mkdir(path, { mode }).catch(unlessThere(path));
}

/** @returns `ENOENT` where what it stands in is missing, too */
const made = (path: string, mode: number): Promise<'ENOENT' | undefined> =>
  mkdir(path, { mode }).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return 'ENOENT';
      return unlessThere(path)(error);
    },
  );

/** Of a folder that is there systems say different things: one that may not be written to is there, too. */
const unlessThere =
  (path: string) =>
  async (error: unknown): Promise<undefined> => {
    const there = await stat(path).catch(() => undefined);
    if (there?.isDirectory() !== true) throw error;
  };
