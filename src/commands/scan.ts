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
}

export async function scan(repository: Repository, options: ScanOptions, now: Date): Promise<Report> {
  const { staged, message, config, failOn } = options;
  if (!staged && message === undefined) {
    throw new UserError('scan needs to know what to scan', {
      hint: 'keyhalt scan --staged (what the next commit adds) or keyhalt scan --message FILE',
    });
  }
  const report = await check(repository, { staged: staged ?? false, message }, { config, now });
  return failOn === undefined ? report : { ...report, failOn };
}
