import type { Pattern } from '../model/pattern.ts';
import type { Judgeable, Policy } from './policy.ts';

/** Whose policy counts. */
export interface Verdicts {
  readonly policy: Policy;
  /** What is scanned brings this one: told, but it does not count, and neither do comments. */
  readonly proposed?: Policy;
  /** How a false positive is allowed then, in words. */
  readonly allowing?: string;
  /** Remarks on that. */
  readonly notes?: readonly string[];
}

/** The patterns of both policies in one list: a scanner tries all, and each policy is told of its own. */
export const patternsOf = ({ policy, proposed = policy }: Verdicts): readonly Pattern[] =>
  proposed === policy ? policy.patterns : [...policy.patterns, ...proposed.patterns];

/** The same findings for the policy that is proposed: its patterns stand behind those of the one that counts. */
export function forProposed(all: readonly Judgeable[], { policy, proposed }: Verdicts): readonly Judgeable[] {
  if (proposed === policy) return all;
  const from = policy.patterns.length;
  return all.map((one) => ({
    ...one,
    matches: one.matches.filter((index) => index >= from).map((index) => index - from),
  }));
}
