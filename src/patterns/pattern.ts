import type { Built } from './build.ts';
import type { Wanted } from './engine.ts';
import { requiredLiteral } from './literal.ts';
import { parse } from './parse.ts';
import { PatternError } from './pattern-error.ts';
import { longestText, Search } from './search.ts';
import { nullable } from './tree.ts';

/** Where a pattern matched, in characters of the text. `start` and `end` are those of the secret. */
export interface PatternMatch {
  readonly index: number;
  readonly length: number;
  readonly start: number;
  readonly end: number;
}

export interface Pattern {
  /** All matches from left to right. One whose `group` took no part in it is left out. */
  matchesIn(text: string): PatternMatch[];
  test(text: string): boolean;
}

export interface PatternOptions {
  /** The place where the pattern stands, in words, for messages: `keyhalt.toml:12:9, rule acme-token`. */
  readonly name: string;
  /** The group that is the secret. By default the first that holds something, as in gitleaks, or the whole match. */
  readonly group?: number;
  /** Milliseconds for one search. */
  readonly budget?: number;
  readonly ignoreCase?: boolean;
}

const usualBudget = 2000;

/**
 * Reads a regular expression of JavaScript, or of RE2 and Go. It is tried on text in which a character is a byte.
 *
 * Both: `\d \w \s \b` know ASCII only. `.` and `[^…]` are one byte; a character beyond ASCII is the bytes of its
 * UTF-8 encoding, also in a class, but not in a negated one. `\xHH` is a byte, `\x{H…}`, `\uHHHH` and `\u{H…}` a
 * character. `(?i)` is about ASCII letters, and about other characters that the pattern itself spells.
 *
 * As in JavaScript where RE2 differs: `.` matches no carriage return, `(?m)` lets `^` and `$` stand at one, `\s` has
 * the vertical tab, look-around and back-references are there, a repetition may count beyond 1,000.
 *
 * As in RE2 where JavaScript differs: flags anywhere, `(?i)`, `(?s-m:…)`, also `(?U)`; `(?P<name>…)`; `\A`, `\z`,
 * `\a`, `\C` (any byte), `\Q…\E`; `[[:alpha:]]`; `]` first in a class is a member of it. `$` without `(?m)` is the
 * end of the text in both.
 *
 * An error, because it means two things or would be taken for its letter: `[^]`, `\Z`, `\p`, `{,n}`, possessive and
 * atomic groups, and all other escapes of letters that neither language has.
 *
 * @throws PatternError when it is not understood, or could match nothing at all
 */
export function readPattern(source: string, options: PatternOptions): Pattern {
  const { name, budget = usualBudget } = options;
  const { parsed, wanted } = understood(source, options);
  const place = { name, budget };
  const any = new Search(parsed.tree, { groups: [], strict: false }, place);
  const all = wanted.groups.length === 0 ? any : new Search(parsed.tree, wanted, place);
  tryOut([any, all], name);
  return { matchesIn: (text) => all.all(text), test: (text) => any.some(text) };
}

/** What can be told of a pattern without a text. */
export interface PatternFacts {
  /** Whether on a long text its search must be watched, since it could take long. */
  readonly guarded: boolean;
  /** Why, in words. */
  readonly why?: string;
  /** Whether the linear engine takes over when time runs out; otherwise that is an error. */
  readonly linear: boolean;
  /** The longest text that every match must hold: a keyword to suggest. */
  readonly literal?: string;
}

/** @throws PatternError as `readPattern` does */
export function explainPattern(
  source: string,
  options: PatternOptions = { name: 'the pattern' },
): PatternFacts {
  const { parsed, wanted } = understood(source, options);
  const search = new Search(parsed.tree, wanted, { name: options.name, budget: usualBudget });
  const literal = requiredLiteral(parsed.tree);
  const guarded = search.unwatched < longestText;
  return {
    guarded,
    ...(guarded ? { why: reasonFor(search.unwatched) } : {}),
    linear: search.hasLinear,
    ...(literal === undefined ? {} : { literal }),
  };
}

function understood(source: string, options: PatternOptions): { parsed: Built; wanted: Wanted } {
  try {
    const parsed = parse(source, options.ignoreCase ?? false);
    if (nullable(parsed.tree))
      throw new PatternError('it can match the empty text, so it would match everywhere');
    return { parsed, wanted: wantedOf(parsed.groups, options.group) };
  } catch (error) {
    throw error instanceof PatternError ? error.named(options.name) : error;
  }
}

function wantedOf(groups: number, group: number | undefined): Wanted {
  if (group === undefined) return { groups: Array.from({ length: groups }, (_, i) => i + 1), strict: false };
  if (group === 0) return { groups: [], strict: false };
  if (!Number.isInteger(group) || group < 0 || group > groups)
    throw new PatternError(`the secret is group ${group}, but there are ${groups} groups`);
  return { groups: [group], strict: true };
}

/** V8 compiles late, and it has limits of its own. */
function tryOut(searches: readonly Search[], name: string): void {
  try {
    for (const search of searches) search.all('x');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new PatternError('it is too large', undefined, name);
  }
}

const reasonFor = (unwatched: number): string =>
  unwatched < 100
    ? 'repetitions in each other, or several in a row, multiply: even a line may take long'
    : `from about ${unwatched.toLocaleString('en')} bytes of text on it could try more than is done at once`;
