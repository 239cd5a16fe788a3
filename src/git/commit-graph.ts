import { isOid, type Oid } from '../model/object.ts';
import { listEverything } from './history.ts';
import { linesOf } from './lines.ts';
import { noOid } from './oid-lines.ts';
import { OidSet } from './oid-list.ts';
import type { Repository } from './process.ts';

/** The commits of a history by number, parents before children. Most have one parent, and take no more than their bytes. */
export class CommitGraph {
  readonly #oids = new OidSet();
  readonly #onlyParents: number[] = [];
  readonly #parentsOfMerges = new Map<number, readonly number[]>();

  get size(): number {
    return this.#oids.size;
  }

  numberOf(oid: Oid): number | undefined {
    const number = this.#oids.indexOf(oid);
    return number === -1 ? undefined : number;
  }

  oidOf(number: number): Oid {
    return this.#oids.at(number)!;
  }

  /** In git's order; those that a shallow clone cuts off are no parents. */
  parentsOf(number: number): readonly number[] {
    const only = this.#onlyParents[number]!;
    return only === none ? (this.#parentsOfMerges.get(number) ?? []) : [only];
  }

  /** The parent of a commit that has one; -1 for a root and for a merge. */
  onlyParentOf(number: number): number {
    return this.#onlyParents[number]!;
  }

  add(oid: Oid, parents: readonly Oid[]): void {
    const numbers = parents.map((parent) => this.#oids.indexOf(parent)).filter((one) => one !== -1);
    this.#oids.add(oid);
    const number = this.#onlyParents.push(numbers.length === 1 ? numbers[0]! : none) - 1;
    if (numbers.length > 1) this.#parentsOfMerges.set(number, numbers);
  }
}

const none = -1;

/** Every commit that can be reached from anything that git keeps. */
export async function commitGraph(repository: Repository): Promise<CommitGraph> {
  const git = listEverything(repository, ['--topo-order', '--reverse', '--parents']);
  const graph = new CommitGraph();
  for await (const lines of linesOf(git)) {
    for (const line of lines) {
      const [commit, ...parents] = line.split(' ');
      if (![commit!, ...parents].every(isOid)) throw noOid();
      graph.add(commit!, parents);
    }
  }
  return graph;
}
