import { type Authorship, authorsOf } from '../git/commit-author.ts';
import type { CommitGraph } from '../git/commit-graph.ts';
import type { EdgeChange } from '../git/edges.ts';
import type { HistoryReader } from '../git/history-reader.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import { absent, type RawEntry } from '../git/raw-diff.ts';
import { namesInTrees } from '../git/tree-entries.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import type { Scanner } from '../scan/scanner.ts';
import type { FoundObject, Holders, Origin } from './source.ts';

/** All that a history says of some of its objects. */
export class HistoryOf {
  readonly graph: CommitGraph;
  /** Where each object came in first, at each of its paths. */
  readonly origins: ReadonlyMap<Oid, readonly Origin[]>;
  /** The names that were looked for, each with its path, where they came in first. */
  readonly names: readonly Origin[];
  /** Whether all that it changed is known: else nobody can tell how long something was where. */
  readonly isWhole: boolean;
  readonly #changesOf: ReadonlyMap<string, readonly EdgeChange[]>;

  private constructor(
    graph: CommitGraph,
    changesOf: ReadonlyMap<string, readonly EdgeChange[]>,
    origins: ReadonlyMap<Oid, readonly Origin[]>,
    names: readonly Origin[],
    isWhole: boolean,
  ) {
    this.graph = graph;
    this.#changesOf = changesOf;
    this.origins = origins;
    this.names = names;
    this.isWhole = isWhole;
  }

  /** Walks every commit of the history, once, whatever was found. @param isLacking whether trees of it may be missing */
  static async read(
    reader: HistoryReader,
    scanner: Scanner,
    found: readonly FoundObject[],
    isLacking: boolean,
  ): Promise<HistoryOf> {
    const graph = await reader.commits();
    const wanted = new Set(found.filter(({ type }) => type === 'blob').map(({ oid }) => oid));
    const trees = found.filter(({ type }) => type === 'tree').map(({ oid }) => oid);
    const names = await suspiciousNames(reader.read, scanner, trees);
    const changesOf = new Map<string, EdgeChange[]>();
    const firsts = new Firsts();
    const isOfNames = names.size > 0;
    const isNamed = ({ path }: RawEntry) => isOfNames && names.has(lastName(path));
    const wants = (entry: RawEntry) => wanted.has(entry.newOid) || wanted.has(entry.oldOid) || isNamed(entry);
    const question = { folders: isOfNames, wants, isLacking, ...(isOfNames ? {} : { objects: wanted }) };
    const { changes, isWhole } = await reader.changes(graph, question);
    for (const change of changes) {
      const { newOid, oldOid, oldMode, path } = change.entry;
      if (wanted.has(newOid)) firsts.add(newOid, change);
      if (isNamed(change.entry) && oldMode === absent) firsts.add(undefined, change);
      for (const key of new Set([newOid, oldOid])) if (wanted.has(key)) append(changesOf, key, change);
      if (isNamed(change.entry)) append(changesOf, `path ${path.toString('latin1')}`, change);
    }
    const commits = found.filter(({ type }) => type === 'commit').map(({ oid }) => oid);
    const authors = await authorsOf(reader.read, [...new Set([...commits, ...firsts.commits(graph)])]);
    const origins = firsts.origins(graph, authors);
    for (const commit of commits) origins.of.set(commit, [{ commit, ...authors.get(commit)! }]);
    return new HistoryOf(graph, changesOf, origins.of, origins.names, isWhole);
  }

  /** The changes that touch what holds a secret. */
  changesOf({ objects, paths }: Holders): readonly EdgeChange[] {
    const keys = [...objects, ...paths.map((path) => `path ${path}`)];
    return [...new Set(keys.flatMap((key) => this.#changesOf.get(key) ?? []))];
  }
}

/** Where something came in first: parents come before children, so that is the first change that brings it. */
class Firsts {
  readonly #seen = new Set<string>();
  readonly #changes: { readonly oid: Oid | undefined; readonly change: EdgeChange }[] = [];

  add(oid: Oid | undefined, change: EdgeChange): void {
    const key = `${oid ?? ''} ${change.entry.path.toString('latin1')}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.#changes.push({ oid, change });
  }

  commits = (graph: CommitGraph): Oid[] => this.#changes.map(({ change }) => graph.oidOf(change.commit));

  origins(graph: CommitGraph, authors: ReadonlyMap<Oid, Authorship>) {
    const of = new Map<Oid, Origin[]>();
    const names: Origin[] = [];
    for (const { oid, change } of this.#changes) {
      const commit = graph.oidOf(change.commit);
      // Spread, each would have a shape of its own.
      const { author, time } = authors.get(commit)!;
      const origin = { path: change.entry.path, commit, author, time };
      if (oid === undefined) names.push(origin);
      else append(of, oid, origin);
    }
    return { of, names };
  }
}

/** The names in these trees in which something is found, one byte a character. */
async function suspiciousNames(
  read: ReadObjects,
  scanner: Scanner,
  trees: readonly Oid[],
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  const seen = new Set<string>();
  for await (const name of namesInTrees(read, trees)) {
    const key = name.toString('latin1');
    if (seen.has(key)) continue;
    seen.add(key);
    if (scanner.scan(name).known.length > 0) found.add(key);
  }
  return found;
}

const slash = 0x2f;
const lastName = (path: Buffer): string => path.toString('latin1', path.lastIndexOf(slash) + 1);
