import type { Appearance, Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { atLeast } from '../model/severity.ts';
import { stepLines } from './advice.ts';
import { count } from './count.ts';
import { coverageSentences } from './coverage.ts';
import { filePlace } from './file-place.ts';
import { pardonOf } from './pardon.ts';
import { skippedLines } from './skipped.ts';
import type { Surroundings } from './surroundings.ts';

/** As many annotations of a kind does GitHub show for a step. */
const annotationsOfAKind = 10;
/** As many of these may be errors about the scan itself. */
const problemsAtMost = 3;

/**
 * Annotations for GitHub Actions; what is more than GitHub shows stands below them in the log. What a repository holds
 * is escaped so that no line of it is a workflow command.
 */
export function renderGitHub(report: Report, { command: start }: Pick<Surroundings, 'command'> = {}): string {
  const { findings, failOn, errors } = report;
  const problems = errors.slice(0, problemsAtMost);
  const stopping = findings.filter(({ severity }) => atLeast(severity, failOn));
  const others = findings.filter(({ severity }) => !atLeast(severity, failOn));
  const room = annotationsOfAKind - problems.length;
  const shown = [
    ...problems.map(({ message, hint }) =>
      command('error', { title: 'keyhalt: not complete' }, `${message}\n${hint}`),
    ),
    ...stopping.slice(0, room).map((finding) => annotation('error', finding)),
    ...others.slice(0, annotationsOfAKind).map((finding) => annotation('warning', finding)),
  ];
  const rest = [
    ...errors.slice(problemsAtMost).map(({ message, hint }) => `not complete: ${message} ${hint}`),
    ...[...stopping.slice(room), ...others.slice(annotationsOfAKind)].map(lineOf),
  ];
  const more =
    rest.length === 0
      ? []
      : [command('notice', { title: 'keyhalt' }, `${rest.length} more in the log and in the step summary`)];
  return [...shown, ...more, ...[...rest, ...lastLines(report, start)].map(plain)]
    .map((line) => `${line}\n`)
    .join('');
}

const annotation = (kind: Kind, finding: Finding): string => {
  const { description, ruleId, severity, fingerprint, why, appearances } = finding;
  const place = appearances[0]!;
  const { words } = filePlace(place);
  const more = appearances.length === 1 ? [] : [`and at ${count(appearances.length - 1, 'more place')}`];
  return command(
    kind,
    { ...placeOf(place), title: `${description} (${severity})` },
    [
      `${ruleId}${words === '' ? '' : ` ${words}`}: ${place.excerpt}`,
      ...more,
      `because ${why.join(', ')}`,
      fingerprint,
    ].join('\n'),
  );
};

/** None for what is no file: GitHub then shows it at the run. */
function placeOf(place: Appearance): Properties {
  if (!place.isFile) return {};
  const { path, line, columns } = filePlace(place);
  return {
    file: path,
    line: `${line}`,
    ...(columns === undefined
      ? {}
      : { endLine: `${line}`, col: `${columns.start}`, endColumn: `${columns.end}` }),
  };
}

const lineOf = ({ severity, description, ruleId, appearances: [place] }: Finding): string =>
  `${severity}  ${place!.path}:${place!.line}:${place!.column}  ${description} (${ruleId})`;

const lastLines = (report: Report, start?: string): string[] => [
  ...skippedLines(report.skipped, 3),
  ...report.notes.map((note) => `note: ${note}`),
  ...report.proposed.map((one) => `proposed, does not count: ${pardonOf(one)}`),
  lastWords(report),
  ...stepLines(report, start),
  ...coverageSentences(report),
];

const lastWords = ({ findings, allowed, what, complete }: Report): string =>
  `keyhalt: ${count(findings.length, 'finding')} in ${what}, ${allowed.length} allowed, ${complete ? 'complete' : 'NOT complete'}`;

type Kind = 'error' | 'warning' | 'notice';
type Properties = Readonly<Record<string, string>>;

const command = (kind: Kind, properties: Properties, message: string): string =>
  `::${kind} ${Object.entries(properties)
    .map(([key, value]) => `${key}=${property(value)}`)
    .join(',')}::${data(message)}`;

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** No command: these begin a line, after blanks at most, or, in their older form, stand anywhere in it. */
const plain = (line: string): string => line.replaceAll(/[\r\n]+/g, ' ').replaceAll('##[', '## [');
