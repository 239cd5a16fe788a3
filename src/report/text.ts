import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import type { Allowed, Finding } from '../model/finding.ts';
import type { Skipped } from '../model/object.ts';
import type { PolicySummary, Report } from '../model/report.ts';
import { advice } from './advice.ts';
import { codeFrame } from './code-frame.ts';
import { count } from './count.ts';

export interface TextOptions {
  readonly color: ColorSupportLevel;
  /** Of the terminal, in columns and rows. */
  readonly width: number;
  readonly rows: number;
  /** Every finding, and all that was allowed, however long it gets. */
  readonly verbose: boolean;
}

/** How many rows one finding and the rest of a report take. */
const rowsOfFinding = 6;
const rowsOfFrame = 8;

/** The report as text, with a line feed at its end; empty when there is nothing to say. */
export function renderText(report: Report, options: TextOptions): string {
  const paint = new Chalk({ level: options.color });
  const shown = options.verbose
    ? report.findings.length
    : Math.max(1, Math.floor((options.rows - rowsOfFrame) / rowsOfFinding));
  const blocks = report.findings
    .slice(0, shown)
    .map((finding) => findingBlock(finding, paint, options.width));
  const hidden = report.findings.length - shown;
  if (hidden > 0) blocks.push([paint.dim(`… and ${count(hidden, 'more finding')}: --verbose shows all.`)]);
  const rest = [
    ...remarks(report, options.verbose, paint),
    ...(report.findings.length > 0 ? advice(report, paint) : []),
  ];
  if (rest.length > 0) blocks.push(rest);
  return blocks.map((lines) => lines.map((line) => `${line}\n`).join('')).join('\n');
}

function findingBlock(finding: Finding, paint: ChalkInstance, width: number): string[] {
  const [first, ...others] = finding.appearances;
  if (first === undefined) return [];
  const color = finding.severity === 'low' ? paint.yellow : paint.red;
  const commit = first.commit === undefined ? '' : ` in commit ${first.commit.slice(0, 10)}`;
  return [
    `${paint.bold(`${first.path}:${first.line}:${first.column}`)}${commit}  ${color(finding.severity)}  ${finding.description} (${finding.ruleId})`,
    ...codeFrame(first, width, (text) => color(text)),
    ...wrapped(`  because ${becauseOf(finding)}`, width),
    ...(others.length > 0 ? [`  also at ${placesOf(others)}`] : []),
    paint.dim(`  ${finding.fingerprint}`),
  ];
}

const becauseOf = ({ why, account }: Finding): string =>
  [...why, ...(account === undefined ? [] : [`AWS account ${account}`])].join(', ');

const placesOf = (others: Finding['appearances']): string => {
  const places = others.slice(0, 3).map(({ path, line }) => `${path}:${line}`);
  return others.length > 3 ? `${places.join(', ')} and ${others.length - 3} more` : places.join(', ');
};

/** What else a reader must know: what was set aside, what was not read. */
function remarks(report: Report, verbose: boolean, paint: ChalkInstance): string[] {
  const { allowed, proposed, policy, skipped, notes } = report;
  const lines = notes.map((note) => paint.yellow(`note: ${note}`));
  lines.push(...skippedLines(skipped));
  for (const one of proposed) lines.push(paint.yellow(`proposed, does not count: ${pardonOf(one)}`));
  if (allowed.length > 0)
    lines.push(
      paint.dim(`allowed: ${count(allowed.length, 'place')}${verbose ? '' : ' (--verbose lists them)'}`),
    );
  if (verbose) lines.push(...allowed.map((one) => paint.dim(`  ${pardonOf(one)}`)));
  if (policy.entries > 0) lines.push(paint.dim(policyLine(policy)));
  if (verbose) lines.push(...policy.unused.map((name) => paint.dim(`  not used: ${name}`)));
  return lines;
}

function pardonOf({ finding, by, reason }: Allowed): string {
  const place = finding.appearances[0];
  return `${place?.path}:${place?.line} ${finding.ruleId}, by ${by}${reason === '' ? '' : `: ${reason}`}`;
}

/** "policy: 3 entries, 1 used, 1 not used here, 1 expired" */
function policyLine({ entries, used, unused, expired }: PolicySummary): string {
  const parts = [
    ...(used > 0 ? [`${used} used`] : []),
    ...(unused.length > 0 ? [`${unused.length} not used here`] : []),
    ...(expired.length > 0 ? [`${expired.length} expired`] : []),
  ];
  return `policy: ${entries} ${entries === 1 ? 'entry' : 'entries'}, ${parts.join(', ')}`;
}

const skippedWords: Readonly<Record<Skipped['reason'], readonly [one: string, more: string]>> = {
  submodule: ['submodule', 'submodules'],
  'git-lfs': ['file kept by Git LFS', 'files kept by Git LFS'],
  'archive-too-deep': ['archive inside archives, too deep', 'archives inside archives, too deep'],
  'archive-too-large': ['archive, too large', 'archives, too large'],
  'archive-ratio': [
    'archive member that unpacks to far too much',
    'archive members that unpack to far too much',
  ],
  'archive-too-many-members': ['archive with too many members', 'archives with too many members'],
  'archive-encrypted': ['encrypted archive member', 'encrypted archive members'],
  'archive-damaged': ['damaged archive member', 'damaged archive members'],
  'archive-unsupported': ['archive of a kind that is not read', 'archives of kinds that are not read'],
};

function skippedLines(skipped: Report['skipped']): string[] {
  return Object.entries(skippedWords).flatMap(([reason, [one, more]]) => {
    const paths = skipped.filter((part) => part.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    const shown = paths.slice(0, 3).join(', ');
    return [
      `not scanned: ${paths.length} ${paths.length === 1 ? one : more} (${shown}${paths.length > 3 ? ' …' : ''})`,
    ];
  });
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(', ')) {
    const longer = line === '' ? word : `${line}, ${word}`;
    if (line !== '' && longer.length > width) {
      lines.push(`${line},`);
      line = `    ${word}`;
    } else line = longer;
  }
  return [...lines, line];
}
