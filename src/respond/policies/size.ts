import { UserError } from '../../model/user-error.ts';
import type { PolicyDocument } from './document.ts';

/** Where a policy is put: inline into one of three, or as a managed policy of its own. */
export type PolicyPlace = 'user' | 'group' | 'role' | 'managed';

/**
 * How many characters AWS takes, white space not counted: of all inline policies of one user, group or role together, or
 * of one managed policy. None of them can be raised.
 *
 * IAM user guide, reference_iam-quotas.
 */
export const sizeLimits: Readonly<Record<PolicyPlace, number>> = {
  user: 2_048,
  group: 5_120,
  role: 10_240,
  managed: 6_144,
};

/** In characters, as AWS counts them. */
export const policySize = (document: unknown): number =>
  JSON.stringify(document).replaceAll(/\s/g, '').length;

/**
 * @param used characters of the other inline policies there
 * @param advice what makes the policy smaller
 * @throws UserError when AWS would refuse it there
 */
export function checkSize(document: PolicyDocument, place: PolicyPlace, advice: string, used = 0): void {
  const size = policySize(document);
  const left = sizeLimits[place] - used;
  if (size <= left) return;
  const others = used === 0 ? '' : `, of which ${used} are in use`;
  throw new UserError(
    `the policy has ${size} characters, ${size - left} too many: AWS takes ${sizeLimits[place]} in ${where[place]}${others}`,
    { hint: advice },
  );
}

const where: Readonly<Record<PolicyPlace, string>> = {
  user: 'all inline policies of a user together',
  group: 'all inline policies of a group together',
  role: 'all inline policies of a role together',
  managed: 'a managed policy',
};
