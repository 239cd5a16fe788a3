/** Leaks of every kind, as a scan would tell of them. */
import type { Appearance, Finding } from '../../src/model/finding.ts';
import type { CredentialKind, Holder, Leak } from '../../src/model/leak.ts';
import { leakOf } from '../../src/respond/leak.ts';

export const mask = (prefix: string): string => `${prefix}${'*'.repeat(12)}WXYZ`;

/** A place where this stands. */
export const placeOf = (shown: string, more: Partial<Appearance> = {}): Appearance => ({
  path: '.env',
  line: 3,
  column: 5,
  width: shown.length,
  excerpt: `KEY=${shown}`,
  mark: { start: 4, length: shown.length },
  ...more,
});

export const findingOf = (ruleId: string, more: Partial<Finding> = {}): Finding => ({
  ruleId,
  description: `What ${ruleId} finds`,
  severity: 'high',
  fingerprint: `kh1:${'0123456789abcdef'.repeat(2)}`,
  entropy: 4,
  why: ['its format says so'],
  appearances: [placeOf('****')],
  ...more,
});

const keyIdWith = (prefix: string): Finding =>
  findingOf('aws-access-key-id', { appearances: [placeOf(mask(prefix))] });

/** What each kind is found by. */
export const findings: Readonly<Record<CredentialKind, Finding>> = {
  'long-term-key': keyIdWith('AKIA'),
  'temporary-key': keyIdWith('ASIA'),
  'other-key-id': keyIdWith('ACCA'),
  'secret-key-alone': findingOf('aws-secret-access-key'),
  'session-token': findingOf('aws-session-token'),
  'presigned-request': findingOf('aws-presigned-request'),
  'ecr-login': findingOf('aws-ecr-login'),
  'codeartifact-token': findingOf('aws-codeartifact-token'),
  'sso-token': findingOf('aws-sso-token'),
  'bedrock-long-term-key': findingOf('aws-bedrock-long-term-key'),
  'bedrock-short-term-key': findingOf('aws-bedrock-short-term-key'),
  'cloudwatch-logs-key': findingOf('aws-cloudwatch-logs-key'),
  'telemetry-key': findingOf('aws-telemetry-key'),
  'appsync-api-key': findingOf('aws-appsync-api-key'),
  'ses-smtp-password': findingOf('aws-ses-smtp-password'),
  'service-password': findingOf('aws-service-password'),
  'amazon-api-secret': findingOf('amazon-lwa-client-secret'),
  'cognito-client-secret': findingOf('aws-cognito-client-secret'),
  'private-key': findingOf('private-key'),
  'account-id': findingOf('aws-account-id'),
  unknown: findingOf('acme-token'),
};

export const kinds = Object.keys(findings) as CredentialKind[];

/** With an ARN that STS would tell of it. */
export const arns: Readonly<Record<Holder, string>> = {
  user: 'arn:aws:iam::123456789012:user/ops/deploy',
  root: 'arn:aws:iam::123456789012:root',
  role: 'arn:aws:sts::123456789012:assumed-role/ci-deploy/run-17',
  'federated-user': 'arn:aws:sts::123456789012:federated-user/bob',
  'identity-center': 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/ada',
};

export const holders = Object.keys(arns) as Holder[];

/** Every kind with every holder that may be said of it, and with none. */
export const allLeaks: readonly (readonly [name: string, leak: Leak])[] = kinds.flatMap((kind) =>
  [undefined, ...holders].flatMap((holder) => [
    [
      `${kind}, ${holder ?? 'of whom is not known'}`,
      leakOf(findings[kind], { ownedAs: [], holder }),
    ] as const,
    ...(holder === undefined
      ? []
      : [
          [
            `${kind}, ${arns[holder]}`,
            leakOf(findings[kind], { ownedAs: [], holder, arn: arns[holder] }),
          ] as const,
        ]),
  ]),
);
