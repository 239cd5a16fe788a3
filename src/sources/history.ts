import { objectsIn } from '../git/changes.ts';
import { type TrackedEntry, trackedIn } from '../git/files.ts';
import { type GitFiles, indexFilePaths } from '../git/git-files.ts';
import type { History } from '../git/history.ts';
import type { HistoryReader } from '../git/history-reader.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import type { Repository } from '../git/process.ts';
import { allRefs, type RefNames } from '../git/refs.ts';
import { submodulesInTrees } from '../git/tree-entries.ts';
import { append, madeAnew } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import { HistoryOf } from './attribution.ts';
import { exposureAt, staysOf } from './exposure.ts';
import type { HistoryMemory } from './history-memory.ts';
import { type FoundObject, noPaths, nothingBefore, type Origin, type Paths, type Source } from './source.ts';

/** What an audit looks at, and with what. */
export interface Audited {
  readonly repository: Repository;
  readonly files: GitFiles;
  readonly reader: HistoryReader;
  readonly scanner: Scanner;
  readonly refs: RefNames;
  readonly now: Date;
}

/**
 * Everything that a repository holds: what any ref, reflog, stash or index leads to, messages, authors and names
 * included. Each object is read once.
 */
export function historySource(
  { repository, files, reader, scanner, refs, now }: Audited,
  { objects, dangling, missing, paths }: History,
  memory: HistoryMemory,
): Source {
  const staged = allOf(indexFilePaths(files).map((index) => trackedIn(repository, index)));
  const { names: stagedNames, submodules } = asked(staged);
  let located: readonly FoundObject[] = [];
  let reading: Promise<HistoryOf> | undefined;
  const historyOf = () => {
    reading ??= HistoryOf.read(reader, scanner, located, missing.count > 0);
    return reading;
  };
  const pathsOf = async (oids: readonly Oid[], areTrees: boolean): Promise<Paths> =>
    paths ?? (await reader.pathsOf(new Set(oids), areTrees));
  return {
    what: 'the history of this repository',
    objects,
    pathsOf: noPaths,
    names: suspiciousPaths(stagedNames, staged, scanner),
    texts: refs.count === 0 ? [] : [{ label: 'names of branches and tags', bytes: refs.names }],
    submodules,
    submodulesIn: (trees) =>
      memory.submodules(trees, async () => submodulePaths(reader.read, await pathsOf(trees, true), trees)),
    pathsOfArchives: (oids) => memory.archives(oids, () => pathsOf(oids, false)),
    refs: refs.count,
    before: async () => nothingBefore,
    locate: (found) => {
      located = found;
      return memory.places(found, async () => {
        const { origins, names } = await historyOf();
        const of = new Map(origins);
        const others = found.filter(({ oid }) => !of.has(oid));
        const isDangling = (oid: Oid) => dangling.has(oid);
        for await (const [oid, all] of elsewhere({ repository, scanner, staged, isDangling }, others))
          of.set(oid, all);
        return { of, names };
      });
    },
    exposures: async (secrets) => {
      // Without an object in which something is there is no history to tell.
      if (located.length === 0) return secrets.map(() => undefined);
      const stays = await memory.stays(secrets, async () => {
        const history = await historyOf();
        if (!history.isWhole) return secrets.map(() => undefined);
        return staysOf({ repository, read: reader.read, scanner, history }, secrets);
      });
      return stays.map((stay) => stay && exposureAt(stay, now));
    },
  };
}

const allOf = <One>(lists: readonly Iterable<One>[]): Iterable<One> =>
  madeAnew(function* () {
    for (const list of lists) yield* list;
  });

/** What is asked of all that is staged: the names that its paths consist of, and the paths of submodules. */
function asked(staged: Iterable<TrackedEntry>): {
  readonly names: ReadonlySet<string>;
  readonly submodules: readonly Buffer[];
} {
  const names = new Set<string>();
  const submodules: Buffer[] = [];
  for (const entry of staged) {
    for (const name of partsOf(entry)) names.add(name);
    if (entry.isSubmodule) submodules.push(entry.path);
  }
  return { names, submodules };
}

const partsOf = ({ path }: TrackedEntry): readonly string[] => path.toString('latin1').split('/');

/** Each at the first place of its folder. */
async function submodulePaths(
  read: ReadObjects,
  folders: Paths,
  trees: readonly Oid[],
): Promise<readonly Buffer[]> {
  const paths = new Map<string, Buffer>();
  for await (const { tree, name } of submodulesInTrees(read, trees)) {
    const folder = folders.get(tree) ?? nowhere;
    const path = folder.length === 0 ? name : Buffer.concat([folder, slash, name]);
    paths.set(path.toString('latin1'), Buffer.from(path));
  }
  return [...paths.values()];
}

const nowhere = Buffer.alloc(0);
const slash = Buffer.from('/');

/** The paths of files and folders in whose own name something is. One look at all names spares a look at each. */
function suspiciousPaths(
  names: ReadonlySet<string>,
  staged: Iterable<TrackedEntry>,
  scanner: Scanner,
): readonly Buffer[] {
  const bytesOf = (name: string) => Buffer.from(`${name}\n`, 'latin1');
  const isSuspicious = (name: string) => scanner.scan(bytesOf(name)).suspicious;
  if (!scanner.scan(Buffer.concat([...names].map(bytesOf))).suspicious) return [];
  const found = new Set([...names].filter(isSuspicious));
  const paths = new Set<string>();
  for (const entry of staged) {
    const parts = partsOf(entry);
    for (const [at, name] of parts.entries())
      if (found.has(name)) paths.add(parts.slice(0, at + 1).join('/'));
  }
  return [...paths].map((path) => Buffer.from(path, 'latin1'));
}

interface Elsewhere {
  readonly repository: Repository;
  readonly scanner: Scanner;
  readonly staged: Iterable<TrackedEntry>;
  readonly isDangling: (oid: Oid) => boolean;
}

/** Objects that no commit leads to: they are staged, tags, what a ref names, or what nothing leads to. */
async function* elsewhere(
  { repository, scanner, staged, isDangling }: Elsewhere,
  objects: readonly FoundObject[],
): AsyncGenerator<[Oid, readonly Origin[]]> {
  if (objects.length === 0) return;
  const wanted = new Map(objects.map(({ oid, type }) => [oid, type]));
  const paths = new Map<Oid, Origin[]>();
  for (const { oid, path } of staged) if (wanted.has(oid)) append(paths, oid, { path });
  const named = await namedByRefs(repository, scanner, wanted);
  for (const oid of wanted.keys()) {
    const places = paths.get(oid) ?? named.get(oid);
    if (places !== undefined) yield [oid, places];
    else if (isDangling(oid))
      yield [oid, [{ words: `dangling object ${oid.slice(0, 10)}, which no push would carry` }]];
  }
}

/** What refs name themselves, and what stands in folders that they name. */
async function namedByRefs(
  repository: Repository,
  scanner: Scanner,
  wanted: ReadonlyMap<Oid, FoundObject['type']>,
): Promise<ReadonlyMap<Oid, readonly Origin[]>> {
  const shown = (text: Buffer): string => visible(scanner.redact(text));
  const places = new Map<Oid, Origin[]>();
  const folders = new Map<Oid, ReadonlyMap<string, Oid>>();
  for await (const refs of allRefs(repository))
    for (const { oid, peeled = oid, type, name } of refs) {
      // There may be a hundred thousand, and few are wanted.
      for (const one of new Set([oid, peeled]))
        if (wanted.has(one)) append(places, one, { words: `object of ${shown(name)}` });
      if (type !== 'tree') continue;
      const inside = folders.get(peeled) ?? objectsIn(repository, peeled);
      folders.set(peeled, inside);
      for (const [path, one] of inside) {
        const bytes = Buffer.from(path, 'latin1');
        if (wanted.get(one) === 'blob') append(places, one, { path: bytes, ref: name });
        // In a folder it is a name.
        else if (wanted.has(one))
          append(places, one, { words: `file name in ${shown(name)}:${shown(bytes)}` });
      }
    }
  return places;
}
