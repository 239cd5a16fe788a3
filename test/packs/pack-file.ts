import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo } from '../support/repo.ts';

/** Where the only pack of a repository lies, or its index. */
export function packFile(repo: Repo, ending: 'pack' | 'idx'): string {
  const folder = join(repo.root, '.git/objects/pack');
  return join(folder, readdirSync(folder).find((name) => name.endsWith(`.${ending}`))!);
}
