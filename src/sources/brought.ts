import { absent, gitlink, type RawEntry } from '../git/raw-diff.ts';
import type { Oid } from '../model/object.ts';

/** A path that a commit brings, and no parent of it has. */
export interface Brought {
  readonly commit: Oid;
  readonly path: Buffer;
}

/** The files and folders that were not there before. */
export const namesBrought = (
  changes: readonly RawEntry[],
  commits: ReadonlyMap<Oid, number>,
): readonly Brought[] =>
  brought(
    changes.filter(({ oldMode }) => oldMode === absent),
    commits,
  );

/** Where they put submodules, or other commits of them. */
export const submodulesBrought = (
  changes: readonly RawEntry[],
  commits: ReadonlyMap<Oid, number>,
): readonly Buffer[] =>
  brought(
    changes.filter(({ newMode }) => newMode === gitlink),
    commits,
  ).map(({ path }) => path);

/** The paths that are taken away and that none of the commits brings: they stood there before. */
export function namesTaken(changes: readonly RawEntry[]): readonly Buffer[] {
  const own = new Set(
    changes.flatMap(({ oldMode, path }) => (oldMode === absent ? [path.toString('latin1')] : [])),
  );
  return changes.flatMap(({ newMode, path }) =>
    newMode === absent && !own.has(path.toString('latin1')) ? [path] : [],
  );
}

/**
 * Of changes along each edge of commits what their commit brings by itself: a merge is compared with each of its parents,
 * and what one of them has is brought by none or by another commit.
 *
 * @param commits each with the number of its parents
 */
function brought(changes: readonly RawEntry[], commits: ReadonlyMap<Oid, number>): readonly Brought[] {
  const edges = new Map<string, number>();
  return changes.flatMap(({ commit, newMode, newOid, path }) => {
    const key = `${commit} ${newMode} ${newOid} ${path.toString('latin1')}`;
    const count = (edges.get(key) ?? 0) + 1;
    edges.set(key, count);
    return count === Math.max(1, commits.get(commit!)!) ? [{ commit: commit!, path }] : [];
  });
}
