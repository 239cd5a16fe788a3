import type { Allowed, Appearance, Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { steps } from './advice.ts';
import { count } from './count.ts';
import { coverageSentences } from './coverage.ts';
import { dayOf } from './date.ts';
import { skippedLines } from './skipped.ts';
import type { Surroundings } from './surroundings.ts';

/** The report as Markdown, as GitHub and GitLab read it. */
export const renderMarkdown = (report: Report, around?: Pick<Surroundings, 'command'>): string =>
  markdownWithin(report, Number.POSITIVE_INFINITY, around?.command);

/** The same in at most so many bytes: findings that have no room are counted. @param command what starts keyhalt */
export function markdownWithin(report: Report, bytes: number, command?: string): string {
  const [head, rows, tail] = [headLines(report), report.findings.map(rowOf), tailLines(report, command)];
  const whole = [...head, ...tableOf(rows), ...tail];
  if (sizeOf(whole) <= bytes) return textOf(whole);
  const fixed = sizeOf([...head, ...tableOf([rows[0] ?? '']), '', cutLine(rows.length)]);
  let room = bytes - fixed;
  const kept = rows.filter((row) => {
    room -= sizeOf([row]);
    return room >= 0;
  });
  return textOf([...head, ...tableOf(kept), '', cutLine(rows.length - kept.length)]);
}

const cutLine = (left: number): string =>
  `… and ${count(left, 'more finding')}, and what was not read or allowed: there is no room for them here. Other formats have all of it.`;

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const sizeOf = (lines: readonly string[]): number => Buffer.byteLength(textOf(lines));

const headLines = ({ findings, what, complete, failOn }: Report): string[] => [
  `## keyhalt: ${findings.length === 0 ? 'nothing found' : count(findings.length, 'finding')}${complete ? '' : ', NOT complete'}`,
  '',
  `In ${code(what)}. From severity ${failOn} on a finding stops.`,
];

const tableOf = (rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : ['', '| severity | what | where | line |', '| --- | --- | --- | --- |', ...rows];

function rowOf({ severity, description, ruleId, fingerprint, why, appearances, exposure }: Finding): string {
  const [first, ...others] = appearances;
  const what = [
    `${code(description)} (${code(ruleId)})`,
    `because ${why.map(code).join(', ')}`,
    ...(exposure === undefined
      ? []
      : [`since ${dayOf(exposure.first.time)}${exposure.isPushed ? ', pushed' : ''}`]),
    code(fingerprint),
  ];
  const where = [
    placeOf(first!),
    ...(others.length === 0 ? [] : [`and at ${count(others.length, 'more place')}`]),
  ];
  return `| ${[severity, what.join('<br>'), where.join('<br>'), code(first!.excerpt)].join(' | ')} |`;
}

const placeOf = ({ path, line, column, commit }: Appearance): string =>
  `${code(path)}:${line}:${column}${commit === undefined ? '' : ` in ${code(commit.slice(0, 10))}`}`;

const pardonOf = ({ finding, by, reason }: Allowed): string =>
  [placeOf(finding.appearances[0]!), code(finding.ruleId), 'by', code(by), code(reason)].join(' ');

function tailLines(report: Report, command?: string): string[] {
  const { errors, skipped, notes, allowed, proposed } = report;
  const lists = [
    ['What to do', steps(report, command).map(({ name, text }) => `${name}: ${code(text)}`)],
    ['Not complete', errors.map(({ message, hint }) => `${code(message)} ${code(hint)}`)],
    ['Notes', [...notes, ...skippedLines(skipped, 3)].map(code)],
    ['Proposed, does not count', proposed.map(pardonOf)],
    ['Allowed', allowed.map(pardonOf)],
  ] as const;
  return [
    ...lists.flatMap(([title, items]) =>
      items.length === 0 ? [] : ['', `### ${title}`, '', ...items.map((item) => `- ${item}`)],
    ),
    ...coverageSentences(report).flatMap((words) => ['', words]),
  ];
}

/**
 * Text as it stands, without any meaning: a code span of backticks could not hold a pipe in a table, so every sign
 * that Markdown or HTML knows is written as a number.
 */
export const code = (text: string): string =>
  text === ''
    ? ''
    : `<code>${text
        .replaceAll(/\p{Surrogate}|\0/gu, '\ufffd')
        .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
        .replaceAll(/[!-,;-@[-`{-~]|:(?=\/)|(?<=www)\./gi, (sign) => `&#${sign.charCodeAt(0)};`)}</code>`;
