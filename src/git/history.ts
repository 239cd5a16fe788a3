import type { Oid } from '../model/object.ts';
import { oidLinesIn } from './lines.ts';
import { OidList, OidSet, type Oids } from './oid-list.ts';
import { askGit, type GitStream, type Repository, streamGit } from './process.ts';

/** Everything that a repository holds, in the order in which it lies in its packs. */
export interface History {
  readonly objects: Oids;
  /** Those of them that nothing leads to; empty unless they were asked for. */
  readonly dangling: OidSet;
}

/** What git keeps beside its refs while something is going on, and after. */
const passing = [
  'ORIG_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'REBASE_HEAD',
  'AUTO_MERGE',
  'FETCH_HEAD',
];

/** A rev-list of all that can be reached from any ref, reflog, index or HEAD of a work tree, and from what passes. */
export function listEverything(repository: Repository, options: readonly string[]): GitStream {
  const everything = ['--all', '--reflog', '--indexed-objects', '--stdin'];
  const git = streamGit(repository, ['rev-list', ...options, ...everything]);
  git.stdin.end(
    passingTips(repository)
      .map((oid) => `${oid}\n`)
      .join(''),
  );
  return git;
}

/**
 * Every object that can be reached from anything that git keeps; with `dangling` also those that cannot.
 *
 * git hands out packed objects fastest in the order of the pack: in that of the history it unpacks many of them again
 * and again.
 *
 * @throws UserError when an object is missing
 */
export async function historyObjects(repository: Repository, dangling: boolean): Promise<History> {
  const reachable = new OidSet();
  for await (const oids of reachableObjects(repository)) for (const oid of oids) reachable.add(oid);
  const objects = new OidList();
  const unreachable = new OidSet();
  const seen = new OidSet();
  for await (const oids of inPackOrder(repository)) {
    for (const oid of oids) {
      const isReachable = reachable.has(oid);
      if ((!isReachable && !dangling) || !seen.add(oid)) continue;
      objects.add(oid);
      if (!isReachable) unreachable.add(oid);
    }
  }
  // What was made since is not listed there.
  if (seen.size - unreachable.size < reachable.size) {
    for (const oid of reachable) if (seen.add(oid)) objects.add(oid);
  }
  return { objects, dangling: unreachable };
}

async function* reachableObjects(repository: Repository): AsyncGenerator<readonly Oid[]> {
  const git = listEverything(repository, ['--objects', '--no-object-names', '--missing=error']);
  yield* oidLinesIn(git.stdout);
  await git.end;
}

async function* inPackOrder(repository: Repository): AsyncGenerator<readonly Oid[]> {
  const args = ['cat-file', '--batch-all-objects', '--unordered', '--batch-check=%(objectname)', '--buffer'];
  const git = streamGit(repository, args);
  git.stdin.end();
  yield* oidLinesIn(git.stdout);
  await git.end;
}

/** The objects that are named for a time only. */
function passingTips(repository: Repository): readonly Oid[] {
  const input = passing.map((name) => `${name}\n`).join('');
  const { stdout } = askGit(repository, ['cat-file', '--batch-check=%(objectname)'], { input });
  return stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => /^[0-9a-f]+$/.test(line));
}
