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

/** A pattern that was not understood, with its place. @throws what is no mistake in a pattern */
export function patternMistake(path: readonly (string | number)[], cause: unknown): Mistake {
  if (!isUserError(cause) || !('problem' in cause)) throw cause;
  const offset =
    'offset' in cause && typeof cause.offset === 'number' ? ` (its character ${cause.offset + 1})` : '';
  return new Mistake(path, `this pattern is not understood: ${cause.problem}${offset}`, cause);
}

/** A word of the file that no credential can be hidden in. */
export const quotable = (word: string): string =>
  /^[A-Za-z0-9_.-]{1,40}$/.test(word) && !/[A-Z0-9]{12}/.test(word) ? word : 'of that name';

export const unknownRule = (
  path: readonly (string | number)[],
  id: string,
  ids: readonly string[],
): Mistake => new Mistake(path, `there is no rule ${quotable(id)}; there are ${ids.join(', ')}`);
