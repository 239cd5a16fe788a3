import type { Allowed, Appearance, Exposure, Finding, Moment, PairedKey } from '../model/finding.ts';
import type { Problem, Report } from '../model/report.ts';
import { dateOf } from './date.ts';

/** The report as JSON, version 1: see docs/report.md. */
export function renderJson(report: Report): string {
  const {
    complete,
    what,
    failOn,
    findings,
    allowed,
    proposed,
    policy,
    skipped,
    errors,
    notes,
    coverage,
    about,
  } = report;
  const value = {
    schemaVersion: 1,
    complete,
    what,
    failOn,
    findings: findings.map(findingValue),
    allowed: allowed.map(allowedValue),
    proposed: proposed.map(allowedValue),
    policy,
    skipped,
    errors,
    notes,
    coverage,
    ...about,
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** A run that could not even begin is a report, too. */
export function renderJsonProblem(problem: Problem): string {
  const value = {
    schemaVersion: 1,
    complete: false,
    findings: [],
    allowed: [],
    proposed: [],
    skipped: [],
    errors: [problem],
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

const allowedValue = ({ finding, by, reason }: Allowed) => ({ ...findingValue(finding), by, reason });

/**
 * The first appearance stands at the top, as in every format that knows one place only. Those of paired key IDs
 * follow the secret's: one incident, all its places.
 */
function findingValue(finding: Finding) {
  const { appearances, pairsWith: _, pairedWith, alsoPairedWith, exposure, ...rest } = finding;
  const keys = [pairedWith ?? [], alsoPairedWith ?? []].flat();
  return {
    ...placeValue(appearances[0]!),
    ...rest,
    ...(pairedWith === undefined ? {} : { pairedWith: keyValue(pairedWith) }),
    ...(alsoPairedWith === undefined ? {} : { alsoPairedWith: alsoPairedWith.map(keyValue) }),
    ...(exposure === undefined ? {} : { exposure: exposureValue(exposure) }),
    appearances: [
      ...appearances.map(placeOf(rest)),
      ...keys.flatMap((key) => (key.appearances ?? []).map(placeOf(key))),
    ],
  };
}

const keyValue = ({ appearances: _, ...key }: PairedKey) => key;

/** Rule and fingerprint tell what stands there: the secret, or which key ID. */
const placeOf =
  ({ ruleId, fingerprint }: Pick<Finding, 'ruleId' | 'fingerprint'>) =>
  (place: Appearance) => ({ ruleId, fingerprint, ...placeValue(place) });

const placeValue = ({ path, line, column, width, excerpt, blob, commit, author, time }: Appearance) => ({
  path,
  line,
  column,
  endLine: line,
  endColumn: column + width,
  excerpt,
  blob,
  commit,
  author,
  ...(time === undefined ? {} : { date: dateOf(time) }),
});

const exposureValue = ({ first, last, gone, ...rest }: Exposure) => ({
  first: momentValue(first),
  last: momentValue(last),
  ...(gone === undefined ? {} : { gone: momentValue(gone) }),
  ...rest,
});

const momentValue = ({ commit, author, time }: Moment) => ({ commit, author, date: dateOf(time) });
