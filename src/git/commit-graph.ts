import type { Oid } from '../model/object.ts';
import { listEverything } from './history.ts';
import { linesIn } from './lines.ts';
import { isOid, noOid } from './oid-lines.ts';
import type { Repository } from './process.ts';

/** The commits of a history by number, parents before children. */
export class CommitGraph {
  readonly #oids: Oid[] = [];
  readonly #numbers = new Map<Oid, number>();
  readonly #parents: (readonly number[])[] = [];

  get size(): number {
    return this.#oids.length;
  }

  numberOf(oid: Oid): number | undefined {
    return this.#numbers.get(oid);
  }

  oidOf(number: number): Oid {
    return this.#oids[number]!;
  }

  /** In git's order; those that a shallow clone cuts off are no parents. */
  parentsOf(number: number): readonly number[] {
    return this.#parents[number]!;
  }

  add(oid: Oid, parents: readonly Oid[]): void {
    this.#numbers.set(oid, this.#oids.push(oid) - 1);
    this.#parents.push(
      parents.map((parent) => this.#numbers.get(parent)!).filter((one) => one !== undefined),
    );
  }
}

/** Every commit that can be reached from anything that git keeps. */
export async function commitGraph(repository: Repository): Promise<CommitGraph> {
  const git = listEverything(repository, ['--topo-order', '--reverse', '--parents']);
  const graph = new CommitGraph();
  for await (const lines of linesIn(git.stdout)) {
    for (const line of lines) {
      const [commit, ...parents] = line.split(' ');
      if (![commit!, ...parents].every(isOid)) throw noOid();
      graph.add(commit!, parents);
    }
  }
  await git.end;
  return graph;
}
