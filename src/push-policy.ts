import type { Repository } from './git/process.ts';
import { committedPolicy, configurationFile, type PolicyOptions, policyNames } from './load-policy.ts';
import type { Oid } from './model/object.ts';
import { UserError } from './model/user-error.ts';
import type { Policy } from './policy/policy.ts';
import { unionOf } from './policy/union.ts';
import type { Verdicts } from './run.ts';
import type { Push } from './sources/push.ts';
import { type Bases, pushEnds } from './sources/push-ends.ts';

/** Lets one push decide for itself: `KEYHALT_POLICY=pushed git push`. */
const variable = 'KEYHALT_POLICY';

/**
 * Whose policy counts in a push: that of the commits that it builds on, for nothing may pardon itself. What is pushed
 * may only propose: its configuration, baseline and comments are told, and do not count.
 *
 * Where nothing is known of any other side, or the user says so for this push, what is pushed decides.
 */
export async function pushVerdicts(
  repository: Repository,
  push: Push,
  options: PolicyOptions,
): Promise<Verdicts> {
  const asked = repository.env[variable];
  if (asked !== undefined && asked !== 'pushed' && asked !== 'base') {
    throw new UserError(`${variable} is neither "base" nor "pushed"`, {
      hint: `Unset it; ${variable}=pushed lets the configuration, baseline and comments of what is pushed count.`,
    });
  }
  const { tips, bases } = pushEnds(repository, push);
  const held = 'commits' in bases && asked !== 'pushed' ? bases.commits : [];
  const policyOf = policyReader(repository, [...tips, ...held], options);
  const proposed = await policyOf(tips);
  const itself = (why: string): Verdicts => ({
    policy: proposed.policy,
    notes: [`what is pushed decides what is allowed, for ${why}`, ...proposed.notes],
  });
  if (asked === 'pushed') return itself(`${variable} says so`);
  if (bases.kind === 'nothing') return itself('nothing is known of what the other side holds');
  const { policy, notes } = await policyOf(held);
  return { policy, proposed: proposed.policy, notes: [...notesOn(bases), ...notes] };
}

/** What a reader must know where it is not simply the commits that are pushed over, or grown from, that decide. */
function notesOn(bases: Bases): string[] {
  switch (bases.kind) {
    case 'built-on':
      return bases.isElsewhere
        ? [`${unknown}: what the push grew from at other remotes decides what is allowed`]
        : [];
    case 'beside':
      return bases.isElsewhere
        ? [`${unknown}: what other remotes hold decides what is allowed`]
        : ['the push builds on nothing that the other side holds: what that holds decides what is allowed'];
    case 'unseen':
      return ['the other side holds what is not known here, so nothing is allowed before git fetch'];
    case 'nothing':
    case 'not-asked':
      return [];
  }
}

const unknown = 'nothing is known of what the other side holds';

/** A policy for commits that may hold several. */
interface Agreed {
  readonly policy: Policy;
  readonly notes: readonly string[];
}

/** Reads the policies of some of these commits, each policy once. */
function policyReader(
  repository: Repository,
  commits: readonly Oid[],
  options: PolicyOptions,
): (some: readonly Oid[]) => Promise<Agreed> {
  const names = policyNames(repository, [...new Set(commits)]);
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

async function policyIn(repository: Repository, commit: Oid, options: PolicyOptions): Promise<Policy> {
  try {
    return await committedPolicy(repository, commit, options);
  } catch (cause) {
    if (!(cause instanceof UserError) || cause.name !== 'UserError') throw cause;
    throw new UserError(`in commit ${commit.slice(0, 10)}, ${cause.message}`, {
      hint: `Mend it; where the other side already has it, push with ${variable}=pushed, so that what is pushed decides.`,
      cause,
    });
  }
}
