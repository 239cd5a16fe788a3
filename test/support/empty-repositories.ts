/** What git init makes, made once for each kind: some two thousand tests copy it, which takes a fifth of the time. */
import { execFileSync } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import type { RepoOptions } from './repo.ts';

/** @param folder is made */
export function makeEmptyRepositories(folder: string): void {
  process.env.KEYHALT_EMPTY = folder;
  for (const objectFormat of ['sha1', 'sha256'] as const)
    for (const bare of [false, true]) {
      const init = ['init', '-q', '-b', 'main', '--template=', `--object-format=${objectFormat}`];
      const args = [...init, ...(bare ? ['--bare'] : []), placeOf({ objectFormat, bare })];
      // Nobody's settings.
      const env = { PATH: process.env.PATH, HOME: folder, GIT_CONFIG_NOSYSTEM: '1' };
      execFileSync('git', args, { env, stdio: ['ignore', 'ignore', 'inherit'] });
    }
}

export const copyEmptyRepository = (options: Required<RepoOptions>, to: string): void =>
  cpSync(placeOf(options), to, { recursive: true });

const placeOf = ({ objectFormat, bare }: Required<RepoOptions>): string =>
  join(process.env.KEYHALT_EMPTY!, `${objectFormat}-${bare ? 'bare' : 'work-tree'}`);
