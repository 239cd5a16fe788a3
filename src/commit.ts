import { allRules, rules } from './built-in.ts';
import { homeFolder } from './files/home-folder.ts';
import { mergeHeads } from './git/merge-heads.ts';
import { operationInProgress } from './git/operation.ts';
import type { Repository } from './git/process.ts';
import type { Kernel } from './kernel/search.ts';
import type { NextCommit, Report } from './model/report.ts';
import type { Rule } from './model/rule.ts';
import { isUserError, UserError } from './model/user-error.ts';
import type { Policy } from './policy/policy.ts';
import { patternsOf, type Verdicts } from './policy/verdicts.ts';
import { type Run, run } from './run.ts';
import type { OwnKey } from './scan/own-keys.ts';
import { Scanner, type ScannerOptions } from './scan/scanner.ts';
import type { Watch } from './sources/scan-objects.ts';
import type { Source } from './sources/source.ts';
import { stagedSource } from './sources/staged.ts';
import type { CommitsToCheck } from './whose-policy/committed.ts';
import { type PolicyOptions, stagedPolicy } from './whose-policy/load.ts';

/** What is to be checked before git goes on. */
export interface Check {
  /** What the next commit adds, and in a merge all that it brings in. */
  readonly staged?: boolean;
  /** Everything that git tracks, as it is staged: what was committed before, too. */
  readonly tracked?: boolean;
  /** Whether it must be a merge: then one that names no other side is an error. */
  readonly merge?: boolean;
  /** A commit message file. */
  readonly message?: string | undefined;
  /** What a push sends or brings, or what a range names. */
  readonly commits?: CommitsToCheck;
}

export interface CheckOptions {
  readonly config?: PolicyOptions['config'];
  readonly now: Date;
  readonly watch?: Watch;
  /** Told of the policy that counts. */
  readonly onPolicy?: (policy: Policy) => void;
  /** What searches for anchors. */
  readonly kernel?: Kernel | undefined;
}

/** Checks what a commit is about to add, or what commits bring. */
export async function check(repository: Repository, wanted: Check, options: CheckOptions): Promise<Report> {
  const verdicts = await verdictsFor(repository, wanted, { rules: allRules, ...options });
  options.onPolicy?.(verdicts.policy);
  const report = await judge(
    repository,
    verdicts,
    (scanner) => sourcesFor(repository, wanted, scanner),
    options,
  );
  if (!wanted.staged || report.findings.length === 0) return report;
  return { ...report, nextCommit: nextCommitIn(repository) };
}

/** What cannot be told of git takes no finding away. */
function nextCommitIn(repository: Repository): NextCommit {
  try {
    const underWay = mergeHeads(repository).length > 0 ? 'merge' : operationInProgress(repository);
    return underWay === undefined ? {} : { underWay };
  } catch (error) {
    if (!isUserError(error)) throw error;
    return {};
  }
}

type JudgeOptions = Pick<CheckOptions, 'watch' | 'kernel'> & Pick<Run, 'alwaysTellsUnstaged'>;

/** Scans what these sources name, with a scanner as the verdicts want it. */
export async function judge(
  repository: Repository,
  verdicts: Verdicts,
  sources: (scanner: Scanner) => Promise<readonly Source[]>,
  { watch = {}, kernel, alwaysTellsUnstaged = false }: JudgeOptions,
): Promise<Report> {
  const { keys, errors } = await ownKeysFor(verdicts.policy, repository);
  const scanner = scannerOf(verdicts.policy, keys, { patterns: patternsOf(verdicts), kernel });
  const report = await run(await sources(scanner), {
    repository,
    scanner,
    ...verdicts,
    watch,
    alwaysTellsUnstaged,
  });
  return errors.length === 0 ? report : { ...report, complete: false, errors: [...report.errors, ...errors] };
}

/** Whose policy counts: where commits are checked the one that they build on, else the staged one. */
const verdictsFor = async (
  repository: Repository,
  { commits }: Check,
  options: CheckOptions & { readonly rules: readonly Rule[] },
): Promise<Verdicts> =>
  commits === undefined ? { policy: await stagedPolicy(repository, options) } : commits.verdicts(options);

/** A scanner as the policy wants it. What of the user's own keys cannot be read is an error of the scan. */
export async function scannerFor(
  policy: Policy,
  repository: Pick<Repository, 'env'>,
): Promise<{ scanner: Scanner; errors: Report['errors'] }> {
  const { keys, errors } = await ownKeysFor(policy, repository);
  return { scanner: scannerOf(policy, keys), errors };
}

/** The user's own keys, where the policy wants them looked for. */
export async function ownKeysFor(
  policy: Policy,
  { env }: Pick<Repository, 'env'>,
): Promise<{ keys: readonly OwnKey[]; errors: Report['errors'] }> {
  if (!policy.ownKeys) return { keys: [], errors: [] };
  const { readOwnKeys } = await import('./own-keys/own-keys.ts');
  const { keys, problems } = await readOwnKeys({ env, home: homeFolder(env) });
  return {
    keys,
    errors: problems.map(({ file, message }) => ({
      message: `your own keys in ${file} cannot be looked for: ${message}`,
      hint: 'Mend the file, or set own-keys = false under [scan] in keyhalt.toml.',
    })),
  };
}

/** @param options with patterns that detections are to name, where it is not the policy alone that is asked */
export function scannerOf(
  policy: Policy,
  ownKeys: readonly OwnKey[],
  { patterns = policy.patterns, kernel }: Pick<ScannerOptions, 'patterns' | 'kernel'> = {},
): Scanner {
  const { builtIn: chosen = rules, userRules, readPattern, looks } = policy;
  const reader = readPattern === undefined ? {} : { readPattern };
  return new Scanner(chosen, { userRules, patterns, looks, ownKeys, kernel, ...reader });
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
  if (wanted.tracked) {
    const { trackedSource } = await import('./sources/tracked.ts');
    sources.push(trackedSource(repository));
  }
  if (wanted.message !== undefined) {
    const { messageSources } = await import('./sources/message.ts');
    sources.push(...messageSources(repository, wanted.message, scanner, staged));
  }
  if (wanted.commits !== undefined) sources.push(wanted.commits.source());
  return sources;
}
