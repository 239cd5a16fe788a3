import type { Repository } from './git/process.ts';
import { committedPolicy, type PolicyOptions, policyName } from './load-policy.ts';
import type { Oid } from './model/object.ts';
import { UserError } from './model/user-error.ts';
import { defaultPolicy, type Policy } from './policy/policy.ts';
import type { Verdicts } from './run.ts';
import { type Push, pushEnds } from './sources/push.ts';

/** Lets one push decide for itself: `KEYHALT_POLICY=pushed git push`. */
const variable = 'KEYHALT_POLICY';

/**
 * Whose policy counts in a push: that of the commits that it builds on, for nothing may pardon itself. What is pushed
 * may only propose: its configuration, baseline and comments are told, and do not count.
 *
 * Where the other side holds nothing yet, or the user says so for this push, what is pushed decides.
 */
export async function pushVerdicts(
  repository: Repository,
  push: Push,
  options: PolicyOptions,
): Promise<Verdicts> {
  const { tips, bases } = pushEnds(repository, push);
  const proposed = await oneOf(repository, tips, options);
  const asked = repository.env[variable];
  if (asked !== undefined && asked !== 'pushed' && asked !== 'base') {
    throw new UserError(`${variable} is neither "base" nor "pushed"`, {
      hint: `Unset it; ${variable}=pushed lets the configuration, baseline and comments of what is pushed count.`,
    });
  }
  if (asked === 'pushed')
    return { policy: proposed, notes: [`what is pushed decides what is allowed, for ${variable} says so`] };
  if (bases.length === 0)
    return {
      policy: proposed,
      notes: ['the other side holds nothing of this yet, so what is pushed decides what is allowed'],
    };
  return { policy: await oneOf(repository, bases, options), proposed };
}

/** The policy that all of these commits hold; the default one where they do not agree. */
async function oneOf(
  repository: Repository,
  commits: readonly Oid[],
  options: PolicyOptions,
): Promise<Policy> {
  const [first] = commits;
  if (first === undefined) return defaultPolicy;
  const names = new Set(commits.map((commit) => policyName(repository, commit)));
  return names.size === 1 ? committedPolicy(repository, first, options) : defaultPolicy;
}
