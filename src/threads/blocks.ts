import type { OidList } from '../git/oid-list.ts';
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

/** Objects that one thread scans in a row. */
export interface Block {
  readonly length: number;
  /** Made when it is asked for: of all blocks at once these would be the list of all objects once more. */
  oids(): OidList;
}

/**
 * Cuts a list into blocks of neighbours that cost about the same: what was unpacked for one object is of use for the next.
 *
 * @param places of some of the stored ones
 * @param threads how many scan at a time
 */
export function blocksOf(stored: StoredObjects, places: Int32Array, threads: number): Block[] {
  const costOf = (place: number) => stored.sizeAt(place) + perObject;
  const total = places.reduce((sum, place) => sum + costOf(place), 0);
  const count = Math.max(blocksPerThread * threads, Math.ceil(total / largestBlock));
  const blocks: Block[] = [];
  let [start, cost] = [0, 0];
  const endAt = (end: number) => {
    const own = places.subarray(start, end);
    blocks.push({ length: own.length, oids: () => stored.listOf(own) });
    [start, cost] = [end, 0];
  };
  for (const [at, place] of places.entries()) {
    cost += costOf(place);
    if (cost >= total / count) endAt(at + 1);
  }
  if (start < places.length) endAt(places.length);
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
