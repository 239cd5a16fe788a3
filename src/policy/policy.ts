import { type ArchiveLimits, defaultLimits } from '../model/archive-limits.ts';
import type { AllowComment, Allowed, Appearance, Finding } from '../model/finding.ts';
import { allLooks, type Looks } from '../model/looks.ts';
import type { Pattern, PatternReader } from '../model/pattern.ts';
import type { PolicySummary } from '../model/report.ts';
import type { Rule } from '../model/rule.ts';
import type { Severity } from '../model/severity.ts';
import type { Baseline } from './baseline.ts';

/** What a user declares harmless. All criteria that an entry names must hold. */
export interface AllowEntry {
  /** In words, for the report: `keyhalt.toml, allow entry 2`. */
  readonly name: string;
  readonly reason: string;
  /** Asked of files only. */
  readonly paths?: (path: string) => boolean;
  readonly rules?: readonly string[];
  readonly fingerprints?: readonly string[];
  /** Which of the policy's patterns count for this entry, by their place in `patterns`. */
  readonly values?: readonly number[];
}

/** A configuration as it was written, and what its file is called in messages. */
export interface Written {
  readonly text: string;
  readonly file: string;
}

export interface Policy {
  readonly failOn: Severity;
  readonly allow: readonly AllowEntry[];
  /** Names of entries that have expired. */
  readonly expired: readonly string[];
  readonly baseline?: Baseline;
  /** For the scanner, which alone sees secrets: patterns of all entries in one list. */
  readonly patterns: readonly Pattern[];
  /** Of the built-in rules those that count; undefined stands for all that need not be enabled. */
  readonly builtIn?: readonly Rule[];
  readonly userRules: readonly Rule[];
  readonly readPattern?: PatternReader;
  readonly looks: Looks;
  /** How far archives are opened. */
  readonly archives: ArchiveLimits;
  /** Twelve hex digits of the SHA-256 of its configuration. */
  readonly configuration?: string;
  /** That configuration, from which the same policy can be read again. */
  readonly written?: Written;
  /** It is none of the repository's own: `--config` names it. */
  readonly isNamed?: true;
  /** Whether the user's own keys are looked for. */
  readonly ownKeys: boolean;
  /** The configuration that is staged, as `git ls-files --stage` prints it; empty without one. Only where that counts. */
  readonly staged?: string;
}

export const defaultPolicy: Policy = {
  failOn: 'medium',
  allow: [],
  expired: [],
  patterns: [],
  userRules: [],
  looks: allLooks,
  archives: defaultLimits,
  ownKeys: false,
};

/** Whether a policy has nothing looked for that would not be looked for without it. */
export const looksForNoMore = ({ builtIn = [], userRules, looks, ownKeys }: Policy): boolean =>
  builtIn.every(({ optIn }) => !optIn) &&
  userRules.length === 0 &&
  looks.base64 <= allLooks.base64 &&
  !ownKeys;

export interface Judged {
  readonly findings: readonly Finding[];
  readonly allowed: readonly Allowed[];
  readonly notes: readonly string[];
  readonly policy: PolicySummary;
}

/** A finding with the patterns that its secret matches, and whether AWS's documentation shows it. */
export interface Judgeable {
  readonly finding: Finding;
  readonly matches: readonly number[];
  readonly isDocumented: boolean;
}

/** What a policy says of one place. */
interface Pardon extends Omit<Allowed, 'finding'> {
  /** The entry or line of the baseline that spoke, to be counted as used. */
  readonly used?: string;
}

/**
 * Takes away allowed appearances, and a finding when none is left.
 *
 * @param comments whether comments on a line count; in a push they are proposals
 */
export function judgeByPolicy(
  policy: Policy,
  all: readonly Judgeable[],
  { comments = true }: { readonly comments?: boolean } = {},
): Judged {
  const findings: Finding[] = [];
  const allowed: Allowed[] = [];
  const used = new Set<string>();
  const notes = new Set(policy.expired.map((name) => `${name} has expired and does not count`));
  for (const judgeable of all) {
    const { finding } = judgeable;
    const left: Appearance[] = [];
    for (const appearance of finding.appearances) {
      const pardon = pardonFor(policy, judgeable, appearance, comments ? notes : undefined);
      if (pardon === undefined) left.push(appearance);
      else {
        if (pardon.used !== undefined) used.add(pardon.used);
        const { used: _, ...words } = pardon;
        allowed.push({ finding: { ...finding, appearances: [appearance] }, ...words });
      }
    }
    if (left.length > 0) findings.push({ ...finding, appearances: left });
  }
  return { findings, allowed, notes: [...notes], policy: summaryOf(policy, used) };
}

function summaryOf(
  { allow, expired, baseline, configuration }: Policy,
  used: ReadonlySet<string>,
): PolicySummary {
  const names = [...allow.map(({ name }) => name), ...(baseline?.entries ?? []).map(({ name }) => name)];
  return {
    entries: names.length + expired.length,
    used: names.filter((name) => used.has(name)).length,
    unused: names.filter((name) => !used.has(name)),
    expired,
    ...(configuration === undefined ? {} : { configuration }),
  };
}

/** What pardons a documented example: nobody had to allow it. */
export const documented: Pardon = {
  by: 'the built-in list',
  reason: 'an example value of documentation, which opens nothing',
  isDocumented: true,
};

function pardonFor(
  policy: Policy,
  { finding, matches, isDocumented }: Judgeable,
  appearance: Appearance,
  notes: Set<string> | undefined,
): Pardon | undefined {
  if (isDocumented) return documented;
  const entry = policy.allow.find((candidate) => covers(candidate, finding, appearance, matches));
  if (entry !== undefined)
    return {
      ...{ by: entry.name, reason: entry.reason, used: entry.name },
      ...(entry.paths === undefined ? {} : { isByPath: true }),
    };
  const known = policy.baseline?.find(finding);
  if (known !== undefined) return { by: known.name, reason: known.note, used: known.name };
  return notes === undefined ? undefined : pardonByComment(appearance, notes);
}

function pardonByComment({ comment, path, line }: Appearance, notes: Set<string>): Pardon | undefined {
  if (comment === undefined) return undefined;
  if (!commentCounts(comment)) {
    notes.add(`${path}:${line}: keyhalt:allow needs a reason behind it, so it does not count`);
    return undefined;
  }
  return { by: `comment ${comment.marker}`, reason: comment.reason };
}

/** A comment of ours counts only with a reason behind it. */
export const commentCounts = ({ marker, reason }: AllowComment): boolean =>
  marker !== 'keyhalt:allow' || reason !== '';

/** Each criterion that an entry names, and whether it holds; none for those that it does not name. */
export function criteriaOf(
  entry: AllowEntry,
  finding: Pick<Finding, 'ruleId' | 'fingerprint'>,
  { path, isFile, fromTop = path }: Pick<Appearance, 'path' | 'isFile' | 'fromTop'>,
  matches: readonly number[],
): Readonly<Partial<Record<'paths' | 'rules' | 'fingerprints' | 'values', boolean>>> {
  const { paths, rules, fingerprints, values } = entry;
  return {
    ...(paths === undefined ? {} : { paths: isFile === true && paths(fromTop) }),
    ...(rules === undefined ? {} : { rules: rules.includes(finding.ruleId) }),
    ...(fingerprints === undefined ? {} : { fingerprints: fingerprints.includes(finding.fingerprint) }),
    ...(values === undefined ? {} : { values: values.some((value) => matches.includes(value)) }),
  };
}

const covers = (
  entry: AllowEntry,
  finding: Finding,
  place: Appearance,
  matches: readonly number[],
): boolean => Object.values(criteriaOf(entry, finding, place, matches)).every((holds) => holds);
