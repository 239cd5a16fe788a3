import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { askGit, type Repository } from '../git/process.ts';

/** Where packs with an index are, without their endings. */
export function packPaths(repository: Repository): readonly string[] {
  const { stdout } = askGit(repository, ['rev-parse', '--git-path', 'objects/pack']);
  const folder = resolve(repository.cwd, stdout.toString('utf8').trimEnd());
  try {
    return readdirSync(folder).flatMap((name) =>
      name.endsWith('.idx') ? [join(folder, name.slice(0, -4))] : [],
    );
  } catch {
    return [];
  }
}
