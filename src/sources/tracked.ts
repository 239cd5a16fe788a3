import { entriesInCommit, type TrackedEntry, trackedEntries } from '../git/files.ts';
import type { Repository } from '../git/process.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { nothingBefore, type Source } from './source.ts';

/** Everything that git tracks, as it is staged: no change but a state, so nothing of it is old. */
export const trackedSource = (repository: Repository): Source =>
  sourceOf('tracked files', trackedEntries(repository));

/** The same of what a commit holds. */
export const heldSource = (repository: Repository, commit: Oid): Source =>
  sourceOf(`the files of commit ${commit.slice(0, 10)}`, entriesInCommit(repository, commit));

function sourceOf(what: string, entries: readonly TrackedEntry[]): Source {
  const pathsOf = new Map<Oid, Buffer[]>();
  const names: Buffer[] = [];
  const submodules: Buffer[] = [];
  for (const { oid, path, isSubmodule } of entries) {
    if (isSubmodule) {
      submodules.push(path);
      continue;
    }
    names.push(path);
    append(pathsOf, oid, path);
  }
  return {
    what,
    objects: [...pathsOf.keys()],
    pathsOf: (oid) => pathsOf.get(oid) ?? [],
    names,
    texts: [],
    submodules,
    before: async () => nothingBefore,
  };
}
