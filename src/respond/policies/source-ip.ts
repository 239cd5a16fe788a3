import { UserError } from '../../model/user-error.ts';
import { type Condition, type PolicyDocument, policyOf } from './document.ts';
import { rangesFrom } from './ranges.ts';

/**
 * Denies everything that comes from elsewhere.
 *
 * @throws UserError for bad ranges
 */
export const sourceIp = (ranges: readonly string[]): PolicyDocument =>
  policyOf({
    Sid: 'KeyhaltDenyFromElsewhere',
    Effect: 'Deny',
    Action: '*',
    Resource: '*',
    Condition: fromElsewhere(ranges),
  });

/**
 * The same, but who sends the marker may still put inline policies of the own user from anywhere. What is denied is the
 * opposite of "this action, on oneself, with the marker": one statement for each of the three.
 *
 * A user may stand below a path, which is no part of `aws:username`. Where a request has no user name, as in a session
 * of federation, the second statement denies: a resource with a variable that has no value matches none (IAM user
 * guide, reference_policies_variables).
 *
 * @throws UserError for bad ranges or a bad marker
 */
export function sourceIpWithDoor(ranges: readonly string[], marker: string | undefined): PolicyDocument {
  const elsewhere = fromElsewhere(ranges);
  return policyOf(
    {
      Sid: 'KeyhaltDenyFromElsewhere',
      Effect: 'Deny',
      NotAction: door,
      Resource: '*',
      Condition: elsewhere,
    },
    {
      Sid: 'KeyhaltDoorIsForOneself',
      Effect: 'Deny',
      Action: door,
      NotResource: [`arn:*:iam::*:user/\${aws:username}`, `arn:*:iam::*:user/*/\${aws:username}`],
      Condition: elsewhere,
    },
    {
      Sid: 'KeyhaltDoorHasMarker',
      Effect: 'Deny',
      Action: door,
      Resource: '*',
      Condition: { ...elsewhere, StringNotLike: { 'aws:UserAgent': `*${markerFrom(marker)}*` } },
    },
  );
}

const door = 'iam:PutUserPolicy';

/**
 * A request through a VPC endpoint has no `aws:SourceIp`, so it is denied, whoever's VPC it is. One that a service makes
 * for the user has `aws:ViaAWSService` "true"; one that does not tell is taken for the user's own.
 */
const fromElsewhere = (ranges: readonly string[]): Condition => ({
  NotIpAddress: { 'aws:SourceIp': rangesFrom(ranges) },
  BoolIfExists: { 'aws:ViaAWSService': 'false' },
});

/** AWS SDKs send an application ID of up to 50 characters (SDKs and tools guide, feature-appid); no wildcard is in it. */
function markerFrom(marker: string | undefined): string {
  if (marker !== undefined && /^[A-Za-z0-9_.-]{16,50}$/.test(marker)) return marker;
  throw new UserError('the door needs a marker of 16 to 50 letters, digits, or one of . _ -', {
    hint: 'Make one that nobody guesses: openssl rand -hex 16',
  });
}
