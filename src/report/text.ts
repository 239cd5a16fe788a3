import { stripVTControlCharacters } from 'node:util';
import { Chalk, type ChalkInstance, type ColorSupportLevel } from 'chalk';
import type { Appearance, Finding } from '../model/finding.ts';
import { keysOf } from '../model/fingerprints.ts';
import type { PolicySummary, Report } from '../model/report.ts';
import { advice } from './advice.ts';
import { codeFrame } from './code-frame.ts';
import { count } from './count.ts';
import { coverageLines } from './coverage.ts';
import { exposureLines } from './exposure.ts';
import { pardonOf } from './pardon.ts';
import { skippedLines } from './skipped.ts';

export interface TextOptions {
  readonly color: ColorSupportLevel;
  /** Of the terminal, in columns and rows; without end where there is none. */
  readonly width: number;
  readonly rows: number;
  /** Every finding, and all that was allowed, however long it gets. */
  readonly verbose: boolean;
  /** What shows all where this does not; `--verbose` by default. */
  readonly showsAll?: string;
  /** Nothing at all when nothing was found. */
  readonly quiet?: boolean;
  /** What starts keyhalt where the report is read; `keyhalt` by default. */
  readonly command?: string;
}

/** How many rows the rest of a report takes. */
const rowsOfFrame = 8;
const rowsOfCoverage = 3;
/** What a report that nobody asked to be long shows at most where no screen ends. */
const mostFindings = 100;
/** How many of a list are named before it is cut. */
const named = 3;

const showsAll = (options: TextOptions): string => options.showsAll ?? '--verbose';
const namesAll = (options: TextOptions): string => `${showsAll(options)} names all`;

/** The report as text, with a line feed at its end; empty when there is nothing to say. */
export function renderText(report: Report, options: TextOptions): string {
  const paint = new Chalk({ level: options.color });
  const blocks = findingBlocks(report, options, paint);
  const hidden = report.findings.length - blocks.length;
  if (hidden > 0)
    blocks.push([paint.dim(`… and ${count(hidden, 'more finding')}: ${showsAll(options)} shows all.`)]);
  const rest = [
    ...remarks(report, options, paint),
    ...(report.findings.length > 0 ? advice(report, paint, options.command) : []),
  ];
  // Of a hook that stops nothing these lines stand alone, in the midst of what git and other hooks say.
  const isAlone = report.about === undefined && report.findings.length === 0 && !options.verbose;
  if (rest.length > 0) blocks.push(isAlone ? rest.map((line) => `keyhalt: ${line}`) : rest);
  if (report.about !== undefined && (blocks.length > 0 || !options.quiet))
    blocks.push([
      ...(isClean(report) && (report.coverage.scanned > 0 || isUnremarkable(report))
        ? [nothingFound(report)]
        : []),
      ...coverageLines(report, report.about).map((line) => paint.dim(line)),
    ]);
  return blocks.map((lines) => lines.map((line) => `${noCommand(line)}\n`).join('')).join('\n');
}

const isClean = ({ findings, complete }: Report): boolean => findings.length === 0 && complete;

/** Nothing that is said of it tells why nothing was read. */
const isUnremarkable = ({ notes, skipped }: Report): boolean => notes.length + skipped.length === 0;

const nothingFound = ({ what, allowed }: Report): string =>
  `keyhalt: nothing found in ${what}${allowed.length > 0 ? ' but what is allowed' : ''}.`;

/** A line that a path or a wrapped name begins is no command for the runner of GitHub Actions, which begins with two colons. */
const noCommand = (line: string): string => line.replace(/^(\s*):(?=:)/, '$1\\u{3a}');

/** As many as the screen has room for, and one in any case; all of them when asked to. */
function findingBlocks({ findings, about }: Report, options: TextOptions, paint: ChalkInstance): string[][] {
  const room = options.rows - rowsOfFrame - (about === undefined ? 0 : rowsOfCoverage);
  const blocks: string[][] = [];
  let left = options.verbose ? Number.POSITIVE_INFINITY : room;
  for (const finding of findings) {
    const block = findingBlock(finding, paint, options);
    left -= rowsOf(block, options.width) + 1;
    const isFull = left < 0 || (!options.verbose && blocks.length === mostFindings);
    if (isFull && blocks.length > 0) break;
    blocks.push(block);
  }
  return blocks;
}

const rowsOf = (lines: readonly string[], width: number): number =>
  lines.reduce(
    (rows, line) => rows + Math.max(1, Math.ceil(stripVTControlCharacters(line).length / width)),
    0,
  );

function findingBlock(finding: Finding, paint: ChalkInstance, options: TextOptions): string[] {
  const { width, verbose } = options;
  const [first, ...rest] = finding.appearances;
  if (first === undefined) return [];
  const others = rest.filter((place) => !isSamePlace(place, first));
  const refsNamed = { named: verbose ? Number.POSITIVE_INFINITY : named, hint: namesAll(options) };
  const color = finding.severity === 'low' ? paint.yellow : paint.red;
  const commit = first.commit === undefined ? '' : ` in commit ${first.commit.slice(0, 10)}`;
  return [
    `${paint.bold(`${first.path}:${first.line}:${first.column}`)}${commit}  ${color(finding.severity)}  ${finding.description} (${finding.ruleId})`,
    ...codeFrame(first, width, (text) => color(text)),
    ...wrapped(`  because ${becauseOf(finding)}`, width),
    ...(others.length > 0 ? wrapped(`  also at ${placesOf(others, options)}`, width) : []),
    ...keyLines(finding, options).flatMap((line) => wrapped(line, width)),
    ...(finding.exposure === undefined ? [] : exposureLines(finding.exposure, refsNamed)).flatMap((line) =>
      wrapped(line, width),
    ),
    paint.dim(`  ${finding.fingerprint}`),
  ];
}

/** Of an audit, in another version of the same file. */
const isSamePlace = (one: Appearance, other: Appearance): boolean =>
  one.path === other.path && one.line === other.line && one.column === other.column;

/** Each key ID with its places, where more of them belong to the finding than the one that it was believed with. */
function keyLines(finding: Finding, options: TextOptions): string[] {
  const keys = keysOf(finding);
  const places = keys.flatMap(({ appearances = [] }) => appearances);
  if (places.length < 2) return [];
  const lines = keys.map(
    ({ masked, appearances = [] }) =>
      `  with ${masked} ${appearances.length === 0 ? 'which is allowed' : `at ${placesOf(appearances, options)}`}`,
  );
  if (options.verbose || lines.length <= named) return lines;
  return [
    ...lines.slice(0, named),
    `  and with ${count(lines.length - named, 'more key ID')} (${namesAll(options)})`,
  ];
}

const becauseOf = ({ why, account }: Finding): string =>
  [...why, ...(account === undefined ? [] : [`AWS account ${account}`])].join(', ');

function placesOf(all: Finding['appearances'], options: TextOptions): string {
  const places = [...new Set(all.map(({ path, line }) => `${path}:${line}`))];
  const shown = options.verbose ? places : places.slice(0, named);
  const more = places.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more (${namesAll(options)})` : ''}`;
}

/** What else a reader must know: what was set aside, what was not read. */
function remarks(report: Report, options: TextOptions, paint: ChalkInstance): string[] {
  const { verbose } = options;
  const { allowed, proposed, policy, skipped, notes } = report;
  // Where a hook stops nothing, a moment later nothing is staged any more.
  const isGone = options.showsAll !== undefined && report.findings.length === 0;
  const hint = verbose || isGone ? '' : ` (${showsAll(options)} lists them)`;
  return [
    ...notes.map((note) => paint.yellow(`note: ${note}`)),
    ...skippedLines(skipped, verbose ? skipped.length : named),
    ...proposed.map((one) => paint.yellow(`proposed, does not count: ${pardonOf(one)}`)),
    ...(allowed.length > 0 ? [paint.dim(`allowed: ${count(allowed.length, 'place')}${hint}`)] : []),
    ...(verbose ? allowed.map((one) => paint.dim(`  ${pardonOf(one)}`)) : []),
    ...(policy.entries > 0 ? [paint.dim(policyLine(policy))] : []),
    ...(verbose ? policy.unused.map((name) => paint.dim(`  not used: ${name}`)) : []),
  ];
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
