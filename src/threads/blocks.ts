import { OidList, type Oids } from '../git/oid-list.ts';
import type { StoredObjects } from '../git/stored-objects.ts';

/** What an object costs beside its bytes, in bytes that are read in that time. */
const perObject = 4096;
/**
 * More blocks leave less to wait for at the end, when all threads but one are done: in some of them are archives, and to
 * open these takes longer than their bytes tell.
 */
const blocksPerThread = 8;
/** In bytes. */
const largestBlock = 32 * 1024 * 1024;

/**
 * Cuts a list into blocks of neighbours that cost about the same: what was unpacked for one object is of use for the next.
 *
 * @param oids some of the stored ones
 * @param threads how many scan at a time
 */
export function blocksOf(stored: StoredObjects, oids: Oids, threads: number): OidList[] {
  const costs = Float64Array.from(oids, (oid) => stored.sizeAt(stored.indexOf(oid)) + perObject);
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const count = Math.max(blocksPerThread * threads, Math.ceil(total / largestBlock));
  const blocks: OidList[] = [];
  let [block, cost] = [new OidList(), 0];
  let at = 0;
  for (const oid of oids) {
    block.add(oid);
    cost += costs[at++]!;
    if (cost < total / count) continue;
    blocks.push(block);
    [block, cost] = [new OidList(), 0];
  }
  if (block.length > 0) blocks.push(block);
  return blocks;
}

/** Hands blocks to workers: to each its own in a row; to one that has done them, the last one of who has most left. */
export class Shares {
  readonly #shares: { next: number; end: number }[];

  constructor(blocks: number, workers: number) {
    this.#shares = Array.from({ length: workers }, (_, worker) => ({
      next: Math.floor((blocks * worker) / workers),
      end: Math.floor((blocks * (worker + 1)) / workers),
    }));
  }

  /** The number of a block that nobody has yet; undefined when there is none. */
  take(worker: number): number | undefined {
    const own = this.#shares[worker]!;
    if (own.next < own.end) return own.next++;
    const left = ({ next, end }: { next: number; end: number }) => end - next;
    const most = this.#shares.reduce((best, share) => (left(share) > left(best) ? share : best));
    return left(most) > 0 ? --most.end : undefined;
  }
}
