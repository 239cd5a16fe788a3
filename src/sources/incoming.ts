import { blobsOf, commitChanges, headCommit, reachable, treesOf } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { gitlink, type RawEntry } from '../git/raw-diff.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { noPaths, type OldContent, type Origin, type Source } from './source.ts';
import { oldContent } from './staged.ts';

/** Commits with all they can reach, less what can be reached from elsewhere. */
interface Range {
  readonly tips: readonly Oid[];
  readonly excluded: readonly Oid[];
  /** Whose present content counts as known: the commit that is merged into, the tips that are pushed over. */
  readonly known: readonly Oid[];
  /** Whether the submodules that it brings are told, which costs a look at each of its commits. */
  readonly tellsSubmodules?: boolean;
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
  const changes = once(() => commitChanges(repository, reachable(repository, range, 'commits')));
  return {
    what,
    objects,
    pathsOf: noPaths,
    names: [],
    texts: [],
    submodules: range.tellsSubmodules ? submodulesIn(changes()) : [],
    before: () => contentOutside(repository, range, changes(), new Set(objects)),
    locate: async () => ({ of: originsOf(changes()) }),
  };
}

/** What stood there before: the old sides that are not themselves new, and what the known tips hold now. */
function contentOutside(
  repository: Repository,
  range: Range,
  changes: readonly RawEntry[],
  isNew: ReadonlySet<Oid>,
): OldContent {
  const { objects } = oldContent(changes);
  const paths = new Set(changes.map(({ path }) => path.toString('latin1')));
  const held = treesOf(repository, range.known).flatMap((tree) =>
    [...blobsOf(repository, tree)].flatMap(([path, blob]) => (paths.has(path) ? [blob] : [])),
  );
  const outside = objects.filter((oid) => !isNew.has(oid));
  return { objects: [...new Set([...outside, ...held])], names: [], texts: [] };
}

const submodulesIn = (changes: readonly RawEntry[]): readonly Buffer[] => [
  ...new Map(
    changes
      .filter(({ newMode }) => newMode === gitlink)
      .map(({ path }) => [path.toString('latin1'), path] as const),
  ).values(),
];

function originsOf(changes: readonly RawEntry[]): Map<Oid, Origin[]> {
  const origins = new Map<Oid, Origin[]>();
  for (const { newOid, newMode, path, commit } of changes) {
    if (commit === undefined || newMode === gitlink) continue;
    append(origins, newOid, { commit, path });
  }
  return origins;
}

/** Asks once, whoever asks first. */
function once<T>(ask: () => T): () => T {
  let answer: T | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
