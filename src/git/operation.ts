import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { gitPaths } from './git-paths.ts';
import { objectsNamed } from './named-objects.ts';
import { hasRefFiles, plainGitFolder } from './plain-folder.ts';
import type { Repository } from './process.ts';

const operations: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'merge',
  'rebase-merge': 'rebase',
  'rebase-apply/applying': 'am',
  'rebase-apply': 'rebase',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
};

/** What was begun and is not ended: `merge`, `rebase`, `am`, `cherry-pick` or `revert`; undefined where nothing is. */
export function operationInProgress(repository: Repository): string | undefined {
  const names = Object.keys(operations);
  const plain = plainGitFolder(repository);
  const begun =
    plain !== undefined && hasRefFiles(repository, plain)
      ? names.find((name) => existsSync(join(plain, name)))
      : askedFor(repository, names);
  return begun === undefined ? undefined : operations[begun];
}

/** The first of these names that git knows: a file, or where refs are no files a ref. */
function askedFor(repository: Repository, names: readonly string[]): string | undefined {
  const paths = gitPaths(
    repository,
    names.map((name) => ['--git-path', name] as const),
  );
  const refs = objectsNamed(repository, names);
  return names.find((_, at) => existsSync(paths[at]!) || refs[at] !== undefined);
}
