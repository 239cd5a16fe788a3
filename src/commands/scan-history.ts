import { allRules } from '../built-in.ts';
import type { Summary } from '../cache/clean-objects.ts';
import { type CheckOptions, ownKeysFor, scannerOf } from '../commit.ts';
import { bringingBack } from '../git/failure.ts';
import { type GitFiles, gitFiles } from '../git/git-files.ts';
import { everything, type History } from '../git/history.ts';
import { gitReader } from '../git/history-reader.ts';
import type { OidSet, Oids } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import { refNames } from '../git/refs.ts';
import { shallowCommits } from '../git/revisions.ts';
import type { StoredObjects } from '../git/stored-objects.ts';
import { goneAlternates, packsWithoutIndex, unreadablePlaces } from '../git/unreadable.ts';
import { demandGit } from '../git/version.ts';
import { interrupted } from '../model/interrupted.ts';
import { nothingKnown } from '../model/kinds.ts';
import type { Problem, Report } from '../model/report.ts';
import { visible } from '../model/visible.ts';
import { PackedObjects } from '../packs/packed-objects.ts';
import { objectsAbout, packIndexes, packsOf } from '../packs/packs.ts';
import type { Policy } from '../policy/policy.ts';
import { run } from '../run.ts';
import type { OwnKey } from '../scan/own-keys.ts';
import type { Scanner } from '../scan/scanner.ts';
import { type Audited, historySource } from '../sources/history.ts';
import { type Answers, HistoryMemory } from '../sources/history-memory.ts';
import { partOfHistory, together, toldIn, unknownOf } from '../sources/history-part.ts';
import { type ScannedObjects, scanObjects, type Watch } from '../sources/scan-objects.ts';
import type { Threads } from '../threads/pool.ts';
import { scanStored } from '../threads/stored.ts';
import { stagedPolicy } from '../whose-policy/load.ts';
import { type HistoryCache, openCache } from './history-cache.ts';

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

interface Audit extends Audited {
  readonly policy: Policy;
  readonly keys: readonly OwnKey[];
  readonly watch: Watch;
  readonly options: HistoryOptions;
}

/** The audit: all that a repository holds, by the staged policy. */
export async function scanHistory(repository: Repository, options: HistoryOptions): Promise<Report> {
  demandGit(repository);
  const { watch = {}, allObjects } = options;
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const { keys, errors } = await ownKeysFor(policy, repository);
  const scanner = scannerOf(policy, keys, options);
  const refs = refNames(repository);
  const files = gitFiles(repository);
  const reader = gitReader(repository);
  const audit: Audit = {
    repository,
    files,
    reader,
    policy,
    keys,
    scanner,
    refs,
    watch,
    now: options.now,
    options,
  };
  // Asked first: where git fails over it, nothing that was found is lost.
  const problems = [
    ...errors,
    ...shallow(repository),
    ...passedOver(files, scanner),
    ...(allObjects ? [...notLent(files, scanner), ...notListed(files, scanner)] : []),
  ];
  const cache = openCache(repository, files, policy, options.cache);
  const { clean, summary, answers } = cache.read();
  const report =
    summary === undefined || allObjects
      ? await auditOfAll(audit, cache, clean())
      : await auditOfUnchanged(audit, summary, new HistoryMemory(answers() as Answers | undefined));
  return withProblems(report, problems);
}

/** Of a history that is as an earlier audit saw it only that is read in which there is something to tell. */
function auditOfUnchanged(audit: Audit, { told, known }: Summary, memory: HistoryMemory): Promise<Report> {
  const beside = memory.scanned;
  // They count as scanned, but their kinds and bytes are among what is known.
  const others = { ...known, objects: known.objects - beside.objects };
  const scan = async () => ({
    ...together([await scanHere(audit, told, audit.watch), beside]),
    known: others,
  });
  return reportOn(audit, everything([...told, ...toldIn(beside)]), scan, memory);
}

/** What is stored is scanned at once, while git still tells what of it belongs to the history. */
async function auditOfAll(audit: Audit, cache: HistoryCache, clean: OidSet): Promise<Report> {
  const { repository, watch, options } = audit;
  const packs = packsOf(repository);
  const objects = await audit.reader.stored(objectsAbout(packs));
  const end = new AbortController();
  const signal = watch.signal === undefined ? end.signal : AbortSignal.any([end.signal, watch.signal]);
  const reader = gitReader({ ...repository, signal });
  const packed = new PackedObjects((width) => packIndexes(packs, width), reader.read);
  const stored = { ...audit, packs, read: packed.read, objects, clean: clean.list };
  const scanning = scanStored(stored, options.threads, { ...watch, signal });
  // It may fail while git still tells: whoever waits for it below hears of that.
  scanning.catch(() => {});
  try {
    const { history, problems } = await historyIn(objects, audit);
    const toRead = { ...history, objects: unknownOf(history, objects, clean) };
    const memory = new HistoryMemory();
    const scan = async () => {
      const part = partOfHistory(history, objects, clean, await scanning);
      // What packs are unpacked in is large, and the history may need as much.
      packed.close();
      const { known = nothingKnown } = part;
      const later = await scanHere({ ...audit, reader }, history.later, { signal });
      const all = { ...together([part, later]), known };
      memory.keepScanned(all);
      return all;
    };
    const report = await reportOn(audit, toRead, scan, memory);
    const isWhole =
      report.complete && problems.length === 0 && history.later.length === 0 && !options.allObjects;
    const answers = isWhole && options.cache !== undefined ? harmless(memory, audit.scanner) : undefined;
    await cache.write(objects, await scanning, isWhole ? history : undefined, answers);
    const asked = report.coverage.asked + history.missing.count;
    const unlisted = options.allObjects ? passedPack(objects, audit.scanner) : [];
    return withProblems({ ...report, coverage: { ...report.coverage, asked } }, [...problems, ...unlisted]);
  } finally {
    // Whoever does not wait for it any more wants it to end.
    end.abort();
    await scanning.catch(() => {});
    packed.close();
  }
}

const scanHere = ({ scanner, reader, policy }: Audit, oids: Oids, watch: Watch): Promise<ScannedObjects> =>
  scanObjects(scanner, reader.read, oids, policy.archives, watch);

const reportOn = (
  audit: Audit,
  history: History,
  scan: () => Promise<ScannedObjects>,
  memory: HistoryMemory,
): Promise<Report> => run([historySource(audit, history, memory)], { ...audit, allowing, scanObjects: scan });

/** A comment that is written now stands in no version that is there already. */
const allowing =
  'a false positive: its kh1: number in keyhalt.toml; git add. A comment counts in no commit that is older than it.';

/** What a history said. A file may be called by a secret, and no secret is to be found in what is kept. */
function harmless(memory: HistoryMemory, scanner: Scanner): readonly Buffer[] | undefined {
  const parts: Buffer[] = [];
  for (const part of memory.written()) {
    if (scanner.scan(part).known.length > 0) return undefined;
    parts.push(part);
  }
  return parts;
}

/** What belongs to the history; where the user does not wait for that, all that is stored. */
async function historyIn(
  stored: StoredObjects,
  { reader, watch, options: { allObjects } }: Audit,
): Promise<{ history: History; problems: readonly Problem[] }> {
  try {
    const history = await reader.history(stored, allObjects);
    return { history, problems: lackingIn(history) };
  } catch (error) {
    if (watch.signal?.aborted !== true) throw error;
    const { message, hint } = interrupted();
    return { history: everything(stored), problems: [{ message, hint }] };
  }
}

const lackingIn = ({ missing: { count, first } }: History): readonly Problem[] =>
  count === 0
    ? []
    : [
        {
          message:
            count === 1
              ? `object ${first} is missing here, so it was not looked at`
              : `${count} objects are missing here, such as ${first}, so they were not looked at`,
          hint: `git fsck names what is missing, and ${bringingBack}`,
        },
      ];

function withProblems(report: Report, all: readonly Problem[]): Report {
  const more = all.filter(({ message }) => !report.errors.some((known) => known.message === message));
  return more.length === 0 ? report : { ...report, complete: false, errors: [...report.errors, ...more] };
}

/** What git does not tell that it could not read. */
const passedOver = (files: GitFiles, scanner: Scanner): readonly Problem[] =>
  unreadablePlaces(files).map((place) => ({
    message: `${visible(scanner.redact(place))} may not be read: what only that leads to was not looked at`,
    hint: 'Run the audit as a user who may read all of the repository, or give it back what it lacks: chmod -R u+rX.',
  }));

/** What a ref or reflog leads to would be missed by git itself; of the rest nobody knows what stood there. */
const notLent = (files: GitFiles, scanner: Scanner): readonly Problem[] =>
  goneAlternates(files).map((folder) => ({
    message: `objects are borrowed from ${visible(scanner.redact(folder))}, which is not there: what it held was not looked at`,
    hint: 'Bring that folder back, or take its line out of objects/info/alternates.',
  }));

const notListed = (files: GitFiles, scanner: Scanner): readonly Problem[] =>
  packsWithoutIndex(files).map((pack) => ({
    message: `${visible(scanner.redact(pack))} has no .idx beside it, so git does not see what is in it, and it was not looked at`,
    hint: 'git index-pack, with its path behind it, makes the .idx anew.',
  }));

const passedPack = ({ damagedIndex }: StoredObjects, scanner: Scanner): readonly Problem[] =>
  damagedIndex === undefined
    ? []
    : [
        {
          message: `git passed over a pack, which was not looked at: ${visible(scanner.redact(damagedIndex))}`,
          hint: 'Remove that .idx; git index-pack, with the path of the .pack behind it, makes it anew.',
        },
      ];

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
