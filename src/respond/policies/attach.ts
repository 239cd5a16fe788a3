import { UserError } from '../../model/user-error.ts';
import { type PolicyHolder, type PolicyName, policies } from './policies.ts';

/** Lines for a POSIX shell. They name the holder by `$USER_NAME` or `$ROLE_NAME`, and a managed policy by `$POLICY_ARN`. */
export interface Attaching {
  readonly attach: readonly string[];
  readonly detach: readonly string[];
}

/** What keyhalt calls the policy in AWS. An inline policy of that name is replaced. */
export const nameInAws = (name: PolicyName): string => `keyhalt-${name}`;

/** The file in the current folder that the lines read the policy from. */
export const policyFile = (name: PolicyName): string => `${nameInAws(name)}.json`;

/**
 * How a policy is attached with the AWS CLI, and how that is taken back.
 *
 * @throws UserError where the policy is of no use
 */
export function attaching(
  name: PolicyName,
  holder: PolicyHolder,
  kind: 'inline' | 'managed' = 'inline',
): Attaching {
  const { holders, isInlineOnly } = policies[name];
  if (!holders.includes(holder))
    throw new UserError(`the policy ${name} is of no use on a ${holder}`, {
      hint: `Attach it to a ${holders.join(' or a ')}.`,
    });
  if (isInlineOnly && kind === 'managed')
    throw new UserError(`the policy ${name} is of no use as a managed policy`, {
      hint: 'Its door puts inline policies only: attach it inline.',
    });
  return kind === 'inline' ? inline(name, holder) : managed(name, holder);
}

function inline(name: PolicyName, holder: PolicyHolder): Attaching {
  const whose = `${named[holder]} --policy-name ${nameInAws(name)}`;
  return {
    attach: [`aws iam put-${holder}-policy ${whose} --policy-document file://${policyFile(name)}`],
    detach: [`aws iam delete-${holder}-policy ${whose}`],
  };
}

function managed(name: PolicyName, holder: PolicyHolder): Attaching {
  const whose = `${named[holder]} --policy-arn "$POLICY_ARN"`;
  const policy = nameInAws(name);
  return {
    attach: [
      `POLICY_ARN=$(aws iam create-policy --policy-name ${policy} --policy-document file://${policyFile(name)} --query Policy.Arn --output text)`,
      `aws iam attach-${holder}-policy ${whose}`,
    ],
    detach: [
      `POLICY_ARN=$(aws iam list-policies --scope Local --query "Policies[?PolicyName=='${policy}'].Arn" --output text)`,
      `aws iam detach-${holder}-policy ${whose}`,
      'aws iam delete-policy --policy-arn "$POLICY_ARN"',
    ],
  };
}

const named: Readonly<Record<PolicyHolder, string>> = {
  user: '--user-name "$USER_NAME"',
  role: '--role-name "$ROLE_NAME"',
};
