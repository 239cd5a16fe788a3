import type { Finding } from './finding.ts';

/** What a leaked credential is, as its format tells. */
export type CredentialKind =
  /** `AKIA`: of an IAM user or of the root user. */
  | 'long-term-key'
  /** `ASIA`: of a role, of federation, of Identity Center or of a user's session. */
  | 'temporary-key'
  /** A secret access key without its ID. */
  | 'secret-key-alone'
  | 'session-token'
  /** `ABIA` and `ACCA`, of which no API of AWS gives an account. */
  | 'other-key-id'
  | 'presigned-request'
  | 'ecr-login'
  | 'codeartifact-token'
  | 'sso-token'
  | 'bedrock-long-term-key'
  | 'bedrock-short-term-key'
  | 'cloudwatch-logs-key'
  | 'telemetry-key'
  | 'appsync-api-key'
  | 'ses-smtp-password'
  /** Of CodeCommit and Keyspaces: a service-specific credential of an IAM user. */
  | 'service-password'
  | 'amazon-api-secret'
  | 'cognito-client-secret'
  | 'private-key'
  | 'account-id'
  /** Of a user's own rule, or of none that tells what it opens. */
  | 'unknown';

/** Whose a credential may be. Only AWS knows, or who made it. */
export const holders = ['user', 'root', 'role', 'federated-user', 'identity-center'] as const;

export type Holder = (typeof holders)[number];

/** An AWS account that a credential belongs to. */
export interface LeakedAccount {
  /** 12 digits. */
  readonly id: string;
  /** Known to belong to a maker of tripwires: whoever uses its keys sets off an alarm. */
  readonly isCanary: boolean;
}

/** A credential that leaked, with all that is known of it. There is no secret in it. */
export interface Leak {
  readonly finding: Finding;
  readonly kind: CredentialKind;
  /** Masked, as `AKIA************WXYZ`; where the finding has a key ID. */
  readonly keyId?: string;
  readonly account?: LeakedAccount;
  /** Which of the user's own it is, in words, safe to print: `profile prod-admin`. */
  readonly ownedAs: readonly string[];
  /** What AWS said, or who asked: nothing is guessed. */
  readonly holder?: Holder;
  /** Of the holder, as AWS said it; safe to print. */
  readonly arn?: string;
}
