import { magics } from '../archives/kind.ts';
import type { Rule } from '../model/rule.ts';
import { gateExpression, literal } from './expression.ts';

/** What git prints in front of all that it says of a change, so that nothing in another file can be taken for it … */
const prefix = 'keyhalt>';
/** … and then in front of each line that is added or stands close to one: what is removed has another mark. */
const added = ':';
/** What stands behind all that git printed, once it has ended well. */
const end = 'keyhalt: read to the end';

/**
 * The files that `bin/keyhalt-hook` hands to grep, by name, in Latin-1. Each expression comes with text of which grep
 * must count as many lines as `bin/keyhalt-hook` says, or its answers are not believed.
 */
export function gateFiles(rules: readonly Rule[]): Readonly<Record<string, string>> {
  const expression = gateExpression(rules);
  return {
    'change.ere': `${[...ofChange(expression), ...ofIndex, ...ofVariables].join('|')}\n`,
    'change.known': known([...tellingLines.map((line) => prefix + added + line), ...aroundThem, ...passedBy]),
    'text.ere': `${expression}\n`,
    'text.known': known([...tellingLines, 'some words, of which none is one']),
  };
}

/** Of what git prints of a change: lines of files, names of new ones, and where git shows nothing. */
const ofChange = (expression: string): readonly string[] => [
  `^${prefix}(${added}| create mode [0-7]+ ).*(${expression})`,
  `^${prefix}${added}(${[...archiveStarts, ...archiveParts.map((part) => `.*${part}`)].join('|')})`,
  // What has its content elsewhere.
  `^${prefix}${added}(Subproject commit |version https://git-lfs[.]github[.]com/)`,
  // What git takes for binary, what is larger than it is told to look at, and what is not merged.
  `^(${prefix})?(Binary files|[*] Unmerged path) `,
  `^${end}$`,
];

/** An archive that is text to git has no NUL close to its start; what follows one cannot be asked for. */
const archiveStarts = magics.map(([magic]) => literal(magic.split(/[\0\n]/)[0]!));
/** What is inside of another file. */
const archiveParts = ['\x1f\x8b\x08', 'PK\x03\x04', 'PK\x05\x06'].map(literal);

/** A configuration at the top may have more looked for. (A baseline only allows.) */
const configuration = 'keyhalt.toml';
/** In an index a name stands between bytes that are no part of one, if it does not stand in a folder. */
const [inName, outside] = ['[ -~]', '[^ -~]'];

/**
 * Of an index: its first line when it says that names are written out, and if it does not hold that one; and whatever
 * other line does. So they are one if all is well, else none or two. Format: gitformat-index(5).
 */
const ofIndex = [
  `^DIRC...[\x02\x03]${withoutName(configuration)}$`,
  `^(D|DI|DIR|([^D]|D[^I]|DI[^R]|DIR[^C]).*)?${outside}${literal(configuration)}${outside}`,
];

/** What does not hold this name as a whole, as an expression. */
function withoutName(name: string): string {
  const starts = [...name].map((_, at) => name.slice(0, at));
  const some = (all: readonly string[]) => `(${all.filter(Boolean).map(literal).join('|')})?`;
  const begun = `${outside}(${some(starts)}${outside})*`;
  const others = starts.map((start) => `${literal(start)}${inNameBut(name[start.length]!)}`);
  return `(${inName}|${begun}(${[...others, literal(name) + inName].join('|')}))*(${begun}${some([...starts, name])})?`;
}

function inNameBut(char: string): string {
  const [before, behind] = [-1, 1].map((step) => String.fromCharCode(char.charCodeAt(0) + step));
  return `[ -${before}${behind}-~]`;
}

/** A merge of which nothing is written yet. */
const ofVariables = ['GITHEAD_[0-9a-f]'];

/** A line for each kind of alternative; grep has to see through bytes of no character and a NUL. */
const tellingLines = [
  'z'.repeat(40),
  'SGVsbG8gV29ybGQsIEhlbGxv',
  'a\0b\0c\0d\0e\0',
  'zzzzzzzzz%41',
  'zzzzzzzzz\xe2\x80\x8b',
  'words \0 \xff\xfe\x80 secret\r',
];

const aroundThem = [
  `${prefix} create mode 100644 secret`,
  `${prefix}Binary files a/x and b/x differ`,
  'DIRC\0\0\0\x02\0\0\0keyhalt\0keyhalt.tom\0docs/keyhalt.toml\0keyhalt.toml.md\0keyhalt.toml',
  'DI\0keyhalt.toml\0',
];

const passedBy = [
  `${prefix}-secret`,
  `${prefix}+++ b/secret`,
  `${prefix}${added}words`,
  'DIRC\0\0\0\x04\0\0',
  'DIRC\0\0\0\x02\0\0keyhalt.toml\0',
];

const known = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
