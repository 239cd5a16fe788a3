import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import type { Policy } from '../policy/policy.ts';
import { unionOf } from '../policy/union.ts';
import type { Verdicts } from '../policy/verdicts.ts';
import type { Source } from '../sources/source.ts';
import { committedPolicy, configurationFile, type PolicyOptions, policyApart, policyNames } from './load.ts';

/** Commits that are checked: what they bring, and whose policy counts. */
export interface CommitsToCheck {
  readonly source: () => Source;
  readonly verdicts: (options: PolicyOptions) => Promise<Verdicts>;
}

/** How policies of commits are read. */
export interface ReadingOptions extends PolicyOptions {
  /** What a person can do where a commit holds a policy that cannot be read: a sentence. */
  readonly mend: string;
  /** How a false positive is allowed where the bases decide. */
  readonly allowing: string;
}

/**
 * Nothing may pardon itself: the policy counts that the bases hold. What the tips bring is proposed: it is told, and
 * does not count.
 */
export async function verdictsOfBases(
  repository: Repository,
  { tips, bases }: { readonly tips: readonly Oid[]; readonly bases: readonly Oid[] },
  options: ReadingOptions,
): Promise<Required<Verdicts>> {
  const policyOf = policyReader(repository, [...tips, ...bases], options);
  const { policy: proposed } = await policyOf(tips);
  return { ...(await policyOf(bases)), proposed, allowing: options.allowing };
}

/** The tips decide for themselves. `why` ends a sentence, and is told. */
export async function verdictsOfTips(
  repository: Repository,
  tips: readonly Oid[],
  why: string,
  options: ReadingOptions,
): Promise<Verdicts> {
  const { policy, notes } = await verdictsBy(repository, tips, options);
  return { policy, allowing, notes: [`what is pushed decides what is allowed, for ${why}`, ...notes] };
}

const allowing =
  'a false positive: comment "keyhalt:allow REASON" on its line, or its kh1: number in keyhalt.toml; commit it.';

/** These commits decide for themselves, comments and all. */
export const verdictsBy = (
  repository: Repository,
  commits: readonly Oid[],
  options: ReadingOptions,
): Promise<Agreed> => policyReader(repository, commits, options)(commits);

/** A policy for commits that may hold several. */
interface Agreed {
  readonly policy: Policy;
  readonly notes: readonly string[];
}

/** Reads the policies of some of these commits, each policy once. */
function policyReader(
  repository: Repository,
  commits: readonly Oid[],
  options: ReadingOptions,
): (some: readonly Oid[]) => Promise<Agreed> {
  const names = policyNames(repository, [...new Set(commits)], options);
  const read = new Map<string, Promise<Policy>>();
  const policyAt = (commit: Oid) => {
    const name = names.get(commit)!;
    const policy = read.get(name) ?? policyIn(repository, commit, options);
    read.set(name, policy);
    return policy;
  };
  return async (some) => {
    const [first, ...others] = new Set(await Promise.all(some.map(policyAt)));
    if (first !== undefined && others.length === 0) return { policy: first, notes: [] };
    const all = first === undefined ? [] : [first, ...others];
    return {
      policy: await unionOf(all, options.rules, configurationFile),
      notes: all.length === 0 ? [] : [differing],
    };
  };
}

const differing =
  'the commits that decide hold different policies: nothing is allowed, and what one of them looks for is looked for';

async function policyIn(repository: Repository, commit: Oid, options: ReadingOptions): Promise<Policy> {
  // A mistake in a configuration that is named is no commit's.
  if (options.config !== undefined) await policyApart(repository.cwd, options);
  try {
    return await committedPolicy(repository, commit, options);
  } catch (cause) {
    if (!isUserError(cause) || cause.name === 'GitError') throw cause;
    throw new UserError(`in commit ${commit.slice(0, 10)}, ${cause.message}`, { hint: options.mend, cause });
  }
}
