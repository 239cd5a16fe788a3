import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileError } from '../model/file-error.ts';
import { isOid, type Oid } from '../model/object.ts';
import { type GitFiles, gitFiles } from './git-files.ts';
import { objectsNamed } from './named-objects.ts';
import { oidLines } from './oid-lines.ts';
import { askGit, type Repository } from './process.ts';

/** What git keeps beside its refs while something is going on, and after. */
const passing = [
  'ORIG_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'AUTO_MERGE',
  'FETCH_HEAD',
  'BISECT_HEAD',
  'BISECT_EXPECTED_REV',
  'MERGE_AUTOSTASH',
  'rebase-merge/autostash',
  'rebase-apply/autostash',
];

/** Refs that each work tree has by itself: gitglossary(7), per-worktree ref. */
const ownRefs = ['refs/bisect', 'refs/worktree', 'refs/rewritten'];

/**
 * The objects that are named for a time only, or by the refs of one work tree alone, in any work tree.
 *
 * To git a name stands for one object; what is merged or fetched may be several, a line each, and their files say so.
 */
export function passingTips(
  repository: Repository,
  { folders }: GitFiles = gitFiles(repository),
): readonly Oid[] {
  const inFiles = folders.flatMap((folder) => passing.flatMap((name) => oidsIn(join(folder, name))));
  // Where refs are no files, git knows those of other work trees by these names.
  const places = ['main-worktree', ...folders.slice(1).map((folder) => `worktrees/${basename(folder)}`)];
  const others = places.flatMap((place) => passing.map((name) => `${place}/${name}`));
  const named = objectsNamed(repository, [...passing, ...others, ...inFiles]);
  return [
    ...named.filter((oid) => oid !== undefined),
    ...folders.flatMap((folder) => ownTips(repository, folder)),
  ];
}

/** What the refs name that a work tree has by itself: from another one git does not tell them. */
function ownTips(repository: Repository, folder: string): readonly Oid[] {
  if (!['reftable', ...ownRefs].some((name) => existsSync(join(folder, name)))) return [];
  const args = ['for-each-ref', '--format=%(objectname)', ...ownRefs];
  return oidLines(askGit(repository, args, { env: { GIT_DIR: folder } }).stdout);
}

/** What begins a line of such a file; none where it is not there, or says `ref: …`. */
function oidsIn(file: string): readonly Oid[] {
  if (!existsSync(file)) return [];
  const lines = textOf(file).split('\n');
  return lines.flatMap((line) => line.split(/\s/, 1)).filter(isOid);
}

/** @throws UserError where it may not be read */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    throw fileError(
      `${file}, which alone may keep something, cannot be read`,
      error,
      'Run keyhalt as a user who may read all of the repository.',
    );
  }
}
