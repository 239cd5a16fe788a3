import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Repository } from './process.ts';

/** The `.git` folder when it is plain to see where it is: at the top of a main work tree, as for most hooks. */
export function plainGitFolder({ cwd, env }: Repository): string | undefined {
  if (env.GIT_DIR !== undefined) return undefined;
  const folder = resolve(cwd, '.git');
  return ['HEAD', 'objects', 'refs'].every((part) => existsSync(join(folder, part))) ? folder : undefined;
}

/**
 * Whether refs are files in this folder. Where they are in tables, or in another place, a HEAD is left that leads nowhere
 * (gitrepository-layout(5)); a variable may send git elsewhere, too.
 */
export function hasRefFiles({ env }: Repository, folder: string): boolean {
  if (env.GIT_REFERENCE_BACKEND !== undefined) return false;
  try {
    return !readFileSync(join(folder, 'HEAD'), 'latin1').startsWith('ref: refs/heads/.invalid');
  } catch {
    // That it may not be read is told in its place.
    return true;
  }
}
