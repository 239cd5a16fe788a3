import { access, constants, lstat, stat } from 'node:fs/promises';

/** Whether a file or folder is there, at the end of its links. */
export const isThere = (path: string): Promise<boolean> => succeeds(stat(path));

/** Whether git would run it. Windows has no such mark: git goes by the first line there. */
export const isExecutable = (path: string): Promise<boolean> => succeeds(access(path, constants.X_OK));

export const isLink = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );

const succeeds = (work: Promise<unknown>): Promise<boolean> =>
  work.then(
    () => true,
    () => false,
  );
