import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Repository } from './process.ts';

/** The `.git` folder when it is plain to see where it is: at the top of a main work tree, as for most hooks. */
export function plainGitFolder({ cwd, env }: Repository): string | undefined {
  if (env.GIT_DIR !== undefined) return undefined;
  const folder = resolve(cwd, '.git');
  return ['HEAD', 'objects', 'refs'].every((part) => existsSync(join(folder, part))) ? folder : undefined;
}
