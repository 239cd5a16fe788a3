import type { ReadObjects } from '../git/object-reader.ts';
import type { OidList } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import type { StoredObjects } from '../git/stored-objects.ts';
import { packIndexes } from '../packs/packs.ts';
import type { Policy } from '../policy/policy.ts';
import type { OwnKey } from '../scan/own-keys.ts';
import type { Scanner } from '../scan/scanner.ts';
import { type ScannedObjects, scanObjects, type Watch } from '../sources/scan-objects.ts';
import { blocksOf } from './blocks.ts';
import { scanInThreads, type Threads } from './pool.ts';

/** What a scan of all that is stored needs. */
export interface Stored {
  readonly repository: Repository;
  /** Where its packs lie. */
  readonly packs: readonly string[];
  readonly read: ReadObjects;
  readonly policy: Policy;
  readonly keys: readonly OwnKey[];
  readonly scanner: Scanner;
  readonly now: Date;
  readonly objects: StoredObjects;
  /** Of them those that need not be read. */
  readonly clean: OidList;
}

/** Each thread has to become fast by itself: up to here, in bytes, one is done before several are. */
const worthThreads = 512 * 1024 * 1024;

/** Scans what is not known to be clean, in threads where there are some and it is worth them. */
export function scanStored(
  { repository, packs, read, policy, keys, scanner, now, objects, clean }: Stored,
  threads: Threads | undefined,
  watch: Watch,
): Promise<ScannedObjects> {
  const unknown = objects.inDeltaOrder(clean);
  const bytes = unknown.reduce((sum, place) => sum + objects.sizeAt(place), 0);
  const { archives: limits, written } = policy;
  if (threads === undefined || !(threads.isWanted || bytes >= worthThreads))
    return scanObjects(scanner, read, objects.listOf(unknown), limits, watch);
  const { cwd, env } = repository;
  const indexes = packIndexes(packs, objects.width);
  const task = {
    cwd,
    env,
    now,
    limits,
    packs: indexes,
    ownKeys: keys,
    ...(written === undefined ? {} : { written }),
  };
  return scanInThreads(threads, task, blocksOf(objects, unknown, threads.count), watch);
}
