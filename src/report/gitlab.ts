import type { Appearance, Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import type { Severity } from '../model/severity.ts';
import { count } from './count.ts';
import { coverageSentences } from './coverage.ts';
import { dateOf, startOf, withoutZone } from './date.ts';
import { filePlace } from './file-place.ts';
import { code } from './markdown.ts';
import { skippedLines } from './skipped.ts';
import type { Surroundings } from './surroundings.ts';

/** Of GitLab's schema for reports of secret detection. */
const schemaVersion = '15.0.1';
/** GitLab's own analyzer writes this where there is no commit. */
const noCommit = '0000000';
/** How many messages and places are told. */
const toldAtMost = 100;

const severities: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

/** The report as GitLab reads it of a job for secret detection. */
export function renderGitLab(report: Report, { version, now }: Surroundings): string {
  const { complete, findings } = report;
  const tool = { id: 'keyhalt', name: 'keyhalt', version, vendor: { name: 'keyhalt' } };
  const value = {
    version: schemaVersion,
    scan: {
      analyzer: tool,
      scanner: tool,
      type: 'secret_detection',
      start_time: withoutZone(startOf(report, now)),
      end_time: withoutZone(now),
      status: complete ? 'success' : 'failure',
      messages: messagesOf(report),
    },
    vulnerabilities: findings.map(vulnerability),
  };
  return `${JSON.stringify(value, null, 2)}\n`;
}

function messagesOf(report: Report) {
  const { errors, skipped, notes, allowed, coverage } = report;
  const level = coverage.scanned === 0 ? 'fatal' : 'warn';
  const more = errors.length - toldAtMost;
  return [
    ...errors.slice(0, toldAtMost).map(({ message, hint }) => ({ level, value: `${message}. ${hint}` })),
    ...(more > 0 ? [{ level, value: `… and ${count(more, 'more error')}` }] : []),
    ...notes.slice(0, toldAtMost).map((value) => ({ level: 'warn', value })),
    ...skippedLines(skipped, toldAtMost).map((value) => ({ level: 'info', value })),
    ...(allowed.length === 0 ? [] : [{ level: 'info', value: `allowed: ${count(allowed.length, 'place')}` }]),
    ...coverageSentences(report).map((value) => ({ level: 'info', value })),
  ];
}

function vulnerability(finding: Finding) {
  const { ruleId, description, severity, fingerprint, why, appearances } = finding;
  const first = appearances[0]!;
  const { words } = filePlace(first);
  return {
    id: uuidOf(fingerprint),
    name: description.slice(0, 255),
    // GitLab shows it as Markdown.
    description: [
      `${code(description)}${words === '' ? '' : ` ${code(words)}`}`,
      `because ${why.map(code).join(', ')}`,
      code(fingerprint),
    ].join('\n\n'),
    severity: severities[severity],
    solution:
      'Deactivate it where it was issued, before all else; then take it out. Removing the line undoes nothing.',
    identifiers: [
      { type: 'keyhalt_rule_id', name: `keyhalt rule ${ruleId}`, value: ruleId },
      {
        type: 'cwe',
        name: 'CWE-798',
        value: '798',
        url: 'https://cwe.mitre.org/data/definitions/798.html',
      },
    ],
    location: locationOf(first),
    ...(appearances.length === 1 ? {} : { details: { places: placesOf(appearances) } }),
  };
}

/** The fingerprint's digits in the shape of a UUID: the same secret has the same one in every report. */
const uuidOf = (fingerprint: string): string =>
  fingerprint.replace(/^kh1:(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

function locationOf(place: Appearance) {
  const { path, line } = filePlace(place);
  const { commit = noCommit, author, time } = place;
  return {
    file: path,
    start_line: line,
    end_line: line,
    commit: {
      sha: commit,
      ...(author === undefined ? {} : { author }),
      ...(time === undefined ? {} : { date: dateOf(time) }),
    },
  };
}

const placesOf = (appearances: readonly Appearance[]) => ({
  name: `${count(appearances.length, 'place')}${appearances.length > toldAtMost ? `, the first ${toldAtMost} of them` : ''}`,
  type: 'list',
  items: appearances.slice(0, toldAtMost).map(({ path, line, column, commit }) => ({
    type: 'text',
    value: `${path}:${line}:${column}${commit === undefined ? '' : ` in commit ${commit}`}`,
  })),
});
