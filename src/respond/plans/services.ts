/** Plans for credentials of single services. */
import type { Leak } from '../../model/leak.ts';
import type { Plan, Step } from '../../model/plan.ts';
import { lookForCosts, lookForDoors } from '../steps/aftermath.ts';
import { keepCalls, keepEventsOfUser } from '../steps/evidence.ts';
import * as service from '../steps/service-credential.ts';
import { inWords, never, only, orByKeyhalt, reading, undoneBy } from '../steps/step.ts';
import { ask, readFrom } from '../where.ts';

const afterwards: readonly Step[] = [keepEventsOfUser, service.lookAtItsUser, service.resetCredential];

/** keyhalt stops all that the user has for the service: nothing tells which one leaked. */
const deactivate = (leak: Leak): Step =>
  orByKeyhalt(service.deactivateCredential, leak, '--contain deactivate --user "$USER_NAME"');

export const bedrockLongTermKey = (leak: Leak): Plan => ({
  title: 'Long-term API key of Amazon Bedrock',
  means: [
    'Calling models of Bedrock at your cost, and whatever else its IAM user may do in Bedrock with it.',
    'Until the end that it was given when it was made: some have none. It is a service-specific credential of an IAM user, mostly one called BedrockAPIKey-….',
  ],
  steps: [
    service.findBedrockKey(leak),
    deactivate(leak),
    service.denyBearer('bedrock'),
    ...afterwards,
    lookForCosts,
    lookForDoors,
    service.removeCredential,
  ],
});

const switchOff: Step = {
  title: 'Let the log group take no API keys',
  why: 'A log group takes API keys only where that was switched on. Off, it takes signed calls as before.',
  when: 'if nothing else needs them',
  commands: [
    `${ask('LOG_GROUP', 'Log group')} &&`,
    '  aws logs put-bearer-token-authentication --log-group-identifier "$LOG_GROUP" --no-bearer-token-authentication-enabled',
  ],
  undo: undoneBy(
    'aws logs put-bearer-token-authentication --log-group-identifier "$LOG_GROUP" --bearer-token-authentication-enabled',
  ),
};

export const cloudWatchLogsKey = (leak: Leak): Plan => ({
  title: 'API key of Amazon CloudWatch Logs',
  means: [
    'Writing events into log groups that take API keys: false traces, and costs.',
    'Until the end that it was given when it was made: some have none. It is a service-specific credential of an IAM user.',
  ],
  steps: [
    service.findCredential([], 'logs.amazonaws.com'),
    deactivate(leak),
    service.denyBearer('logs'),
    switchOff,
    ...afterwards,
    service.removeCredential,
  ],
});

export const telemetryKey = (): Plan => ({
  title: 'Bearer token for metrics or traces of CloudWatch',
  means: [
    'Writing metrics, traces or logs into the account: false traces, and costs.',
    'It is taken for a service-specific credential of an IAM user: its form is not published.',
  ],
  steps: [service.findCredential(), service.deactivateCredential, ...afterwards, service.removeCredential],
});

export const servicePassword = (): Plan => ({
  title: 'Password of an IAM user for CodeCommit or Keyspaces',
  means: [
    'CodeCommit: reading and writing all that the user may, with all history. Keyspaces: the tables that the user may see.',
    'It has no end of its own. It is a service-specific credential; its user name ends in -at- and the account.',
  ],
  steps: [
    service.findCredential(),
    service.deactivateCredential,
    ...afterwards,
    keepCalls('GitPush', 'What was pushed with it may be built and run.'),
    service.removeCredential,
  ],
});

/** An ID of which AWS tells nothing by itself. */
export const otherKeyId = (): Plan => ({
  title: 'ID of a service-specific credential or of a bearer token',
  means: [
    'Nothing by itself: it is an ID. ACCA is that of a service-specific credential, ABIA that of a bearer token of STS, which expires.',
    'What matters is whether the password or token that belongs to it stands near it.',
  ],
  steps: [
    service.findCredential(),
    ...only(
      'if its password or token may have leaked, too',
      service.deactivateCredential,
      ...afterwards,
      service.removeCredential,
    ),
  ],
});

export const appSyncKey = ({ finding }: Leak): Plan => ({
  title: 'API key of AWS AppSync',
  means: [
    'All queries and changes that the GraphQL API lets be made with an API key. Public clients may hold one: then see what it opens, not that it is known.',
    'Until it expires: 365 days after it was made or renewed, at most.',
  ],
  steps: [
    {
      title: 'Find the API that it belongs to',
      why: 'The key is its own ID. The list tells, for one region, each API; the last line of this step asks for the one that it is.',
      commands: [
        `API_KEY=; API_REGION=; API_ID=`,
        "aws appsync list-graphql-apis --query 'graphqlApis[].[apiId,name]' --output table",
        ask('API_REGION API_ID', 'Region and ID of the API'),
      ],
      undo: reading,
    },
    {
      title: 'Take the key into the shell',
      why: 'It is read from where it stands, and not shown.',
      commands: readFrom(finding, 'API_KEY', 'API key', { pattern: 'da2-[a-z0-9]{26}' }),
      undo: reading,
    },
    {
      title: 'Make a new key, and use it',
      why: 'An API key cannot be switched off for a while: there is only deleting. So the new one comes first. Better: let clients sign in (Cognito, OIDC, IAM) where what they ask for is not for everyone.',
      commands: [
        '(umask 077 && aws appsync create-api-key --region "$API_REGION" --api-id "$API_ID" > "$HOME/new-api-key.json")',
        `NEW_API_KEY=$(sed -n 's/.*"id": *"\\([a-z0-9-]*\\)".*/\\1/p' "$HOME/new-api-key.json")`,
      ],
      undo: undoneBy(
        'aws appsync delete-api-key --region "$API_REGION" --api-id "$API_ID" --id "$NEW_API_KEY"',
      ),
    },
    {
      title: 'See who used it',
      why: 'Requests to an API are no events of CloudTrail: its own logs have them, where they are switched on. Keep them before they expire.',
      commands: [
        `aws appsync get-graphql-api --region "$API_REGION" --api-id "$API_ID" --query 'graphqlApi.[authenticationType,logConfig]'`,
      ],
      undo: reading,
    },
    {
      title: 'Delete the key',
      why: 'From then on the API refuses it. Who still uses it stands still: the new one must be everywhere first.',
      commands: ['aws appsync delete-api-key --region "$API_REGION" --api-id "$API_ID" --id "$API_KEY"'],
      undo: never('A deleted API key cannot be brought back.'),
    },
  ],
});

export const cognitoSecret = (): Plan => ({
  title: 'Client secret of an app client of Amazon Cognito',
  means: [
    'Asking for tokens in the name of your application: alone, where client credentials are allowed, else with a user’s password or code.',
    'It has no end of its own.',
  ],
  steps: [
    {
      title: 'Find the app client',
      why: 'The secret does not name it: its client ID mostly stands next to it. The list tells the user pools of the region.',
      commands: [
        "aws cognito-idp list-user-pools --max-results 60 --query 'UserPools[].[Id,Name]' --output table",
        ask('USER_POOL_ID CLIENT_ID', 'User pool and client'),
      ],
      undo: reading,
    },
    {
      title: 'Add a second secret, and use it',
      why: 'An app client can have two, so that nobody stands still. The new one goes into a file that only you can read: put it into a store of secrets and delete the file. Older versions of the CLI do not know the command: there, make a new app client.',
      commands: [
        '(umask 077 && aws cognito-idp add-user-pool-client-secret --user-pool-id "$USER_POOL_ID" --client-id "$CLIENT_ID" > "$HOME/new-client-secret.json")',
      ],
      undo: inWords('Delete the new one by its ID, as the step that deletes the old one does.'),
    },
    keepCalls(
      'InitiateAuth',
      'Sign-ins with a password name the client. Tokens that an application asked for itself are in the logs of the user pool alone.',
    ),
    {
      title: 'Delete the secret that leaked',
      why: 'It is the older of the two that the first line lists; secrets themselves are left out. Tokens that were given out before stay valid until they expire: for refresh tokens, sign the users out.',
      commands: [
        `aws cognito-idp list-user-pool-client-secrets --user-pool-id "$USER_POOL_ID" --client-id "$CLIENT_ID" --query 'ClientSecrets[].[ClientSecretId,ClientSecretCreateDate]' --output text`,
        `${ask('CLIENT_SECRET_ID', 'ID of the older one')} &&`,
        '  aws cognito-idp delete-user-pool-client-secret --user-pool-id "$USER_POOL_ID" --client-id "$CLIENT_ID" --client-secret-id "$CLIENT_SECRET_ID"',
      ],
      undo: never('A deleted secret cannot be brought back.'),
    },
  ],
});

export const amazonSecret = (): Plan => ({
  title: 'Secret of Login with Amazon or of the Selling Partner API',
  means: [
    'A refresh token with its client secret: orders, customers and prices of a seller, until the seller takes the permission back.',
    'A token of MWS opens nothing any more since 2024, but names its seller.',
  ],
  steps: [
    {
      title: 'Rotate the client secret',
      why: 'AWS has no say in it. In Seller Central: Apps and Services, Develop apps, LWA credentials, Rotate secret. The old one goes on for seven days: use the new one at once. Of Login with Amazon alone: in its developer console, Security profiles.',
      commands: [],
      undo: never('The old secret ends after its seven days.'),
    },
    {
      title: 'Take the permission back, and give it anew',
      why: 'A new client secret does not end refresh tokens. The seller does: Manage your apps, Disable; then authorizes once more, which makes a new token.',
      commands: [],
      when: 'if a refresh token leaked',
      undo: inWords('The seller authorizes the application again.'),
    },
    {
      title: 'Report it',
      why: 'Amazon’s data protection policy wants to hear of incidents with data of its customers within 24 hours (security@amazon.com): read yours.',
      commands: [],
      when: 'if data of customers may have been read',
      undo: never('What was told was told.'),
    },
  ],
});
