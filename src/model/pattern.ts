/** Where a pattern matched, in characters of the text; `start` and `end` are those of the secret in it. */
export interface PatternMatch {
  readonly index: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
}

/** A regular expression, tried on text in which a character is a byte. */
export interface Pattern {
  /** All matches from left to right. One whose secret group took no part in it is left out. */
  matchesIn(text: string): readonly PatternMatch[];
  test(text: string): boolean;
}

/**
 * Makes patterns; a user's own are read by another reader than ours, for they must not hang a scan.
 *
 * @param group which group is the secret; by default the first one where there is one, else the whole match
 */
export type PatternReader = (source: string, group?: number) => Pattern;

/** Reads the patterns of the built-in rules, which tests have tried. A leading `(?i)` asks for either case. */
export const readTrusted: PatternReader = (source, group) => new TrustedPattern(source, group);

/** Compiled when it is first tried: most scans need none. */
class TrustedPattern implements Pattern {
  readonly #source: string;
  readonly #flags: string;
  readonly #wantedGroup: number | undefined;
  #search: RegExp | undefined;
  #test: RegExp | undefined;
  #group = 0;

  constructor(source: string, group: number | undefined) {
    const either = source.startsWith('(?i)');
    // What is not ASCII stands in a text as the bytes of its UTF-8.
    this.#source = Buffer.from(either ? source.slice(4) : source).toString('latin1');
    this.#flags = either ? 'i' : '';
    this.#wantedGroup = group;
  }

  matchesIn(text: string): PatternMatch[] {
    this.#search ??= this.#compiled();
    const found: PatternMatch[] = [];
    for (const match of text.matchAll(this.#search)) {
      const span = match.indices?.[this.#group];
      if (span !== undefined)
        found.push({ index: match.index, length: match[0].length, start: span[0], end: span[1] });
    }
    return found;
  }

  test(text: string): boolean {
    this.#test ??= new RegExp(this.#source, this.#flags);
    return this.#test.test(text);
  }

  #compiled(): RegExp {
    // With an empty alternative every pattern matches '', and tells how many groups it has.
    const groups = () => new RegExp(`${this.#source}|`).exec('')!.length - 1;
    this.#group = this.#wantedGroup ?? Math.min(1, groups());
    return new RegExp(this.#source, `${this.#flags}dg`);
  }
}
