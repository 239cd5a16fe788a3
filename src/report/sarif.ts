import { gzipSync } from 'node:zlib';
import type { Report } from '../model/report.ts';
import { severities } from '../model/severity.ts';
import { startOf } from './date.ts';
import { gitHubLimits, type Limits } from './sarif-limits.ts';
import { cutNotifications, type Notification, toldNotifications } from './sarif-notifications.ts';
import { type Result, sarifResults } from './sarif-results.ts';
import { sarifRules } from './sarif-rules.ts';
import type { Surroundings } from './surroundings.ts';

/** The report as SARIF 2.1.0, as GitHub code scanning reads it: see docs/report.md. */
export function renderSarif(report: Report, around: Surroundings, limits: Limits = gitHubLimits): string {
  // AWS's own examples are no findings, and nobody had to allow them.
  const allowed = report.allowed.filter(({ isDocumented }) => !isDocumented);
  const findings = [...report.findings, ...allowed.map(({ finding }) => finding)];
  const rules = sarifRules(around.rules, findings);
  const results = sarifResults(report.findings, allowed, rules, limits.locations);
  const shortened = findings.filter(({ appearances }) => appearances.length > limits.locations).length;
  return fitting(results, limits, (kept) => {
    const cut = { results: results.length - kept.length, shortened };
    const notifications = [...toldNotifications(report), ...cutNotifications(cut, limits)];
    return `${JSON.stringify(log(report, around, rules, kept, notifications), null, 2)}\n`;
  });
}

/** All results where GitHub takes them, else the most severe ones. */
function fitting(all: readonly Result[], limits: Limits, write: (kept: readonly Result[]) => string): string {
  const most = [...all].sort((a, b) => urgency(b) - urgency(a));
  let kept = all.length > limits.results ? most.slice(0, limits.results) : all;
  for (;;) {
    const text = write(kept);
    const size = text.length <= limits.bytes ? 0 : gzipSync(text, { level: 6 }).length;
    if (size <= limits.bytes || kept.length === 0) return text;
    kept = most.slice(0, Math.floor((kept.length * limits.bytes * 0.9) / size));
  }
}

const urgency = (result: Result): number =>
  'suppressions' in result ? -1 : severities.indexOf(result.properties.severity);

const log = (
  report: Report,
  { version, now }: Surroundings,
  rules: ReturnType<typeof sarifRules>,
  results: readonly Result[],
  toolExecutionNotifications: readonly Notification[],
) => ({
  $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: { driver: { name: 'keyhalt', version, semanticVersion: version, rules } },
      invocations: [
        {
          executionSuccessful: report.complete,
          startTimeUtc: startOf(report, now).toISOString(),
          endTimeUtc: now.toISOString(),
          toolExecutionNotifications,
        },
      ],
      originalUriBaseIds: { '%SRCROOT%': { description: { text: 'The top of the repository.' } } },
      columnKind: 'unicodeCodePoints',
      results,
      properties: {
        coverage: report.coverage,
        ...(report.about === undefined
          ? {}
          : {
              ruleSet: report.about.ruleSet,
              versions: report.about.versions,
              seconds: report.about.seconds,
            }),
      },
    },
  ],
});
