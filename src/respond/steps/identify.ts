/** Whose is it: steps that change nothing in AWS. */
import type { Leak } from '../../model/leak.ts';
import type { Step } from '../../model/plan.ts';
import { quote } from '../../model/quote.ts';
import { nameInArn } from '../principal.ts';
import { ask, readFrom, readKeyId } from '../where.ts';
import { reading } from './step.ts';

/** The first step of all that follows: KEY_ID. */
export const takeKeyId = ({ finding }: Leak): Step => ({
  title: 'Take the key ID into the shell',
  why: 'All lines below use "$KEY_ID". It is read from where it stands, and not shown. Run them in the repository, with credentials of an administrator: never with the leaked key.',
  commands: readKeyId(finding),
  undo: reading,
});

/** Of a signed request: the ID of the key that signed it. */
export const takeSignersKeyId = ({ finding }: Leak): Step => ({
  title: 'Take the ID of the key that signed it into the shell',
  why: 'It stands in the request, between "Credential=" and the first / (or %2F): AKIA is a long-term key, ASIA a temporary one. All lines below use "$KEY_ID".',
  commands: [...readFrom(finding, 'KEY_ID', 'Key ID', { pattern: 'A[KS]IA[A-Z2-7]{16}', onItsLine: true })],
  undo: reading,
});

/** The same of a Bedrock key for a short time, which is a signed request in base64. */
export const takeSignersKeyIdOfBedrock = ({ finding }: Leak): Step => ({
  title: 'Take the ID of the key that signed it into the shell',
  why: 'The key is a signed request in base64, and names who signed it: AKIA is a long-term key, ASIA a temporary one. All lines below use "$KEY_ID".',
  commands: readFrom(finding, 'KEY_ID', 'Key ID of the signer', {
    pattern: 'bedrock-api-key-[A-Za-z0-9+/]+=*',
    filter: " | cut -c 17- | base64 --decode | LC_ALL=C grep -aoE 'A[KS]IA[A-Z2-7]{16}'",
  }),
  undo: reading,
});

/** Of an SMTP password: its user name is a key ID, which stands near it. */
export const takeSmtpKeyId = ({ finding }: Leak): Step => ({
  title: 'Take the SMTP user name into the shell',
  why: 'The password is computed from the secret key of an IAM user, and the SMTP user name is the ID of that key. The first ID in the same file is taken: where there are more, set KEY_ID yourself.',
  commands: readFrom(finding, 'KEY_ID', 'SMTP user name', { pattern: 'AKIA[A-Z2-7]{16}' }),
  undo: reading,
});

/** Of a secret alone: where its ID may be. */
export const findKeyId: Step = {
  title: 'Find the key ID that belongs to the secret',
  why: 'AWS does not look a secret up: without its ID it can neither be tested nor be stopped. The ID stands in an older commit, in another file, in the settings of CI, or in the profile of whoever wrote the line. Where none turns up, list the keys of all users and stop those that may be it.',
  commands: [
    'keyhalt scan --history',
    'aws iam generate-credential-report && sleep 5 && aws iam get-credential-report --query Content --output text | base64 --decode | cut -d , -f 1,9,11,14,16',
    ask('KEY_ID', 'Key ID'),
  ],
  undo: reading,
};

/** Of a session token alone: a session consists of three values. */
export const findRestOfSession: Step = {
  title: 'Find the other two parts of the session',
  why: 'A session token opens nothing without the secret key and the ID (ASIA) that were given out with it. They mostly stand together: where both of them leaked, too, the session is open until it expires.',
  commands: ['keyhalt scan --history', ask('KEY_ID', 'Key ID that begins with ASIA')],
  undo: reading,
};

/** Whose account, before anything is looked for in the wrong one. */
export const findAccount: Step = {
  title: 'Make sure that it is your account',
  why: 'Both lines print an account. Where they differ, sign in to the one that the key belongs to, or tell its owner: nothing below works from another account.',
  commands: [
    'aws sts get-access-key-info --access-key-id "$KEY_ID" --query Account --output text',
    'aws sts get-caller-identity --query Account --output text',
  ],
  undo: reading,
};

/** USER_NAME of a key that is known to be an IAM user's. */
export const findUser = ({ arn }: Leak): Step => ({
  title: 'Find the IAM user that the key belongs to',
  why: 'Keys are managed by their user. The second line tells when the key was last used, and for what: note it, for after deletion AWS no longer says.',
  commands: [
    nameKnown('user', arn) ??
      'USER_NAME=$(aws iam get-access-key-last-used --access-key-id "$KEY_ID" --query UserName --output text); echo "$USER_NAME"',
    'aws iam get-access-key-last-used --access-key-id "$KEY_ID"',
  ],
  undo: reading,
});

/** The same where it may be the root user's. */
export const findUserOrRoot = (leak: Leak): Step => ({
  ...findUser(leak),
  title: 'Find out whether it is the key of an IAM user or of the root user',
  why: `The two are stopped in different places. The first line names the IAM user, the second one when the key was last used. Where no user has it, and the last line prints 1, the root user has a key: see to that first, it opens everything. Where the last line prints 0, the key is deleted already.${orVerify(leak)}`,
  commands: [
    ...findUser(leak).commands,
    'aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent',
  ],
});

/** Whether the root user of this account has keys at all. */
export const findRootKeys: Step = {
  title: 'See whether the root user still has a key',
  why: '1 is yes. 0 is no: the key is deleted already, or it belongs to another account. In an organization the management account has its own root user.',
  commands: [
    'aws iam get-account-summary --query SummaryMap.AccountAccessKeysPresent',
    'aws sts get-access-key-info --access-key-id "$KEY_ID" --query Account --output text',
  ],
  undo: reading,
};

/** ROLE_NAME of a session whose role is known, or is to be told. */
export const nameRole = ({ arn }: Leak): Step => ({
  title: 'Name the role',
  why: 'A session is stopped by a policy on the role that it belongs to. An ARN of the form assumed-role/ROLE/SESSION names it first; it is the name alone, without a path.',
  commands: [nameKnown('role', arn) ?? ask('ROLE_NAME', 'Role')],
  undo: reading,
});

/** USER_NAME of a session that a user made. */
export const nameUser = ({ arn }: Leak): Step => ({
  title: 'Name the IAM user who made the session',
  why: 'Such a session can do at most what its IAM user can, and is stopped by a policy on that user. The events of the step before name the user; of a federated user it is whoever called GetFederationToken.',
  commands: [nameKnown('user', arn) ?? ask('USER_NAME', 'User')],
  undo: reading,
});

/** A line that sets the name, where AWS said it. */
function nameKnown(wanted: 'user' | 'role', arn: string | undefined): string | undefined {
  const name = arn === undefined ? undefined : nameInArn(arn, wanted);
  return name === undefined ? undefined : `${wanted.toUpperCase()}_NAME=${quote(name)}`;
}

/** Where the whole key leaked, it can be tried. */
const orVerify = ({ finding, keyId }: Leak): string =>
  finding.ruleId === 'aws-secret-access-key' && keyId !== undefined
    ? ` keyhalt respond ${finding.fingerprint} --verify asks AWS with the key itself, which a watched account notices.`
    : '';

/** Who was given a temporary key, as CloudTrail tells: STS itself tells the account alone. */
export const findSession = (leak: Leak): Step => ({
  title: 'Find out whose session it is',
  why: `AWS tells of a temporary key only the account. CloudTrail has the call that gave it out (under its resources), and what was done with it: arn:aws:sts::…:assumed-role/ROLE is a role, …/AWSReservedSSO_… is Identity Center, federated-user/… a federated user, arn:aws:iam::…:user/… a session of a user, …:root one of the root user. Events appear after some minutes; add --region where the session was used or made.${orVerify(leak)}`,
  commands: [
    `aws cloudtrail lookup-events --lookup-attributes AttributeKey=ResourceName,AttributeValue="$KEY_ID" --query 'Events[].[EventTime,EventName,Username]' --output text`,
    `aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue="$KEY_ID" --max-items 3 --query 'Events[].CloudTrailEvent' --output text | grep -oE '"arn": *"[^"]*"' | sort -u`,
  ],
  undo: reading,
});
