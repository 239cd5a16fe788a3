import { isOid, type Oid } from '../model/object.ts';
import { linesOf } from './lines.ts';
import { ListedPaths } from './listed-paths.ts';
import { noOid } from './oid-lines.ts';
import { type OidList, OidSet, type Oids } from './oid-list.ts';
import { passingTips } from './passing-tips.ts';
import { type GitStream, type Repository, streamGit } from './process.ts';
import type { StoredObjects } from './stored-objects.ts';

/** What of all that is stored belongs to the history. */
export interface History {
  readonly objects: Oids;
  /** Those of them that nothing leads to; empty unless they were asked for. */
  readonly dangling: OidSet;
  /** Those of them that were not stored yet when that was listed. */
  readonly later: Oids;
  /** What leads to objects that are not here: how many these are, and one of them. */
  readonly missing: Missing;
  /** Where its objects stand; undefined where git was not asked what leads where. */
  readonly paths?: Pick<ListedPaths, 'get'>;
  has(oid: Oid): boolean;
  /** The same of a stored object, by its place among these. */
  hasAt(index: number): boolean;
}

export interface Missing {
  readonly count: number;
  readonly first?: Oid;
}

/** A rev-list of all that can be reached from any ref, reflog, index or HEAD of a work tree, and from what passes. */
export function listEverything(repository: Repository, options: readonly string[]): GitStream {
  const everything = ['--all', '--reflog', '--indexed-objects', '--stdin'];
  // Told before git is started, which would wait for it without end where it cannot be told.
  const tips = passingTips(repository).map((oid) => `${oid}\n`);
  const git = streamGit(repository, ['rev-list', ...options, ...everything]);
  git.stdin.end(tips.join(''));
  return git;
}

/** For whoever did not ask git what leads where. */
export const everything = (objects: Oids): History => ({
  objects,
  dangling: new OidSet(),
  later: [],
  missing: { count: 0 },
  has: () => true,
  hasAt: () => true,
});

/**
 * Every object that can be reached from anything that git keeps; with `dangling` also those that cannot.
 *
 * @throws UserError when a commit is missing: what it builds on nobody can tell
 */
export async function historyObjects(
  repository: Repository,
  stored: StoredObjects,
  dangling: boolean,
): Promise<History> {
  const isReached = new Uint8Array(stored.length);
  const [later, missing] = [new OidSet(), new OidSet()];
  const paths = new ListedPaths(stored);
  for await (const some of reachableObjects(repository)) {
    for (const { oid, path, isMissing } of some) {
      const index = isMissing ? -1 : stored.indexOf(oid);
      if (index !== -1) isReached[index] = 1;
      else if (isMissing) missing.add(oid);
      else later.add(oid);
      if (path !== undefined) paths.add(oid, index, path);
    }
  }
  const hasAt = (index: number) => dangling || isReached[index] === 1;
  const has = (oid: Oid) => {
    const index = stored.indexOf(oid);
    return index === -1 ? later.has(oid) : hasAt(index);
  };
  const isWhole = later.size === 0 && (dangling || !isReached.includes(0));
  const objects = isWhole ? stored : listOf(stored, hasAt, later);
  const unreachable = dangling ? unreachedOf(stored, isReached) : new OidSet();
  const [first] = missing;
  const lacking = { count: missing.size, ...(first === undefined ? {} : { first }) };
  return { objects, dangling: unreachable, later: later.list, missing: lacking, paths, has, hasAt };
}

function listOf(stored: StoredObjects, hasAt: (index: number) => boolean, later: OidSet): OidList {
  const objects = stored.listWhere(hasAt);
  for (const oid of later) objects.add(oid);
  return objects;
}

function unreachedOf(stored: StoredObjects, isReached: Uint8Array): OidSet {
  return OidSet.from(stored.listWhere((index) => isReached[index] === 0));
}

/** What stands in front of the name of a tree or a blob that is not here. */
const missingMark = '?';

/** What something leads to. */
interface Reachable {
  readonly oid: Oid;
  /** Where git comes across it first, one byte a character; undefined for a commit. */
  readonly path: string | undefined;
  readonly isMissing: boolean;
}

/** Every object that can be reached from anything that git keeps. @param filter which of them are left out */
export async function* reachableObjects(
  repository: Repository,
  ...filter: readonly string[]
): AsyncGenerator<readonly Reachable[]> {
  const git = listEverything(repository, ['--objects', ...filter, '--missing=print']);
  for await (const lines of linesOf(git)) yield lines.map(reachableIn);
}

/** A commit is named alone, all else with its path behind a blank. @throws UserError */
function reachableIn(line: string): Reachable {
  const isMissing = line.startsWith(missingMark);
  const blank = line.indexOf(' ');
  const oid = line.slice(isMissing ? 1 : 0, blank === -1 ? undefined : blank);
  if (!isOid(oid)) throw noOid();
  return { oid, path: blank === -1 ? undefined : line.slice(blank + 1), isMissing };
}
