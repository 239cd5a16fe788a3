import type { Rule } from '../model/rule.ts';
import { names } from '../scan/anchors.ts';

/**
 * The extended regular expression of which every text with a credential has a line: what `bin/keyhalt-hook` asks grep
 * before it starts Node. One byte a character, for a grep in the C locale.
 *
 * It knows no rule's whole shape, only what none of them does without: a keyword, forty characters without a gap, or
 * the mark of one of the second looks. Each alternative is a superset of what one of these asks for, so a mistake in it
 * costs time; that none lets anything pass which a scanner finds is what `test/gate/` is for.
 */
export const gateExpression = (rules: readonly Rule[]): string =>
  [...keywords(rules), longRun, encodedText, ...escapes, invisibles, wideText].join('|');

/** The keywords of all rules, and the names near which a value may stand in pieces: those are hints of the same kind. */
function keywords(rules: readonly Rule[]): string[] {
  const all = [...rules.flatMap((rule) => rule.keywords ?? []), ...names];
  const distinct = [...new Set(all)];
  // What holds another one adds nothing.
  return distinct
    .filter((one) => !distinct.some((other) => other !== one && one.includes(other)))
    .map(literal);
}

/**
 * As long as a secret access key, which is the shortest credential without a keyword, written with escapes or without.
 * A run that is wrapped goes on for as much on each of its lines but the last.
 */
const longRun = '[A-Za-z0-9+/%\\\\&#;]{40}';

/**
 * Six groups of base64 in a row that stand for eighteen printable characters: twenty, as in the shortest credential,
 * hold so many, wherever the groups begin. In the alphabet for URLs, too: of those only the last character of a group
 * can be one of `-_+/`.
 */
const encodedText = `(${[
  group((value) => value >= 8 && value < 32),
  group((value) => value % 16 >= 2 && value % 16 < 8),
  group((value) => value % 4 < 2),
  '[A-Za-z0-9+/_-]',
].join('')}){6}`;

function group(isPossible: (value: number) => boolean): string {
  const alphabet = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'];
  return `[${alphabet.filter((_, value) => isPossible(value)).join('')}]`;
}

/** What may be part of a token, as the kernel has it: base64, escapes, and the bytes of characters that no one sees. */
const inToken = '[A-Za-z0-9+/%\\\\\x80\x81\x8b-\x8f\xa0-\xa4\xad\xbb\xbf\xc2\xe2\xef]';
/** A token is twenty bytes long at least, so nine stand on one side of a character in it. */
const insideToken = (one: string): string => `${inToken}{9}(${one})|(${one})${inToken}{9}`;

/**
 * What is escaped for no other reason than to hide: letters, digits, and what escapes themselves begin with, which is
 * then escaped twice. Escapes of `+`, `/` and `=` are part of a long run.
 */
const hiding = '%&\\#;-._|0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const codes = [...hiding].map((char) => char.charCodeAt(0));
const hexadecimal = oneOf(codes.map((code) => code.toString(16)));
const octal = oneOf(codes.map((code) => code.toString(8).padStart(3, '0')));
const decimal = oneOf(codes.map(String));

const escapes: readonly string[] = [
  insideToken(`%(u00)?${hexadecimal}`),
  insideToken(`\\\\((x|u00|U000000)${hexadecimal}|${octal})`),
  `&(amp;)*#(0*${decimal}|[xX]0*${hexadecimal});`,
];

/** U+00AD, U+200B to U+200F, U+2060 to U+2064, U+FEFF. */
const invisibles = insideToken('\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xa4]|\xef\xbb\xbf');

/** Letters with one NUL or three between them. NUL stands in no expression, but it is a control character. */
const wideText = '([ -~][[:cntrl:]]){5}|([ -~][[:cntrl:]]{3}){4}';

/** Numbers, those that differ in the last digit alone together; digits that are letters in either case. */
function oneOf(numbers: readonly string[]): string {
  const endings = new Map<string, string>();
  for (const number of numbers) {
    const start = number.slice(0, -1);
    endings.set(start, (endings.get(start) ?? '') + number.slice(-1));
  }
  const all = [...endings].map(
    ([start, ends]) => `${start}[${ends}${ends.toUpperCase().replace(/[0-9]/g, '')}]`,
  );
  return `(${all.join('|')})`;
}

/** Text that stands for itself in an extended regular expression. */
export function literal(text: string): string {
  return text.replace(/[.[\]{}()*+?^$|\\]/g, (char) =>
    char === '^' || char === '\\' ? `\\${char}` : `[${char}]`,
  );
}
