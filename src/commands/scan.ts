import { type Check, check } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import type { Watch } from '../sources/scan-objects.ts';

/** What `keyhalt scan` was asked to scan. */
export interface ScanOptions {
  readonly staged?: boolean;
  readonly message?: string;
  /** `A..B` or `A...B` */
  readonly range?: string;
  readonly history?: boolean;
  readonly allObjects?: boolean;
  readonly config?: string;
  readonly failOn?: Report['failOn'];
  /** Whether what was skipped makes the scan incomplete. */
  readonly strict?: boolean;
}

export async function scan(
  repository: Repository,
  options: ScanOptions,
  now: Date,
  watch: Watch = {},
): Promise<Report> {
  const { failOn, strict } = options;
  const report = await reportOf(repository, options, now, watch);
  const judged = failOn === undefined ? report : { ...report, failOn };
  return strict && report.skipped.length > 0 ? incomplete(judged) : judged;
}

async function reportOf(
  repository: Repository,
  options: ScanOptions,
  now: Date,
  watch: Watch,
): Promise<Report> {
  const { config, history = false, allObjects = false } = options;
  if (history) {
    if (options.staged || options.message !== undefined || options.range !== undefined) throw onlyHistory();
    const { scanHistory } = await import('./scan-history.ts');
    return scanHistory(repository, { config, now, allObjects, watch });
  }
  if (allObjects)
    throw new UserError('--all-objects says how much of history is meant', {
      hint: 'keyhalt scan --history --all-objects',
    });
  return check(repository, await wantedBy(options, repository), { config, now });
}

async function wantedBy(
  { staged = false, message, range }: ScanOptions,
  repository: Repository,
): Promise<Check> {
  if (range !== undefined) {
    if (staged || message !== undefined) throw notTogether();
    const { rangeToCheck } = await import('../range-policy.ts');
    return { commits: rangeToCheck(repository, range) };
  }
  if (staged || message !== undefined) return { staged, message };
  throw new UserError('scan needs to know what to scan', {
    hint: 'keyhalt scan --staged (what the next commit adds), --message FILE, --range A..B (what B has and A has not), or --history',
  });
}

const notTogether = (): UserError =>
  new UserError('--range is scanned by itself', {
    hint: 'Call keyhalt once for the range, and once for what is staged or a message.',
  });

const onlyHistory = (): UserError =>
  new UserError('--history goes alone', {
    hint: 'It holds what is staged and every range, too. A message is scanned by keyhalt scan --message FILE.',
  });

/** What was skipped is an error for whoever asked to be strict. */
function incomplete(report: Report): Report {
  const skips = report.skipped.map(({ path, reason }) => ({
    message: `${path} was not read (${reason})`,
    hint: 'Take it out, read it in another way, or scan without --strict.',
  }));
  return { ...report, complete: false, errors: [...report.errors, ...skips] };
}
