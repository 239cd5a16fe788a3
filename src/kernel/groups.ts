import { type Fingerprint, fingerprintOf, groupsOf, type Sets } from './fingerprints.ts';
import { type Keyword, needleOf } from './needles.ts';

/** The groups of fingerprints that certain keywords have. */
export interface KnownGroups {
  /** The keywords, in their order. */
  readonly of: string;
  readonly groups: readonly Sets[];
}

/** Of the built-in rules, made when keyhalt is built: to group them takes as long as all else that a search is made of. */
declare const KEYHALT_GROUPS: KnownGroups | undefined;

export const groupsFor = (keywords: readonly Keyword[], prints: readonly Fingerprint[]): readonly Sets[] =>
  KEYHALT_GROUPS?.of === nameOf(keywords) ? KEYHALT_GROUPS.groups : groupsOf(prints);

/** What the build keeps. */
export function knownGroups(keywords: readonly Keyword[]): KnownGroups {
  const prints = keywords.map(needleOf).filter(({ text }) => text.length > 1);
  const plain = ({ low, high }: Sets): Sets => ({ low: Array.from(low), high: Array.from(high) });
  return { of: nameOf(keywords), groups: groupsOf(prints.map(fingerprintOf)).map(plain) };
}

/** No keyword holds a NUL. */
const nameOf = (keywords: readonly Keyword[]): string =>
  keywords.map(({ text, ignoreCase }) => (ignoreCase ? `i${text}` : `c${text}`)).join('\0');
