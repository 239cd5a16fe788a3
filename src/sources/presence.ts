import type { CommitGraph } from '../git/commit-graph.ts';
import type { EdgeChange } from '../git/edges.ts';
import type { Oid } from '../model/object.ts';
import { type Holders, placeKey } from './source.ts';

/** In which commits of a history a secret stands. */
export interface Presence {
  /** Commits that hold it while none of their parents does; a merge among them brought it in by itself. */
  readonly introduced: readonly number[];
  /** Those of them after which it had been there before. */
  readonly reintroduced: number;
  /** Commits that put it at one path more than all of their parents. */
  readonly brought: readonly number[];
  /** Commits that do not hold it while all of their parents do. */
  readonly removed: readonly number[];
  /** Whether a commit holds it, and whether one that it builds on ever did. */
  readonly holds: (commit: number) => boolean;
  readonly held: (commit: number) => boolean;
}

/** Follows one secret. @param changes those that touch a holder @returns what holds until the next one is followed */
export type FollowSecret = (changes: readonly EdgeChange[], holders: Holders) => Presence;

/** How a path is shown. */
export type Shown = (path: Buffer) => string;

/**
 * What follows secrets through a history, one after the other in the same memory: how many paths of each commit hold one
 * is how many its first parent has, and what changed since. So a file that moves, or that a merge brings along, is no new
 * leak.
 */
export function following(graph: CommitGraph, shown: Shown): FollowSecret {
  const memory = {
    counts: new Int32Array(graph.size),
    said: new Uint8Array(graph.size),
    held: new Uint8Array(graph.size),
  };
  return (changes, holders) => presenceOf(graph, memory, stepsOf(changes, holders, shown), holders);
}

interface Memory {
  /** At how many paths of each commit it stands. */
  readonly counts: Int32Array;
  /** Whether it stands in a message of its history, out of which nothing takes it. */
  readonly said: Uint8Array;
  readonly held: Uint8Array;
}

function presenceOf(
  graph: CommitGraph,
  { counts, said, held }: Memory,
  steps: ReadonlyMap<number, readonly (Step | undefined)[]>,
  { objects }: Holders,
): Presence {
  const saying = new Set(objects.flatMap((oid) => graph.numberOf(oid) ?? []));
  const turns = [...new Set([...steps.keys(), ...saying])].sort((a, b) => a - b).values();
  const holds = (commit: number): boolean => counts[commit]! > 0 || said[commit] === 1;
  const [introduced, brought, removed]: [number[], number[], number[]] = [[], [], []];
  let reintroduced = 0;
  const next = (): number => turns.next().value ?? graph.size;
  let turn = next();
  // No commit before the first one that has to do with it holds it; all others are written before they are read.
  for (const ofCommits of [counts, said, held]) ofCommits.fill(0, 0, turn);
  for (let commit = turn; commit < graph.size; commit++) {
    const only = graph.onlyParentOf(commit);
    if (commit !== turn && only !== -1) {
      counts[commit] = counts[only]!;
      said[commit] = said[only]!;
      held[commit] = held[only]!;
      continue;
    }
    if (commit === turn) turn = next();
    const parents = graph.parentsOf(commit);
    const isSaying = saying.has(commit);
    const ofCommit = steps.get(commit);
    counts[commit] = (counts[parents[0] ?? -1] ?? 0) + (ofCommit?.[0]?.difference ?? 0);
    said[commit] = isSaying || parents.some((parent) => said[parent] === 1) ? 1 : 0;
    const wasHeld = parents.some((parent) => held[parent] === 1);
    held[commit] = holds(commit) || wasHeld ? 1 : 0;
    if (holds(commit) && !parents.some(holds)) {
      introduced.push(commit);
      if (wasHeld) reintroduced++;
    }
    if (isSaying || bringsOnAll(ofCommit, parents.length)) brought.push(commit);
    if (!holds(commit) && parents.length > 0 && parents.every(holds)) removed.push(commit);
  }
  // Of a secret that is kept with thousands of others: a list that grew has room for sixteen more.
  return {
    introduced: introduced.slice(),
    reintroduced,
    brought: brought.slice(),
    removed: removed.slice(),
    holds,
    held: (commit) => held[commit] === 1,
  };
}

/** What changes between a commit and one of its parents. */
interface Step {
  /** How many paths more hold the secret. */
  difference: number;
  /** Whether it stands at a path at which it did not. */
  brings: boolean;
}

/** By commit, then by parent. */
function stepsOf(
  changes: readonly EdgeChange[],
  { objects, paths, allowed }: Holders,
  shown: Shown,
): ReadonlyMap<number, readonly (Step | undefined)[]> {
  const steps = new Map<number, (Step | undefined)[]>();
  const [holding, named] = [new Set(objects), new Set(paths)];
  for (const { commit, parent, entry } of changes) {
    const isNamed = named.size > 0 && named.has(entry.path.toString('latin1'));
    const holds = (oid: Oid) =>
      holding.has(oid) && !(allowed?.has(placeKey(oid, shown(entry.path))) ?? false);
    const now = holds(entry.newOid) || (isNamed && entry.status !== 'D');
    const before = holds(entry.oldOid) || (isNamed && entry.status !== 'A');
    if (now === before) continue;
    const ofCommit = steps.get(commit) ?? [];
    steps.set(commit, ofCommit);
    const step = ofCommit[parent] ?? { difference: 0, brings: false };
    ofCommit[parent] = step;
    step.difference += now ? 1 : -1;
    step.brings ||= now;
  }
  return steps;
}

function bringsOnAll(steps: readonly (Step | undefined)[] | undefined, parents: number): boolean {
  if (steps === undefined) return false;
  for (let parent = 0; parent < Math.max(1, parents); parent++) if (!steps[parent]?.brings) return false;
  return true;
}
