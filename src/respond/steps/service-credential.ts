/** Service-specific credentials: passwords and API keys that an IAM user has for one service. */
import type { Leak } from '../../model/leak.ts';
import type { Step } from '../../model/plan.ts';
import { ask, printedFrom } from '../where.ts';
import { never, reading, undoneBy } from './step.ts';

/** The names that IAM has for the services; without one all are listed. */
export type Service = 'bedrock.amazonaws.com' | 'logs.amazonaws.com';

const credential = '--user-name "$USER_NAME" --service-specific-credential-id "$CREDENTIAL_ID"';
const update = `aws iam update-service-specific-credential ${credential}`;

/** USER_NAME and CREDENTIAL_ID. */
export const findCredential = (before: readonly string[] = [], service?: Service): Step => ({
  title: 'Find the credential and its IAM user',
  why: 'Each IAM user has at most two for a service, and the list tells all of them: user, user name for the service, ID, status, and when it was made. AWS never tells the secret part, so where two are possible, take both.',
  commands: [
    ...before,
    `aws iam list-service-specific-credentials --all-users${service === undefined ? '' : ` --service-name ${service}`} --query 'ServiceSpecificCredentials[].[UserName,ServiceUserName,ServiceSpecificCredentialId,Status,CreateDate]' --output table`,
    ask('USER_NAME CREDENTIAL_ID', 'User and ID of the credential'),
  ],
  undo: reading,
});

/** A long-term Bedrock key has its user's name in front of the secret, in base64: the name alone is shown. */
export const findBedrockKey = ({ finding }: Leak): Step =>
  findCredential(
    printedFrom(finding, {
      pattern: 'ABSK[A-Za-z0-9+/]{80,400}={0,2}',
      filter: ' | cut -c 5- | base64 --decode | cut -d : -f 1',
    }),
    'bedrock.amazonaws.com',
  );

export const deactivateCredential: Step = {
  title: 'Deactivate the credential',
  why: 'From now on the service refuses it. It is not deleted: it can be switched on again.',
  commands: [`${update} --status Inactive`],
  undo: undoneBy(`${update} --status Active`),
};

/** For what IAM lets be denied by an action of its own. */
export const denyBearer = (service: 'bedrock' | 'logs'): Step => ({
  title: 'Deny the user all calls with API keys',
  why: `A stop-gap that holds for every such key of the user, also for one that is made later. ${service}:CallWithBearerToken is what a call with an API key needs and a signed one does not.`,
  when: 'if you cannot tell which of several keys it is, or want none at all',
  commands: [
    `aws iam put-user-policy --user-name "$USER_NAME" --policy-name keyhalt-no-api-keys --policy-document '${noBearer(service)}'`,
  ],
  undo: undoneBy('aws iam delete-user-policy --user-name "$USER_NAME" --policy-name keyhalt-no-api-keys'),
});

/** A policy for whoever may not call a service with an API key. */
export const noBearer = (service: 'bedrock' | 'logs'): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Deny', Action: `${service}:CallWithBearerToken`, Resource: '*' }],
  });

export const resetCredential: Step = {
  title: 'Give those who need it something better, or a new secret',
  why: 'Signed requests with a role need no key that can leak. Where there must be one: reset makes a new secret for the same credential, and the old one is gone at once. It is shown once, so it goes into a file that only you can read: put it into a store of secrets, switch the credential on by the undo of its deactivation, and delete the file.',
  commands: [
    `(umask 077 && aws iam reset-service-specific-credential ${credential} > "$HOME/new-credential.json")`,
  ],
  undo: never('The old secret cannot be brought back, and should not be.'),
};

/** The console makes a user for each key. */
export const lookAtItsUser: Step = {
  title: 'See what else its user can do',
  why: 'The console makes an IAM user for each API key of Bedrock (BedrockAPIKey-…) and of CloudWatch Logs. Such a user can be given access keys, a password and policies of its own, and is easily forgotten: an attacker knows that.',
  commands: [
    'aws iam list-access-keys --user-name "$USER_NAME" --output text',
    'aws iam list-attached-user-policies --user-name "$USER_NAME" --output text',
    'aws iam list-user-policies --user-name "$USER_NAME" --output text',
  ],
  undo: reading,
};

export const removeCredential: Step = {
  title: 'Delete the credential',
  why: 'An inactive one can be switched on again by whoever may change it. Delete it once nothing has missed it for some days. A user that was made for it alone can go with it.',
  when: 'if it was not reset',
  commands: [`aws iam delete-service-specific-credential ${credential}`],
  undo: never('A deleted credential cannot be brought back.'),
};
