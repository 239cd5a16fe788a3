import { trackedEntries } from '../git/files.ts';
import type { History } from '../git/history.ts';
import type { HistoryReader } from '../git/history-reader.ts';
import type { Repository } from '../git/process.ts';
import { allRefs, type RefNames } from '../git/refs.ts';
import { submodulesInTrees } from '../git/tree-names.ts';
import type { Oid } from '../model/object.ts';
import { visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import { HistoryOf } from './attribution.ts';
import { exposures } from './exposure.ts';
import { noPaths, nothingBefore, type Origin, type Origins, type Source } from './source.ts';

/**
 * Everything that a repository holds: what any ref, reflog, stash or index leads to, messages, authors and names
 * included. Each object is read once.
 */
export function historySource(
  repository: Repository,
  reader: HistoryReader,
  scanner: Scanner,
  refs: RefNames,
  { objects, dangling }: History,
  now: Date,
): Source {
  let history: HistoryOf | undefined;
  return {
    what: 'the history of this repository',
    objects,
    pathsOf: noPaths,
    names: [],
    texts: refs.count === 0 ? [] : [{ label: 'names of branches and tags', bytes: refs.names }],
    submodules: trackedEntries(repository).flatMap(({ path, isSubmodule }) => (isSubmodule ? [path] : [])),
    submodulesIn: (trees) => submodulePaths(reader, trees),
    refs: refs.count,
    before: () => nothingBefore,
    locate: async (found) => {
      history = await HistoryOf.read(reader, scanner, found);
      const origins = new Map(history.origins);
      const others = found.filter(({ oid }) => !origins.has(oid)).map(({ oid }) => oid);
      for await (const [oid, origin] of elsewhere(repository, scanner, others, (oid) => dangling.has(oid)))
        origins.set(oid, [origin]);
      return { of: origins, names: history.names } satisfies Origins;
    },
    exposures: async (secrets) =>
      // Without an object in which something is there is no history to tell.
      history === undefined
        ? secrets.map(() => undefined)
        : exposures({ repository, read: reader.read, scanner, history, now }, secrets),
  };
}

/** Each at the first place of its folder. */
async function submodulePaths(reader: HistoryReader, trees: readonly Oid[]): Promise<readonly Buffer[]> {
  const folders = await reader.pathsOfTrees(new Set(trees));
  const paths = new Map<string, Buffer>();
  for await (const { tree, name } of submodulesInTrees(reader.read, trees)) {
    const folder = folders.get(tree) ?? nowhere;
    const path = folder.length === 0 ? name : Buffer.concat([folder, slash, name]);
    paths.set(path.toString('latin1'), Buffer.from(path));
  }
  return [...paths.values()];
}

const nowhere = Buffer.alloc(0);
const slash = Buffer.from('/');

/** Objects that no commit leads to: they are staged, tags, what a ref names, or what nothing leads to. */
async function* elsewhere(
  repository: Repository,
  scanner: Scanner,
  oids: readonly Oid[],
  isDangling: (oid: Oid) => boolean,
): AsyncGenerator<[Oid, Origin]> {
  if (oids.length === 0) return;
  const wanted = new Set(oids);
  const staged = new Map(trackedEntries(repository).map(({ oid, path }) => [oid, path]));
  const named = await namesOf(repository, wanted);
  for (const oid of wanted) {
    const path = staged.get(oid);
    const name = named.get(oid);
    if (path !== undefined) yield [oid, { path }];
    else if (name !== undefined) yield [oid, { words: `object of ${visible(scanner.redact(name))}` }];
    else if (isDangling(oid))
      yield [oid, { words: `dangling object ${oid.slice(0, 10)}, which no push would carry` }];
  }
}

/** The refs that name these objects themselves. */
async function namesOf(repository: Repository, oids: ReadonlySet<Oid>): Promise<ReadonlyMap<Oid, Buffer>> {
  const names = new Map<Oid, Buffer>();
  for await (const refs of allRefs(repository))
    for (const { oid, name } of refs) if (oids.has(oid)) names.set(oid, name);
  return names;
}
