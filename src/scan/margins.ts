/** What a program that passes on the lines of another puts in front of each of them. */
const forms = [
  // `2026-01-03T10:11:12.123Z`, `[2026/01/03 10:11:12]`
  String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?`,
  // `10:11:12`, `[9:41 PM]`
  String.raw`\[?\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?\]?`,
  // `Mar 03 10:11:12 host app[123]:`
  String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,60} [\w./-]{1,40}(?:\[\d{1,7}\])?:`,
  // `web_1  |`
  String.raw`[\w.-]{1,60} {0,40}\|`,
  // `[pod/web-7d9f/app]`
  String.raw`\[[\w./: -]{1,80}\]`,
  String.raw`(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR)\b:?`,
  '(?:stdout|stderr) [FP]',
];
const colour = String.raw`(?:\x1b\[[\d;]{0,8}m)?`;
const margin = new RegExp(String.raw`^(?:${colour}(?:${forms.join('|')})${colour}(?: |\t|$)){1,4}`);

/** Margins are as different as times and numbers make them. */
const shapeOf = (found: string): string => found.replace(/\d+/g, '0').replace(/ +/g, ' ');

/** The margin that this line has in common with the one above it, or ''. */
export function sharedMargin(line: string, above: string): string {
  const own = margin.exec(line)?.[0];
  const other = own === undefined ? undefined : margin.exec(above)?.[0];
  return own !== undefined && other !== undefined && shapeOf(own) === shapeOf(other) ? own : '';
}

/** The lines of a text without their margins. */
export const withoutMargins = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(margin, ''))
    .join('\n');
