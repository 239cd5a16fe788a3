/**
 * A mistake or a fault that a person can mend: what happened, then what to do.
 *
 * Neither text ever holds file content. `cli.ts` and `hook.ts` print both and end with exit code 2.
 */
export class UserError extends Error {
  readonly hint: string;

  constructor(message: string, options: { hint: string; cause?: unknown }) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
  }
}

/** By name, not by class: parts of the program that are loaded late bring a class of their own. */
export const isUserError = (error: unknown): error is UserError =>
  error instanceof Error && 'hint' in error && (error.name === 'UserError' || error.name === 'GitError');
