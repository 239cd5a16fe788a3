/** A fingerprint as a person names it: whole, or as much of its beginning as is no other's. */
import { UserError } from '../model/user-error.ts';

/** @throws UserError for what is neither a fingerprint nor the beginning of one */
export function demandFingerprint(name: string): void {
  if (name === '')
    throw new UserError('the fingerprint is empty', {
      hint: 'Name one, or leave it out: keyhalt respond lists them.',
    });
  if (/^kh1:[0-9a-f]{0,3}$/.test(name))
    throw new UserError(`${name} is too little of a fingerprint`, { hint: 'Give at least 4 digits of it.' });
  if (!/^kh1:[0-9a-f]{4,32}$/.test(name))
    throw new UserError(`${name} is no fingerprint`, {
      hint: 'It is kh1: and up to 32 digits (0-9, a-f), and is told with each finding: keyhalt respond lists them.',
    });
}

export const ambiguous = (name: string): UserError =>
  new UserError(`${name} is the beginning of more than one fingerprint`, { hint: 'Give more of it.' });
