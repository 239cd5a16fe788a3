import type { Oid } from '../model/object.ts';
import { type CommitGraph, commitGraph } from './commit-graph.ts';
import { type EdgeChanges, type EdgeQuestion, edgeChanges } from './edges.ts';
import { type History, historyObjects } from './history.ts';
import { objectsAtOnce, type ReadObjects } from './object-reader.ts';
import { pathsOf } from './paths-of.ts';
import type { Repository } from './process.ts';
import { type StoredObjects, storedObjects } from './stored-objects.ts';

/**
 * All that an audit asks of the objects of a repository: to list them, to read them, and to attribute them. Another one
 * than git's must give the same answers; `test/git/history-oracle.test.ts` compares an audit with what git says slowly.
 *
 * Whatever cannot be answered to the end is a `UserError`.
 */
export interface HistoryReader {
  /** Every object that is stored, in the order of the packs; its `inDeltaOrder` tells in which to read them. @param expected about how many */
  stored(expected: number): Promise<StoredObjects>;
  /** What of these belongs to the history; with `dangling` also what nothing leads to. */
  history(stored: StoredObjects, dangling: boolean): Promise<History>;
  readonly read: ReadObjects;
  /** Every commit of the history, parents before children. */
  commits(): Promise<CommitGraph>;
  /** What changes from each parent to each commit, as far as it is wanted, in the order of the commits. */
  changes(graph: CommitGraph, question: EdgeQuestion): Promise<EdgeChanges>;
  /** Where these objects stand in the history: one path each, empty for a folder at the top. */
  pathsOf(oids: ReadonlySet<Oid>, areTrees: boolean): Promise<ReadonlyMap<Oid, Buffer>>;
}

/** What git answers. */
export const gitReader = (repository: Repository): HistoryReader => ({
  stored: (expected) => storedObjects(repository, expected),
  history: (stored, dangling) => historyObjects(repository, stored, dangling),
  read: (oids) => objectsAtOnce(repository, oids),
  commits: () => commitGraph(repository),
  changes: (graph, question) => edgeChanges(repository, graph, question),
  pathsOf: (oids, areTrees) => pathsOf(repository, oids, areTrees),
});
