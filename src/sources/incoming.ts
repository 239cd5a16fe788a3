import { commitChanges, commitsIn, headCommit, objectsIn, reachable, treesOf } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { folder, gitlink, type RawEntry } from '../git/raw-diff.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { namesBrought, namesTaken, submodulesBrought } from './brought.ts';
import { noPaths, type OldContent, type Origin, type Source } from './source.ts';
import { oldContent } from './staged.ts';

/** Commits with all they can reach, less what can be reached from elsewhere. */
interface Range {
  readonly tips: readonly Oid[];
  readonly excluded: readonly Oid[];
  /** Whose present content counts as known: the commit that is merged into, the tips that are pushed over. */
  readonly known: readonly Oid[];
}

/**
 * What a merge brings in: every object that the merged side has and ours has not, also what was added and taken
 * out again there, messages and file names included.
 */
export function incomingSource(repository: Repository, heads: readonly Oid[]): Source {
  const ours = headCommit(repository);
  return rangeSource(repository, 'what the merge brings in', {
    tips: heads,
    excluded: ours === undefined ? [] : [ours],
    known: ours === undefined ? [] : [ours],
  });
}

/** What is new in a range of commits, whatever it is for. */
export function rangeSource(repository: Repository, what: string, range: Range): Source {
  const objects = reachable(repository, range, 'objects');
  const commits = once(() => commitsIn(repository, range));
  const changes = once(() => commitChanges(repository, [...commits().keys()]));
  const held = once(() => treesOf(repository, range.known).map((tree) => objectsIn(repository, tree)));
  return {
    what,
    objects,
    pathsOf: noPaths,
    names: [],
    texts: [],
    submodules: [],
    submodulesIn: async () => submodulesBrought(changes(), commits()),
    before: () => contentOutside(changes(), held(), new Set(objects)),
    locate: async (found) => {
      const of = originsOf(changes(), commits());
      const trees = new Set(found.flatMap(({ type, oid }) => (type === 'tree' ? [oid] : [])));
      if (trees.size === 0) return { of };
      // In folders of these commits stands nothing but what they bring, and what was there before.
      for (const tree of foldersOf(repository, changes(), commits())) if (trees.has(tree)) of.set(tree, []);
      const isHeld = (path: Buffer) => held().some((paths) => paths.has(path.toString('latin1')));
      return { of, names: namesBrought(changes(), commits()).filter(({ path }) => !isHeld(path)) };
    },
  };
}

/** What stood there before: the old sides that are not themselves new, and what the known tips hold now. */
function contentOutside(
  changes: readonly RawEntry[],
  held: readonly ReadonlyMap<string, Oid>[],
  isNew: ReadonlySet<Oid>,
): OldContent {
  const files = changes.filter(({ oldMode, newMode }) => oldMode !== folder && newMode !== folder);
  const paths = new Set(files.map(({ path }) => path.toString('latin1')));
  const now = held.flatMap((objects) =>
    [...objects].flatMap(([path, oid]) => (paths.has(path) ? [oid] : [])),
  );
  const outside = oldContent(files).objects.filter((oid) => !isNew.has(oid));
  return { objects: [...new Set([...outside, ...now])], names: namesTaken(changes), texts: [] };
}

/** Every folder of these commits that one of them changes, the top one included. */
const foldersOf = (
  repository: Repository,
  changes: readonly RawEntry[],
  commits: ReadonlyMap<Oid, number>,
): readonly Oid[] => [
  ...treesOf(repository, [...commits.keys()]),
  ...changes.flatMap(({ newMode, newOid }) => (newMode === folder ? [newOid] : [])),
];

function originsOf(
  changes: readonly RawEntry[],
  commits: ReadonlyMap<Oid, number>,
): Map<Oid, readonly Origin[]> {
  const isMerge = (commit: Oid) => (commits.get(commit) ?? 0) > 1;
  const [own, merged] = [new Map<Oid, Origin[]>(), new Map<Oid, Origin[]>()];
  for (const { newOid, newMode, path, commit } of changes) {
    if (commit === undefined || newMode === gitlink || newMode === folder) continue;
    append(isMerge(commit) ? merged : own, newOid, { commit, path });
  }
  const all = new Map<Oid, readonly Origin[]>(own);
  for (const [oid, origins] of merged) all.set(oid, withMerged(own.get(oid) ?? [], origins));
  return all;
}

/** A merge brings along what other commits bring: it is told only of a path at which none of them has that. */
function withMerged(own: readonly Origin[], merged: readonly Origin[]): readonly Origin[] {
  const paths = new Set(own.map(({ path }) => path!.toString('latin1')));
  return [...own, ...merged.filter(({ path }) => !paths.has(path!.toString('latin1')))];
}

/** Asks once, whoever asks first. */
function once<T>(ask: () => T): () => T {
  let answer: T | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
