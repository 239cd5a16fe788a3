import { Readable } from 'node:stream';
import { UserError } from '../model/user-error.ts';
import type { CommitGraph } from './commit-graph.ts';
import { type Repository, streamGit } from './process.ts';
import { RawDiffParser, type RawEntry } from './raw-diff.ts';

/** A change between a commit and one of its parents; a root is compared with nothing. */
export interface EdgeChange {
  readonly commit: number;
  /** Which of its parents, from 0. */
  readonly parent: number;
  readonly entry: RawEntry;
}

/**
 * What changes along every edge of a history, one after the other.
 *
 * Each edge is asked for by itself: what `diff-tree -m` says of a merge does not tell from which parent.
 *
 * @throws UserError when git answers for other edges than it was asked for
 */
export async function* edgeChanges(repository: Repository, graph: CommitGraph): AsyncGenerator<EdgeChange> {
  if (graph.size === 0) return;
  const args = [
    'diff-tree',
    '--stdin',
    '-r',
    '-t',
    '--root',
    '--always',
    '--raw',
    '-z',
    '--no-abbrev',
    '--no-renames',
  ];
  const git = streamGit(repository, [...args, '--no-ext-diff', '--no-textconv', '--ignore-submodules=none']);
  Readable.from(questions(graph)).pipe(git.stdin);
  const parser = new RawDiffParser('diff-tree');
  const edges = edgesOf(graph);
  let edge: Edge | undefined;
  let answered = 0;
  // The id of its commit stands in front of the changes of each edge, also where there are none.
  const moveOn = () => {
    for (; answered < parser.headers; answered++) edge = edges.next().value ?? undefined;
  };
  for await (const chunk of git.stdout) {
    for (const entry of parser.push(chunk)) {
      moveOn();
      if (edge === undefined || graph.oidOf(edge.commit) !== entry.commit) throw unasked();
      yield { ...edge, entry };
    }
  }
  await git.end;
  parser.end();
  moveOn();
  if (edge === undefined || !edges.next().done) throw unasked();
}

interface Edge {
  readonly commit: number;
  readonly parent: number;
}

function* edgesOf(graph: CommitGraph): Generator<Edge> {
  for (let commit = 0; commit < graph.size; commit++) {
    const edges = Math.max(1, graph.parentsOf(commit).length);
    for (let parent = 0; parent < edges; parent++) yield { commit, parent };
  }
}

function* questions(graph: CommitGraph): Generator<string> {
  let lines = '';
  for (const { commit, parent } of edgesOf(graph)) {
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
