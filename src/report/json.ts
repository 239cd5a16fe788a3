import type { Allowed, Appearance, Exposure, Finding, Moment, PairedKey } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import type { About, Problem, Report } from '../model/report.ts';
import { dateOf } from './date.ts';
import type * as json from './json-report.ts';

/** The report as JSON, version 1: see docs/report.md. */
export const renderJson = (report: Report): string =>
  textOf({ ...bodyOf(report), ...(report.about === undefined ? {} : aboutValue(report.about)) });

/** The same as a value, of a scan of which all is known. */
export const reportValue = (report: Report & { readonly about: About }): json.Report => ({
  ...bodyOf(report),
  ...aboutValue(report.about),
});

const aboutValue = (about: About) => ({ ...about, started: dateOf(about.started) });

function bodyOf(report: Report): Omit<json.Report, keyof About> {
  const { complete, what, failOn, findings, allowed, proposed, policy, skipped, errors, notes, coverage } =
    report;
  return {
    schemaVersion: 1,
    complete,
    what,
    failOn,
    findings: findings.map((finding) => findingValue(finding, refsEach(findings.length))),
    allowed: allowed.map(allowedValue),
    proposed: proposed.map(allowedValue),
    policy,
    skipped,
    errors,
    notes,
    coverage,
  };
}

const textOf = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;

/** A run that could not even begin is a report, too. */
export const renderJsonProblem = (problem: Problem): string =>
  textOf({
    schemaVersion: 1,
    complete: false,
    findings: [],
    allowed: [],
    proposed: [],
    skipped: [],
    errors: [problem],
    coverage: { asked: 0, scanned: 0, bytes: 0, compared: 0, kinds: {} },
  });

const allowedValue = ({ finding, by, reason }: Allowed): json.AllowedFinding => ({
  ...findingValue(finding, 0),
  by,
  reason,
});

/**
 * The first appearance stands at the top, as in every format that knows one place only. Those of paired key IDs
 * follow the secret's: one incident, all its places.
 */
function findingValue(finding: Finding, refs: number): json.Finding {
  const { appearances, pairsWith: _, pairedWith, alsoPairedWith, exposure, ...rest } = finding;
  return {
    ...placeValue(appearances[0]!),
    ...rest,
    ...(pairedWith === undefined ? {} : { pairedWith: keyValue(pairedWith) }),
    ...(alsoPairedWith === undefined ? {} : { alsoPairedWith: alsoPairedWith.map(keyValue) }),
    ...(exposure === undefined ? {} : { exposure: exposureValue(exposure, refs) }),
    appearances: [
      ...appearances.map(placeOf(rest)),
      ...keysOf(finding).flatMap((key) => (key.appearances ?? []).map(placeOf(key))),
    ],
  };
}

const keyValue = ({ appearances: _, ...key }: PairedKey): json.PairedKeyId => key;

/** Rule and fingerprint tell what stands there: the secret, or which key ID. */
const placeOf =
  ({ ruleId, fingerprint }: Pick<Finding, 'ruleId' | 'fingerprint'>) =>
  (place: Appearance): json.Appearance => ({ ruleId, fingerprint, ...placeValue(place) });

const placeValue = (place: Appearance): json.Place => {
  const { path, line, column, width, excerpt, blob, commit, author, time } = place;
  return {
    path,
    line,
    column,
    endLine: line,
    endColumn: column + width,
    excerpt,
    ...(blob === undefined ? {} : { blob }),
    ...(commit === undefined ? {} : { commit }),
    ...(author === undefined ? {} : { author }),
    ...(time === undefined ? {} : { date: dateOf(time) }),
  };
};

const exposureValue = ({ first, last, gone, refs, ...rest }: Exposure, most: number): json.Exposure => ({
  first: momentValue(first),
  last: momentValue(last),
  ...(gone === undefined ? {} : { gone: momentValue(gone) }),
  ...rest,
  refs: refs.slice(0, most),
  ...(refs.length > most ? { refsLeftOut: refs.length - most } : {}),
});

/** Each of so many findings may be in a hundred thousand refs: of all together no more are told than there is room for. */
const refsEach = (findings: number): number => Math.max(100, Math.floor(1_000_000 / Math.max(1, findings)));

const momentValue = ({ commit, author, time }: Moment): json.Moment => ({
  commit,
  author,
  date: dateOf(time),
});
