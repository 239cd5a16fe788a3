import { nearest } from '../model/nearest.ts';
import { isUserError } from '../model/user-error.ts';

/** Where in a configuration something is wrong, and what. It becomes a UserError with line and column. */
export class Mistake extends Error {
  readonly path: readonly (string | number)[];

  /** @param path keys and places in arrays that lead to it */
  constructor(path: readonly (string | number)[], message: string, cause?: unknown) {
    super(message, { cause });
    this.path = path;
  }
}

/**
 * A pattern that was not understood, with its place.
 *
 * @param from where what was written begins in the pattern that was tried
 * @throws what is no mistake in a pattern
 */
export function patternMistake(path: readonly (string | number)[], cause: unknown, from = 0): Mistake {
  if (!isUserError(cause) || !('problem' in cause)) throw cause;
  const at = 'offset' in cause && typeof cause.offset === 'number' ? cause.offset - from : -1;
  const offset = at < 0 ? '' : ` (its character ${at + 1})`;
  return new Mistake(path, `this pattern is not understood: ${cause.problem}${offset}`, cause);
}

/** A word of the file that no credential can be hidden in; else what is said instead of it. */
export const quotable = (word: string, instead: string): string =>
  /^[A-Za-z0-9_.-]{1,40}$/.test(word) && !/[A-Z0-9]{12}/.test(word) ? word : instead;

export function unknownRule(path: readonly (string | number)[], id: string, ids: readonly string[]): Mistake {
  const rest = meant(id, ids) ?? 'keyhalt rules list names them all';
  return new Mistake(path, `there is no rule ${quotable(id, 'of that name')}; ${rest}`);
}

/** What is said of a key that its table does not have. */
export const unknownSetting = (key: string, keys: readonly string[]): string =>
  `is not a setting of keyhalt; ${meant(key, keys) ?? `there are ${keys.join(', ')}`}`;

function meant(word: string, words: readonly string[]): string | undefined {
  const one = nearest(word, words);
  return one === undefined ? undefined : `did you mean ${one}?`;
}
