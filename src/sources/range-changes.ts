import { commitChanges } from '../git/changes.ts';
import { OidSet } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import { absent, folder, gitlink, type RawEntry } from '../git/raw-diff.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import type { Origin } from './source.ts';

/** The commits of a range, each with the number of its parents. */
export type Commits = ReadonlyMap<Oid, number>;

/** What all changes of a range come to. Of a long one there are millions, so none of them is kept. */
export interface RangeChanges {
  /** The contents of files that are replaced or taken away. */
  readonly replaced: OidSet;
  /** Where files change, one byte a character. */
  readonly paths: ReadonlySet<string>;
  /** What is taken away and brought by none of the commits: it stood there before. */
  readonly taken: readonly Buffer[];
  /** Which commits bring the files that were asked for, and where. */
  readonly origins: ReadonlyMap<Oid, readonly Origin[]>;
  /** Which of the folders that were asked for are among those that change. */
  readonly folders: ReadonlySet<Oid>;
  /** Paths of files and folders that were not there before, each of the commit that brings it. */
  readonly names: readonly Origin[];
}

/**
 * What the commits of a range change along each edge, read once.
 *
 * @param files whose origins are asked for
 * @param folders in whose names something was found; without one, no names are asked for
 */
export async function rangeChanges(
  repository: Repository,
  commits: Commits,
  files: ReadonlySet<Oid>,
  folders: ReadonlySet<Oid>,
): Promise<RangeChanges> {
  const replaced = new OidSet();
  const [paths, brings, takes] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const origins = new Map<Oid, Origin[]>();
  const changed = new Set<Oid>();
  const names: Origin[] = [];
  const [isBrought, isOrigin] = [broughtIn(commits), originIn(commits)];
  await eachChange(repository, commits, (entry) => {
    const { commit, oldMode, newMode, oldOid, newOid } = entry;
    const path = entry.path.toString('latin1');
    if (oldMode === absent) brings.add(path);
    if (newMode === absent) takes.add(path);
    if (folders.size > 0 && oldMode === absent && isBrought(entry))
      names.push({ commit: commit!, path: Buffer.from(entry.path) });
    if (newMode === folder && folders.has(newOid)) changed.add(newOid);
    if (oldMode === folder || newMode === folder) return;
    paths.add(path);
    if (oldMode !== absent && oldMode !== gitlink) replaced.add(oldOid);
    if (newMode !== gitlink && files.has(newOid) && isOrigin(entry))
      append(origins, newOid, { commit: commit!, path: Buffer.from(entry.path) });
  });
  const taken = [...takes].filter((path) => !brings.has(path)).map((path) => Buffer.from(path, 'latin1'));
  return { replaced, paths, taken, origins, folders: changed, names };
}

/** Where the commits of a range put submodules, or other commits of them. */
export async function submodulesBrought(
  repository: Repository,
  commits: Commits,
): Promise<readonly Buffer[]> {
  const paths = new Set<string>();
  const isBrought = broughtIn(commits);
  await eachChange(repository, commits, (entry) => {
    if (entry.newMode === gitlink && isBrought(entry)) paths.add(entry.path.toString('latin1'));
  });
  return [...paths].sort().map((path) => Buffer.from(path, 'latin1'));
}

/** Merges come last: what they bring along is known by then. */
async function eachChange(
  repository: Repository,
  commits: Commits,
  see: (entry: RawEntry) => void,
): Promise<void> {
  const all = [...commits.keys()];
  const isMerge = (commit: Oid) => commits.get(commit)! > 1;
  const ordered = [...all.filter((commit) => !isMerge(commit)), ...all.filter(isMerge)];
  for await (const some of commitChanges(repository, ordered)) for (const entry of some) see(entry);
}

/**
 * Of changes along each edge those which their commit brings by itself: a merge is compared with each of its parents,
 * and what one of them has is brought by none or by another commit.
 */
function broughtIn(commits: Commits): (entry: RawEntry) => boolean {
  let current: Oid | undefined;
  let edges = new Map<string, number>();
  return ({ commit, newMode, newOid, path }) => {
    if (commit !== current) [current, edges] = [commit, new Map()];
    const parents = commits.get(commit!)!;
    if (parents < 2) return true;
    const key = `${newMode} ${newOid} ${path.toString('latin1')}`;
    const count = (edges.get(key) ?? 0) + 1;
    edges.set(key, count);
    return count === parents;
  };
}

/** A merge brings along what other commits bring: it is told only of a path at which none of them has that. */
function originIn(commits: Commits): (entry: RawEntry) => boolean {
  const own = new Set<string>();
  return ({ commit, newOid, path }) => {
    const key = `${newOid} ${path.toString('latin1')}`;
    if (commits.get(commit!)! > 1) return !own.has(key);
    own.add(key);
    return true;
  };
}
