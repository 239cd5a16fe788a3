import type { Rule } from '../model/rule.ts';
import { randomStretches, type Stretch } from './randomness.ts';

/** Longer masks are cut to this many characters: a session token would fill the screen with stars. */
const longestMask = 40;

/** What may be shown of a secret: the part that its format fixes, or that is an identifier. */
export function maskSecret(secret: string, rule: Rule): string {
  const { first, last } = rule.show ?? { first: 0, last: 0 };
  const stars = Math.max(4, Math.min(secret.length, longestMask) - first - last);
  return `${secret.slice(0, first)}${'*'.repeat(stars)}${last > 0 ? secret.slice(-last) : ''}`;
}

/** A key ID shows itself wherever it stands, also where what is glued to it keeps it from being a finding. */
const anyKeyId = /(AKIA|ASIA|ABIA|ACCA|A3T[A-Z0-9])[A-Z0-9]{12,}/g;

/** Shorter texts hold nothing that is masked here, in characters. */
const shortestUnknown = 16;

/** Masks what belongs to no rule and may be secret: what looks random, and the rest of what begins like a key ID. */
export function maskUnknown(text: string): string {
  if (text.length < shortestUnknown) return text;
  const withoutIds = text.replace(anyKeyId, (_, prefix: string) => `${prefix}${'*'.repeat(16)}`);
  let masked = '';
  let at = 0;
  for (const { start, end } of randomStretches(withoutIds)) {
    masked += withoutIds.slice(at, start) + '*'.repeat(Math.min(end - start, longestMask));
    at = end;
  }
  return masked + withoutIds.slice(at);
}

/** Where that stands; key IDs first, which are found sooner. */
export function* unknownStretches(text: string): Generator<Stretch> {
  for (const { index, 0: found } of text.matchAll(anyKeyId))
    yield { start: index, end: index + found.length };
  yield* randomStretches(text);
}
