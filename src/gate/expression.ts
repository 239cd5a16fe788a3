import type { Rule } from '../model/rule.ts';
import { names, references, secret } from '../scan/anchors.ts';

/**
 * The extended regular expressions, of one of which every text with a credential has a line: what `bin/keyhalt-hook`
 * asks grep before it starts Node. One byte a character, for a grep in the C locale.
 *
 * They know no rule's whole shape, only what none of them does without: a keyword, forty characters without a gap, or
 * the mark of one of the second looks. Each alternative is a superset of what one of these asks for, so a mistake in it
 * costs time; that none lets anything pass which a scanner finds is what `test/gate/` is for.
 *
 * A grep turns an expression into one automaton, whose states are what it costs. Words and shapes have few each, and
 * together more than a grep keeps (docs/performance.md): so there are two.
 */
export interface GateExpressions {
  readonly words: string;
  readonly shapes: string;
  /** Words, and shapes, that count where something begins, each with what must stand in front if that is not the start of a line. */
  readonly wordStarts: readonly Start[];
  readonly starts: readonly Start[];
  /** The shapes once more, with more of what the scanner asks of each. */
  readonly closer: Readonly<Record<'runs' | 'escapes' | 'wraps', CloserExpression>>;
}

type Start = readonly [before: string, shape: string];

/**
 * What only few lines of few changes are asked for, where there is a shape and no word: each of these has about as many
 * states as a grep keeps.
 */
export interface CloserExpression {
  readonly anywhere: readonly string[];
  readonly starts: readonly Start[];
  /** Where a line begins. */
  readonly lineStarts: readonly string[];
}

export const gateExpressions = (rules: readonly Rule[]): GateExpressions => ({
  words: [...keywords(rules), nul].join('|'),
  wordStarts: secretsHere,
  shapes: [wrappedRun, ...escapes, invisibles].join('|'),
  starts: [[`[^${inRun}]`, `(${longRun})`], encodedText],
  closer: {
    runs: closerRuns(rules.filter(({ run }) => run !== undefined)),
    escapes: {
      anywhere: [...closerEscapes, invisibles],
      starts: [[`[^${beforeEscape}]`, `(${escapedRun})`], encodedText],
      lineStarts: [],
    },
    wraps: { anywhere: [endOfWrapped, behindBreak], starts: [], lineStarts: [nextOfWrapped] },
  },
});

/** The keywords of all rules, and the names near which a value may stand in pieces: those are hints of the same kind. */
function keywords(rules: readonly Rule[]): string[] {
  const words = references.filter((word) => /^[A-Za-z]/.test(word));
  const all = [...rules.flatMap((rule) => rule.keywords ?? []), ...names, ...words];
  const distinct = [...new Set(all)].filter((word) => word !== secret);
  // What holds another one adds nothing.
  const least = distinct.filter((one) => !distinct.some((other) => other !== one && one.includes(other)));
  const joined = together(least.map(withRareStart).map((word) => [...word])).map((word) =>
    word.map((chars) => (chars.length === 1 ? literal(chars) : `[${chars}]`)).join(''),
  );
  return [...joined, `${secret}([^s]|$)`, `${secret}s([^.]|$)`, `[^s]${secret}s[.]`];
}

/** `secrets.`, but not behind `{ ` or `{`: that the scanner's `isKeptElsewhere` passes over, too. */
const secretsHere: readonly Start[] = [
  ['[^{ ]', `s${secret}s[.]`],
  ['[^{]', ` s${secret}s[.]`],
];

/** Fewer characters stand in texts that have nothing to do with the keyword. */
const leastCharacters = 8;

/** A part of a keyword that begins where few words do: what a long one starts with need not be looked for in every word. */
function withRareStart(keyword: string): string {
  const place = keyword.search(/[A-Za-z0-9](?=[^A-Za-z0-9])|[QXZ]/);
  return place > 0 && keyword.length - place >= leastCharacters ? keyword.slice(place) : keyword;
}

/** Words that differ in one character alone, as one word with several characters in that place. */
function together(words: readonly (readonly string[])[]): (readonly string[])[] {
  const joined: (readonly string[])[] = [];
  for (const word of words) {
    const at = joined.findIndex((other) => differenceOf(other, word) !== undefined);
    const place = at === -1 ? undefined : differenceOf(joined[at]!, word);
    if (place === undefined) joined.push(word);
    else joined[at] = joined[at]!.map((chars, index) => (index === place ? chars + word[index]! : chars));
  }
  return joined;
}

/** Where two words differ, if in one place alone, and by letters or digits, which can stand in brackets. */
function differenceOf(some: readonly string[], word: readonly string[]): number | undefined {
  if (some.length !== word.length) return undefined;
  const places = word.flatMap((char, index) => (some[index] === char ? [] : [index]));
  const [place] = places;
  return places.length === 1 && /^[A-Za-z0-9]+$/.test(some[place!]! + word[place!]!) ? place : undefined;
}

/** As in a run, with what escapes consist of. */
const inRun = 'A-Za-z0-9+/%\\\\&#;';
const noHexDigit = 'A-Zg-z+/%\\\\&#;';
const [base64, base64OfUrl] = ['[A-Za-z0-9+/]', '[A-Za-z0-9+/_-]'];

const leastSecret = 40;
/** The first character that is no hexadecimal digit is known to so many places. */
const places = 5;

/**
 * As long as a secret access key, which is the shortest credential without a keyword, written with escapes or without.
 * Names of objects and digests are as long: one character is no hexadecimal digit. Counted from where the run begins.
 */
const longRun = [
  ...Array.from({ length: leastSecret / places }, (_, at) => {
    const least = at * places;
    return `[0-9a-f]{${least},${least + places - 1}}[${noHexDigit}][${inRun}]{${leastSecret - least - places}}`;
  }),
  `[0-9a-f]{${leastSecret},}[${noHexDigit}]`,
].join('|');

/**
 * A line of base64 as long, in the alphabet for URLs, that others go on with: of that, only the last character of a
 * group can be one of `-` and `_`, and half of the ten groups stand on one side of it.
 */
const groupOfUrl = `${base64}{3}${base64OfUrl}`;
const wrappedRun = `(${base64}{3}[_-](${groupOfUrl}){5}|(${groupOfUrl}){5}${base64}{3}[_-])${base64OfUrl}*(["'\`\\]|[[:space:]]?$)`;

/**
 * Six groups of base64 in a row that stand for eighteen characters of a text: twenty, as in the shortest credential,
 * hold so many. Groups begin where a run does; in the first run of a text, behind the mark of an added line,
 * or behind the rest of an escape, up to three characters later.
 */
const textGroup = [
  group((value) => [0, 2, 3].includes(value) || (value >= 8 && value < 32)),
  group((value) => value % 16 === 0 || (value % 16 >= 2 && value % 16 < 8)),
  group((value) => value % 4 < 2),
  base64OfUrl,
].join('');
const textGroups = `(${textGroup}){6}`;
const encodedText: Start = ['[^A-Za-z0-9+/]', `${base64}{0,3}(${base64}{3}${base64OfUrl})*${textGroups}`];

function group(isPossible: (value: number) => boolean): string {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
  return `[${alphabet.filter((_, value) => isPossible(value)).join('')}]`;
}

/** With an escape in it, a run may be shorter or longer than it looks; `#` and `;` are part of one only behind `&`. */
const beforeEscape = 'A-Za-z0-9+/%\\\\&';
const oneEscape = '[%\\\\&]';
const escapedRun = [
  ...Array.from({ length: leastSecret / places }, (_, at) => {
    const least = at * places;
    return `${base64}{${least},${least + places - 1}}${oneEscape}[${inRun}]{${leastSecret - least - places}}`;
  }),
  `${base64}{${leastSecret},}${oneEscape}`,
].join('|');

/** As `candidatesInRun` of the scanner cuts them: of just this length, or with something glued to them that it knows. */
function closerRuns(rules: readonly Rule[]) {
  const windows = rules.map(windowOf);
  const window = `(${windows.join('|')})`;
  // What is padded is longer than it shows; an equals sign may begin an escape of mails, or end what Org marks as verbatim.
  const end = `([^${beforeEscape}=]|=(0[9AD]|2[0279C]|3[BCE]|5D|7D)|$)`;
  const whole = `((${pathName}/)*${window}(/${pathName})*|[+]{1,2}${window})`;
  const lengths = [...new Set(rules.map(({ run }) => run!.length))];
  const least = Math.min(...lengths);
  const verbatim = `=${base64}{${least},}=([[:space:]|.,;]|$)`;
  const anyWindow = `(${lengths.map((length) => `${base64}{${length}}`).join('|')})`;
  const glued = ['AWS4', '=3[dD][+]{0,2}', '[[;][0-9]{0,3}m[+]{0,2}', '-[A-Za-z]'].map(
    (glue) => glue + anyWindow + end,
  );
  const packed = `[(]${base64}{${least}}`;
  return {
    anywhere: [
      ...glued,
      `[[:space:]|]${verbatim}`,
      `[{][+]${anyWindow}[+]`,
      `[\x01-\x09\x0b-\x1f\x80-\xffZz]${packed}`,
    ],
    starts: [
      [`[^${beforeEscape}]`, whole + end],
      [`[^${beforeEscape}]`, window + gluedSetting],
    ] as const,
    lineStarts: [packed, verbatim],
  };
}

/** A run as long as a rule has it, in the form that the rule gives it: few names begin as an SES password does. */
function windowOf({ run, regex, checks = [] }: Rule): string {
  if (regex !== undefined) return asExtended(regex);
  return checks.includes('not-hex') ? withoutDigests(run!.length) : `${base64}{${run!.length}}`;
}

/** @throws Error for what an extended regular expression has no words for */
function asExtended(regex: string): string {
  const extended = regex.replaceAll('(?:', '(');
  if (/\(\?|\\|[*+?}]\?/.test(extended)) throw new Error(`no grep understands ${regex}`);
  return extended;
}

/** What the scanner's `nextSetting` begins with. */
const gluedSetting = '([A-Z][A-Z0-9]*_|aws_|region|output|export )';

/** What stands between slashes where the whole is a path, as the scanner's `isName` has it. */
const pathName = '([A-Za-z]?[a-z]*[0-9]{0,4}|[A-Z]*[0-9]{0,4}|[A-Z2-7]{20})';

/** So many characters of base64 of which one is no hexadecimal digit: in the first half, or in the second. */
function withoutDigests(length: number): string {
  if (length === 1) return '[A-Zg-z+/]';
  const half = length >> 1;
  const [first, second] = [withoutDigests(half), withoutDigests(length - half)];
  return `(${first}${base64}{${length - half}}|[0-9a-f]{${half}}${second})`;
}

/**
 * A line of base64 that others go on with, and the next one: where half of the six groups that say something stand on
 * one side of the break. One group may stand on both, and groups begin where the first line does.
 */
const halfOfGroups = `(${textGroup}){3}`;
const endOfWrapped = `${base64OfUrl}{25,}${halfOfGroups}${base64OfUrl}{0,3}(["'\`\\]|[[:space:]]?$)`;
const nextOfWrapped = `[[:space:]]*[>#*+;|%/-]*[[:space:]]*["'\`]?${base64OfUrl}{0,3}${halfOfGroups}`;
const behindBreak = `\\\\n${nextOfWrapped}`;

/** What may be part of a token, as the kernel has it: base64, escapes, and the bytes of characters that no one sees. */
const inToken = '[A-Za-z0-9+/%\\\\\x80\x81\x8b-\x8f\xa0-\xa4\xad\xbb\xbf\xc2\xe2\xef]';
const leastToken = 20;

/** On one side of what takes so many characters of a token, at most, stands half of what is left of the shortest one. */
function insideToken(length: number, form: string): string {
  const beside = `${inToken}{${Math.ceil((leastToken - length) / 2)}}`;
  return `${beside}(${form})|(${form})${beside}`;
}

/**
 * What is escaped for no other reason than to hide: letters, digits, `-`, `.` and `_`, what escapes themselves begin with,
 * which is then escaped twice, and the bytes of characters that no one sees; with what stands between these, so that few
 * states are open at a time. Escapes of `+`, `/` and `=` are part of a long run.
 */
const hexadecimal = '(2[356deDE]|3[0-9bB]|[4-7][0-9a-fA-F]|[89a-cA-CeE][0-9a-fA-F])';
const hexadecimalOfCharacters = '(2[356deDE]|3[0-9bB]|[4-7][0-9a-fA-F])';
const octal = '(04[3-6]|05[56]|06[0-7]|07[0-3]|1[0-7][0-7]|[23][0-7][0-7])';
const decimal = '(3[5-8]|4[56]|4[89]|5[0-79]|[6-9][0-9]|1[01][0-9]|12[0-4])';
/** `"` and `'`, in front of the start of a key ID. */
const quotes = [
  ...['%(u00)?2[27]', '\\\\+(x|u00|U000000)2[27]', '\\\\+04[27]'],
  '&(amp;)*(#(0*3[49]|[xX]0*2[27])|quot|apos);',
];
/** A blank, in the one name that has one: "ccess ke". */
const blanks = ['%(u00)?20', '\\\\+(x20|u0020|U00000020|040)', '&(amp;)*#(0*32|[xX]0*20);'];
/** What is in a word with a reference is opened however short it is. */
const reference = '&(amp;)*(#|pl|so)';
const restOfWord = '[A-Za-z0-9+/&#;=_|-]*';

const opening = '(%(u00)?|\\\\(x|u00|U000000))';
const otherEscapes: readonly string[] = [
  `&(amp;)*#(0*${decimal}|[xX]0*${hexadecimalOfCharacters});`,
  // A reference with an escape in it, or in the same word.
  `${reference}${restOfWord}[%\\\\]`,
  `[%\\\\]${restOfWord}${reference}`,
  `ccess(${blanks.join('|')})ke`,
  // The names of what credentials hold that are long without a run, as far as they may be escaped.
  'PRIVATE(%|\\\\|&)',
  `(${quotes.join('|')})A[KS]`,
  `["']A[KS]I?(${quotes.join('|')})`,
];
const escapes = [insideToken(10, `${opening}${hexadecimal}|\\\\${octal}`), ...otherEscapes];

/** Just the characters of credentials, and just the bytes of characters that no one sees. */
const hexadecimalOfCredentials = '(2[356deDE]|3[0-9bB]|4[1-9a-fA-F]|5[0-9aAcCfF]|6[1-9a-fA-F]|7[0-9aA])';
const openingOfUnseen = '(%(u00)?|\\\\+(x|u00|U000000))';
const hexadecimalOfUnseen = [
  [
    ['[cC]2', '\xc2'],
    ['[aA][dD]', '\xad'],
  ],
  [
    ['[eE]2', '\xe2'],
    ['80', '\x80'],
    ['8[b-fB-F]', '[\x8b-\x8f]'],
  ],
  [
    ['[eE]2', '\xe2'],
    ['81', '\x81'],
    ['[aA][0-4]', '[\xa0-\xa4]'],
  ],
  [
    ['[eE][fF]', '\xef'],
    ['[bB][bB]', '\xbb'],
    ['[bB][fF]', '\xbf'],
  ],
].flatMap((bytes) =>
  // One of them is escaped, those in front of it are not, and those behind may be.
  bytes.map((_, first) =>
    bytes
      .map(([hex, raw], at) => {
        const escaped = openingOfUnseen + hex!;
        return at < first ? raw! : at === first ? escaped : `(${escaped}|${raw})`;
      })
      .join(''),
  ),
);
const closerEscapes = [
  insideToken(10, `${opening}${hexadecimalOfCredentials}|\\\\${octal}`),
  ...hexadecimalOfUnseen,
  ...otherEscapes,
];

/** U+00AD, U+200B to U+200F, U+2060 to U+2064, U+FEFF. */
const invisibles = insideToken(3, '\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf');

/**
 * As in wide text. It cannot stand in an expression, so it is what remains of all; U+0001 is what it is made for some
 * greps. It counts as a word: lines with shapes go through a shell, which drops it.
 */
const nul = '[^\x02-\xff]';

/** Text that stands for itself in an extended regular expression. */
export function literal(text: string): string {
  return text.replace(/[.[\]{}()*+?^$|\\]/g, (char) =>
    char === '^' || char === '\\' ? `\\${char}` : `[${char}]`,
  );
}
