/** Names that AWS's own tools know, and of rules whose name is none for a variable. */
const standardNames: Readonly<Record<string, string>> = {
  'aws-access-key-id-unusual': 'AWS_ACCESS_KEY_ID',
  'aws-access-key-id-a3t': 'AWS_ACCESS_KEY_ID',
  'aws-bedrock-long-term-key': 'AWS_BEARER_TOKEN_BEDROCK',
  'aws-bedrock-short-term-key': 'AWS_BEARER_TOKEN_BEDROCK',
  'private-key-encrypted': 'PRIVATE_KEY',
  'private-key-putty': 'PRIVATE_KEY',
};

const assigned =
  /([A-Za-z_$][\w$-]*)["'\]]*\s*(?:\??:\s*[\w.<>[\]&' ]+?\??\s*(?==))?(?:=>|:=|\?\?=|\|\|=|=|:)\s*(?:["'`]|""")?$/;

/**
 * The variable of the environment that a secret is read from: what it is assigned to, where that is a name for one,
 * else the name that AWS's tools know, else that of the rule.
 *
 * @param before what stands in front of the secret on its line
 */
export function variableName(before: string, ruleId: string): string {
  const standard = standardNames[ruleId] ?? inCapitals(ruleId);
  const name = inCapitals(assigned.exec(before)?.[1] ?? '');
  const isName = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name) && name.length <= longest;
  return isName && !`_${standard}`.endsWith(`_${name}`) && !name.startsWith('GITHUB_') ? name : standard;
}

/** In characters. */
const longest = 60;

/** `awsSecretKey`, `aws-secret-key` and `aws_secret_key` are AWS_SECRET_KEY. */
const inCapitals = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toUpperCase();
