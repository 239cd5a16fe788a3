import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileError } from '../model/file-error.ts';
import { isOid, type Oid } from '../model/object.ts';
import { type GitFiles, gitFiles } from './git-files.ts';
import { objectsNamed } from './named-objects.ts';
import { oidLines } from './oid-lines.ts';
import { hasRefFiles } from './plain-folder.ts';
import { askGit, type Repository } from './process.ts';

/** What git keeps beside its refs while something is going on, and after; of those that end in _HEAD it may be any. */
const passing = ['AUTO_MERGE', 'BISECT_EXPECTED_REV', 'MERGE_AUTOSTASH', 'NOTES_MERGE_PARTIAL'];
const passingHead = /^[A-Z_-]+_HEAD$/;
const inFolders = ['rebase-merge/autostash', 'rebase-apply/autostash'];

/** The same where it is no file. A git that keeps refs in tables knows this option. */
const besideRefs = ['--include-root-refs', '*_HEAD', ...passing];

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
  const named = folders.flatMap((folder) => [
    ...namesIn(folder).flatMap((name) => oidsIn(join(folder, name))),
    ...(hasRefFiles(repository, folder) ? [] : tipsOf(repository, folder, besideRefs)),
  ]);
  return [
    // What such a name once stood for may be gone.
    ...objectsNamed(repository, named).filter((oid) => oid !== undefined),
    ...folders.flatMap((folder) => ownTips(repository, folder)),
  ];
}

/** The files in a folder of git's that may name objects for a time. */
function namesIn(folder: string): readonly string[] {
  const names = existsSync(folder) ? readable(folder, () => readdirSync(folder)) : [];
  return [...names.filter((name) => passingHead.test(name)), ...passing, ...inFolders];
}

/** What the refs name that a work tree has by itself: from another one git does not tell them. */
function ownTips(repository: Repository, folder: string): readonly Oid[] {
  const isAsked = !hasRefFiles(repository, folder) || ownRefs.some((name) => existsSync(join(folder, name)));
  return isAsked ? tipsOf(repository, folder, ownRefs) : [];
}

/** @param names as for-each-ref takes them, in the work tree of that folder */
function tipsOf(repository: Repository, folder: string, names: readonly string[]): readonly Oid[] {
  const args = ['for-each-ref', '--format=%(objectname)', ...names];
  return oidLines(askGit(repository, args, { env: { GIT_DIR: folder } }).stdout);
}

/** What begins a line of such a file; none where it is not there, or says `ref: …`. */
function oidsIn(file: string): readonly Oid[] {
  if (!existsSync(file)) return [];
  const lines = textOf(file).split('\n');
  return lines.flatMap((line) => line.split(/\s/, 1)).filter(isOid);
}

const textOf = (file: string): string => readable(file, () => readFileSync(file, 'latin1'));

/** @throws UserError where it may not be read */
function readable<Content>(place: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    throw fileError(
      `${place}, which alone may keep something, cannot be read`,
      error,
      'Run keyhalt as a user who may read all of the repository.',
    );
  }
}
