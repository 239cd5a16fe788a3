import { isOfAnotherCloud } from './clouds.ts';
import { type Enclosures, enclosuresOf, indentOf } from './enclosures.ts';
import { type Heading, headingOf } from './headings.ts';
import { type Margin, sharedMargin, withoutMargins } from './margins.ts';
import {
  argumentAfter,
  behindLength,
  endsWithoutName,
  nameBehind,
  nameOfUse,
  namesNothing,
  namesPlace,
  notesBeside,
  withoutNamesOfEarlierItems,
  withoutTags,
} from './names.ts';
import { isBesideAwsOwn, isOfAnother } from './owners.ts';
import type { View } from './view.ts';

/** How far a name may stand in front of its value on one line, in characters without tags and indents. */
const leadLength = 160;
/** How much of a line checks see in front of a value, and behind it, in characters: a signed URL with its token. */
export const lineLength = 2400;
/** How many lines up a name may stand when the value's own line names nothing. */
const linesUp = 5;
/** How far "near" reaches: five lines, and no more than 600 characters. */
export const nearLines = 5;
export const nearLength = 600;
/** How far up and down what encloses a value is followed, in characters. */
const enclosingLength = 1200;
/** Where a rule asks for more lines, each of them is taken for so many characters. */
const lengthOfLine = nearLength / nearLines;

/** What stands for the candidate itself in what is nearby. */
const placeOfValue = '\0';

/** The text around a candidate, cut out only when a rule asks. Every answer depends on bytes nearby alone. */
export class Surroundings {
  readonly #view: View;
  readonly #start: number;
  readonly #end: number;
  #before: string | undefined;
  #lead: string | undefined;
  #nearby: string | undefined;
  #nearbyLines = 0;
  #notes: string | undefined;
  #heading: Heading | undefined;
  #marginFound: readonly [Margin | undefined] | undefined;
  #enclosures: readonly Enclosures[] | undefined;
  #isOfAnother: boolean | undefined;
  #isOfAnotherCloud: boolean | undefined;

  constructor(view: View, start: number, end: number) {
    this.#view = view;
    this.#start = start;
    this.#end = end;
  }

  /** What stands in front of the candidate on its line. */
  get before(): string {
    this.#before ??= lastLine(this.#slice(this.#start - lineLength, this.#start));
    return this.#before;
  }

  /** What stands behind the candidate on its line. */
  get after(): string {
    const text = this.#slice(this.#end, this.#end + lineLength);
    return text.slice(0, text.search(/[\r\n]|$/));
  }

  /** Where a name that speaks for the candidate would stand: in front of it, at the head of its column, above, behind. */
  get lead(): string {
    this.#lead ??= this.#findLead();
    return this.#lead;
  }

  /** What comments beside the candidate say. */
  get notes(): string {
    this.#notes ??= notesBeside(
      this.#slice(this.#start - nearLength, this.#start),
      this.#slice(this.#end, this.#end + behindLength),
    );
    return this.#notes;
  }

  /** Whether what it stands in says that it belongs to something else than AWS. */
  get isOfAnother(): boolean {
    this.#isOfAnother ??= this.isOfAnotherCloud || this.#isOfAnotherThing();
    return this.#isOfAnother;
  }

  /** Whether its name or what it stands in says that it belongs to another cloud. */
  get isOfAnotherCloud(): boolean {
    this.#isOfAnotherCloud ??= isOfAnotherCloud(
      this.#enclosuresFound,
      this.before,
      () => this.nearby(),
      () => this.#around(nearLines),
    );
    return this.#isOfAnotherCloud;
  }

  #isOfAnotherThing(): boolean {
    const { before, after, notes } = this;
    const nearby = () => this.nearby();
    return (
      isOfAnother(this.#enclosuresFound, { before, after, notes, nearby }) || isBesideAwsOwn(before, nearby())
    );
  }

  get #enclosuresFound(): readonly Enclosures[] {
    this.#enclosures ??= this.#findEnclosures();
    return this.#enclosures;
  }

  #findEnclosures(): readonly Enclosures[] {
    const above = this.#slice(this.#start - enclosingLength, this.#start);
    const whole = above.slice(this.#start > enclosingLength ? above.indexOf('\n') + 1 : 0);
    return enclosuresOf(whole, this.#slice(this.#end, this.#end + enclosingLength));
  }

  /**
   * So many lines up and down, five by default and then with what encloses it, and the head of the table that it is in. A
   * NUL on a line of its own stands where the candidate does.
   */
  nearby(lines = nearLines): string {
    if (this.#nearby === undefined || this.#nearbyLines !== lines) this.#nearby = this.#findNearby(lines);
    this.#nearbyLines = lines;
    return this.#nearby;
  }

  #findNearby(lines: number): string {
    const { above, below } = this.#around(lines);
    const heads = lines === nearLines ? this.#enclosuresFound.flat().map(({ head }) => head) : [];
    return [...heads, above, placeOfValue, below, this.#headingFound.row.join(' ')].join('\n');
  }

  /** So many lines up and down. */
  #around(lines: number): { readonly above: string; readonly below: string } {
    const length = lines * lengthOfLine;
    const above = this.#slice(this.#start - length, this.#start).split('\n');
    const below = this.#slice(this.#end, this.#end + length).split('\n');
    return { above: above.slice(-1 - lines).join('\n'), below: below.slice(0, 1 + lines).join('\n') };
  }

  get #headingFound(): Heading {
    this.#heading ??= headingOf(this.#view, this.#start, this.#end);
    return this.#heading;
  }

  #findLead(): string {
    const { cell, row, from } = this.#headingFound;
    const whole = from > 0 ? this.#slice(from, this.#start) : this.#nearestText();
    const margin = this.#margin?.text ?? '';
    const own = whole.startsWith(margin) ? whole.slice(margin.length) : whole;
    const after = this.#withoutMargins(this.#slice(this.#end, this.#end + behindLength));
    const next = `${cell}\n${argumentAfter(own, after)}\n${nameOfUse(own, after, () => this.#linesAbove().join('\n'))}`;
    if (namesPlace(own)) return `${next}\n${this.#parentsOf(own)}\n${whole}`;
    if (!endsWithoutName(own)) return `${next}\n${whole}`;
    const behind = nameBehind(after);
    // Above it in a table stand other columns, too.
    const isTable = row.filter((name) => /\w/.test(name)).length > 1;
    if (isTable || !namesNothing(own)) return `${next}\n${behind}\n${whole}`;
    const above = withoutNamesOfEarlierItems(this.#linesAbove()).join('\n');
    return `${next}\n${behind}\n${above}${whole}`;
  }

  /** The lines above, the last of them empty: it is the candidate's own. */
  #linesAbove(): string[] {
    const line = this.before.length;
    return this.#withoutMargins(this.#slice(this.#start - line - nearLength, this.#start - line))
      .split('\n')
      .slice(-1 - linesUp);
  }

  /** What stands in front of the candidate's line and the one above it, as in a log. */
  get #margin(): Margin | undefined {
    this.#marginFound ??= [this.#findMargin()];
    return this.#marginFound[0];
  }

  #findMargin(): Margin | undefined {
    const line = this.#start - this.before.length;
    return sharedMargin(
      this.before,
      this.#slice(line - lineLength, line - 1)
        .split('\n')
        .at(-1)!,
    );
  }

  #withoutMargins(text: string): string {
    return this.#margin === undefined ? text : withoutMargins(text, this.#margin);
  }

  /** The nearest lines above that have less and less of an indent, up to the first that names something. */
  #parentsOf(own: string): string {
    const parents: string[] = [];
    let indent = indentOf(own);
    for (const line of this.#linesAbove().reverse()) {
      if (line.trim() === '' || indentOf(line) >= indent) continue;
      parents.unshift(line);
      indent = indentOf(line);
      if (!namesNothing(line) && !namesPlace(line)) break;
    }
    return parents.join('\n');
  }

  /** What stands in front of the candidate on its line, as far as a name may stand there. */
  #nearestText(): string {
    const text = lastLine(this.#slice(this.#start - leadLength, this.#start));
    if (text.length < leadLength || !/[<>]|\s{4}/.test(text)) return text;
    return withoutTags(this.before).replace(/\s+/g, ' ').slice(-leadLength);
  }

  #slice(from: number, to: number): string {
    const { bytes } = this.#view;
    return bytes.toString('latin1', Math.max(0, from), Math.min(bytes.length, Math.max(0, to)));
  }
}

/** What stands behind the last line end of a text. */
const lastLine = (text: string): string =>
  text.slice(Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1);
