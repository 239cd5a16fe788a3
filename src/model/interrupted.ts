import { UserError } from './user-error.ts';

const said = 'interrupted: the rest was not looked at';

/** Someone ended a scan in the middle. */
export const interrupted = (): UserError =>
  new UserError(said, { hint: 'Run it again to look at everything.' });

/** Whether an error, or what a report says of one, is that. */
export const isInterruption = (error: unknown): boolean => (error as Partial<Error> | null)?.message === said;
