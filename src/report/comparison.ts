import { fingerprintsOf } from '../model/fingerprints.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import { visible } from '../model/visible.ts';

/** What is known of a finding of an earlier report. */
export interface EarlierFinding {
  readonly ruleId: string;
  readonly description: string;
  readonly severity: Severity;
  readonly fingerprint: string;
  readonly path: string;
  readonly line: number;
  /** Fingerprints of the key IDs that belonged to it. */
  readonly keys: readonly string[];
}

/** As much of an earlier report as another one can be compared with. */
export interface EarlierReport {
  readonly what: string;
  readonly complete: boolean;
  readonly ruleSet?: string | undefined;
  /** In seconds since 1970. Reports of the first versions do not tell it. */
  readonly started?: number | undefined;
  readonly findings: readonly EarlierFinding[];
  /** Fingerprints of what was allowed. */
  readonly allowed: readonly string[];
}

/** What became of an earlier report. A secret is the same one when its fingerprint is. */
export interface Comparison {
  readonly started?: number;
  /** Fingerprints of findings that the earlier report did not have … */
  readonly added: ReadonlySet<string>;
  /** … and of those among them that it had, as allowed. */
  readonly allowedThen: ReadonlySet<string>;
  readonly gone: readonly EarlierFinding[];
  /** No finding any more because they are allowed now. */
  readonly allowedNow: readonly EarlierFinding[];
  /** Why a difference may come from something else than the repository; empty where both looked at the same in the same way. */
  readonly doubts: readonly string[];
}

/** @param safe takes secrets out of what a file said: it may not be a report of ours at all */
export function comparisonOf(
  report: Report,
  earlier: EarlierReport,
  safe: (text: string) => string,
): Comparison {
  const known = new Set(earlier.findings.flatMap(({ fingerprint, keys }) => [fingerprint, ...keys]));
  const pardoned = new Set(earlier.allowed);
  const added = new Set(
    report.findings.map(({ fingerprint }) => fingerprint).filter((fingerprint) => !known.has(fingerprint)),
  );
  const here = new Set(report.findings.flatMap(fingerprintsOf));
  const allowed = new Set(report.allowed.flatMap(({ finding }) => fingerprintsOf(finding)));
  const missing = earlier.findings
    .filter(({ fingerprint }) => !here.has(fingerprint))
    .map((finding) => shown(finding, safe));
  return {
    ...(earlier.started === undefined ? {} : { started: earlier.started }),
    added,
    allowedThen: new Set([...added].filter((fingerprint) => pardoned.has(fingerprint))),
    gone: missing.filter(({ fingerprint }) => !allowed.has(fingerprint)),
    allowedNow: missing.filter(({ fingerprint }) => allowed.has(fingerprint)),
    doubts: doubtsOf(report, { ...earlier, what: safe(earlier.what) }, added.size),
  };
}

const shown = (finding: EarlierFinding, safe: (text: string) => string): EarlierFinding => ({
  ...finding,
  ruleId: safe(finding.ruleId),
  description: safe(finding.description),
  path: safe(finding.path),
});

function doubtsOf(report: Report, earlier: EarlierReport, added: number): readonly string[] {
  const { what, complete, findings, about } = report;
  const isStranger = added === findings.length && findings.length > 0 && earlier.findings.length > 0;
  return [
    ...(earlier.complete
      ? []
      : ['The earlier report is not complete: what is new here may have been there already, unread.']),
    ...(complete ? [] : ['This report is not complete: what is gone may only not have been read.']),
    ...(earlier.what === visible(what)
      ? []
      : [
          `The earlier report is on something else, ${earlier.what}: what is gone may only not have been looked at.`,
        ]),
    ...(earlier.ruleSet === about?.ruleSet
      ? []
      : [
          'The earlier report was made with other rules or another configuration: what is new may be old and was not looked for, and what is gone may not be looked for any more.',
        ]),
    ...(earlier.started === undefined ? ['The earlier report does not say when it was made.'] : []),
    ...(earlier.started !== undefined && about !== undefined && earlier.started > about.started
      ? ['The report to compare with is younger than this one.']
      : []),
    ...(isStranger ? ['No finding is in both. Was the earlier report made of another repository?'] : []),
  ];
}
