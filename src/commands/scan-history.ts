import { allRules, type CheckOptions, ownKeysFor, scannerOf } from '../commit.ts';
import { everything, type History, historyObjects } from '../git/history.ts';
import type { OidSet, Oids } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import { allRefs } from '../git/refs.ts';
import { shallowCommits } from '../git/revisions.ts';
import { type StoredObjects, storedObjects } from '../git/stored-objects.ts';
import { demandGit } from '../git/version.ts';
import { stagedPolicy } from '../load-policy.ts';
import { interrupted } from '../model/interrupted.ts';
import type { Problem, Report } from '../model/report.ts';
import type { Policy } from '../policy/policy.ts';
import { run } from '../run.ts';
import type { OwnKey } from '../scan/own-keys.ts';
import type { Scanner } from '../scan/scanner.ts';
import { historySource } from '../sources/history.ts';
import { type ScannedObjects, scanObjects, type Watch } from '../sources/scan-objects.ts';
import { cleanOf, partOfHistory, together, unknownOf } from '../sources/scan-stored.ts';
import { blocksOf } from '../threads/blocks.ts';
import { scanInThreads, type Threads } from '../threads/pool.ts';
import { openCache } from './history-cache.ts';

/** What an audit may use of the machine to be faster. */
export interface AuditMeans {
  /** Without them, one thread does it all. */
  readonly threads?: Threads;
  /** The folder in which it is kept what was clean; without one, nothing is. */
  readonly cache?: string;
}

export interface HistoryOptions extends CheckOptions, AuditMeans {
  /** Also what nothing leads to any more. */
  readonly allObjects: boolean;
}

/**
 * The audit: all that a repository holds, by the staged policy.
 *
 * What is stored is scanned at once, while git still tells what of it belongs to the history: seldom there is much else.
 */
export async function scanHistory(repository: Repository, options: HistoryOptions): Promise<Report> {
  demandGit(repository);
  const { now, watch = {} } = options;
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const { keys, errors } = await ownKeysFor(policy, repository);
  const scanner = scannerOf(policy, keys);
  const refs = allRefs(repository);
  const stored = await storedObjects(repository);
  const cache = openCache(repository, policy, options.cache);
  const clean = await cache.read();

  const end = new AbortController();
  const signal = AbortSignal.any([end.signal, ...(watch.signal === undefined ? [] : [watch.signal])]);
  const reading = { ...repository, signal };
  const all = { repository: reading, policy, keys, scanner, objects: stored, clean };
  const scanning = scanStored(all, options, { ...watch, signal });
  try {
    const { history, problems } = await historyOf(repository, stored, options);
    const scanAsked = async () => {
      const part = partOfHistory(history, stored, clean, await scanning);
      if (history.later.length === 0) return part;
      return together([
        part,
        await scanObjects(scanner, reading, history.later, policy.archives, { signal }),
      ]);
    };
    const source = historySource(repository, scanner, refs, history, now);
    const report = await run([source], { repository, scanner, policy, watch, scanObjects: scanAsked });
    await cache.write(cleanOf(stored, await scanning));
    return withProblems(report, [...errors, ...problems, ...shallow(repository)]);
  } finally {
    // Whoever does not wait for it any more wants it to end.
    end.abort();
    await scanning.catch(() => {});
  }
}

/** What the scan of all that is stored needs. */
interface Stored {
  readonly repository: Repository;
  readonly policy: Policy;
  readonly keys: readonly OwnKey[];
  readonly scanner: Scanner;
  readonly objects: StoredObjects;
  /** Of them those that need not be read. */
  readonly clean: OidSet;
}

/** A thread takes a while to start, in bytes that one scans meanwhile. */
const worthThreads = 32 * 1024 * 1024;

function scanStored(
  { repository, policy, keys, scanner, objects, clean }: Stored,
  { threads, now }: Pick<HistoryOptions, 'threads' | 'now'>,
  watch: Watch,
): Promise<ScannedObjects> {
  const unknown = unknownOf(objects, clean);
  const { archives: limits, written } = policy;
  if (threads === undefined || !(threads.isWanted || bytesOf(objects, unknown) >= worthThreads))
    return scanObjects(scanner, repository, unknown, limits, watch);
  const { cwd, env } = repository;
  const task = { cwd, env, now, limits, ownKeys: keys, ...(written === undefined ? {} : { written }) };
  return scanInThreads(threads, task, blocksOf(objects, unknown, threads.count * 8), watch);
}

const bytesOf = (objects: StoredObjects, oids: Oids): number => {
  let bytes = 0;
  for (const oid of oids) bytes += objects.sizeAt(objects.indexOf(oid));
  return bytes;
};

/** What belongs to the history; where the user does not wait for that, all that was scanned. */
async function historyOf(
  repository: Repository,
  stored: StoredObjects,
  { allObjects, watch }: HistoryOptions,
): Promise<{ history: History; problems: readonly Problem[] }> {
  try {
    return { history: await historyObjects(repository, stored, allObjects), problems: [] };
  } catch (error) {
    if (watch?.signal?.aborted !== true) throw error;
    const { message, hint } = interrupted();
    return { history: everything(stored), problems: [{ message, hint }] };
  }
}

function withProblems(report: Report, all: readonly Problem[]): Report {
  const more = all.filter(({ message }) => !report.errors.some((known) => known.message === message));
  return more.length === 0 ? report : { ...report, complete: false, errors: [...report.errors, ...more] };
}

/** An audit of a part is none. */
const shallow = (repository: Repository): readonly Problem[] =>
  shallowCommits(repository).size === 0
    ? []
    : [
        {
          message: 'this clone is shallow: what came before it is not here, and was not looked at',
          hint: 'git fetch --unshallow brings it (in CI: fetch-depth: 0).',
        },
      ];
