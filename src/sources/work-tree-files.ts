import { readdirSync } from 'node:fs';
import { type Entry, inside, kindAt } from '../files/walk.ts';
import type { Repository } from '../git/process.ts';
import {
  repositoryAt,
  standingOf,
  type WorkTreePath,
  type WorkTreePaths,
  workTreePaths,
} from '../git/work-tree.ts';
import { UserError } from '../model/user-error.ts';

type Found = Entry | { readonly path: Buffer; readonly kind: 'submodule' };

/**
 * What git tracks in a folder or would track. Undefined where that is for nobody to say: outside of repositories, and
 * in a folder of which git would track nothing, such as an ignored one, which somebody wants to be read all the same.
 *
 * @param folder absolute
 * @param shown what the paths begin with
 * @throws UserError in a repository without a work tree, and when git does not answer
 */
export function filesOfWorkTree(
  folder: string,
  shown: Buffer,
  started: Repository,
): Iterable<Found> | undefined {
  const repository = repositoryAt(folder, started);
  const { kind } = standingOf(repository);
  if (kind === 'none') return undefined;
  if (kind === 'no-work-tree') {
    throw new UserError(`${folder} is in a repository, and in no work tree`, {
      hint: 'Name a work tree; --no-git reads every file as it lies there.',
    });
  }
  const tree = workTreePaths(repository);
  if (isEmpty(tree.paths) && readdirSync(folder).some((name) => name !== '.git')) return undefined;
  return entriesOf(tree, Buffer.from(folder), shown);
}

function isEmpty(all: Iterable<unknown>): boolean {
  for (const _ of all) return false;
  return true;
}

function* entriesOf({ paths, warnings }: WorkTreePaths, folder: Buffer, shown: Buffer): Generator<Found> {
  for (const warning of warnings) yield { path: shown, kind: 'unreadable', error: gitWarns(warning) };
  const isThere = realFolders(folder);
  for (const { path, kind } of paths) {
    const entry = isThere(path) ? entryOf(inside(folder, path), kind) : undefined;
    if (entry !== undefined) yield { ...entry, path: inside(shown, path) };
  }
}

const gitWarns = (warning: string): UserError =>
  new UserError(`git could not look everywhere: ${warning}`, {
    hint: 'Check the permissions; everything else was read.',
  });

/** Undefined for what is tracked and was deleted; a folder stands in the place of a file that was. */
function entryOf(path: Buffer, tracked: WorkTreePath['kind']): Found | undefined {
  if (tracked === 'submodule') return { path, kind: tracked };
  try {
    const kind = kindAt(path);
    return kind === undefined || kind === 'folder' ? undefined : { path, kind };
  } catch (error) {
    return { path, kind: 'unreadable', error };
  }
}

/** Whether a path leads through folders alone: what is tracked below a folder that became a link is gone, to git, too. */
function realFolders(top: Buffer): (path: Buffer) => boolean {
  const known = new Map<string, boolean>();
  const isReal = (path: string): boolean => {
    const end = path.lastIndexOf('/');
    if (end === -1) return true;
    const folder = path.slice(0, end);
    const before = known.get(folder);
    if (before !== undefined) return before;
    const real = isReal(folder) && isNoLink(inside(top, Buffer.from(folder, 'latin1')));
    known.set(folder, real);
    return real;
  };
  return (path) => isReal(path.toString('latin1'));
}

/** What cannot be looked at is an error of the files in it. */
function isNoLink(path: Buffer): boolean {
  try {
    return kindAt(path) !== 'link';
  } catch {
    return true;
  }
}
