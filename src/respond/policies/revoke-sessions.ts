import { UserError } from '../../model/user-error.ts';
import { type PolicyDocument, policyOf } from './document.ts';

/**
 * Denies everything to sessions that were issued before a moment, and nothing to what is no session: a long-term key has
 * no `aws:TokenIssueTime`. The console writes the same policy (IAM user guide, id_roles_use_revoke-sessions).
 *
 * @throws UserError when there is no moment
 */
export function revokeSessions(moment: Date | undefined): PolicyDocument {
  if (moment === undefined || Number.isNaN(moment.getTime()))
    throw new UserError('no moment is named before which sessions are revoked', {
      hint: 'Name one in UTC, such as 2026-01-31T12:00:00Z.',
    });
  return policyOf({
    Sid: 'KeyhaltDenyOlderSessions',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: { DateLessThan: { 'aws:TokenIssueTime': moment.toISOString() } },
  });
}
