/** Where the name of a secret may stand: in front of it, above it, behind it, at the head of its table. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { scan } from '../support/scanning.ts';

const { awsSecret: secret } = fakes('contexts');
const found = (text: string): string[] => scan(text).detections.map(({ ruleId }) => ruleId);
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');

describe('a secret alone is found where its name stands', () => {
  test.each([
    [
      'four lines above, in Terraform',
      lines(
        'variable "aws_secret_access_key" {',
        '  description = "the key"',
        '  type = string',
        '  sensitive = true',
        `  default = "${secret}"`,
        '}',
      ),
    ],
    [
      'four lines above, in CloudFormation',
      lines(
        '  AwsSecretAccessKey:',
        '    Type: String',
        '    NoEcho: true',
        '    Description: x',
        `    Default: ${secret}`,
      ),
    ],
    [
      'five lines above',
      lines(
        'variable "aws_secret_key" {',
        ...['type', 'ephemeral', 'nullable', 'sensitive'].map((one) => `  ${one} = x`),
        `  default = "${secret}"`,
      ),
    ],
    [
      'above, in the parameters of a stack',
      lines('- ParameterKey: AwsSecretKey', `  ParameterValue: ${secret}`),
    ],
    ['in the cell above', lines('<td>AWS secret</td>', `<td>${secret}</td>`)],
    ['in the term above', lines('<dt>Secret access key</dt>', `<dd><code>${secret}</code></dd>`)],
    ['in a comment above', lines('// AWS secret', `const k = "${secret}";`)],
    ['in a comment above a key', lines('# aws secret key', `key = '${secret}'`)],
    ['behind it, in JSON', `{ "value": "${secret}", "name": "AWS_SECRET_ACCESS_KEY" }`],
    [
      'behind it, on the next line',
      lines('{', `  "value": "${secret}",`, '  "name": "AWS_SECRET_ACCESS_KEY"', '}'),
    ],
    ['behind it, in YAML', lines(`- value: ${secret}`, '  name: AWS_SECRET_ACCESS_KEY')],
    ['behind it, in XML', `<add value="${secret}" key="AWSSecretKey" />`],
    ['behind it, in a form', `<input value="${secret}" name="aws_secret_access_key">`],
    ['behind a pipe', `echo "${secret}" | gh secret set AWS_SECRET_ACCESS_KEY`],
    ['behind a pipe, among others', `echo ${secret} | bin/keystore add --stdin s3.client.default.secret_key`],
    [
      'at the head of its table',
      lines('| user | AWS secret access key |', '|---|---|', `| bob | ${secret} |`),
    ],
    ['in the name of a service', `DYNAMODB_SECRET_KEY=${secret}`],
    ['in short', `aws_sk = "${secret}"`],
    ['in the type of its connection', `{"conn_type": "aws", "password": "${secret}"}`],
    ['in front, in a mail', lines(`Use AWS_SECRET_ACCESS_KEY=3D${secret}`)],
    [
      'in front, wrapped in a mail',
      lines(`Use AWS_SECRET_ACCESS_KEY=3D${secret.slice(0, 20)}=`, secret.slice(20)),
    ],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['aws-secret-access-key']);
  });
});

test('a key ID is found in a mail', () => {
  expect(found(`Use AWS_ACCESS_KEY_ID=3D${fakes('contexts').awsKeyId} for it`)).toEqual([
    'aws-access-key-id',
  ]);
});

describe('what has 40 characters is none', () => {
  test.each([
    ['under another name, near AWS', lines('AWS_REGION=eu-central-1', `JWT_SECRET=${secret}`)],
    ['under the name of another service', lines('aws s3 ls', `STRIPE_WEBHOOK_SECRET: ${secret}`)],
    ['with another name behind it', `{ "value": "${secret}", "name": "COLOUR" } // aws`],
    ['with a name of its own below another', lines('aws_secret:', `  id: ${secret}`)],
    ['with words in front, and a name above', lines('aws_secret:', `the colour of it is ${secret}`)],
    ['with a name six lines above', lines('aws_secret_key', ...Array(5).fill('-'), `- ${secret}`)],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});
