/** Words in front of a value that say nothing about it. Shorter words do not, either, but for "id". */
const emptyWords = new Set(
  (
    'value default string data content text const let var val final static public private echo printf print key ' +
    'add input param entry property setting type hidden code span div pre strong ' +
    'plaintext plain fallback literal raw str send select return export set field option parameter env self this new ' +
    'example argument stringprop out ' +
    // In front of what a scanner of secrets found, in its report.
    'match matched finding found result group'
  ).split(' '),
);

/** Words for where a value is used: the name stands in the line that this one belongs to. */
const places = new Set(
  (
    'dev devel development test testing stage stag staging prod production qa uat live sandbox local main primary ' +
    'secondary current previous old blue green east west north south central'
  ).split(' '),
);

const isEmpty = (word: string): boolean =>
  emptyWords.has(word) || (word.length <= 2 && word !== 'id') || word.endsWith('value');

/** Tags that say how a text looks, and nothing about it: of HTML, of Word, of OpenDocument and of Excel. */
const looks =
  /<\/?(?:(?:w|a|text):\w+|span|p|div|t[dhr]|b|i|u|em|strong|code|pre|font|br|li|dt|dd|h[1-6]|si|is|t|c|v|r)(?:\s[^<>]*)?\/?>/gi;

export const withoutTags = (text: string): string => text.replace(looks, ' ');

/** Whether a line names nothing itself, such as `value: ` or `<td>` or an opening quote: its name stands elsewhere. */
export const namesNothing = (before: string): boolean =>
  (spoken(before).match(/[A-Za-z]\w*/g) ?? []).every((word) => isEmpty(word.toLowerCase()));

/** Whether a line names nothing but where its value is used, such as `prod: ` or `us-east-1 = "`. */
export function namesPlace(before: string): boolean {
  const words = (spoken(before).match(/[A-Za-z]\w*/g) ?? []).map((word) => word.toLowerCase());
  return words.some((word) => places.has(word)) && words.every((word) => places.has(word) || isEmpty(word));
}

/** Whether the last word in front of a value names nothing: then what stands behind it may. */
export function endsWithoutName(before: string): boolean {
  const last = /([A-Za-z]\w*)\W*$/.exec(spoken(before))?.[1];
  return last === undefined || isEmpty(last.toLowerCase());
}

/** The field or the block by which an item of a list is named: `- name: `, `"Key": `, `<key>`, `variable "`. */
const nameField =
  /^\W{0,40}?(?:<(?<tag>key|name)>|(?<field>[A-Za-z]\w{0,30})["']?\s{0,4}[:=]|(?<block>[a-z]\w{0,30})\s{1,4}")/i;

/** The lines above a value without those that name an item before its own, as another line of the same form is nearer. */
export function withoutNamesOfEarlierItems(lines: readonly string[]): readonly string[] {
  const nearer = new Set<string>();
  const kept = lines.toReversed().filter((line) => {
    const { tag, field, block } = nameField.exec(line)?.groups ?? {};
    const form = (tag ?? field ?? block)?.toLowerCase();
    if (form === undefined || namesNothing(line)) return true;
    if (nearer.has(form)) return false;
    nearer.add(form);
    return true;
  });
  return kept.reverse();
}

/** A call that is handed a value and then says what for. */
const callBefore =
  /(?:\b(?:assert\w*|expect\w*|is|set\w*|put\w*)|equals?|eq)!?(?:\((?:\w{1,10},)?|:|\s)\s{0,40}[@bu]?["'`]$/i;
const argumentBehind =
  /^["'`]\s{0,4}(?:,\s{0,40}(?:forKey:\s{0,4}@?["'])?|forKey:\s{0,4}@?["'])(?<argument>[A-Za-z_$@][\w.$>()[\]-]{2,80})(?![\w.$>()[\]-]|\s{0,4}[:=])/;

/** What stands behind a value as the next argument of a call that compares or stores it, if it names a secret, else ''. */
export const argumentAfter = (before: string, after: string): string =>
  callBefore.test(before) ? ofSecret(argumentBehind.exec(after)?.groups?.argument) : '';

/** A variable that is given a value, perhaps through a call such as `quote("…`. */
const variableBefore =
  /(?:^|[;{(\s])\$?(?<name>[A-Za-z_]\w{0,40})(?:\s{0,4}:\s{0,4}\w{1,20})?\s{0,4}(?::=|=)\s{0,4}(?:[\w.]{1,40}\()?[@bu]?["'`]?$/;
/** The default of a variable of Terraform, on its line and with the block that names it. */
const defaultBefore = /\bdefault\s{0,20}=\s{0,4}"$/;
const blockBefore = new RegExp(
  String.raw`\bvariable\s{1,4}"(?<name>[A-Za-z_]\w{0,40})"\s{0,4}\{(?:[^{}"]|"[^"\n]{0,200}"){0,300}?${defaultBefore.source}`,
);
/** An anchor of YAML. */
const anchorBefore = /:\s{1,4}&(?<name>[A-Za-z_]\w{0,40})\s{1,4}["']?$/;
/** What is given the value of a variable. */
const use =
  /([A-Za-z_][\w.-]{2,80})["'`\]]{0,2}\s{0,4}(?::=|[:=])(?=\s{0,4}["']?(?:\*|(?:\$[{(]?)?(?:(?:var|local)\.)?)([A-Za-z_]\w{0,40})(?![\w(.]))/g;
/** Words that stand for a type, and names of what is something else. */
const notOfSecret =
  /^(?:string|str|text|bytes|char|any|object)$|token|jwt|csrf|hash|digest|checksum|webhook/i;

/**
 * What the value of a variable is used as in the next statements, if that names a secret, else ''.
 *
 * @param before on its line
 * @param above the lines above, where they are asked for
 */
export function nameOfUse(before: string, after: string, above: () => string): string {
  const found =
    (defaultBefore.test(before) ? blockBefore.exec(above() + before) : undefined) ??
    variableBefore.exec(before) ??
    anchorBefore.exec(before);
  const variable = found?.groups?.name;
  if (variable === undefined || notOfSecret.test(variable)) return '';
  const names = [...after.matchAll(use)].flatMap(([, name, used]) =>
    used === variable ? ofSecret(name) : [],
  );
  return names.find((name) => name !== '') ?? '';
}

/** What may be called anything else, too, is only believed to name a secret where it says so. */
const ofSecret = (name: string | undefined): string =>
  name !== undefined &&
  /secret(?!s?[\W_]{0,3}(?:manager|name|arn|id\b|path|version|rotat|finger|hash|digest|check|signature))/i.test(
    name,
  )
    ? name
    : '';

/** A field of a form up to its value: of its attributes few are names. */
const fieldBefore = /<input\b([^<>]{0,400})\svalue=["']?$/i;
const namesIn = (_: string, attributes: string): string =>
  (attributes.match(/\b(?:name|id|placeholder|title|aria-label)=(?:"[^"]*"|'[^']*'|\S+)/gi) ?? [])
    .map((one) => one.slice(one.indexOf('=') + 1))
    .join(' ');

/**
 * Without tags, the attribute that says what a tag is about, character references, types of YAML such as `!Sub`, and
 * addresses as a debugger prints them.
 */
const spoken = (before: string): string =>
  withoutTags(before.replace(fieldBefore, namesIn))
    .replace(/<\w{1,30} name=|!\w+/g, ' ')
    .replace(/\b0x[0-9a-f]+|&#?\w{1,8};/gi, ' ');

/** How far behind a value a name may stand that comes after it, in characters. */
export const behindLength = 240;

const name = String.raw`["'\`]?(?<NAME>[\w.:/~-]{2,80}(?: [\w.:/-]{1,40}){0,4})`;
const named = (group: string): string => name.replace('NAME', group);
/** Another field, attribute or option between a value and its name. */
const field = String.raw`(?:[,;]\s{0,40}|\s{1,40})["']?[\w:-]{1,30}["']?\s{0,4}[:=]\s{0,4}(?:"[^"\n]{0,80}"|'[^'\n]{0,80}'|\[[^[\]\n]{0,80}\]|[\w.-]{1,60})`;
const option = String.raw`\s{1,8}--?\w[\w-]{0,30}(?:[ =](?!-)\S{1,60})?`;

/** Where a name may stand behind its value; of the forms whose group begins with `secret` other things have names, too. */
const forms = new RegExp(
  `^["'\`]?(?:${[
    // `, "name": "AWS_SECRET_ACCESS_KEY"`, and in a tag or with others between them
    `(?:${field}){0,3}?\\s{0,8}[,;]?\\s{0,40}["']?(?:name|key|variable)["']?\\s{0,4}[:=]\\s{0,4}${named('field')}`,
    // `, "ParameterKey": "AwsSecretAccessKey"`, `"label": "AWS Secret Access Key"`
    `\\s{0,8}[,;]?\\s{0,40}["']?(?:\\w{1,20}(?:name|key|variable)|id|label|title|description|option|path|dest)["']?\\s{0,4}[:=]\\s{0,4}${named('secret')}`,
    // `</value><name>fs.s3a.secret.key</name>`, also with another tag between them
    `\\s{0,8}</\\w{1,40}>(?:\\s{0,40}<\\w{1,40}>[^<>]{0,40}</\\w{1,40}>)?\\s{0,40}<(?:name|key)>${named('sibling')}`,
    // `> ./aws_secret_access_key`
    `\\s{1,8}>{1,2}\\s{0,4}${named('secret_file')}`,
    // `--name /prod/aws/secret_access_key`
    `(?:${option}){0,4}?\\s{1,8}--(?:name|key)[ =]${named('option')}`,
    // `| gh secret set AWS_SECRET_ACCESS_KEY`
    String.raw`\s{0,8}\|(?<command>[^\r\n|]{1,100})`,
    // `WHERE name = 'AWS_SECRET_ACCESS_KEY'` and `AS aws_secret_access_key`
    `\\s{1,40}where\\s{1,8}[\\w."\`]{1,60}\\s{0,8}=\\s{0,8}${named('row')}`,
    `\\s{1,8}as\\s{1,8}${named('column')}`,
    // `@Value("…")` and on the next line `private String awsSecretKey;`
    String.raw`\s{0,4}\)\s{0,4}\]?[ \t]{0,8}\r?\n(?<declared>[^\r\n=;({]{3,120})`,
  ].join('|')})`,
  'i',
);

/** Where the quote behind a value is one inside a string or in HTML, the others are, too. */
const withPlainQuotes = (after: string): string =>
  /^(?:\\+["'`]|&(?:#34|#39|quot|apos);)/i.test(after)
    ? after.replace(/\\+(?=["'`])/g, '').replace(/&(?:#34|#39|quot|apos);/gi, '"')
    : after;

/** The name that follows a value, or ''. */
export function nameBehind(after: string): string {
  for (const [form, name] of Object.entries(forms.exec(withPlainQuotes(after))?.groups ?? {}))
    if (name !== undefined) return form.startsWith('secret') ? ofSecret(name) : name;
  return '';
}

const commentBehind =
  /^(?:["'`],\s{0,4}["'`][\w-]{1,20}(?=["'`]\)))?["'`)\]};,]{0,6}(?:(?:\s{1,80}|(?<=["'`)\]};,]))(?:#+|\/\/+|--|\/\*+|<!--|%+)|\s{1,80};+)(?!\S*:\/\/)([^\r\n]{3,120})/;
const commentAbove = /(?:^|\n)[ \t]*(?:#+|\/\/+|--|\/?\*+|<!--|;+|%+|REM\b)([^\r\n]{3,160})\r?\n[^\n]*$/;

/** What comments say of a value: one behind it on its line, or alone on the line above. */
export const notesBeside = (before: string, after: string): string =>
  `${commentAbove.exec(before)?.[1] ?? ''}\n${commentBehind.exec(after)?.[1] ?? ''}`;
