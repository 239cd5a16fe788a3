import { allRules, scannerFor } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { stagedPolicy } from '../load-policy.ts';
import type { Report } from '../model/report.ts';
import { run } from '../run.ts';
import { historySource } from '../sources/history.ts';
import type { Watch } from '../sources/scan-objects.ts';

export interface HistoryScan {
  readonly config?: string | undefined;
  readonly now: Date;
  /** Also what nothing leads to any more. */
  readonly allObjects: boolean;
  readonly watch: Watch;
}

/** The audit: all that a repository holds, by the staged policy. */
export async function scanHistory(
  repository: Repository,
  { config, now, allObjects, watch }: HistoryScan,
): Promise<Report> {
  demandGit(repository);
  const policy = await stagedPolicy(repository, { rules: allRules, now, config });
  const { scanner, errors } = await scannerFor(policy, repository);
  const source = await historySource(repository, scanner, { allObjects, now });
  const report = await run([source], { repository, scanner, policy, watch });
  return errors.length === 0 ? report : { ...report, complete: false, errors: [...report.errors, ...errors] };
}
