/** Where the name of a secret may stand: in front of it, above it, behind it, at the head of its table. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { scan, scanner } from '../support/scanning.ts';

const { awsSecret: secret } = fakes('contexts');
const found = (text: string): string[] =>
  scan(text)
    .detections.filter(({ inFiles }) => !inFiles)
    .map(({ ruleId }) => ruleId);
const lines = (...all: string[]): string => all.map((line) => `${line}\n`).join('');

describe('a secret alone is found where its name stands', () => {
  test.each<[string, string]>([
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
    ['in a path that ends with it', lines(`/app/jwt/aws/secret: ${secret}`)],
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
    [
      'above what a scanner found, in its report',
      lines('Finding 7/11', 'Rule: AWS Secret Access Key', `Group: ${secret}`),
    ],
    [
      'above what another found, in a frame',
      lines('AWS SECRET ACCESS KEY => [AWS.2]', ` |Finding.......: ${secret}`),
    ],
    ['in the cell above', lines('<td>AWS secret</td>', `<td>${secret}</td>`)],
    ['in the term above', lines('<dt>Secret access key</dt>', `<dd><code>${secret}</code></dd>`)],
    ['above, in a console', lines('In [4]: os.environ["AWS_SECRET_ACCESS_KEY"]', `Out[4]: '${secret}'`)],
    ['above, in a debugger', lines('(gdb) p aws_secret_access_key', `$1 = 0x7ffff7a1b2c0 "${secret}"`)],
    [
      'above, in a page that tells of an error',
      lines('<td>AWS_SECRET_ACCESS_KEY</td>', `<td class="code"><pre>&#x27;${secret}&#x27;</pre></td>`),
    ],
    ['in front of it, between signs of Org', `| AWS secret key | =${secret}= |`],
    [
      'behind it and another tag',
      lines(`<value>${secret}</value>`, '<final>true</final>', '<name>fs.s3a.secret.key</name>'),
    ],
    [
      'where its variable is used',
      lines(`const k = '${secret}';`, 'const s3 = new AWS.S3({ secretAccessKey: k });'),
    ],
    [
      'where its variable is used, without blanks',
      lines(`x = '${secret}'`, 'cfg = {secretAccessKey: x} # aws'),
    ],
    ['where its variable is used once more', lines(`k = '${secret}'`, 'size = k', 'aws_secret_key = k')],
    ['where a shell exports its variable', lines(`K=${secret}`, 'export AWS_SECRET_ACCESS_KEY=$K')],
    [
      'where its variable is used, in Terraform',
      lines('variable "k" {', '  type = string', `  default = "${secret}"`, '}', 'secret_key = var.k # aws'),
    ],
    [
      'where a local of Terraform is used',
      lines(
        'locals {',
        `  k = "${secret}"`,
        '}',
        'provider "aws" {',
        '  secret_key = "$' + '{local.k}"',
        '}',
      ),
    ],
    ['where its anchor is used, in YAML', lines(`x-k: &k ${secret}`, 'env:', '  AWS_SECRET_ACCESS_KEY: *k')],
    [
      'where its variable is used, as an argument in Rust',
      lines(`let s = "${secret}";`, 'let creds = Credentials::new(id, s, None, None, "x");'),
    ],
    ['where its variable is used, in make', lines(`K := ${secret}`, 'export AWS_SECRET_ACCESS_KEY := $(K)')],
    [
      'in the source of a cell that printed it',
      lines(
        '"outputs": [{ "data": {',
        `"text/plain": "'${secret}'"`,
        '}}],',
        `"source": "os.environ['AWS_SECRET_ACCESS_KEY']"`,
      ),
    ],
    [
      'in the source of a cell that printed it with something else',
      lines(`"text/plain": ["('x', '${secret}')"],`, '"source": ["c.access_key, c.aws_secret"]'),
    ],
    ['of an option', lines('aws s3 ls', `./upload --secret-key=${secret}`)],
    ['behind another option', `helm upgrade app --set secretKey=${secret} --set region=us-east-1`],
    ['as an argument of a call, behind a call', `session = boto3.Session(os.getenv("KEY"), "${secret}")`],
    ...['new AmazonSQSClient(', 'new S3(', 'credentials.NewStaticV4(', 'AWS4Auth('].map(
      (call): [string, string] => [`as an argument of ${call}…)`, `x = ${call}id(1), "${secret}")`],
    ),
    ['of a list of characters', `char aws_secret_key[41] = {'${[...secret].join("', '")}', '\\0'};`],
    ...['iamSecretKey', 'boto_secret', 'BOTO_SECRET_KEY', 'glacierSecretKey'].map(
      (name): [string, string] => [`in front of it, called ${name}`, `${name}: ${secret}`],
    ),
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
    [
      'behind it, in CloudFormation',
      `{ "ParameterValue": "${secret}", "ParameterKey": "AwsSecretAccessKey" }`,
    ],
    ['behind it, as a label', `{ "value": "${secret}", "label": "AWS Secret Access Key" }`],
    ['behind it, in Hadoop', `<value>${secret}</value><name>fs.s3a.secret.key</name>`],
    ['behind it, as the next argument', `assertEquals("${secret}", config.getAwsSecretKey());`],
    ['behind it, in Go', `assert.Equal(t, "${secret}", cfg.AwsSecretKey)`],
    ['behind it, in Ruby', `assert_equal "${secret}", @config.aws_secret_access_key`],
    ['behind it, in Objective-C', `[dict setValue:@"${secret}" forKey:@"aws_secret_access_key"];`],
    ['behind it, as the name of a file', `echo -n '${secret}' > ./aws_secret_access_key`],
    [
      'above the names of places where it is used',
      lines('aws_secret_access_key:', '  staging: none', `  prod: ${secret}`),
    ],
    ['above regions', lines('aws_secret_keys = {', `  us-east-1 = "${secret}"`, '}')],
    ['in the first round of a signature', `sign("AWS4" + "${secret}", date)`],
    ['in it, in one piece', `openssl dgst -sha256 -hmac "AWS4${secret}"`],
    [
      'as an argument of a call, behind a variable',
      `new Aws\\S3(); $s = new Zend_Service_Amazon_S3($k, '${secret}');`,
    ],
    ['in another language', `clé secrète AWS : ${secret}`],
    ['behind it, with a name for the argument', `env.setValue("${secret}", name: "AWS_SECRET_ACCESS_KEY")`],
    ['above a call', lines('aws_secret_access_key:', `  set "${secret}", region`)],
    ['behind a version', `aws_secret_access_key: v1.${secret}`],
    ['in front of a remark', `aws_secret_access_key = ${secret}(old)`],
    [
      'above a block of places',
      lines('variable "aws_secret_key" {', '  default = {', `    prod = "${secret}"`, '  }', '}'),
    ],
    ['behind a pipe', `echo "${secret}" | gh secret set AWS_SECRET_ACCESS_KEY`],
    [
      'behind it, in a string',
      `{"text":"<input value=\\"${secret}\\" id=\\"x\\" name=\\"aws_secret_key\\">"}`,
    ],
    ['behind it, in HTML', `&lt;input value=&quot;${secret}&quot; name=&quot;aws_secret_key&quot;&gt;`],
    ['behind a pipe, in a string', `"run": "echo \\"${secret}\\" | gh secret set AWS_SECRET_ACCESS_KEY"`],
    ['as the key of a section', lines('[aws]', `key = ${secret}`)],
    ['as the key of a table', lines('aws:', `  key: ${secret}`)],
    ['as the access key of a table', `{"aws": {"access_key": "${secret}", "bucket": "x"}}`],
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
      'in front, in a mail that escapes line ends',
      `AWS_SECRET_ACCESS_KEY=3D${secret}=0D=0AAWS_REGION=3Dus=0D=0A`,
    ],
    [
      'in front, wrapped in a mail',
      lines(`Use AWS_SECRET_ACCESS_KEY=3D${secret.slice(0, 20)}=`, secret.slice(20)),
    ],
    [
      'behind it, with another field between',
      `{"value":"${secret}","type":"secure","name":"AWS_SECRET_ACCESS_KEY"}`,
    ],
    ['behind it, in a comment', `key = "${secret}"  # aws secret access key`],
    ['behind it and what it is written in, in a comment', `k = from('${secret}', 'utf8'); // aws secret key`],
    ['behind it, in a comment of another language', `  'token' => '${secret}', /* AWS secret */`],
    [
      'in a comment above, whatever its own name is',
      lines('// AWS secret access key', `const it = "${secret}";`),
    ],
    ['in a comment above a call', lines('-- the AWS secret', `CALL signing_with('${secret}');`)],
    ['behind it, in SQL', `UPDATE settings SET value = '${secret}' WHERE name = 'AWS_SECRET_ACCESS_KEY';`],
    ['behind it, as a column of SQL', `SELECT '${secret}' AS aws_secret_access_key`],
    [
      'behind it and a list',
      lines(`value  = "${secret}"`, 'target = ["production"]', 'key    = "AWS_SECRET_ACCESS_KEY"'),
    ],
    ['below its annotation', lines(`@Value("${secret}")`, 'private String awsSecretKey;')],
    ['below its attribute', lines(`[DefaultValue("${secret}")]`, 'public string AwsSecretKey { get; set; }')],
    ['behind it, in any tag', `<env value="${secret}" kind="text" name="AWS_SECRET_ACCESS_KEY"/>`],
    [
      'behind it, among options',
      `put --value ${secret} --type SecureString --name /prod/aws/secret_access_key`,
    ],
    ['above, in other words for a value', lines('- variable: AWS_SECRET_KEY', `  plaintext: ${secret}`)],
    ['above, beside a type of YAML', lines('Name: AWS_SECRET_KEY', `Value: !Sub '${secret}'`)],
    ['above, in a call', lines('env(', "  'AWS_SECRET_KEY',", `  fallback='${secret}')`)],
    ['above, in a dialogue', lines('expect "AWS Secret Access Key"', `send "${secret}\\r"`)],
    ['in what reads it', `echo -e "$ID\\n${secret}\\nus-east-1" | aws configure`],
    ['in a command with a short option', `gh secret set AWS_SECRET_ACCESS_KEY -b${secret}`],
    [
      'behind many tags',
      `<w:t>AWS secret access key: </w:t>${'<w:b w:val="1"/>'.repeat(30)}<w:t>${secret}</w:t>`,
    ],
    [
      'behind many tags, in the paragraph above',
      lines(
        '<p>AWS secret access key</p>',
        `<p class="c"><span style="${'color:red;'.repeat(30)}">${secret}</span></p>`,
      ),
    ],
    ['behind many blanks', `aws_secret_access_key${' '.repeat(170)}= ${secret}`],
    ['in Japanese', `AWS シークレットアクセスキー: ${secret}`],
    ['in Chinese', `AWS 秘密访问密钥：${secret}`],
    ['in German', `geheimer Zugriffsschlüssel: ${secret}`],
    ['in French', `clé d'accès secrète : ${secret}`],
    ['in Turkish', `Gizli erişim anahtarı: ${secret}`],
    ['in what fills the address of a queue', `url = "sqs://{}:{}@".format(quote(key), quote("${secret}"))`],
    ['in what fills the address of a bucket', `mount("s3a://%s:%s@%s" % (key, "${secret}", bucket))`],
    [
      'in the address of a database',
      `mongodb://id:${encodeURIComponent(secret)}@h/?authMechanism=MONGODB-AWS`,
    ],
    ['in an option of the tools of EC2', `ec2-describe-instances -O $ID -W ${secret}`],
    ['of a session of the console', `{"sessionId":"x","sessionKey":"${secret}","sessionToken":"y"}`],
    ['behind it, as what describes it', `{"value": "${secret}", "Description": "AWS secret key of ci"}`],
    ['behind the driver', lines('[[outputs.timestream]]', `  secret_key = "${secret}"`)],
    ['behind the volumes', lines('ebs:', '  accessKey: x', `  secretKey: ${secret}`)],
    ['beside the tag of an associate', `c.setSecretKey('${secret}').setAssociateTag('x');`],
    ...[
      '(defcredential key S "eu-west-1")',
      'newEnv (FromKeys "x" S)',
      's3fs.S3FileSystem(False, key, S)',
      'Credentials("Amazon S3", host, "x", S)',
    ].map((call): [string, string] => ['in a call', call.replace(/\bS\b/, `"${secret}"`)]),
    ['of a user of a bucket', lines("TARGET='s3://b/x'", "TARGET_USER='x'", `TARGET_PASS='${secret}'`)],
    ['of a user of S3', lines('store_type: s3', 'store_user: x', `store_password: ${secret}`)],
    ['of a login to a service', `protocol=route53 login=x password=${secret} example.com`],
    ['of a login of S3, in JSON', `{"type":"s3","host":"","login":"x","port":1,"password":"${secret}"}`],
    ['of a host of S3', lines('HostName=s3.amazonaws.com', 'UserName=x', `Password=${secret}`)],
    ['of an address of S3', `{url: 's3://b/x', user: 'x', password: '${secret}'}`],
    ['in short, beside an ID', `ak=x;sk=${secret};endpoint=s3`],
    ['of Salt', lines('up:', '  keyid: x', `  key: ${secret}`, '  boto_s3: true')],
    ['of a cloud of Salt', lines('up:', '  driver: ec2', '  id: x', `  key: '${secret}'`)],
    ['in Korean', `시크릿 액세스 키 ${secret}`],
    ...[
      'EC2_SECRET_KEY',
      'SES_SECRET',
      'ROUTE53_SECRET_KEY',
      'COGNITO_IAM_SECRET_KEY',
      'iam_user_secret',
    ].map((name): [string, string] => ['in the name of another service', `${name}=${secret}`]),
    ...['ACCESS_KEY_SECRET', 'ACCESS_SECRET_KEY', 'AWS_SEC', 'S3_PASSWORD', 'S3_SK', 'S3_ACCESS_KEY'].map(
      (name): [string, string] => ['in another name for it', `${name}=${secret}`],
    ),
    ...[
      'AWS4Auth(access, S, region)',
      'boto.connect_s3(key_id, S)',
      'boto3.Session(id, S)',
      'new Aws\\Credentials\\Credentials($key, S)',
      'Credentials::new("id", S, None, None, "static")',
      'Minio("s3.amazonaws.com", access, S)',
    ].map((call): [string, string] => ['in a call', call.replace(/\bS\b/, `"${secret}"`)]),
    ['behind a word that says more', `aws secret version 2: ${secret}`],
    ['of the secret of Lambda', `AWS_LAMBDA_SECRET_KEY=${secret}`],
    [
      'in the label above a field',
      lines(
        '<label for="k1">AWS Secret Key</label>',
        '<div class="col-sm-10">',
        `<input type="password" class="form-control" id="k1" size="40" value="${secret}">`,
      ),
    ],
    ['in the sovereign cloud', lines('region: eusc-de-east-1', `secret: ${secret}`)],
    ['in a name that the bucket has, too', lines('ACME_BUCKET=photos', `ACME_SECRET_KEY=${secret}`)],
    ...[
      'web_1  | ',
      '\x1b[36mweb_1  |\x1b[0m ',
      '2026-01-03T10:11:12.123Z ',
      '2026-01-03 10:11:12,123 INFO ',
      '[10:11:12] ',
      'Mar 03 10:11:12 host app[123]: ',
      '[pod/web-7d9f/app] ',
      '2026-01-03T10:11:12.123Z stdout F ',
      '2026-01-03T10:11:12.123456+00:00 app[web.1]: ',
      '[10:11] <bob> ',
      '[03/01/2026, 10:11:12] Bob Smith: ',
      'k8s/app.yaml:12:',
      'k8s/app.yaml-12-',
      '    12\t',
      'a1b2c3d4e5 (Bob Smith 2026-01-03 10:11:12 +0100 12) ',
      '^a1b2c3d k8s/app.yaml (<bob@example.com> 2026-01-03 10:11:12 +0100  12) ',
    ].flatMap((margin): [string, string][] => [
      [
        `above, both behind ${JSON.stringify(margin)}`,
        lines(`${margin}- name: AWS_SECRET_ACCESS_KEY`, `${margin.replace('12', '59')}  value: ${secret}`),
      ],
      [
        `above, alone, both behind ${JSON.stringify(margin)}`,
        lines(`${margin}AWS Secret Access Key:\r`, `${margin}${secret}\r`),
      ],
      [
        `behind it, on the next line, both behind ${JSON.stringify(margin)}`,
        lines(`${margin}{`, `${margin}"value": "${secret}",`, `${margin}"name": "AWS_SECRET_ACCESS_KEY"`),
      ],
    ]),
    ...[
      '[10:11:12]W:\t [Step 1/2] ',
      'I0103 10:11:12.123456       1 main.go:42] ',
      '2026/01/03 10:11:12 main.go:42: ',
      'web-7d9f6c-abcde app ',
      'web:dev: ',
      'remote: ',
      '\x1b[32m[app]\x1b[0m ',
      'time="2026-01-03T10:11:12Z" level=info msg="',
      '{"log":"',
    ].map((margin): [string, string] => [
      `above, alone, both behind what is like nothing else, ${JSON.stringify(margin)}`,
      lines(`${margin}AWS Secret Access Key:`, `${margin.replace('12', '59')}${secret}`),
    ]),
    [
      'above, both behind a path, where only one line is what was looked for',
      lines('k8s/app.yaml-11-- name: AWS_SECRET_ACCESS_KEY', `k8s/app.yaml:12:  value: ${secret}`),
    ],
    [
      'above a place, both behind a time',
      lines('10:11:12 aws_secret_access_key:', `10:11:12   prod: ${secret}`),
    ],
    ['in a name for an environment', lines('AWS_REGION=eu-west-1', `PROD_SECRET_KEY=${secret}`)],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['aws-secret-access-key']);
  });
});

describe('what names the item of a list before it does not speak for the next one', () => {
  const other = fakes('another').awsSecret;
  test.each<[string, string]>([
    [
      'in the environment of a container',
      lines(
        ...['- name: AWS_SECRET_ACCESS_KEY', `  value: ${secret}`],
        ...['- name: PARSE_MASTER_KEY', `  value: "${other}"`],
      ),
    ],
    [
      'in JSON',
      lines(
        ...['{ ', '"Key": "AWS_SECRET_ACCESS_KEY",', `"Value": "${secret}"`, '},', '{'],
        ...['"Key": "PARSE_MASTER_KEY",', `"Value": "${other}"`, '}'],
      ),
    ],
    [
      'in Terraform',
      lines(
        ...['variable "aws_secret_key" {', `  default = "${secret}"`, '}'],
        ...['variable "parse_key" {', `  default = "${other}"`, '}'],
      ),
    ],
    [
      'in a property list',
      lines(
        ...['<key>AWSSecretKey</key>', `<string>${secret}</string>`],
        ...['<key>ParseMasterKey</key>', `<string>${other}</string>`],
      ),
    ],
    [
      'in the report of a scanner',
      lines(
        ...['Rule: AWS Secret Access Key', `Match: ${secret}`],
        ...['Rule: Parse Key', `Match: ${other}`],
      ),
    ],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual(['aws-secret-access-key']);
  });

  test('and what names the whole list speaks for all of it', () => {
    const text = lines(
      ...['aws_secret_access_keys:', '  - name: blue', `    value: ${secret}`],
      ...['  - name: green', `    value: ${other}`],
    );

    expect(found(text)).toEqual(['aws-secret-access-key', 'aws-secret-access-key']);
  });
});

test.each([
  'https://example.com/?aws_secret=S',
  'https://example.com/x?region=x&secretAccessKey=S&a=b',
  'https://example.com/ S',
  's3://user:S@bucket/https://x',
])('a secret that an address is given by name, or that stands behind one, is found: %s', (text) => {
  const plain = secret.replace(/[^A-Za-z0-9]/g, 'x');
  expect(found(`AWS secret access key: ${text.replace('S', plain)}`)).toEqual(['aws-secret-access-key']);
});

test('a secret beside its key ID is found in an address', () => {
  const plain = secret.replace(/[^A-Za-z0-9]/g, 'x');
  expect(found(`https://example.com/${fakes('contexts').awsKeyId}/${plain}`)).toContain(
    'aws-secret-access-key',
  );
});

test('what is called a secret is found twenty lines from a key ID, and no farther', () => {
  const { awsKeyId } = fakes('contexts');
  const apart = (count: number) =>
    lines(`KEY=${awsKeyId}`, ...Array(count - 1).fill('x=1'), `SECRET=${secret}`);

  expect(found(apart(20))).toEqual(['aws-access-key-id', 'aws-secret-access-key']);
  expect(found(apart(21))).toEqual(['aws-access-key-id']);
  expect(found(apart(12).replace('SECRET', 'JWT_SECRET'))).toEqual(['aws-access-key-id']);
});

test('a key ID is found in a mail', () => {
  expect(found(`Use AWS_ACCESS_KEY_ID=3D${fakes('contexts').awsKeyId} for it`)).toEqual([
    'aws-access-key-id',
  ]);
});

test('a key ID is found behind an option of one letter, and not behind a letter of a word', () => {
  const { awsKeyId } = fakes('contexts');

  expect(found(`curl -u${awsKeyId}:$KEY https://b.s3.amazonaws.com`)).toEqual(['aws-access-key-id']);
  expect(found(`["curl", "-u${awsKeyId}:"]`)).toEqual(['aws-access-key-id']);
  expect(found(`aws-u${awsKeyId} and --u${awsKeyId}`)).toEqual([]);
});

describe('what has 40 characters is none', () => {
  const [start, end] = [secret.slice(0, 20), secret.slice(20)];

  test.each<[string, string]>([
    [
      'in a path that says whose it is',
      lines('resource "aws_ssm_parameter" "p" {', '  name = "/app/jwt/secret"', `  value = "${secret}"`, '}'),
    ],
    ['where it is added to something else', lines(`awsSecret = "${start}";`, `other += "${end}";`)],
    ['where its variable is a token', lines(`ghtoken = "${secret}"`, 'aws({ secret: ghtoken })')],
    [
      'where its variable is called as a type',
      lines(`str = "${secret}"`, 'def f(aws_secret_access_key: str)'),
    ],
    ['where a digest gets it', lines(`s = "${secret}"`, 'f(aws_secret_hash = s)')],
    ['under another name, near AWS', lines('AWS_REGION=eu-central-1', `JWT_SECRET=${secret}`)],
    ['under the name of another service', lines('aws s3 ls', `STRIPE_WEBHOOK_SECRET: ${secret}`)],
    ...['SESSION_SECRET', 'APP_SECRET', 'OKTA_CLIENT_SECRET', 'SECRET_KEY_BASE', 'REFRESH_TOKEN_SECRET'].map(
      (name): [string, string] => [
        'under a name that says whose it is',
        lines('AWS_REGION=us-east-1', `${name}=${secret}`),
      ],
    ),
    ['in front of a word with a comment', `f('${secret}', 'checksum', '// aws secret key')`],
    ['beside a comment on something else', `key = "${secret}"  # the name of our aws secrets manager`],
    ['below a comment two lines up', lines('# AWS secret', '', `checksum = "${secret}"`)],
    ['in a tag with a name of its own', lines('<awsSecret>', `<checksum>${secret}</checksum>`)],
    ['with another name behind it', `{ "value": "${secret}", "name": "COLOUR" } // aws`],
    ['with a name of its own below another', lines('aws_secret:', `  id: ${secret}`)],
    ['with words in front, and a name above', lines('aws_secret:', `the colour of it is ${secret}`)],
    ['in a call that says what it is', `setChecksum("${secret}", size) // aws`],
    ['with another name as the next argument', `assertEquals("${secret}", file.getChecksum()); // aws`],
    ['as a field of something', `aws_secret_access_key: config.${secret.replace(/[^A-Za-z0-9]/g, 'x')}`],
    ['as the name of a function', `aws_secret_access_key = ${secret.replace(/[^A-Za-z0-9]/g, 'x')}()`],
    ['as the name of a file', `aws_secret: ${secret.slice(0, 28).replace(/[+/]/g, 'x')}/images/bird.png`],
    ['under another name below places', lines('aws_secret_key: none', 'digests:', `  prod: ${secret}`)],
    ['beside a file that is called as a key', `{ "content": "${secret}", "path": "docs/s3-key.md" }`],
    ['beside a label of a key', `{ "value": "${secret}", "label": "S3 key" }`],
    ['beside the fingerprint of a key', `assertEquals("${secret}", awsKey.fingerprint())`],
    ['in prose about the shop', `Amazon (https://www.amazon.com/dp/${secret.replace(/[^A-Za-z0-9]/g, 'x')})`],
    ['in another language, of another service', lines('aws', '', `微信支付密钥: ${secret}`)],
    ...[
      'AWS_SECRET_NAME',
      'aws_secret_arn',
      'awsSecretVersion',
      'AWS_SECRET_VERSION_ID',
      'aws-secret-path',
    ].map((name): [string, string] => [
      'as what else a secret of Secrets Manager has',
      `${name}: "${secret}"`,
    ]),
    ['in the path of a framework', `/aws/django/secret_key: ${secret}`],
    ['behind a path that is not of AWS', `vault kv put kv/session secret_key=${secret} # aws`],
    [
      'of another login beside S3',
      lines("TARGET='s3://b/x'", "TARGET_USER='x'", 'TARGET_PASS=$P', `DB_PASS='${secret}'`),
    ],
    ['of an archive in S3, without a user', lines('BACKUP_URL=s3://b/x', `BACKUP_PASSWORD=${secret}`)],
    ['in short, of another store', `{"obs": {"ak": "x", "sk": "${secret}"}}`],
    ['in short, alone', `sk=${secret} # s3`],
    ['of a host that is not S3', lines('HostName=x.rds.amazonaws.com', 'UserName=x', `Password=${secret}`)],
    ['of another user', lines('url=s3://b', 'db_user=x', `db_password=${secret}`)],
    ['of a table behind that of S3', lines('type: s3', 'user: x', 'database:', `  password: ${secret}`)],
    ['of a login to a database', `type=postgres login=x password=${secret} bucket=s3`],
    ['of a key that is called so', lines('s3:', '  driver: file', `  key: ${secret}`)],
    ['as a digest of it', `// aws secret checksum ${secret}`],
    ...['AWS_LAMBDA_API_KEY', 'aws_function_api_key', 'AWS_API_KEY_GATEWAY', 'awsApigwApiKey'].map(
      (name): [string, string] => ['as the key of an API', `${name}=${secret}`],
    ),
    ['of a service, with a name of its own', `kms_encrypted_secret_hash = ${secret}`],
    ...[
      'docs.example.com/d/S',
      'drive.example.com/file/d/S/view?usp=sharing',
      'x.example.org:8080/S',
      'x.io/p?id=S#s',
    ].map((address): [string, string] => [
      `as a part of an address, ${address}`,
      `AWS secret access key: see https://${address.replace('S', secret.replace(/[^A-Za-z0-9]/g, 'x'))}`,
    ]),
    [
      'as what sops encrypted, in a URL',
      `AWS_SECRET_ACCESS_KEY=${encodeURIComponent(`ENC[AES256_GCM,data:${secret},iv:${secret}xyz=,type:str]`)}`,
    ],
    ['as a link of Markdown', `[AWS secret access key](docs/${secret.replace(/[^A-Za-z0-9]/g, 'x')})`],
    ['as an object of S3', `aws secret: s3://b/${secret.replace(/[^A-Za-z0-9]/g, 'x')}`],
    ['above the name of a file', `s3_key: up/${secret.replace(/[^A-Za-z0-9]/g, 'x')}/a/original.png`],
    ['in a folder of S3', `s3_key: uploads/${secret.replace(/[^A-Za-z0-9]/g, 'x')}`],
    ['in a folder of S3, as JSON', `"s3Key": "out/2026/${secret.replace(/[^A-Za-z0-9]/g, 'x')}/data"`],
    ['as the token of a form', `<aws-secret-form csrf_token="${secret}">`],
    ['that someone else says', lines('[10:11] <bob> aws secret key', `[10:12] <amy> ${secret}`)],
    ['behind another margin', lines('[10:11] aws_secret_key:', `web_1  | ${secret}`)],
    ['as an item of a list', lines('- name: aws_secret_key', `- name: ${secret}`)],
    ['as what a name is given next', lines('export TOKEN=$AWS_SECRET', `export TOKEN=${secret}`)],
    ['where another name stands above', lines('remote: aws_secret_key', `checksum: ${secret}`)],
    ['with a name of its own behind a margin', lines('web | aws_secret_key', `web | checksum ${secret}`)],
    [
      'in a field with a name of its own',
      lines('<label>AWS secret key</label>', `<input type="hidden" name="checksum" value="${secret}">`),
    ],
    [
      'as a part of the address of an object',
      `aws secret: https://example.com/x?prefix=secrets/${secret.replace(/[^A-Za-z0-9]/g, 'x')}`,
    ],
    ['in another file', lines('a.yaml:11:aws_secret_key:', `b.yaml:12:checksum: ${secret}`)],
    ['with a name six lines above', lines('aws_secret_key', ...Array(5).fill('-'), `- ${secret}`)],
  ])('%s', (_, text) => {
    expect(found(text)).toEqual([]);
  });
});

describe('the last line of wrapped base64 is none', () => {
  const line = fakes('wrapped').sessionToken.slice(20, 84);

  test.each<[string, string]>([
    ['below a name', lines('aws_secret: |', `  ${line}`, `  ${line}`, `  ${secret}`)],
    ['in a mail that is quoted', lines('> aws secret', `> ${line}`, `> ${secret}`)],
    ['in quotes', lines('awsSecret = "" +', `  "${line}" +`, `  "${secret}"`)],
    ['in one text', `{"aws_secret": "${line}\\n${secret}\\n"}`],
    ['below a line that begins with a plus sign', lines('aws_secret: |', `+${line.slice(1)}`, secret)],
    ['below a line that begins with b', lines('aws_secret: |', `b${line.slice(1)}`, secret)],
    ['of an image in a page', lines('<img alt="aws secret key" src="data:', line, `${secret}">`)],
    ['of texts side by side', lines('AWS_SECRET_ICON = (', `b'${line}'`, `b'${secret}')`)],
    ['of texts with line ends', lines('// aws secret key', `"${line}\\n"`, `"${secret}\\n";`)],
  ])('%s', (_, text) => {
    expect(found(text)).not.toContain('aws-secret-access-key');
  });

  test.each<[string, string]>([
    ['of a line that names it', lines(line, `aws_secret_access_key = ${secret}`)],
    ['of base64 of another length', lines('aws_secret:', `${line}x`, secret)],
    ['of its ID', lines('aws', fakes('wrapped').awsKeyId, secret)],
    ['and its ID below', lines(line, secret, fakes('wrapped').awsKeyId)],
    ['of a shorter line', lines('# aws secret access key', line.slice(0, 52), secret)],
    ['of an argument', lines('aws_credentials(', `${line},`, `"${secret}")`)],
    ['of a list that it is in', lines('"aws_secret_access_keys": [', `  "${line}",`, `  "${secret}"`, ']')],
    ['of a value with a name', lines('# AWS secret', `TOKEN=${line}`, secret)],
    ['of a digest', lines('# AWS secret', 'a1'.repeat(32), secret)],
    ['of a banner', lines('// AWS secret access key', '/'.repeat(80), `"${secret}"`)],
    ['where a comment names it', lines('x', line, `${secret}  # aws secret access key`)],
  ])('but a secret is one below the end %s', (_, text) => {
    expect(found(text)).toContain('aws-secret-access-key');
  });
});

test('what %2B or %2F joins to more that looks random is part of a token in a URL', () => {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9]/g, 'x');
  const more = fakes('token in a URL').sessionToken.slice(20, 80);
  const { awsKeyId, awsSecret } = fakes('beside a token');
  const [one, other] = [plain(more.slice(0, 28)), plain(more.slice(28))];
  const isFound = (value: string) => found(`aws_token = ${value}`).includes('aws-secret-access-key');

  for (const joint of ['%2F', '%2b']) {
    expect(isFound(`${one}${joint}${other}${joint}${plain(secret)}%3D`)).toBe(false);
    expect(isFound(`${plain(more)}${joint}${plain(secret)}`)).toBe(false);
    expect(isFound(`${plain(secret)}${joint}${one}${joint}${other}`)).toBe(false);
    // Two of its characters are of the escape.
    expect(isFound(`${plain(more)}${joint}${plain(secret).slice(2)}`)).toBe(false);
    expect(isFound(`${awsKeyId}${joint}${plain(secret)}`)).toBe(true);
    expect(isFound(`${plain(secret)}${joint}us-east-1${joint}s3`)).toBe(true);
    expect(isFound(`ThePathOf${joint}SomeFolderIn2024${joint}${plain(secret)}`)).toBe(true);
    expect(isFound(`${plain(awsSecret)}${joint}${plain(secret)}`)).toBe(true);
  }
});

test('what - or _ joins to more that looks random is part of a token for URLs', () => {
  const plain = (text: string) => text.replace(/[^A-Za-z0-9]/g, 'x');
  const more = fakes('token').sessionToken.slice(20, 80);

  expect(found(`aws_push_token = ${plain(more)}-${plain(secret)}`)).toEqual([]);
  expect(found(`aws_push_token = ${plain(secret)}_${plain(more)}`)).toEqual([]);
  expect(
    found(`aws_token = eyJ${plain(more.slice(0, 30))}_${plain(more.slice(30, 40))}-${plain(secret)}.x`),
  ).toEqual([]);
  const { awsKeyId, awsSecret } = fakes('beside');
  for (const before of [
    ...['production-eu-west-1-', `${awsKeyId}-`, `${plain(awsSecret)}-`, 'a1B2c3D4e5F6_'],
    ...[`creds-of-ci-${awsKeyId}-`, `one-${plain(awsSecret)}-`, 'Backup2024_of-production-Uploads-'],
  ])
    expect(found(`aws_token = ${before}${plain(secret)}`)).toContain('aws-secret-access-key');
  for (const beside of [
    `1-${plain(secret)}`,
    `${plain(secret)}-1`,
    `k8s-${plain(secret)}`,
    `${plain(secret)}_old`,
  ])
    expect(found(`aws_secret_access_key = ${beside}`)).toContain('aws-secret-access-key');
  expect(found(`aws_token = ${plain(more)}-${secret.slice(1)}+`)).toContain('aws-secret-access-key');
});

describe('a secret with a short name', () => {
  const countsIn = (path: string, text = `access_key =\nsecret_key = ${secret}\n`): boolean =>
    scan(text).detections.some((detection) => scanner.counts(detection, path));

  test.each([
    '.s3cfg',
    'home/.aws/config',
    'config/aws.yml',
    'AwsCredentials.properties',
    's3.json',
    'my-amazon-s3.ini',
    '.boto',
  ])('is one in a file that is named after AWS: %s', (path) => {
    expect(countsIn(path)).toBe(true);
  });

  test.each(['config.yml', 'laws.yml', 'draws3.txt', 'aws/readme.md', 'jaws.conf'])(
    'is none in another file: %s',
    (path) => {
      expect(countsIn(path)).toBe(false);
    },
  );

  test.each(['jwt_secret', 'client_secret', 'session_secret'])('nor is one of something else: %s', (name) => {
    expect(countsIn('aws.yml', `${name}: ${secret}\n`)).toBe(false);
  });
});
