import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { passingTips } from './history.ts';
import { askGit, type Repository } from './process.ts';

/** Where git keeps what is not in its objects, as absolute paths. */
export interface GitFiles {
  /** What all work trees share. */
  readonly common: string;
  readonly index: string;
  readonly shallow: string;
}

export function gitFiles(repository: Repository): GitFiles {
  const args = ['rev-parse', '--git-common-dir', '--git-path', 'index', '--git-path', 'shallow'];
  const [common, index, shallow] = askGit(repository, args)
    .stdout.toString('utf8')
    .split('\n')
    .map((path) => resolve(repository.cwd, path));
  return { common: common!, index: index!, shallow: shallow! };
}

/**
 * A digest of all from which a history is reached: refs, reflogs, the indexes of all work trees, what passes, and where
 * a shallow clone ends. While it stays the same, the same objects belong to the history.
 */
export function historyState(repository: Repository, { common, index, shallow }: GitFiles): string {
  const digest = createHash('sha256');
  digest.update(askGit(repository, ['for-each-ref', '--format=%(objectname) %(refname)']).stdout);
  digest.update(askGit(repository, ['rev-list', '--no-walk=unsorted', '--all', '--reflog', '--']).stdout);
  digest.update(passingTips(repository).join('\n'));
  for (const file of [index, shallow, join(common, 'index'), ...indexesOfWorkTrees(common)]) {
    digest.update(`${file}\0`);
    if (existsSync(file)) digest.update(readFileSync(file));
  }
  return digest.digest('hex');
}

function indexesOfWorkTrees(common: string): readonly string[] {
  const folder = join(common, 'worktrees');
  return existsSync(folder)
    ? readdirSync(folder)
        .sort()
        .map((name) => join(folder, name, 'index'))
    : [];
}
