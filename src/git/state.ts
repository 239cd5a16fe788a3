import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { headCommit } from './changes.ts';
import { type GitFiles, indexFilePaths } from './git-files.ts';
import { passingTips } from './passing-tips.ts';
import { askGit, type Repository } from './process.ts';

/**
 * A digest of all from which a history is reached: refs, reflogs, the indexes of all work trees, what passes, and where
 * a shallow clone ends; and of where HEAD is. While it stays the same, the same objects belong to the history, and it says
 * the same of them.
 */
export function historyState(repository: Repository, files: GitFiles): string {
  const digest = createHash('sha256');
  digest.update(askGit(repository, ['for-each-ref', '--format=%(objectname) %(refname)']).stdout);
  // Of refs git would open what they name; only of another work tree it does not tell otherwise where that is.
  const all = files.folders.length > 1 ? ['--all'] : [];
  const args = ['rev-list', '--no-walk=unsorted', ...all, '--reflog', '--stdin'];
  digest.update(askGit(repository, args, { input: '' }).stdout);
  digest.update(`${headCommit(repository) ?? 'none'}\n`);
  digest.update(passingTips(repository, files).join('\n'));
  for (const file of [files.shallow, ...indexFilePaths(files)]) {
    digest.update(`${file}\0`);
    if (existsSync(file)) digest.update(readFileSync(file));
  }
  return digest.digest('hex');
}
