import { trackedEntries } from '../git/files.ts';
import type { Repository } from '../git/process.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { nothingBefore, type Source } from './source.ts';

/** Everything that git tracks, as it is staged: no change but a state, so nothing of it is old. */
export function trackedSource(repository: Repository): Source {
  const pathsOf = new Map<Oid, Buffer[]>();
  const names: Buffer[] = [];
  const submodules: Buffer[] = [];
  for (const { oid, path, isSubmodule } of trackedEntries(repository)) {
    if (isSubmodule) {
      submodules.push(path);
      continue;
    }
    names.push(path);
    append(pathsOf, oid, path);
  }
  return {
    what: 'tracked files',
    objects: [...pathsOf.keys()],
    pathsOf: (oid) => pathsOf.get(oid) ?? [],
    names,
    texts: [],
    submodules,
    before: () => nothingBefore,
  };
}
