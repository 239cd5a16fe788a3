/** Since when a secret has been where, asked of every commit of a history by itself. */
import type { NamedRef } from './slow-git.ts';

/** Where something stands in the tree of a commit. */
export interface Occurrence {
  readonly commit: string;
  readonly path: string;
}

export interface History {
  /** Every commit with its parents, which come before it. */
  readonly parents: ReadonlyMap<string, readonly string[]>;
  /** The author's time of each, in seconds since 1970. */
  readonly timeOf: (commit: string) => number;
  readonly refs: readonly NamedRef[];
  readonly head: string | undefined;
}

/** Of commits of the same second, any may be told. */
export interface TrueExposure {
  /** Every commit that holds it while none of its parents does. */
  readonly introduced: readonly string[];
  readonly first: readonly string[];
  readonly last: readonly string[];
  readonly gone: readonly string[];
  readonly reintroduced: number;
  readonly isAtHead: boolean;
  /** In seconds since 1970. */
  readonly from: number;
  /** Undefined while it is still somewhere. */
  readonly to: number | undefined;
  readonly refs: readonly string[];
}

/**
 * @param occurrences where it stands in trees
 * @param saying the commits that say it themselves; whatever builds on them holds it, too
 */
export function exposureOf(
  history: History,
  occurrences: readonly Occurrence[],
  saying: ReadonlySet<string>,
): TrueExposure {
  const { timeOf, refs, head } = history;
  const { holds, ever, introduced, reintroduced, brought, removed } = presenceIn(
    history,
    occurrences,
    saying,
  );
  const newest = (commits: readonly string[]) => {
    const last = commits.reduce((time, commit) => Math.max(time, timeOf(commit)), Number.NEGATIVE_INFINITY);
    return commits.filter((commit) => timeOf(commit) === last);
  };
  const from = introduced.reduce((time, commit) => Math.min(time, timeOf(commit)), Number.POSITIVE_INFINITY);
  const isAtHead = head !== undefined && holds(head);
  const gone = isAtHead ? [] : newest(removed);
  const isThere = isAtHead || gone.length === 0 || refs.some(({ commit }) => commit && holds(commit));
  return {
    introduced,
    first: introduced.filter((commit) => timeOf(commit) === from),
    last: newest([...new Set([...introduced, ...brought])]),
    gone,
    reintroduced,
    isAtHead,
    from,
    to: isThere ? undefined : timeOf(gone[0]!),
    refs: refs.flatMap(({ name, commit }) => (commit && ever.has(commit) ? [name] : [])),
  };
}

function presenceIn({ parents }: History, occurrences: readonly Occurrence[], saying: ReadonlySet<string>) {
  const pathsIn = new Map<string, Set<string>>();
  for (const { commit, path } of occurrences)
    pathsIn.set(commit, (pathsIn.get(commit) ?? new Set()).add(path));
  const said = descendantsOf(saying, parents);
  const holds = (commit: string) => pathsIn.has(commit) || said.has(commit);
  const all = [...parents.keys()];
  const ever = descendantsOf(new Set(all.filter(holds)), parents);
  const parentsOf = (commit: string) => parents.get(commit)!;
  const bringsFrom = (commit: string, parent: string | undefined) =>
    [...(pathsIn.get(commit) ?? [])].some((path) => !pathsIn.get(parent ?? '')?.has(path));
  const brings = (commit: string) =>
    saying.has(commit) ||
    (parentsOf(commit).length === 0
      ? bringsFrom(commit, undefined)
      : parentsOf(commit).every((parent) => bringsFrom(commit, parent)));
  const introduced = all.filter((commit) => holds(commit) && !parentsOf(commit).some(holds));
  return {
    holds,
    ever,
    introduced,
    reintroduced: introduced.filter((commit) => parentsOf(commit).some((parent) => ever.has(parent))).length,
    brought: all.filter(brings),
    removed: all.filter(
      (commit) => !holds(commit) && parentsOf(commit).length > 0 && parentsOf(commit).every(holds),
    ),
  };
}

/** These commits and all that build on them. */
function descendantsOf(
  commits: ReadonlySet<string>,
  parents: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const reached = new Set<string>();
  for (const [commit, from] of parents)
    if (commits.has(commit) || from.some((parent) => reached.has(parent))) reached.add(commit);
  return reached;
}

/** Those of these commits that build on no other of them. */
export function oldest(
  commits: ReadonlySet<string>,
  parents: ReadonlyMap<string, readonly string[]>,
): string[] {
  const reached = descendantsOf(commits, parents);
  return [...commits].filter((commit) => !parents.get(commit)!.some((parent) => reached.has(parent)));
}
