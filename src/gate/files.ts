import { magics } from '../archives/kind.ts';
import type { Rule } from '../model/rule.ts';
import { type CloserExpression, gateExpressions, literal } from './expression.ts';

/** What git prints in front of all that it says of a change, so that nothing else can be taken for it … */
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
  const { words, shapes, wordStarts, starts, closer } = gateExpressions(rules);
  const inText = [...wordStarts, ...starts].map(([before, shape]) => `(^|${before})${shape}`);
  const wordsInChange = inChange(`(${[`.*(${words})`, ...begun(wordStarts)].join('|')})`);
  const change = (lines: readonly string[]) => lines.map((line) => prefix + added + line);
  return {
    'words.ere': `${[wordsInChange, ...unseen, 'keyhalt[.]toml', `^${end}$`].join('|')}\n`,
    'words.known': known([...change(tellingWords), ...tellingNames, ...tellingUnseen, ...passedBy]),
    'shapes.ere': shapesInChange({ anywhere: [shapes], starts, lineStarts: [] }),
    'shapes.known': known([...passedBy, ...change(tellingShapes).flatMap((line) => [harmless, line])]),
    'runs.ere': shapesInChange(closer.runs),
    'runs.known': known([...change(tellingRuns), ...passedBy, ...change(runsPassedBy)]),
    'escapes.ere': shapesInChange(closer.escapes),
    'escapes.known': known([...change(tellingEscapes), ...passedBy]),
    'wraps.ere': shapesInChange(closer.wraps),
    'wraps.known': known([...change(tellingWraps), ...passedBy]),
    // The three of them, for so few lines that it does not matter how many states one automaton has.
    'closer.ere': [closer.runs, closer.escapes, closer.wraps].map(shapesInChange).join(''),
    'closer.known': known([...change(tellingCloser), ...passedBy, ...change(runsPassedBy)]),
    'text.ere': `${[words, shapes, ...inText].join('|')}\n`,
    'text.known': known([...tellingWords, ...tellingShapes, `words, and ${'4'.repeat(40)}`]),
  };
}

/** Of what git prints of a change: lines of files, and names of new ones. */
const inChange = (expression: string): string => `^${prefix}(${added}| create mode [0-7]+ )${expression}`;

function shapesInChange({ anywhere, starts, lineStarts }: CloserExpression): string {
  const all = [`.*(${anywhere.join('|')})`, ...begun(starts), ...lineStarts];
  return `${inChange(`(${all.join('|')})`)}|^${end}$\n`;
}

const begun = (starts: CloserExpression['starts']): string[] =>
  starts.map(([before, shape]) => `(.*${before})?${shape}`);

/** What has a NUL close to its start is none that is text to git. */
const archiveStarts = magics
  .filter(([magic]) => !magic.includes('\0'))
  .map(([magic]) => literal(magic.split('\n', 1)[0]!));
/** What is inside of another file. */
const archiveParts = ['\x1f\x8b\x08', 'PK\x03\x04', 'PK\x05\x06'].map((magic) => `.*${literal(magic)}`);

/** Of what git does not show as it is. */
const unseen = [
  `^${prefix}${added}(${[...archiveStarts, ...archiveParts].join('|')})`,
  // What has its content elsewhere.
  `^${prefix}${added}(Subproject commit |version https://git-lfs[.]github[.]com/|(([.][.]/)*[.]git(/modules/.*)?)?/annex/objects/)`,
  // Names that git writes with escapes; a list of known findings, which is read when it changes.
  `^${prefix} create mode [0-7]+ "`,
  `^${prefix}diff --git a/keyhalt[.]baseline `,
  // What git takes for binary, what is larger than it is told to look at, and what is not merged.
  `^(${prefix})?(Binary files|[*] Unmerged path) `,
];

/**
 * A line for each kind of alternative; grep has to see through bytes of no character and a NUL. Of words and text
 * another number of lines matches: by that their counts are told from one another. Of shapes the lines themselves are
 * told, and the last one is the last that is known.
 */
const tellingWords = ['some \0 \xff\xfe\x80 secret\r', 'a \0'];
const tellingShapes = [
  'z'.repeat(40),
  'SGVsbG8gV29ybGQsIEhlbGxv',
  'zzzzz%41',
  'zzzzzzzzz\xe2\x80\x8b',
  'a &#65;',
  'zzz_'.repeat(10),
];
/** Of each of the closer expressions three. */
const tellingRuns = [`a/b1/${'z'.repeat(40)}`, `\xff [0m${'z'.repeat(40)}`, `Z(${'z'.repeat(60)}`];
const runsPassedBy = ['z'.repeat(50), `a/${'z'.repeat(45)}`, `a/${'4'.repeat(40)}`];
const tellingEscapes = ['zzzzz%41', 'SGVsbG8gV29ybGQsIEhlbGxv', `${'z'.repeat(20)}%${'z'.repeat(20)}`];
const tellingWraps = [`${'z'.repeat(28)}SGVsbG8gV29y`, '# SGVsbG8gV29y \xff', 'zzz\\n+"SGVsbG8gV29y'];
const tellingCloser = [tellingRuns, tellingEscapes, tellingWraps].flatMap((lines) => lines.slice(1));
const tellingNames = [`${prefix} create mode 100644 secret`, `${prefix} create mode 100644 "\\t"`];
const tellingUnseen = [`${prefix}Binary files a/x and b/x differ`, `${prefix}${added}PK\x03\x04`];

/** Behind each line that matches, or what is told along with it could be one that should have matched. */
const harmless = `${prefix}${added}words`;
const passedBy = [
  `${prefix}-secret ${'z'.repeat(40)}`,
  `${prefix}+++ b/secret ${'z'.repeat(40)}`,
  `${prefix}${added}words ${'4'.repeat(40)}`,
];

const known = (lines: readonly string[]): string => `${lines.join('\n')}\n`;
