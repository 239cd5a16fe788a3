import type { Appearance, Finding } from '../model/finding.ts';
import type { Problem, Report } from '../model/report.ts';

/** The report as JSON, version 1: see docs/report.md. */
export function renderJson(report: Report): string {
  const { complete, what, failOn, findings, allowed, skipped, errors, notes, coverage } = report;
  const value = {
    schemaVersion: 1,
    complete,
    what,
    failOn,
    findings: findings.map(findingValue),
    allowed: allowed.map(({ finding, by, reason }) => ({ ...findingValue(finding), by, reason })),
    skipped,
    errors,
    notes,
    coverage,
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
    skipped: [],
    errors: [problem],
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

/** The first appearance stands at the top, as in every format that knows one place only. */
function findingValue(finding: Finding) {
  const { appearances, ...rest } = finding;
  return { ...placeValue(appearances[0]!), ...rest, appearances: appearances.map(placeValue) };
}

const placeValue = ({ path, line, column, width, excerpt, blob, commit }: Appearance) => ({
  path,
  line,
  column,
  endLine: line,
  endColumn: column + width,
  excerpt,
  blob,
  commit,
});
