import { devNull } from 'node:os';
import { resolve } from 'node:path';

/** Whether a path is the one by which people say that there is to be nothing: /dev/null, which on Windows is NUL, too. */
export const isNowhere = (path: string): boolean =>
  path === '/dev/null' || resolve(path) === devNull || (process.platform === 'win32' && /^nul$/i.test(path));
