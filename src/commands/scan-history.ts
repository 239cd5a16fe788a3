import { allRules, type CheckOptions, judge } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { stagedPolicy } from '../load-policy.ts';
import type { Report } from '../model/report.ts';
import type { Scanner } from '../scan/scanner.ts';
import { historySource } from '../sources/history.ts';

/**
 * The audit: all that a repository holds, by the staged policy.
 *
 * @param allObjects also what nothing leads to any more
 */
export async function scanHistory(
  repository: Repository,
  allObjects: boolean,
  { watch, ...options }: CheckOptions,
): Promise<Report> {
  demandGit(repository);
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const source = (scanner: Scanner) => historySource(repository, scanner, { allObjects, now: options.now });
  return judge(repository, { policy }, async (scanner) => [await source(scanner)], watch);
}
