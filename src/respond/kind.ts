import type { Finding } from '../model/finding.ts';
import type { CredentialKind, Holder } from '../model/leak.ts';

/** What the rules find, by the rule. An access key shows by its ID which kind it is. */
export const kindsOfRules: Readonly<Record<string, CredentialKind | 'by its ID'>> = {
  'aws-access-key-id': 'by its ID',
  // No key has such an ID: what it once was is not known.
  'aws-access-key-id-unusual': 'unknown',
  'aws-access-key-id-a3t': 'unknown',
  'aws-secret-access-key': 'by its ID',
  'aws-session-token': 'session-token',
  'aws-session-token-by-name': 'session-token',
  'aws-presigned-request': 'presigned-request',
  'aws-ecr-login': 'ecr-login',
  'aws-codeartifact-token': 'codeartifact-token',
  'aws-sso-token': 'sso-token',
  'aws-bedrock-long-term-key': 'bedrock-long-term-key',
  'aws-bedrock-short-term-key': 'bedrock-short-term-key',
  'aws-cloudwatch-logs-key': 'cloudwatch-logs-key',
  'aws-telemetry-key': 'telemetry-key',
  'aws-appsync-api-key': 'appsync-api-key',
  'aws-ses-smtp-password': 'ses-smtp-password',
  'aws-codecommit-password': 'service-password',
  'aws-service-password': 'service-password',
  'amazon-mws-auth-token': 'amazon-api-secret',
  'amazon-lwa-client-secret': 'amazon-api-secret',
  'amazon-lwa-client-secret-unprefixed': 'amazon-api-secret',
  'amazon-lwa-refresh-token': 'amazon-api-secret',
  'private-key': 'private-key',
  'private-key-encrypted': 'private-key',
  'private-key-putty': 'private-key',
  'aws-cognito-client-secret': 'cognito-client-secret',
  'aws-account-id': 'account-id',
  'high-entropy-value': 'unknown',
};

/** Whose credentials of these kinds may be; the plan depends on it. Those of other kinds have one plan. */
export const holdersOf: Readonly<Partial<Record<CredentialKind, readonly Holder[]>>> = {
  'long-term-key': ['user', 'root'],
  'temporary-key': ['role', 'identity-center', 'user', 'federated-user', 'root'],
};

/** What kind of credential was found; `unknown` of a user's own rule. */
export function kindOf(finding: Finding): CredentialKind {
  const { ruleId } = finding;
  const kind = Object.hasOwn(kindsOfRules, ruleId) ? kindsOfRules[ruleId]! : 'unknown';
  if (kind !== 'by its ID') return kind;
  const keyId = keyIdOf(finding);
  if (keyId === undefined) return isKeyId(finding) ? 'unknown' : 'secret-key-alone';
  switch (keyId.slice(0, 4)) {
    case 'AKIA':
      return 'long-term-key';
    case 'ASIA':
      return 'temporary-key';
    default:
      return 'other-key-id';
  }
}

const isKeyId = ({ ruleId }: Finding): boolean => ruleId === 'aws-access-key-id';

/** `AKIA************WXYZ`: what is shown of a key ID, and may be searched for. */
const maskedKeyId = /^(?:AKIA|ASIA|ABIA|ACCA)\*{12}[A-Z2-7]{4}$/;

/** The masked key ID of a finding: its own, or the one that it is paired with. */
export function keyIdOf(finding: Finding): string | undefined {
  const { pairedWith, appearances } = finding;
  if (pairedWith !== undefined) return shown(pairedWith.masked);
  if (!isKeyId(finding)) return undefined;
  const { excerpt = '', mark = { start: 0, length: 0 } } = appearances[0] ?? {};
  return shown([...excerpt].slice(mark.start, mark.start + mark.length).join('')) ?? onlyIn(excerpt);
}

const shown = (text: string): string | undefined => (maskedKeyId.test(text) ? text : undefined);

/** An excerpt that came from a report does not say where its mask is. */
function onlyIn(excerpt: string): string | undefined {
  const all = new Set(excerpt.match(/(?<![A-Z0-9*])(?:AKIA|ASIA|ABIA|ACCA)\*{12}[A-Z2-7]{4}(?![A-Z0-9*])/g));
  return all.size === 1 ? [...all][0] : undefined;
}
