import type { ArchiveLimits } from '../model/archive-limits.ts';
import type { Looks } from '../model/looks.ts';
import type { Rule } from '../model/rule.ts';
import { atLeast } from '../model/severity.ts';
import { defaultPolicy, type Policy } from './policy.ts';
import { readerOf } from './user-rules.ts';

/**
 * Where policies do not agree: nothing is pardoned that one of them pardons or switches off, and all is looked for that
 * one of them looks for. Of no policy at all it is the default one.
 *
 * @param builtIn all rules that there are without a configuration
 * @param file where the rules of users stand, for messages
 */
export async function unionOf(
  policies: readonly Policy[],
  builtIn: readonly Rule[],
  file: string,
): Promise<Policy> {
  const all = policies.length === 0 ? [defaultPolicy] : policies;
  const userRules = userRulesOf(all);
  return {
    ...defaultPolicy,
    failOn: all.map(({ failOn }) => failOn).reduce((a, b) => (atLeast(a, b) ? b : a)),
    builtIn: builtIn.filter((rule) => !rule.optIn || all.some((one) => one.builtIn?.includes(rule))),
    userRules,
    ...(userRules.length === 0
      ? {}
      : { readPattern: readerOf(userRules, file, await import('../patterns/pattern.ts')) }),
    looks: all.map(({ looks }) => looks).reduce(moreOf<Looks>),
    archives: all.map(({ archives }) => archives).reduce(moreOf<ArchiveLimits>),
    ownKeys: all.some(({ ownKeys }) => ownKeys),
  };
}

/**
 * Every rule that one of them has. Two of one name that say different things both count; where these are for
 * different files they count in all, for a finding does not tell which of them found it.
 */
function userRulesOf(policies: readonly Policy[]): readonly Rule[] {
  const different = [
    ...new Map(
      policies.flatMap(({ userRules }) => userRules.map((rule) => [JSON.stringify(rule), rule] as const)),
    ).values(),
  ];
  return different.map((rule) => {
    if (different.every(({ id, path }) => id !== rule.id || path === rule.path)) return rule;
    const { path: _, ...everywhere } = rule;
    return everywhere;
  });
}

/** Of each number the larger one, of each switch whether one of them is on. */
const moreOf = <T extends { readonly [K in keyof T]: number | boolean }>(a: T, b: T): T =>
  Object.fromEntries(
    Object.entries(a).map(([key, value]) => [
      key,
      typeof value === 'number' ? Math.max(value, b[key as keyof T] as number) : value || b[key as keyof T],
    ]),
  ) as T;
