export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

/**
 * The policy that AWS itself attaches to a user whose key it found in public. It denies what costs money and what makes a key
 * outlive its discovery, and leaves data open. AWS asks not to remove it.
 *
 * AWS managed policy reference, AWSCompromisedKeyQuarantineV3 (of 2024-08-21, edited 2024-10-02). Newer ones may be there, and not
 * every partition has each: `aws iam get-policy --policy-arn …` tells.
 */
export const quarantineArn = (partition: Partition): string =>
  `arn:${partition}:iam::aws:policy/AWSCompromisedKeyQuarantineV3`;
