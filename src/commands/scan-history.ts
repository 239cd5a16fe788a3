import { allRules, type CheckOptions, judge } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { shallowCommits } from '../git/revisions.ts';
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
  const report = await judge(repository, { policy }, async (scanner) => [await source(scanner)], watch);
  if (shallowCommits(repository).size === 0) return report;
  return { ...report, complete: false, errors: [...report.errors, cutShort] };
}

/** An audit of a part is none. */
const cutShort = {
  message: 'this clone is shallow: what came before it is not here, and was not looked at',
  hint: 'git fetch --unshallow brings it (in CI: fetch-depth: 0).',
};
