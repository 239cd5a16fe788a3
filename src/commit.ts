import builtIn from '../rules/aws.toml';
import { mergeHeads } from './git/merge-heads.ts';
import { ObjectReader } from './git/object-reader.ts';
import type { Repository } from './git/process.ts';
import { loadPolicy } from './load-policy.ts';
import type { Report } from './model/report.ts';
import { run } from './run.ts';
import { Scanner } from './scan/scanner.ts';
import { incomingSource } from './sources/incoming.ts';
import { messageSources } from './sources/message.ts';
import { type PushedRef, pushSource } from './sources/push.ts';
import type { Source } from './sources/source.ts';
import { stagedSource } from './sources/staged.ts';

/** What is to be checked before git goes on. */
export interface Check {
  /** What the next commit adds, and in a merge all that it brings in. */
  readonly staged?: boolean;
  /** A commit message file. */
  readonly message?: string | undefined;
  /** What a push sends. */
  readonly push?: { readonly remote: string; readonly refs: readonly PushedRef[] };
}

export interface CheckOptions {
  readonly config?: string | undefined;
  readonly now: Date;
}

export const rules = builtIn.rules;

/** Checks what a commit or a push is about to add. Everything that git is asked is asked at once. */
export async function check(repository: Repository, wanted: Check, options: CheckOptions): Promise<Report> {
  const reader = new ObjectReader(repository);
  const policy = loadPolicy(repository, { rules, ...options });
  const sources = sourcesFor(repository, wanted);
  // When one fails, the other must not end as a failure that nobody waits for.
  sources.catch(() => {});
  const loaded = await policy;
  const scanner = new Scanner(rules, loaded.patterns);
  return run(await sources, { repository, reader, scanner, policy: loaded });
}

async function sourcesFor(repository: Repository, wanted: Check): Promise<readonly Source[]> {
  const heads = wanted.staged ? mergeHeads(repository) : Promise.resolve([]);
  const staged = () => stagedSource(repository, heads);
  const sources: Promise<readonly Source[]>[] = [];
  if (wanted.staged) sources.push(list(staged()), incoming(repository, heads));
  if (wanted.message !== undefined) {
    sources.push(messageSources(repository, wanted.message, new Scanner(rules), staged));
  }
  if (wanted.push !== undefined) sources.push(list(pushSource(repository, wanted.push)));
  return (await Promise.all(sources)).flat();
}

async function incoming(
  repository: Repository,
  heads: Promise<readonly string[]>,
): Promise<readonly Source[]> {
  const merged = await heads;
  return merged.length === 0 ? [] : [await incomingSource(repository, merged)];
}

const list = async (source: Promise<Source>): Promise<readonly Source[]> => [await source];
