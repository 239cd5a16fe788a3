import type { Appearance, Finding } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import type { Report } from '../model/report.ts';
import { coverageSentences } from './coverage.ts';
import { dateOf } from './date.ts';
import type { Surroundings } from './surroundings.ts';

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
export function renderCsv(report: Report, { rules }: Pick<Surroundings, 'rules'>): string {
  const { findings, allowed, skipped, errors } = report;
  const rowsOf = (finding: Finding, kind: 'finding' | 'allowed', note: string) =>
    findingRows(finding, { kind, note, rules });
  const rows: Row[] = [
    ...errors.map(({ message, hint }): Row => ({ kind: 'error', description: message, note: hint })),
    ...findings.flatMap((finding) => rowsOf(finding, 'finding', finding.why.join(', '))),
    ...allowed.flatMap(({ finding, by, reason }) =>
      rowsOf(finding, 'allowed', reason === '' ? by : `${by}: ${reason}`),
    ),
    ...skipped.map(({ path, reason }): Row => ({ kind: 'skipped', path, note: reason })),
    ...coverageSentences(report).map((words): Row => ({ kind: 'coverage', description: words })),
  ];
  const lines = [columns.map(cell), ...rows.map((row) => columns.map((column) => cell(row[column] ?? '')))];
  return lines.map((cells) => `${cells.join(',')}\n`).join('');
}

interface Telling extends Pick<Surroundings, 'rules'> {
  readonly kind: 'finding' | 'allowed';
  /** Why it was believed, or by what it is allowed. */
  readonly note: string;
}

/** A key ID is told by its own rule, and as one of its secret, whose severity it has. */
function findingRows(finding: Finding, { kind, note, rules }: Telling): Row[] {
  const { severity, description, account, ruleId: rule, fingerprint } = finding;
  const shared = { kind, severity, account };
  const keyOf = `key ID of ${fingerprint}`;
  const keyNote = kind === 'allowed' ? `${keyOf}, ${note}` : keyOf;
  return [
    ...finding.appearances.map(
      (place): Row => ({ ...shared, rule, description, fingerprint, note, ...placeCells(place) }),
    ),
    ...keysOf(finding).flatMap(({ ruleId, fingerprint, appearances = [] }) =>
      appearances.map(
        (place): Row => ({
          ...shared,
          rule: ruleId,
          description: rules.find(({ id }) => id === ruleId)?.description,
          fingerprint,
          note: keyNote,
          ...placeCells(place),
        }),
      ),
    ),
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
