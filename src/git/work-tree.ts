import { madeAnew } from '../model/lists.ts';
import { isOutside } from './failure.ts';
import { gitPath } from './git-paths.ts';
import { indexEntriesIn, pathsIn } from './listed-entries.ts';
import { askGit, type Repository } from './process.ts';
import { gitlink } from './raw-diff.ts';

/** Where a folder stands: in a work tree, in a repository beside one (bare, or in `.git`), or in none. */
export type Standing =
  /** The way from the top of the work tree to the folder, with / at its end; empty at the top. */
  { readonly kind: 'work-tree'; readonly prefix: Buffer } | { readonly kind: 'no-work-tree' | 'none' };

/** @throws UserError when git cannot say, as in a folder of somebody else's. */
export function standingOf(repository: Repository): Standing {
  try {
    const { stdout } = askGit(repository, ['rev-parse', '--is-inside-work-tree', '--show-prefix']);
    const end = stdout.indexOf('\n');
    if (stdout.toString('latin1', 0, end) !== 'true') return { kind: 'no-work-tree' };
    return { kind: 'work-tree', prefix: stdout.subarray(end + 1, -1) };
  } catch (error) {
    if (isOutside(error)) return { kind: 'none' };
    throw error;
  }
}

/** The top of the work tree, absolute. @throws UserError where there is none */
export const topOf = (repository: Repository): string => gitPath(repository, '--show-toplevel');

/** The same where there is one, else undefined. @throws UserError when git cannot say */
export const topIfAny = (repository: Repository): string | undefined =>
  standingOf(repository).kind === 'work-tree' ? topOf(repository) : undefined;

/** A path below a folder, as git sees its work tree. What is tracked need not be there. */
export interface WorkTreePath {
  readonly path: Buffer;
  readonly kind: 'tracked' | 'untracked' | 'submodule';
}

export interface WorkTreePaths {
  /** May be gone through as often as is wanted; nothing of it is kept but what git printed. */
  readonly paths: Iterable<WorkTreePath>;
  /** Where git could not look, in its own words; it goes on and says that all is well. */
  readonly warnings: readonly string[];
}

/**
 * What git tracks below the folder, or would track if it were added: not what is ignored, nor what is in submodules
 * and in other repositories. Paths are seen from the folder.
 *
 * @throws UserError when git does not answer
 */
export function workTreePaths(repository: Repository): WorkTreePaths {
  const tracked = listed(repository, ['--cached', '--stage']);
  const others = listed(repository, ['--others', '--exclude-standard']);
  return {
    paths: madeAnew(function* () {
      yield* trackedPaths(tracked.stdout);
      yield* otherPaths(others.stdout);
    }),
    // Of a sparse index git says that it is slow, as a hint.
    warnings: `${tracked.said}\n${others.said}`.split('\n').filter((line) => !/^(?:hint:|$)/.test(line)),
  };
}

function* trackedPaths(output: Buffer): Generator<WorkTreePath> {
  let before: string | undefined;
  for (const { mode, path } of indexEntriesIn(output)) {
    // The sides of a conflict are entries of one path, next to each other.
    if (path === before) continue;
    before = path;
    yield { path: Buffer.from(path, 'latin1'), kind: mode === gitlink ? 'submodule' : 'tracked' };
  }
}

function* otherPaths(output: Buffer): Generator<WorkTreePath> {
  // Another repository, which git would add as a submodule, is told by its folder.
  for (const path of pathsIn(output))
    if (path.at(-1) === slash) yield { path: path.subarray(0, -1), kind: 'submodule' };
    else yield { path, kind: 'untracked' };
}

const slash = 0x2f;

const listed = (repository: Repository, options: readonly string[]) =>
  askGit(repository, ['ls-files', '-z', ...options, '--', '.']);

/**
 * The repository that a folder stands in, wherever the one is that keyhalt was started in: variables that name that
 * one are left out, unless they name a work tree, too.
 */
export function repositoryAt(folder: string, { cwd, env }: Repository): Repository {
  if (folder === cwd || env.GIT_WORK_TREE !== undefined) return { cwd: folder, env };
  const kept = Object.entries(env).filter(([name]) => !placeVariables.has(name));
  return { cwd: folder, env: Object.fromEntries(kept) };
}

const placeVariables: ReadonlySet<string> = new Set([
  ...['GIT_DIR', 'GIT_COMMON_DIR', 'GIT_INDEX_FILE', 'GIT_PREFIX'],
  ...['GIT_OBJECT_DIRECTORY', 'GIT_ALTERNATE_OBJECT_DIRECTORIES'],
]);
