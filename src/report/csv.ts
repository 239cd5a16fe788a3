import type { Appearance, Finding, PairedKey } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import type { Report } from '../model/report.ts';
import { coverageSentences } from './coverage.ts';
import { dateOf } from './date.ts';

const columns = [
  'kind',
  'severity',
  'rule',
  'description',
  'path',
  'line',
  'column',
  'excerpt',
  'commit',
  'author',
  'date',
  'account',
  'fingerprint',
  'note',
] as const;

type Row = Readonly<Partial<Record<(typeof columns)[number], string | number | undefined>>>;

/** The report as CSV: a row for each place, and for what was allowed, not scanned or not read; what was read, at the end. */
export function renderCsv(report: Report): string {
  const { findings, allowed, skipped, errors } = report;
  const rows: Row[] = [
    ...errors.map(({ message, hint }): Row => ({ kind: 'error', description: message, note: hint })),
    ...findings.flatMap((finding) => findingRows(finding, 'finding', finding.why.join(', '))),
    ...allowed.flatMap(({ finding, by, reason }) =>
      findingRows(finding, 'allowed', reason === '' ? by : `${by}: ${reason}`),
    ),
    ...skipped.map(({ path, reason }): Row => ({ kind: 'skipped', path, note: reason })),
    ...coverageSentences(report).map((words): Row => ({ kind: 'coverage', description: words })),
  ];
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}

function findingRows(finding: Finding, kind: string, note: string): Row[] {
  const { severity, description, account } = finding;
  const shared = { kind, severity, description, account, note };
  const row =
    ({ ruleId, fingerprint }: Pick<PairedKey, 'ruleId' | 'fingerprint'>) =>
    (place: Appearance): Row => ({ ...shared, rule: ruleId, fingerprint, ...placeCells(place) });
  return [
    ...finding.appearances.map(row(finding)),
    ...keysOf(finding).flatMap((key) => (key.appearances ?? []).map(row(key))),
  ];
}

const placeCells = ({ path, line, column, excerpt, commit, author, time }: Appearance): Row => ({
  path,
  line,
  column,
  excerpt,
  commit,
  author,
  date: time === undefined ? undefined : dateOf(time),
});

/**
 * In quotes always. What a spreadsheet would take for a formula has an apostrophe in front, which makes it text; blanks
 * and quotes before the sign do not help it.
 */
function cell(value: string | number): string {
  if (typeof value === 'number') return `"${value}"`;
  const text = /^[\s"'\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]|^[\t\r\n]/u.test(value) ? `'${value}` : value;
  return `"${text.replaceAll('"', '""').replaceAll('\0', '\\u{0}').replaceAll('\r', '\\r').replaceAll('\n', '\\n')}"`;
}
