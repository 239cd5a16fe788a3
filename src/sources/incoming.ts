import { blobsOf, commitChanges, headCommit, reachable } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { gitlink, type RawEntry } from '../git/raw-diff.ts';
import type { Oid } from '../model/object.ts';
import type { OldContent, Origin, Source } from './source.ts';
import { oldContent } from './staged.ts';

/** Commits with all they can reach, less what can be reached from elsewhere. */
interface Range {
  readonly tips: readonly Oid[];
  readonly excluded: readonly Oid[];
}

/**
 * What a merge brings in: every object that the merged side has and ours has not, also what was added and taken
 * out again there, messages and file names included.
 */
export async function incomingSource(repository: Repository, heads: readonly Oid[]): Promise<Source> {
  const ours = await headCommit(repository);
  return rangeSource(repository, 'what the merge brings in', {
    tips: heads,
    excluded: ours === undefined ? [] : [ours],
  });
}

/** What is new in a range of commits, whatever it is for. */
export async function rangeSource(repository: Repository, what: string, range: Range): Promise<Source> {
  const objects = await reachable(repository, range, 'objects');
  const changes = once(async () => commitChanges(repository, await reachable(repository, range, 'commits')));
  return {
    what,
    objects: new Map(objects.map((oid) => [oid, []])),
    names: [],
    texts: [],
    skipped: [],
    before: async () => contentOutside(repository, range, await changes(), new Set(objects)),
    locate: async () => originsOf(await changes()),
  };
}

/** What stood there before: the old sides that are not themselves new, and what the excluded tips hold now. */
async function contentOutside(
  repository: Repository,
  range: Range,
  changes: readonly RawEntry[],
  isNew: ReadonlySet<Oid>,
): Promise<OldContent> {
  const { objects } = oldContent(changes);
  const paths = new Set(changes.map(({ path }) => path.toString('latin1')));
  const trees = await Promise.all(range.excluded.map((tip) => blobsOf(repository, tip)));
  const held = trees.flatMap((tree) => [...tree].flatMap(([path, blob]) => (paths.has(path) ? [blob] : [])));
  return { objects: [...new Set([...objects, ...held])].filter((oid) => !isNew.has(oid)), names: [] };
}

function originsOf(changes: readonly RawEntry[]): Map<Oid, Origin[]> {
  const origins = new Map<Oid, Origin[]>();
  for (const { newOid, newMode, path, commit } of changes) {
    if (commit === undefined || newMode === gitlink) continue;
    const known = origins.get(newOid);
    if (known === undefined) origins.set(newOid, [{ commit, path }]);
    else known.push({ commit, path });
  }
  return origins;
}

/** Asks once, whoever asks first. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => {
    answer ??= ask();
    return answer;
  };
}
