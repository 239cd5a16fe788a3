import { Readable } from 'node:stream';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import type { CommitGraph } from './commit-graph.ts';
import { isFatal } from './failure.ts';
import { type Repository, streamGit } from './process.ts';
import { RawDiffParser, type RawEntry } from './raw-diff.ts';

/** A change between a commit and one of its parents; a root is compared with nothing. */
export interface EdgeChange {
  readonly commit: number;
  /** Which of its parents, from 0. */
  readonly parent: number;
  readonly entry: RawEntry;
}

export interface EdgeChanges {
  readonly changes: readonly EdgeChange[];
  /** Whether those along every edge are among them. */
  readonly isWhole: boolean;
}

export interface EdgeQuestion {
  /** Whether changed folders are told, too. */
  readonly folders: boolean;
  /** Which changes are wanted; few of all that there are. */
  readonly wants: (entry: RawEntry) => boolean;
  /** Where no change is wanted that has none of these on either side: of all others nothing is made to be asked about. */
  readonly objects?: ReadonlySet<Oid>;
  /** Whether trees may be missing: along an edge that cannot be told for that, nothing is. */
  readonly isLacking?: boolean;
}

/** Fewer commits are asked for in less time than a second git takes to start. */
const worthTwo = 4000;

/**
 * What changes along every edge of a history, as far as it is wanted, parents before children.
 *
 * Each edge is asked for by itself: what `diff-tree -m` says of a merge does not tell from which parent. Comparing trees
 * keeps one processor busy, so in a long history two gits take half of the commits each.
 *
 * @throws UserError when git answers for other edges than it was asked for
 */
export async function edgeChanges(
  repository: Repository,
  graph: CommitGraph,
  question: EdgeQuestion,
): Promise<EdgeChanges> {
  const middle = graph.size < worthTwo ? graph.size : graph.size >> 1;
  const halves = [
    { from: 0, to: middle },
    { from: middle, to: graph.size },
  ].filter(({ from, to }) => from < to);
  const parts = await Promise.all(halves.map((half) => changesIn(repository, graph, half, question)));
  return {
    changes: parts.flatMap(({ changes }) => changes),
    isWhole: parts.every(({ isWhole }) => isWhole),
  };
}

/** Commits by their numbers, the last one not included. */
interface Half {
  readonly from: number;
  readonly to: number;
}

/** A folder that is missing shows along few edges: those that bring it, and those that change something in it. */
const mostLacking = 200;

async function changesIn(
  repository: Repository,
  graph: CommitGraph,
  half: Half,
  question: EdgeQuestion,
): Promise<EdgeChanges> {
  const changes: EdgeChange[] = [];
  let told = 0;
  for (let lacking = 0; ; lacking++) {
    const part = await tellEdges(repository, graph, () => edgesOf(graph, half, told), question, changes);
    if (part.failure === undefined) return { changes, isWhole: lacking === 0 };
    if (!question.isLacking || lacking === mostLacking) throw part.failure;
    // git ends at the first edge that it cannot tell.
    told += part.told + 1;
  }
}

/** Adds what changes along these edges. @returns how many were told, and what ended that too early */
async function tellEdges(
  repository: Repository,
  graph: CommitGraph,
  all: () => Generator<Edge>,
  { folders, wants, objects }: EdgeQuestion,
  changes: EdgeChange[],
): Promise<{ readonly told: number; readonly failure?: UserError }> {
  if (all().next().done) return { told: 0 };
  const how = ['--root', '--always', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff'];
  const args = ['diff-tree', '--stdin', '-r', ...(folders ? ['-t'] : []), ...how, '--no-textconv'];
  const git = streamGit(repository, [...args, '--ignore-submodules=none']);
  Readable.from(questions(graph, all())).pipe(git.stdin);
  const edges = all();
  let edge: Edge | undefined;
  let told = 0;
  // The id of its commit stands in front of the changes of each edge, also where there are none.
  const onCommit = (commit: Oid) => {
    edge = edges.next().value ?? undefined;
    if (edge === undefined || graph.oidOf(edge.commit) !== commit) throw unasked();
    told += 1;
  };
  const parser = new RawDiffParser('diff-tree', { objects, onCommit });
  for await (const chunk of git.stdout) {
    for (const entry of parser.push(chunk)) {
      if (edge === undefined) throw unasked();
      if (!wants(entry)) continue;
      // Spread, each object would get a shape of its own, which is three times as large.
      const { commit, parent } = edge;
      // Its path is a view of all that git said.
      changes.push({ commit, parent, entry: { ...entry, path: Buffer.from(entry.path) } });
    }
  }
  const failure = await failureOf(git.end);
  if (failure !== undefined) return { told, failure };
  parser.end();
  if (!edges.next().done) throw unasked();
  return { told };
}

async function failureOf(end: Promise<void>): Promise<UserError | undefined> {
  try {
    await end;
    return undefined;
  } catch (error) {
    if (isFatal(error)) return error;
    throw error;
  }
}

interface Edge {
  readonly commit: number;
  readonly parent: number;
}

/** All but the first few. */
function* edgesOf(graph: CommitGraph, { from, to }: Half, skipped: number): Generator<Edge> {
  let number = 0;
  for (let commit = from; commit < to; commit++) {
    const edges = Math.max(1, graph.parentsOf(commit).length);
    for (let parent = 0; parent < edges; parent++) if (number++ >= skipped) yield { commit, parent };
  }
}

function* questions(graph: CommitGraph, edges: Iterable<Edge>): Generator<string> {
  let lines = '';
  for (const { commit, parent } of edges) {
    const other = graph.parentsOf(commit)[parent];
    lines +=
      other === undefined ? `${graph.oidOf(commit)}\n` : `${graph.oidOf(commit)} ${graph.oidOf(other)}\n`;
    if (lines.length < 65_536) continue;
    yield lines;
    lines = '';
  }
  yield lines;
}

const unasked = (): UserError =>
  new UserError('git answered with changes of other commits than it was asked for', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
