/** What a program that passes on the lines of another puts in front of each of them, or of every message. */
export interface Margin {
  /** That of one line … */
  readonly text: string;
  /** … and what those of the others look like. */
  readonly form: RegExp;
}

/** What says when or where a line comes from; `@` stands for who says it. */
const forms = [
  // `2026-01-03T10:11:12.123Z`, `[2026/01/03 10:11:12]`
  String.raw`\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?@`,
  // `10:11:12`, `[9:41 PM]`
  String.raw`\[?\d{1,2}:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?[AaPp][Mm])?\]?@`,
  // `Mar 03 10:11:12 host app[123]:`
  String.raw`[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d [\w.-]{1,60} [\w./-]{1,40}(?:\[\d{1,7}\])?:`,
  // `web_1  |`
  String.raw`[\w.-]{1,60} {0,40}\|`,
  // `[pod/web-7d9f/app]`, `[03/01/2026, 10:11:12]`
  String.raw`\[[\w./:, -]{1,80}\]@`,
  String.raw`(?:TRACE|DEBUG|INFO|WARN(?:ING)?|ERROR)\b:?`,
  '(?:stdout|stderr) [FP]',
].join('|');
/** `<bob>`, `Bob:`, `app[web.1]:` */
const speaker = String.raw`(?: <[^<>\n]{1,40}>| [A-Za-z][\w./-]{0,40}(?: [A-Z]\w{1,30})?(?:\[[\w.]{1,20}\])?:(?=[ \t]))`;
const colour = String.raw`(?:\x1b\[[\d;]{0,8}m)?`;
const marginBefore = (who: string): RegExp =>
  new RegExp(`^(?:${colour}(?:${forms.replaceAll('@', who)})${colour}(?: |\\t|$)){1,4}`);
/** What tells where a line of a file stands: `path:12:` and `path-11-`, a number alone, or who wrote it. */
const listed =
  /^(?:(?=[^\s:]{0,160}[./])[\w.@/+-]{1,160}?[:-]\d{1,6}[:-]| {0,8}\d{1,6}\t|\^?[0-9a-f]{7,40} [^()\n]{0,160}\([^()\n]{1,100} \d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4} {1,6}\d{1,6}\) ?)/;
/** They are large, and most lines begin otherwise: so they are made when they are first asked for. */
let allForms: readonly RegExp[] | undefined;
const mayBeMargin =
  /^(?:\x1b\[|\[|\d|[A-Z][a-z]{2} [ \d]\d |TRACE|DEBUG|INFO|WARN|ERROR|std(?:out|err) [FP]|[\w.-]{1,60} {0,40}\|| {1,8}\d|\^?[0-9a-f]{7}|[\w.@/+-]{1,160}?[:-]\d)/;

/** Margins are as different as times and numbers make them, and who wrote a line. */
const shapeOf = (text: string | undefined): string | undefined =>
  text
    ?.replace(/^\^?[0-9a-f]{7,40} .*\(.*/, '(')
    .replace(/\d+/g, '0')
    .replace(/ +/g, ' ')
    .replace(/-0-$/, ':0:');

/** The margin that this line has in common with the one above it. */
export function sharedMargin(line: string, above: string): Margin | undefined {
  const known = knownMargin(line, above);
  if (known === undefined) return repeatedMargin(line, above);
  // Behind the time may stand where a message comes from, as in `main.go:42: `; a name alone may be that of a value.
  const rest = line.slice(known.text.length);
  const more = /[\d[(]/.test(rest) ? repeatedMargin(rest, above.replace(known.form, '')) : undefined;
  return more === undefined
    ? known
    : { text: line, form: new RegExp(known.form.source + more.form.source.slice(1)) };
}

function knownMargin(line: string, above: string): Margin | undefined {
  if (!mayBeMargin.test(line)) return undefined;
  allForms ??= [marginBefore(`${speaker}?`), marginBefore(''), listed];
  for (const form of allForms) {
    const text = form.exec(line)?.[0];
    if (text !== undefined && shapeOf(text) === shapeOf(form.exec(above)?.[0])) return { text, form };
  }
  return undefined;
}

/** No program puts more in front of a line, in characters. */
const longest = 160;
/** What gives values one name after the other is no margin: an item of a list, and what assigns, but for a message of a log. */
const namesAnItem = /^\s*[-*] |(?<!\b(?:msg|message))=\s*["'\x60]?$/i;

/** All of a line, where the one above begins alike but for numbers: any other program has a form of its own. */
function repeatedMargin(line: string, above: string): Margin | undefined {
  if (line.length > longest || !/[A-Za-z]/.test(line) || namesAnItem.test(line)) return undefined;
  if (shapeOf(line[0]) !== shapeOf(above[0])) return undefined;
  const literal = line.replace(/[^\w\s]/g, '\\$&');
  const form = new RegExp(`^${literal.replace(/\d+/g, '\\d+').replace(/ +/g, ' +')}`);
  return form.test(above) ? { text: line, form } : undefined;
}

/** The lines of a text without margins such as this one. */
export const withoutMargins = (text: string, { form }: Margin): string =>
  text
    .split('\n')
    .map((line) => line.replace(form, ''))
    .join('\n');
