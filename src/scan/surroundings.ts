import type { View } from './view.ts';

/** How far a name may stand in front of its value on one line, in characters. */
const leadLength = 160;
/** How much of a line checks see in front of a value, and behind it, in characters: a signed URL with its token. */
const lineLength = 2400;
/** How many lines up a name may stand when the value's own line names nothing. */
const linesUp = 5;
/** How far "near" reaches: five lines, and no more than 600 characters. */
export const nearLines = 5;
export const nearLength = 600;
/** Where a rule asks for more lines, each of them is taken for so many characters. */
const lengthOfLine = nearLength / nearLines;

/** How far behind a value a name may stand that comes after it, in characters. */
const behindLength = 120;

/** Words in front of a value that say nothing about it. Shorter words do not, either, but for "id". */
const emptyWords = new Set(
  (
    'value default string data content text const let var val final static public private echo printf print key ' +
    'add input param entry property setting type hidden code span div pre strong'
  ).split(' '),
);

/** `, "name": "AWS_SECRET_ACCESS_KEY"` and `| gh secret set AWS_SECRET_ACCESS_KEY` behind a value. */
const nameBehind =
  /^["'`]?\s{0,8}(?:[,;]?\s{0,40}["']?(?:name|key|variable)["']?\s{0,4}[:=]\s{0,4}["']?(?<name>[\w.:/-]{3,80})|\|(?<command>[^\r\n|]{1,100}))/i;

/** Whether a line names nothing itself, such as `value: ` or `<td>` or an opening quote: its name stands elsewhere. */
const namesNothing = (before: string): boolean =>
  (before.match(/[A-Za-z]\w*/g) ?? []).every((word) => isEmpty(word.toLowerCase()));

const isEmpty = (word: string): boolean =>
  emptyWords.has(word) || (word.length <= 2 && word !== 'id') || word.endsWith('value');

/** The text around a candidate, cut out only when a rule asks. Every answer depends on bytes nearby alone. */
export class Surroundings {
  readonly #view: View;
  readonly #start: number;
  readonly #end: number;

  constructor(view: View, start: number, end: number) {
    this.#view = view;
    this.#start = start;
    this.#end = end;
  }

  /** What stands in front of the candidate on its line. */
  get before(): string {
    return lastLine(this.#slice(this.#start - lineLength, this.#start));
  }

  /** What stands behind the candidate on its line. */
  get after(): string {
    const text = this.#slice(this.#end, this.#end + lineLength);
    return text.slice(0, text.search(/[\r\n]|$/));
  }

  /** Where a name that speaks for the candidate would stand: in front of it, or else above it or behind it. */
  get lead(): string {
    const before = lastLine(this.#slice(this.#start - leadLength, this.#start));
    if (before.length === leadLength || !namesNothing(before)) return before;
    const above = this.#slice(this.#start - before.length - nearLength, this.#start - before.length)
      .split('\n')
      .slice(-1 - linesUp)
      .join('\n');
    const { name, command } = nameBehind.exec(this.#slice(this.#end, this.#end + behindLength))?.groups ?? {};
    return `${name ?? command ?? ''}\n${above}${before}`;
  }

  /** So many lines up and down, five by default. */
  nearby(lines = nearLines): string {
    const length = lines * lengthOfLine;
    const above = this.#slice(this.#start - length, this.#start)
      .split('\n')
      .slice(-1 - lines);
    const below = this.#slice(this.#end, this.#end + length)
      .split('\n')
      .slice(0, 1 + lines);
    return `${above.join('\n')}\n${below.join('\n')}`;
  }

  #slice(from: number, to: number): string {
    const { bytes } = this.#view;
    return bytes.toString('latin1', Math.max(0, from), Math.min(bytes.length, Math.max(0, to)));
  }
}

/** What stands behind the last line end of a text. */
export const lastLine = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
