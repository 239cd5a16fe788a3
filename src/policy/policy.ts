import type { Allowed, Appearance, Finding } from '../model/finding.ts';
import type { Severity } from '../model/severity.ts';

/** What a user declares harmless. All criteria that an entry names must hold. */
export interface AllowEntry {
  /** In words, for the report: `keyhalt.toml, allow entry 2`. */
  readonly name: string;
  readonly reason: string;
  readonly paths?: (path: string) => boolean;
  readonly rules?: readonly string[];
  readonly fingerprints?: readonly string[];
  /** Which of the policy's patterns count for this entry, by their place in `patterns`. */
  readonly values?: readonly number[];
}

export interface Policy {
  readonly failOn: Severity;
  readonly allow: readonly AllowEntry[];
  /** For the scanner, which alone sees secrets: patterns of all entries in one list. */
  readonly patterns: readonly RegExp[];
  readonly notes: readonly string[];
}

export const defaultPolicy: Policy = { failOn: 'medium', allow: [], patterns: [], notes: [] };

export interface Judged {
  readonly findings: readonly Finding[];
  readonly allowed: readonly Allowed[];
  readonly notes: readonly string[];
}

/** A finding with the patterns that its secret matches. */
export interface Judgeable {
  readonly finding: Finding;
  readonly matches: readonly number[];
}

/** Takes away allowed appearances, and a finding when none is left. */
export function judgeByPolicy(policy: Policy, all: readonly Judgeable[]): Judged {
  const findings: Finding[] = [];
  const allowed: Allowed[] = [];
  const notes = new Set<string>(policy.notes);
  for (const { finding, matches } of all) {
    const left: Appearance[] = [];
    for (const appearance of finding.appearances) {
      const pardon = pardonFor(policy, finding, appearance, matches, notes);
      if (pardon === undefined) left.push(appearance);
      else allowed.push({ finding: { ...finding, appearances: [appearance] }, ...pardon });
    }
    if (left.length > 0) findings.push({ ...finding, appearances: left });
  }
  return { findings, allowed, notes: [...notes] };
}

type Pardon = Pick<Allowed, 'by' | 'reason'>;

function pardonFor(
  policy: Policy,
  finding: Finding,
  appearance: Appearance,
  matches: readonly number[],
  notes: Set<string>,
): Pardon | undefined {
  const entry = policy.allow.find((candidate) => covers(candidate, finding, appearance, matches));
  if (entry !== undefined) return { by: entry.name, reason: entry.reason };

  const { comment } = appearance;
  if (comment === undefined) return undefined;
  if (comment.marker === 'keyhalt:allow' && comment.reason === '') {
    notes.add(
      `${appearance.path}:${appearance.line}: keyhalt:allow needs a reason behind it, so it does not count`,
    );
    return undefined;
  }
  return { by: `comment ${comment.marker}`, reason: comment.reason };
}

function covers(
  entry: AllowEntry,
  finding: Finding,
  appearance: Appearance,
  matches: readonly number[],
): boolean {
  const { paths, rules, fingerprints, values } = entry;
  return (
    (paths?.(appearance.path) ?? true) &&
    (rules?.includes(finding.ruleId) ?? true) &&
    (fingerprints?.includes(finding.fingerprint) ?? true) &&
    (values?.some((value) => matches.includes(value)) ?? true)
  );
}
