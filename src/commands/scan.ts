import { type Check, type CheckOptions, check } from '../commit.ts';
import { noGit, saysGit } from '../git/failure.ts';
import type { Repository } from '../git/process.ts';
import { gitVersion } from '../git/version.ts';
import { simdKernel } from '../kernel/simd.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import type { Watch } from '../sources/scan-objects.ts';
import type { PolicyOptions } from '../whose-policy/load.ts';
import { type FinishedReport, finished, type Judgement } from './finish.ts';
import type { AuditMeans } from './scan-history.ts';
import { demandOneInput, type Input, type InputOptions, scanInput } from './scan-input.ts';

/** What `keyhalt scan` was asked to scan. */
export interface ScanOptions extends InputOptions, Judgement {
  readonly staged?: boolean;
  readonly message?: string;
  /** `A..B` or `A...B` */
  readonly range?: string;
  readonly history?: boolean;
  readonly allObjects?: boolean;
  readonly config?: PolicyOptions['config'];
}

/** What a scan gets from outside. */
export interface ScanSurroundings {
  readonly now: Date;
  /** Read only when `-` is asked for. */
  readonly stdin?: () => Input;
  readonly watch?: Watch;
  /** In milliseconds. */
  readonly clock?: () => number;
  /** What an audit may use. */
  readonly means?: AuditMeans;
}

export async function scan(
  repository: Repository,
  options: ScanOptions,
  { now, stdin = nothing, watch = {}, clock = () => 0, means = {} }: ScanSurroundings,
): Promise<FinishedReport> {
  demandOne(options);
  const started = clock();
  const { config, paths = [], history = false, allObjects = false } = options;
  const how = { config, now, watch, kernel: simdKernel() };
  const report = history
    ? await (await import('./scan-history.ts')).scanHistory(repository, { ...how, ...means, allObjects })
    : paths.length > 0
      ? await scanInput(repository, options, { ...how, stdin })
      : await checkCommits(repository, options, how);
  // --no-git asks git nothing.
  const making = options.git === false ? {} : { git: gitVersion(repository) };
  return finished(byGit(report, making), options, {
    started: now,
    seconds: (clock() - started) / 1000,
    ...making,
  });
}

/** Not complete where what answered does not say that it is git. */
function byGit(report: Report, { git }: { readonly git?: string }): Report {
  if (git === undefined || saysGit(git)) return report;
  const { message, hint } = noGit();
  return { ...report, complete: false, errors: [...report.errors, { message, hint }] };
}

async function* nothing(): AsyncGenerator<never> {}

/** @throws UserError when it is not said what to scan, or twice */
function demandOne(options: ScanOptions): void {
  const { staged, message, range, history, allObjects, paths = [] } = options;
  const others = { '--staged': staged, '--message': message, '--range': range, '--history': history };
  demandOneInput(options, others);
  if (allObjects && !history)
    throw new UserError('--all-objects says how much of history is meant', {
      hint: 'keyhalt scan --history --all-objects',
    });
  if (history && (staged || message !== undefined || range !== undefined))
    throw new UserError('--history goes alone', {
      hint: 'It holds what is staged and every range, too. A message is scanned by keyhalt scan --message FILE.',
    });
  if (range !== undefined && (staged || message !== undefined))
    throw new UserError('--range is scanned by itself', {
      hint: 'Call keyhalt once for the range, and once for what is staged or a message.',
    });
  if (paths.length === 0 && !Object.values(others).some((given) => given !== undefined && given !== false))
    throw new UserError('scan needs to know what to scan', {
      hint: 'keyhalt scan --staged (what the next commit adds), PATH…, --message FILE, --range A..B (what B has and A has not) or --history',
    });
}

async function checkCommits(
  repository: Repository,
  { staged = false, message, range }: ScanOptions,
  options: CheckOptions,
): Promise<Report> {
  const wanted: Check =
    range === undefined
      ? { staged, message }
      : { commits: (await import('../whose-policy/range.ts')).rangeToCheck(repository, range) };
  return check(repository, wanted, options);
}
