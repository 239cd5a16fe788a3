import { commitsIn, headCommit, objectsBetween, objectsIn, treesOf } from '../git/changes.ts';
import { OidSet } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { type RangeChanges, rangeChanges, submodulesBrought } from './range-changes.ts';
import { type FoundObject, noPaths, type OldContent, type Origin, type Source } from './source.ts';

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
  const objects = objectsBetween(repository, range);
  const commits = once(() => commitsIn(repository, range));
  const held = once(() => treesOf(repository, range.known).map((tree) => objectsIn(repository, tree)));
  let located: readonly FoundObject[] = [];
  const changes = once(() =>
    rangeChanges(repository, commits(), oidsOf(located, 'blob'), oidsOf(located, 'tree')),
  );
  return {
    what,
    objects,
    pathsOf: noPaths,
    names: [],
    texts: [],
    submodules: [],
    submodulesIn: () => submodulesBrought(repository, commits()),
    before: async () => contentOutside(await changes(), held(), OidSet.from(objects)),
    locate: async (found) => {
      located = found;
      const { origins, folders, names } = await changes();
      const trees = oidsOf(found, 'tree');
      if (trees.size === 0) return { of: origins };
      // In folders of these commits stands nothing but what they bring, and what was there before.
      const all = [
        ...folders,
        ...treesOf(repository, [...commits().keys()]).filter((tree) => trees.has(tree)),
      ];
      const isHeld = (path: Buffer) => held().some((paths) => paths.has(path.toString('latin1')));
      return {
        of: new Map([...origins, ...all.map((tree): [Oid, readonly Origin[]] => [tree, []])]),
        names: names.filter(({ path }) => !isHeld(path!)),
      };
    },
  };
}

const oidsOf = (found: readonly FoundObject[], wanted: FoundObject['type']): ReadonlySet<Oid> =>
  new Set(found.flatMap(({ type, oid }) => (type === wanted ? [oid] : [])));

/** What stood there before: the old sides that are not themselves new, and what the known tips hold now. */
function contentOutside(
  { replaced, paths, taken }: RangeChanges,
  held: readonly ReadonlyMap<string, Oid>[],
  isNew: OidSet,
): OldContent {
  const now = held.flatMap((objects) =>
    [...objects].flatMap(([path, oid]) => (paths.has(path) ? [oid] : [])),
  );
  const outside = [...replaced].filter((oid) => !isNew.has(oid));
  return { objects: [...new Set([...outside, ...now])], names: taken, texts: [] };
}

/** Asks once, whoever asks first. */
function once<T>(ask: () => T): () => T {
  let answer: T | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
