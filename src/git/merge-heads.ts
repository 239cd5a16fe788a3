import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../model/file-error.ts';
import { isOid, type Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { pathIn } from './git-paths.ts';
import { plainGitFolder } from './plain-folder.ts';
import { askGit, type Repository } from './process.ts';

const headVariable = /^GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commits that are being merged, none when it is no merge.
 *
 * A clean merge has not written MERGE_HEAD when pre-merge-commit runs; the heads are then in the names of GITHEAD_*
 * variables alone. After a conflict it is the other way round. So both are asked, in every hook.
 *
 * @throws UserError where there is no work tree, and so nothing to commit
 */
export function mergeHeads(repository: Repository): readonly Oid[] {
  const named = Object.keys(repository.env).flatMap((name) => headVariable.exec(name)?.[1] ?? []);
  return [...new Set([...named, ...headsInFile(mergeHeadPath(repository))])];
}

function headsInFile(path: string): readonly Oid[] {
  const lines = readIfThere(path).split('\n');
  // A rebase writes the file without a line feed at its end.
  if (lines.at(-1) === '') lines.pop();
  if (lines.every(isOid)) return lines;
  throw new UserError('MERGE_HEAD does not hold the names of commits', { hint: abortHint });
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw fileError('what is being merged is not known, for MERGE_HEAD cannot be read', cause, abortHint);
  }
}

const abortHint = 'End the merge with git merge --abort, and start it again.';

/** git says where the file is. In the plain case, a hook at the top of a main work tree, it need not be asked. */
function mergeHeadPath(repository: Repository): string {
  const plain = plainGitFolder(repository);
  if (plain !== undefined) return join(plain, 'MERGE_HEAD');

  const args = ['rev-parse', '--is-bare-repository', '--git-path', 'MERGE_HEAD'];
  const { stdout } = askGit(repository, args);
  const end = stdout.indexOf('\n') + 1;
  if (stdout.toString('latin1', 0, end) === 'false\n') return pathIn(stdout.subarray(end), repository);
  throw new UserError('this is a bare repository, which has no index', {
    hint: 'Run keyhalt in a work tree of it.',
  });
}
