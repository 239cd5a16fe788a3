import { UserError } from '../../model/user-error.ts';
import { isName } from '../principal.ts';

/** @throws UserError when it is none */
export function checkName(option: string, name: string): string {
  if (isName(name)) return name;
  throw new UserError(`${option} wants the name alone`, {
    hint: 'Letters, digits and _+=,.@-, at most 64 of them: no path, no ARN.',
  });
}

/** IAM tells names that differ in case alone for the same. */
export const isSameName = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** Whether IAM lets nobody change it. */
export const isManagedRole = (role: string): boolean => /^(?:AWSReservedSSO_|AWSServiceRoleFor)/.test(role);

/** `AKIA************WXYZ` */
export const masked = (id: string): string =>
  id.length <= 8 ? '*'.repeat(id.length) : id.slice(0, 4) + '*'.repeat(id.length - 8) + id.slice(-4);
