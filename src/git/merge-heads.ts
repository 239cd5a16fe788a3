import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { oidLines } from './changes.ts';
import { askGit, type Repository } from './process.ts';

const headVariable = /^GITHEAD_([0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * The commits that are being merged, none when it is no merge.
 *
 * A clean merge has not written MERGE_HEAD when pre-merge-commit runs; the heads are then in the names of GITHEAD_*
 * variables alone. After a conflict it is the other way round. So both are asked, in every hook.
 */
export function mergeHeads(repository: Repository): readonly Oid[] {
  const named = Object.keys(repository.env).flatMap((name) => headVariable.exec(name)?.[1] ?? []);
  return [...new Set([...named, ...oidLines(mergeHeadFile(repository))])];
}

function mergeHeadFile(repository: Repository): Buffer {
  try {
    return readFileSync(mergeHeadPath(repository));
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw new UserError('MERGE_HEAD cannot be read, so what is being merged is not known', {
      hint: 'Look at its permissions, or end the merge with git merge --abort.',
      cause,
    });
  }
}

/** git says where the file is. In the plain case, a hook at the top of a main work tree, it need not be asked. */
function mergeHeadPath(repository: Repository): string {
  const plain = resolve(repository.cwd, '.git');
  const isPlain = ['HEAD', 'objects', 'refs'].every((part) => existsSync(join(plain, part)));
  if (isPlain && repository.env.GIT_DIR === undefined) return join(plain, 'MERGE_HEAD');
  const { stdout } = askGit(repository, ['rev-parse', '--git-path', 'MERGE_HEAD']);
  return resolve(repository.cwd, stdout.toString('utf8').replace(/\n$/, ''));
}
