import { UserError } from '../model/user-error.ts';

/** A pattern that was not understood. The message quotes fixed pieces of syntax only: a pattern may hold a secret. */
export class PatternError extends UserError {
  /** What is wrong, without the place. */
  readonly problem: string;
  /** Where in the source, in characters from 0. */
  readonly offset: number | undefined;

  constructor(problem: string, offset?: number, name = 'a pattern') {
    const where = offset === undefined ? '' : ` (character ${offset + 1} of the pattern)`;
    super(`${name}: ${problem}${where}`, {
      hint: 'Write patterns as for JavaScript, or as for RE2 and Go.',
    });
    this.problem = problem;
    this.offset = offset;
  }

  /** The same mistake, with the place where the pattern stands. */
  named(name: string): PatternError {
    return new PatternError(this.problem, this.offset, name);
  }
}
