import { allRules, check, scannerFor } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/questions.ts';
import { stagedPolicy } from '../load-policy.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import { run } from '../run.ts';
import type { Watch } from '../sources/scan-objects.ts';

/** What `keyhalt scan` was asked to scan. */
export interface ScanOptions {
  readonly staged?: boolean;
  readonly message?: string;
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

function reportOf(repository: Repository, options: ScanOptions, now: Date, watch: Watch): Promise<Report> {
  const { staged = false, message, config, history, allObjects } = options;
  if (history) {
    if (staged || message !== undefined) throw onlyHistory();
    return scanHistory(repository, { config, now, allObjects: allObjects ?? false, watch });
  }
  if (allObjects)
    throw new UserError('--all-objects says how much of history is meant', {
      hint: 'keyhalt scan --history --all-objects',
    });
  if (staged || message !== undefined) return check(repository, { staged, message }, { config, now });
  throw new UserError('scan needs to know what to scan', {
    hint: 'keyhalt scan --staged (what the next commit adds), --message FILE, or --history',
  });
}

const onlyHistory = (): UserError =>
  new UserError('--history goes alone', {
    hint: 'It holds what is staged, too. A message is scanned by keyhalt scan --message FILE.',
  });

interface HistoryScan {
  readonly config: string | undefined;
  readonly now: Date;
  readonly allObjects: boolean;
  readonly watch: Watch;
}

/** The audit: all that a repository holds, by the staged policy. */
async function scanHistory(
  repository: Repository,
  { config, now, allObjects, watch }: HistoryScan,
): Promise<Report> {
  await demandGit(repository);
  const policy = await stagedPolicy(repository, { rules: allRules, now, config });
  const { scanner, errors } = await scannerFor(policy, repository);
  const { historySource } = await import('../sources/history.ts');
  const source = await historySource(repository, scanner, { allObjects, now });
  const report = await run([source], { repository, scanner, policy, watch });
  return errors.length === 0 ? report : { ...report, complete: false, errors: [...report.errors, ...errors] };
}

/** What was skipped is an error for whoever asked to be strict. */
function incomplete(report: Report): Report {
  const skips = report.skipped.map(({ path, reason }) => ({
    message: `${path} was not read (${reason})`,
    hint: 'Take it out, read it in another way, or scan without --strict.',
  }));
  return { ...report, complete: false, errors: [...report.errors, ...skips] };
}
