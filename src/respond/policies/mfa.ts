import { type PolicyDocument, policyOf } from './document.ts';

/** What it takes to sign in with a device that is there. */
const toSignIn = ['iam:GetUser', 'iam:ListMFADevices', 'iam:ResyncMFADevice', 'sts:GetSessionToken'] as const;

/**
 * What it takes to set a device up and sign in with it: IAM user guide,
 * reference_policies_examples_aws_my-sec-creds-self-manage. Passwords are no part of it.
 */
const toSetUp = [
  'iam:CreateVirtualMFADevice',
  'iam:EnableMFADevice',
  'iam:GetMFADevice',
  'iam:ListVirtualMFADevices',
  ...toSignIn,
].sort();

/** Denies everything without MFA but setting it up. */
export const mfa = (): PolicyDocument => withoutMfa(toSetUp);

/** Denies everything without MFA but signing in with a device that is there. */
export const mfaEnrolled = (): PolicyDocument => withoutMfa(toSignIn);

/** Requests by a long-term key do not have the condition's key at all: only `IfExists` denies them. */
const withoutMfa = (actions: readonly string[]): PolicyDocument =>
  policyOf({
    Sid: 'KeyhaltDenyWithoutMFA',
    Effect: 'Deny',
    NotAction: actions,
    Resource: '*',
    Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
  });
