import builtIn from '../rules/aws.toml';
import { mergeHeads } from './git/merge-heads.ts';
import type { Repository } from './git/process.ts';
import { loadPolicy } from './load-policy.ts';
import type { Report } from './model/report.ts';
import { UserError } from './model/user-error.ts';
import { run } from './run.ts';
import { Scanner } from './scan/scanner.ts';
import type { Push } from './sources/push.ts';
import type { Source } from './sources/source.ts';
import { stagedSource } from './sources/staged.ts';

/** What is to be checked before git goes on. */
export interface Check {
  /** What the next commit adds, and in a merge all that it brings in. */
  readonly staged?: boolean;
  /** Whether it must be a merge: then one that names no other side is an error. */
  readonly merge?: boolean;
  /** A commit message file. */
  readonly message?: string | undefined;
  /** What a push sends. */
  readonly push?: Push;
}

export interface CheckOptions {
  readonly config?: string | undefined;
  readonly now: Date;
}

export const rules = builtIn.rules;

/** Checks what a commit or a push is about to add. */
export async function check(repository: Repository, wanted: Check, options: CheckOptions): Promise<Report> {
  const policy = await loadPolicy(repository, { rules, ...options });
  const scanner = new Scanner(rules, policy.patterns);
  return run(await sourcesFor(repository, wanted, scanner), { repository, scanner, policy });
}

/** What is needed for some commits only is loaded when it is. */
async function sourcesFor(
  repository: Repository,
  wanted: Check,
  scanner: Scanner,
): Promise<readonly Source[]> {
  const heads = wanted.staged ? mergeHeads(repository) : [];
  if (wanted.merge && heads.length === 0) {
    throw new UserError('nothing says what is being merged', { hint: 'Let git run this hook: git merge.' });
  }
  const staged = () => stagedSource(repository, heads);
  const sources = wanted.staged ? [staged()] : [];
  if (heads.length > 0) {
    const { incomingSource } = await import('./sources/incoming.ts');
    sources.push(incomingSource(repository, heads));
  }
  if (wanted.message !== undefined) {
    const { messageSources } = await import('./sources/message.ts');
    sources.push(...messageSources(repository, wanted.message, scanner, staged));
  }
  if (wanted.push !== undefined) {
    const { pushSource } = await import('./sources/push.ts');
    sources.push(pushSource(repository, wanted.push));
  }
  return sources;
}
