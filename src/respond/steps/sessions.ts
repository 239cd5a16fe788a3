/** Sessions: what was given out for a time. They cannot be taken back, but denied. */
import type { Step } from '../../model/plan.ts';
import { ask } from '../where.ts';
import { inWords, never, reading, undoneBy } from './step.ts';

const toRole = '--role-name "$ROLE_NAME" --policy-name keyhalt-revoke-sessions';
const toUser = '--user-name "$USER_NAME" --policy-name keyhalt-revoke-sessions';

const writePolicy = 'keyhalt respond --policy revoke-sessions --output revoke-sessions.json &&';

export const revokeOfRole: Step = {
  title: 'Revoke the sessions of the role',
  why: 'A session cannot be switched off. The policy denies everything to all sessions of the role that were given out until now, those of others, too: they fetch new ones. An instance keeps its old session for hours until its profile is attached anew or it is restarted. A service-linked role cannot be changed: ask the service. Leave the policy on for 36 hours.',
  commands: [
    writePolicy,
    `  aws iam put-role-policy ${toRole} --policy-document file://revoke-sessions.json`,
  ],
  undo: undoneBy(`aws iam delete-role-policy ${toRole}`),
};

/** The user's keys stay as they are: what they sign has no time of issue. */
export const revokeOfUser: Step = {
  title: 'Revoke the sessions that the user has made',
  why: 'GetSessionToken and GetFederationToken make sessions of up to 36 hours that outlive the key they were made with. The policy denies everything to those that were given out until now; keys of the user are not touched by it.',
  commands: [
    writePolicy,
    `  aws iam put-user-policy ${toUser} --policy-document file://revoke-sessions.json`,
  ],
  undo: undoneBy(`aws iam delete-user-policy ${toUser}`),
};

/** As one step of a key's plan. */
export const revokeWhatTheKeyMade: Step = {
  ...revokeOfUser,
  when: 'if the events show GetSessionToken or GetFederationToken, or cannot tell',
};

/** A session of one role may have been used to get that of another. */
export const revokeOtherRoles: Step = {
  title: 'Revoke the sessions of the roles that it took on',
  why: 'AssumeRole gives a session of its own, which goes on when the credential that asked for it is stopped. Do it for each role that the events name.',
  when: 'if the events show AssumeRole',
  commands: [
    `${ask('OTHER_ROLE', 'Role that it took on')} &&`,
    `  ${writePolicy}`,
    '  aws iam put-role-policy --role-name "$OTHER_ROLE" --policy-name keyhalt-revoke-sessions --policy-document file://revoke-sessions.json',
  ],
  undo: undoneBy(
    'aws iam delete-role-policy --role-name "$OTHER_ROLE" --policy-name keyhalt-revoke-sessions',
  ),
};

/** Whoever got one session may get the next one. */
export const closeTheSource: Step = {
  title: 'Close the way by which the session came out',
  why: 'A role gives new sessions to whoever its trust policy lets in. See whether only those who must are in it. Where it was copied from an instance, a build or a laptop, mend that: else the next session leaks the same way.',
  commands: [
    'aws iam get-role --role-name "$ROLE_NAME" --query Role.AssumeRolePolicyDocument',
    'aws iam list-attached-role-policies --role-name "$ROLE_NAME" --output text',
  ],
  undo: reading,
};

export const revokeOfRoot: Step = {
  title: 'End what the session of the root user came from',
  why: 'No policy of the account takes rights from a session of the root user. One that was made with a key ends within an hour; one of a member account can be held back by a service control policy of the organization meanwhile. Deactivate every key of the root user, so that no new one is made.',
  commands: ['aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent'],
  undo: inWords('The line changes nothing. Keys are switched on again in the console, as the root user.'),
};

/** INSTANCE_ARN and PERMISSION_SET_ARN. */
export const namePermissionSet: Step = {
  title: 'Find the permission set',
  why: 'A role called AWSReservedSSO_NAME_… belongs to the permission set NAME of Identity Center, and IAM does not let it be changed. Run this in the account, and with --region of the region, that Identity Center is managed from.',
  commands: [
    "INSTANCE_ARN=$(aws sso-admin list-instances --query 'Instances[0].InstanceArn' --output text)",
    `for EACH in $(aws sso-admin list-permission-sets --instance-arn "$INSTANCE_ARN" --query 'PermissionSets[]' --output text); do`,
    `  aws sso-admin describe-permission-set --instance-arn "$INSTANCE_ARN" --permission-set-arn "$EACH" --query 'PermissionSet.[Name,PermissionSetArn]' --output text`,
    'done',
    ask('PERMISSION_SET_ARN', 'ARN of the permission set'),
  ],
  undo: reading,
};

const ofPermissionSet = '--instance-arn "$INSTANCE_ARN" --permission-set-arn "$PERMISSION_SET_ARN"';
const provision = `aws sso-admin provision-permission-set ${ofPermissionSet} --target-type ALL_PROVISIONED_ACCOUNTS`;

/** A permission set has one inline policy: putting another one takes the first away. */
export const revokeOfPermissionSet: Step = {
  title: 'Revoke the sessions of the permission set',
  why: 'Signing the user out does not end sessions of roles, which last up to 12 hours. The policy denies everything to those that were given out until now, in all accounts of the permission set. A permission set has one inline policy: where there is one already, nothing is put in its place, and its statement has to be added by hand.',
  commands: [
    `INLINE_POLICY=$(aws sso-admin get-inline-policy-for-permission-set ${ofPermissionSet} --query InlinePolicy --output text)`,
    `case "$INLINE_POLICY" in`,
    `  ''|None)`,
    `    ${writePolicy}`,
    `      aws sso-admin put-inline-policy-to-permission-set ${ofPermissionSet} --inline-policy file://revoke-sessions.json &&`,
    `      ${provision} ;;`,
    `  *) echo 'It has an inline policy: add the statement of keyhalt respond --policy revoke-sessions to it.' ;;`,
    'esac',
  ],
  undo: undoneBy(`aws sso-admin delete-inline-policy-from-permission-set ${ofPermissionSet}`, provision),
};

export const signOut: Step = {
  title: 'End the sign-in, and the user’s way to a new one',
  why: 'The token fetches sessions of every role that its user has. In the console of Identity Center: Users, the user, Active sessions, select all, Delete session. Then disable the user, there or in your identity provider, until the machine it came from is known to be clean. On that machine the line below signs out, also on the server.',
  commands: ['aws sso logout'],
  undo: inWords('Enable the user again; aws sso login makes a new sign-in.'),
};

export const nameCenterUser: Step = {
  title: 'Name the user of Identity Center',
  why: 'Of a session it is the last part of the ARN, behind the name of the role. Of a token it is whoever signed in on the machine that it comes from. CloudTrail knows what was done by that name.',
  commands: [ask('USER_NAME', 'User')],
  undo: reading,
};

export const waitForExpiry: Step = {
  title: 'Wait until it has expired, and look once more',
  why: 'Until then a revoked session is held back by a policy only. Afterwards look at the events once more, and take the policy off by the undo of its step.',
  commands: [],
  undo: never('Time passes by itself.'),
};
