import { check } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';

/** What `keyhalt scan` was asked to scan. */
export interface ScanOptions {
  readonly staged?: boolean;
  readonly message?: string;
  readonly config?: string;
  readonly failOn?: Report['failOn'];
  /** Whether what was skipped makes the scan incomplete. */
  readonly strict?: boolean;
}

export async function scan(repository: Repository, options: ScanOptions, now: Date): Promise<Report> {
  const { staged, message, config, failOn, strict } = options;
  if (!staged && message === undefined) {
    throw new UserError('scan needs to know what to scan', {
      hint: 'keyhalt scan --staged (what the next commit adds) or keyhalt scan --message FILE',
    });
  }
  const report = await check(repository, { staged: staged ?? false, message }, { config, now });
  const judged = failOn === undefined ? report : { ...report, failOn };
  return strict && report.skipped.length > 0 ? incomplete(judged) : judged;
}

/** What was skipped is an error for whoever asked to be strict. */
function incomplete(report: Report): Report {
  const skips = report.skipped.map(({ path, reason }) => ({
    message: `${path} was not read (${reason})`,
    hint: 'Take it out, read it in another way, or scan without --strict.',
  }));
  return { ...report, complete: false, errors: [...report.errors, ...skips] };
}
