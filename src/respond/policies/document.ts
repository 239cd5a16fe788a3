/** A policy of IAM, as far as keyhalt writes one. */
export interface PolicyDocument {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

export type Statement = {
  /** Letters and digits only. */
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Condition?: Condition;
} & Actions &
  Resources;

type Actions = { readonly Action: Names } | { readonly NotAction: Names };
type Resources = { readonly Resource: '*' } | { readonly NotResource: Names };
type Names = string | readonly string[];

/**
 * All operators must hold. How each takes a key that a request does not have:
 * `Not…` holds, `…IfExists` holds, all others do not.
 *
 * IAM user guide, reference_policies_elements_condition_operators.
 */
export interface Condition {
  readonly NotIpAddress?: { readonly 'aws:SourceIp': readonly string[] };
  readonly BoolIfExists?: Readonly<
    Partial<Record<'aws:ViaAWSService' | 'aws:MultiFactorAuthPresent', 'false'>>
  >;
  readonly StringNotLike?: { readonly 'aws:UserAgent': string };
  readonly DateLessThan?: { readonly 'aws:TokenIssueTime': string };
}

export const policyOf = (...statements: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

/** As it is written into a file. */
export const policyText = (document: PolicyDocument): string => `${JSON.stringify(document, null, 2)}\n`;
