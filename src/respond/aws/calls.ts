/** What containing a leaked credential can consist of. */
export type ActionKind = 'deactivate' | 'attach' | 'deactivate-service-credential';

/** An action of AWS, as a policy names it. */
export type Call = (typeof verifyCalls)[number] | (typeof containCalls)[ActionKind][number];

/** The only one that is asked with the leaked key itself; no policy can forbid it. */
export const verifyCalls = ['sts:GetCallerIdentity'] as const;

const guards = ['sts:GetCallerIdentity', 'sts:GetAccessKeyInfo', 'iam:GetAccessKeyLastUsed'] as const;

/** All that each action may ask, in order; what changes something stands last. */
export const containCalls = {
  deactivate: [...guards, 'iam:ListAccessKeys', 'iam:UpdateAccessKey'],
  attach: [
    ...guards,
    'iam:ListUserPolicies',
    'iam:GetUserPolicy',
    'iam:ListRolePolicies',
    'iam:GetRolePolicy',
    'iam:PutUserPolicy',
    'iam:PutRolePolicy',
  ],
  'deactivate-service-credential': [
    'sts:GetCallerIdentity',
    'iam:ListServiceSpecificCredentials',
    'iam:UpdateServiceSpecificCredential',
  ],
} as const;

/** Whether a call changes something in the account. */
export const isWrite = (call: Call): boolean => /:(?:Update|Put)/.test(call);
