import type { Pattern } from '../model/pattern.ts';
import type { Wanted } from './engine.ts';
import { requiredLiteral } from './literal.ts';
import { parse } from './parse.ts';
import { PatternError } from './pattern-error.ts';
import { longestText, Search } from './search.ts';
import { type Node, nullable } from './tree.ts';

export interface PatternOptions {
  /** The place where the pattern stands, in words, for messages: `keyhalt.toml:12:9, rule acme-token`. */
  readonly name: string;
  /** The group that is the secret. By default the first that holds something, as in gitleaks, or the whole match. */
  readonly group?: number;
  /** Milliseconds for one search; the linear engine, which may take over, has five times as many. */
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
 * the vertical tab, look-around and back-references are there, a repetition may count beyond 1,000 and never takes
 * an empty turn that it need not.
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
  return naming(options.name, () => {
    const { tree, wanted, place } = understood(source, options);
    const search = new Search(tree, wanted, place);
    // V8 compiles when it first searches.
    search.some('x');
    return { matchesIn: (text) => search.all(text), test: (text) => search.some(text) };
  });
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
  return naming(options.name, () => {
    const { tree, wanted, place } = understood(source, options);
    const { unwatched, hasLinear } = new Search(tree, wanted, place);
    const literal = requiredLiteral(tree);
    const guarded = unwatched < longestText;
    return {
      guarded,
      ...(guarded ? { why: reasonFor(unwatched) } : {}),
      linear: hasLinear,
      ...(literal === undefined ? {} : { literal }),
    };
  });
}

const reasonFor = (unwatched: number): string =>
  unwatched < 200
    ? 'repetitions in each other, or several in a row, multiply: even a line may take long'
    : `from about ${unwatched.toLocaleString('en')} bytes of text on it could try more than is done at once`;

/** Mistakes are told with the place where the pattern stands. */
function naming<T>(name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    // V8 has limits of its own, and quotes the pattern.
    if (error instanceof SyntaxError) throw new PatternError('it is too large', undefined, name);
    throw error instanceof PatternError ? error.named(name) : error;
  }
}

function understood(
  source: string,
  { name, group, budget = usualBudget, ignoreCase = false }: PatternOptions,
): { tree: Node; wanted: Wanted; place: { name: string; budget: number } } {
  const { tree, groups } = parse(source, ignoreCase);
  if (nullable(tree)) throw new PatternError('it can match the empty text, so it would match everywhere');
  return { tree, wanted: wantedOf(groups, group), place: { name, budget } };
}

function wantedOf(groups: number, group: number | undefined): Wanted {
  if (group === undefined) return { groups: Array.from({ length: groups }, (_, i) => i + 1), strict: false };
  if (group === 0) return { groups: [], strict: false };
  if (!Number.isInteger(group) || group < 0 || group > groups)
    throw new PatternError(
      `the secret is group ${group}, but there ${groups === 1 ? 'is 1 group' : `are ${groups} groups`}`,
    );
  return { groups: [group], strict: true };
}
