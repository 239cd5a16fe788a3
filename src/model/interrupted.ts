import { UserError } from './user-error.ts';

/** Someone ended a scan in the middle. */
export const interrupted = (): UserError =>
  new UserError('interrupted: the rest was not looked at', { hint: 'Run it again to look at everything.' });
