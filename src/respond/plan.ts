import type { CredentialKind, Leak } from '../model/leak.ts';
import type { Plan } from '../model/plan.ts';
import { longTermKey, secretKeyAlone, smtpPassword } from './plans/access-keys.ts';
import { accountId, privateKey, unknownCredential } from './plans/others.ts';
import * as service from './plans/services.ts';
import * as temporary from './plans/temporary.ts';
import { takeOutOfGit } from './steps/aftermath.ts';

/** What is done in AWS, or wherever it was issued, for each kind. */
const plans: Readonly<Record<CredentialKind, (leak: Leak) => Plan>> = {
  'long-term-key': longTermKey,
  'temporary-key': temporary.temporaryKey,
  'secret-key-alone': secretKeyAlone,
  'session-token': temporary.sessionToken,
  'other-key-id': service.otherKeyId,
  'presigned-request': temporary.presignedRequest,
  'ecr-login': temporary.ecrLogin,
  'codeartifact-token': temporary.codeArtifactToken,
  'sso-token': temporary.ssoToken,
  'bedrock-long-term-key': service.bedrockLongTermKey,
  'bedrock-short-term-key': temporary.bedrockShortTermKey,
  'cloudwatch-logs-key': service.cloudWatchLogsKey,
  'telemetry-key': service.telemetryKey,
  'appsync-api-key': service.appSyncKey,
  'ses-smtp-password': smtpPassword,
  'service-password': service.servicePassword,
  'amazon-api-secret': service.amazonSecret,
  'cognito-client-secret': service.cognitoSecret,
  'private-key': privateKey,
  'account-id': accountId,
  unknown: unknownCredential,
};

/**
 * What to do about a leak, in order: stop it, keep the evidence, replace it, look for what was left behind, delete it,
 * and then take it out of git.
 */
export function planFor(leak: Leak): Plan {
  const plan = plans[leak.kind](leak);
  return { ...plan, steps: [...plan.steps, takeOutOfGit(leak.finding)] };
}
