import type { Rule } from '../model/rule.ts';

/** Longer masks are cut to this many characters: a session token would fill the screen with stars. */
const longestMask = 40;
/** Long runs with digits are masked although no rule knows them: a line may hold what belongs to no rule. */
const unknownRun = /[A-Za-z0-9+/=_-]{32,}/g;

/** What may be shown of a secret: the part that its format fixes, or that is an identifier. */
export function maskSecret(secret: string, rule: Rule): string {
  const { first, last } = rule.show ?? { first: 0, last: 0 };
  const stars = Math.max(4, Math.min(secret.length, longestMask) - first - last);
  return `${secret.slice(0, first)}${'*'.repeat(stars)}${last > 0 ? secret.slice(-last) : ''}`;
}

/** A key ID shows itself wherever it stands, also where what is glued to it keeps it from being a finding. */
const anyKeyId = /((?:AKIA|ASIA|ABIA|ACCA))[A-Z0-9]{12,}/g;

/** Masks what looks random and belongs to no rule. */
export const maskUnknown = (text: string): string =>
  text
    .replace(anyKeyId, (_, prefix: string) => `${prefix}${'*'.repeat(16)}`)
    .replace(unknownRun, (run) => (looksRandom(run) ? '*'.repeat(longestMask) : run));

/** Two digits, or a dozen different letters in a run that is as long as a secret. */
const looksRandom = (run: string): boolean =>
  (run.match(/[0-9]/g)?.length ?? 0) >= 2 || (run.length >= 40 && new Set(run).size >= 12);
