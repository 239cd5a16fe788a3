/** What is called a secret beside the name of AWS is AWS's, unless it stands in what belongs to something else. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { scan } from '../support/scanning.ts';

const { awsKeyId, awsSecret } = fakes('owners');
/** What MinIO, Ceph and others make: as long, and it begins with anything. */
const otherId = awsKeyId.replace(/^..../, 'Q7K4');
const found = (template: string) =>
  scan(template.replace('*', awsSecret)).detections.map(({ ruleId }) => ruleId);
const isFound = (template: string) => found(template).includes('aws-secret-access-key');

describe('belongs to something else', () => {
  test.each([
    'jwt:\n  secret: *\n  expires: 1d\n\n\naws:\n  region: us-east-1\n  bucket: x\n',
    'aws:\n  region: us-east-1\njwt:\n  secret: *\n',
    '"session": {"secret": "*"}, "aws": {"region": "us-east-1"}',
    '{\n  "session": {\n    "secret": "*"\n  },\n  "aws": {\n    "region": "us-east-1"\n  }\n}\n',
    '{\n  "Jwt":\n  {\n    "Secret": "*"\n  },\n  "AWS":\n  {\n    "Region": "us-east-1"\n  }\n}\n',
    '[auth]\nsecret = "*"\n\n[storage]\nbucket = "s3://x"\n',
    'app:\n  secret: *\n  expires: 1d\n\n\naws:\n  region: us-east-1\n',
    "'flask' => [\n  'secret' => '*',\n],\n's3' => [\n  'bucket' => env('AWS_BUCKET'),\n],\n",
    '[storage]\nbucket = "s3://x"\n\n[auth]\nsecret = "*"\n',
    "'webhook' => ['secret' => '*'], 's3' => ['bucket' => env('AWS_BUCKET')]",
    'security:\n  jwt:\n    secret: *\ncloud:\n  aws:\n    region: us-east-1\n',
    "app.use(session({ secret: '*' })); const s3 = new AWS.S3();",
    "app.use(\n  session({\n    secret: '*',\n  }),\n);\nconst s3 = new AWS.S3();",
    "module.exports = {\n  session: {\n    secret: '*',\n  },\n  aws: { bucket: 'x' },\n};\n",
    "const s3 = new S3Client({});\napp.use(expressJwt({ secret: '*' }))",
    '"AppSettings": { "Secret": "*" },\n"AWS": { "Region": "us-east-1" }',
    "use Rack::Session::Cookie, secret: '*'\ns3 = Aws::S3::Client.new\n",
    'private String secret = "*"; // jwt\nprivate AmazonS3 s3;\n',
    "# for JWT\nSECRET = '*'\nimport boto3\n",
    '"Payments": { "SecretKey": "*" }, "AWS": { "Region": "us-east-1" }',
    'qiniu:\n  access_key: x\n  secret_key: *\n  bucket: x\n',
    'provider "huaweicloud" {\n  region = "cn-north-4"\n  access_key = "x"\n  secret_key = "*"\n}\n',
    "const s3 = new AWS.S3();\nconst payments = { secret: '*' };\n",
    "const s3 = new AWS.S3();\nexport const auth = {\n  secret: '*',\n};\n",
    '{"exchange": {"key": "x", "secret": "*"}, "s3": {"bucket": "b"}}',
    'aws:\n  region: us-east-1\npartner:\n  secret: *\n',
    "Devise.setup { |c| c.secret_key = '*' }\n# s3\n",
    "SECRET_KEY = '*'\n\nAWS_ACCESS_KEY_ID = os.environ['ID']\nAWS_SECRET_ACCESS_KEY = os.environ['KEY']\n",
    "SECRET_KEY = '*'\nAWS_STORAGE_BUCKET_NAME = 'x'\nAWS_SECRET_KEY = config('AWS_SECRET_KEY')\n",
    'SECRET_KEY=*\nDEBUG=0\nAWS_ACCESS_KEY_ID=\nAWS_SECRET_ACCESS_KEY=\n',
    `"# dev\\nSECRET_KEY = '*'\\nAWS_SECRET_ACCESS_KEY = os.environ['KEY']\\n"\n`,
    'AWS_SECRET_ACCESS_KEY=<secret>\nAWS_REGION=eu-west-1\nSECRET_KEY=*\n',
    'qiniu.accessKey=x\nqiniu.secretKey=*\nqiniu.bucket=images\n',
    'minio.accessKey=x\nminio.secretKey=*\nminio.bucket=images\n',
    'minio:\n  access-key: x\n  secret-key: *\n  bucket: x\n',
    'MINIO_ACCESS_KEY=x\nMINIO_SECRET_KEY=*\n',
    'WASABI_BUCKET=x\nWASABI_SECRET_KEY=*\n',
    'MINIO_SECRET_KEY=*\nAWS_REGION=us-east-1\n',
    'S3_FAKE_HOST=minio\nMINIO_SECRET_KEY=*\nS3_BUCKET=x\n',
    'aliyun:\n  s3_compatible: true\n  secret_key: *\n  bucket: x\n',
    'gs_secret_access_key = *\n',
    'toss.secret-key=*\ncloud.aws.s3.bucket=x\n',
    'AWS_REGION: us-east-1\nkeycloak.secret: "*"\n',
    'iamport:\n  secret: *\ncloud:\n  aws:\n    region: x\n',
    "'portone' => [\n  'secret' => '*',\n],\n's3' => [\n  'bucket' => env('AWS_BUCKET'),\n],\n",
    '"OpenAi": { "SecretKey": "*" }, "AWS": { "Region": "us-east-1" }',
    "import boto3\n\napp.config['SECRET_KEY'] = '*'\ns3 = boto3.client('s3')\n",
    'resource "aws_secretsmanager_secret_version" "stripe" {\n  secret_string = "*"\n}\n',
    'aws secretsmanager create-secret --name prod/db --secret-string "*"\n',
    `aws secretsmanager put-secret-value --secret-id prod/db --secret-string '{"password":"*"}'\n`,
    `aws secretsmanager put-secret-value --secret-id prod/db --secret-string '{"password":"*","engine":"mysql","host":"x.rds.amazonaws.com"}'\n`,
    'R2_SECRET_ACCESS_KEY=*\nAWS_REGION=auto\n',
    "app.use(session({ secret: '*', resave: false, store: new DynamoDBStore({}) }))\n",
    'GF_SECURITY_SECRET_KEY=*\nGF_AWS_DEFAULT_REGION=us-east-1\n',
    'GF_AWS_DEFAULT_REGION=us-east-1\nGF_SECURITY_SECRET_KEY=*\n',
    'const minioSecretKey = "*"; // s3',
    'wasabi:\n  secretAccessKey: *\n  bucket: x\n',
    '[remote]\ntype = s3\nprovider = Wasabi\nsecret_access_key = *\n',
    '[default]\ncloudfront_host = cloudfront.amazonaws.com\nhost_base = minio:9000\nsecret_key = *\nsimpledb_host = sdb.amazonaws.com\nwebsite_endpoint = http://%(bucket)s.s3-website-%(location)s.amazonaws.com/\n',
    'type: S3\nconfig:\n  endpoint: https://s3.eu-central-1.wasabisys.com\n  secret_key: *\n',
    '[webserver]\nsecret_key = *\n\n[logging]\nremote_base_log_folder = s3://x\n',
    'huaweicloud.region=cn-north-4\nhuaweicloud.secret-key: *\n',
    "Devise.setup do |config|\n  config.secret_key = '*'\nend\n# s3\n",
    "SECRET_KEY = 'django-insecure-*'\nAWS_STORAGE_BUCKET_NAME = 'x'\n",
    'SECRET_KEY=dev-*\nAWS_REGION=us-east-1\n',
    'secret: whsec_*\nbucket: x\n',
    `Endpoint:  http://10.0.0.10:9000\nAccessKey: ${otherId}\nSecretKey: *\nRegion:    us-east-1\n`,
    `AccessKey: ${otherId}  SecretKey: *  Region: us-east-1\n`,
    `"Credentials": {\n  "AccessKeyId": "${otherId}",\n  "SecretAccessKey": "*"\n}\n`,
    `<AccessKeyId>${otherId}</AccessKeyId>\n<SecretAccessKey>*</SecretAccessKey>\n`,
    `S3_SECRET_KEY=*\nS3_ACCESS_KEY=${otherId}\n`,
    `<R xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\n<AccessKeyId>${otherId}</AccessKeyId>\n<SecretAccessKey>*</SecretAccessKey>\n`,
    `# access_key=${otherId}\n# secret_access_key=*\n`,
    `{"s3":{"accessKey":"${otherId}","options":{"secretKey":"*","tls":{"on":true}}}}\n`,
    `s3: {secretKey: *, url: {a: b}, accessKey: ${otherId}}\n`,
    `s3cmd ls \\\n  --access_key ${otherId} \\\n  --secret_key * \\\n  s3://x\n`,
    `SECRET_KEY=*\nACCESS_KEY=${otherId}\nSECRET_KEY=x\nACCESS_KEY=y\nAWS_REGION=x\n`,
    'env:\n  S3_ENDPOINT: http://minio:9000\n  S3_SECRET_ACCESS_KEY: *\n',
    'env:\n  S3_ENDPOINT: http://minio:9000\n  STORAGE_REGION: us-east-1\n  STORAGE_SECRET_KEY: *\n',
    'env:\n  s3Endpoint: http://minio:9000\n  secretAccessKey: *\n',
    'env:\n  ENDPOINT_URL: http://minio:9000\n  S3_SECRET_ACCESS_KEY: *\n',
    "new S3Client({\n  endpoint: 'http://minio:9000',\n  credentials: { secretAccessKey: '*' },\n});\n",
    `s3:\n  endpoint: ${'$'}{ENDPOINT:http://minio:9000}\n  secret_key: *\n`,
    '[s3]\n# endpoint = http://minio:9000\n# secret_access_key = *\n',
    `access_key_id>\\ ${otherId}\nsecret_access_key>\\ *\nendpoint>\\ http://10.0.0.3:9000\n`,
    `<span>access_key_id </span><span>=</span><span> ${otherId}</span>\n<span>secret_access_key </span><span>=</span><span> *</span>\n`,
    `environment:\n  AWS_ENDPOINT_URL: http://minio:9000\n  AWS_ACCESS_KEY_ID: ${otherId}\n  AWS_SECRET_ACCESS_KEY: *\n`,
    `environment:\n  - AWS_ENDPOINT_URL=http://minio:9000\n  - AWS_ACCESS_KEY_ID=${otherId}\n  - AWS_SECRET_ACCESS_KEY=*\n`,
    `boto3.client(\n    endpoint_url='http://minio:9000',\n    aws_access_key_id='${otherId}',\n    aws_secret_access_key='*',\n)\n`,
    `access_key_id> ${otherId}\nsecret_access_key> *\nendpoint> http://10.0.0.3:9000\n`,
    `<pre>access_key_id&gt; ${otherId}\nsecret_access_key&gt; *\nendpoint&gt; http://10.0.0.3:9000</pre>\n`,
    `type: S3\naccess_key_id: GOOG1E${otherId.repeat(2)}\nsecret_access_key: *\n`,
    'ACME_BUCKET=x\nACME_SECRET=y\nJWT_SECRET=*\n',
    'JWT_SECRET=*\nACME_BUCKET=\nACME_SECRET=\n',
    'ACME_BUCKET=\nACME_SECRET=\nKEYCLOAK_SECRET=*\n',
    'acme_bucket = "x"\nacme_secret = "y"\nkeycloak_secret = "*"\n',
  ])('%j', (template) => {
    expect(isFound(template)).toBe(false);
  });
});

test('what a client is told for another address is not of AWS, whatever it is told on the next line', () => {
  const told = (host: string) =>
    `mc config host add x https://${host} ${otherId} ${fakes('mc').awsSecret} S3v4\n`;
  const lines = (text: string) =>
    scan(text)
      .detections.filter(({ ruleId }) => ruleId === 'aws-secret-access-key')
      .map(({ line }) => line);

  expect(lines(told('192.168.1.51') + told('s3.amazonaws.com') + told('storage.googleapis.com'))).toEqual([
    2,
  ]);
});

describe('is taken for a key of AWS', () => {
  test.each([
    'acme.secret-key=*\nacme.bucket=x\naws.region=x\n',
    'ACME_BUCKET=x\nJWT_SECRET=y\nACME_SECRET=*\n',
    'ACME_SECRET=*\nJWT_SECRET=y\nACME_BUCKET=x\n',
    "ACME_BUCKET = env('ACME_BUCKET')\nACME_SECRET = env('ACME_SECRET', default='*')\n",
    'variable "acme_bucket" {}\nvariable "acme_secret" {\n  description = "The secret key"\n  default = "*"\n}\n',
    '- value: x\n  name: ACME_BUCKET\n- value: "*"\n  name: ACME_SECRET\n',
    '- value: "*"\n  name: ACME_SECRET\n- value: x\n  name: ACME_BUCKET\n',
    `mc alias set s3 https://proxy.example.com ${awsKeyId} *\n`,
    'storage.secret-key=*\naws.region=x\n',
    'backup-store:\n  secret: *\naws:\n  region: x\n',
    'toss:\n  secret: *\n  bucket: x\naws:\n  region: x\n',
    "'ses' => [\n  'secret' => '*',\n],\n's3' => [\n  'bucket' => env('AWS_BUCKET'),\n],\n",
    "app.config['SECRET_KEY'] = '*'\nboto3.client('s3', aws_secret_access_key=app.config['SECRET_KEY'])\n",
    'resource "aws_secretsmanager_secret_version" "s3_keys" {\n  secret_string = "*"\n}\n',
    'aws secretsmanager create-secret --name ci-aws --secret-string "*"\n',
    `aws secretsmanager put-secret-value --secret-id prod/ci --secret-string '{"secretAccessKey":"*"}'\n`,
    `aws secretsmanager put-secret-value --secret-id prod/ci --secret-string '{"aws_secret":"*"}'\n`,
    `aws secretsmanager create-secret --name prod/up --secret-string '{"secretKey":"*","accessKey":"x"}'\n`,
    `aws secretsmanager create-secret --name prod/up --secret-string '{"secret_key":"*","bucket":"b"}'\n`,
    '# secret access key of the uploader\nresource "aws_secretsmanager_secret_version" "up" {\n  secret_string = "*"\n}\n',
    "ACCESS_KEY = os.environ['ID']\nSECRET_KEY = '*'\nAWS_SECRET_ACCESS_KEY = os.environ['KEY']\n",
    `ACCESS_KEY=\nSECRET_KEY=*\nAWS_SECRET_ACCESS_KEY=${'$'}{AWS_SECRET_ACCESS_KEY:-}\n`,
    'minio:\n  endpoint: https://s3.amazonaws.com\n  secret-key: *\n',
    'tencent.aws.secretKey=*\nbucket=images\n',
    'aws:\n  region: us-east-1\n  secret: *\n',
    'storage:\n  type: s3\n  auth:\n    secret: *\n',
    'auth:\n  accessKey: x\n  secretKey: *\n\ns3: {}\n',
    'auth:\n  secret: *\n  region: us-east-1\n',
    '{"auth": {"secret": "*", "bucket": "x"}}',
    "session = boto3.Session(\n    k,\n    secret='*',\n)\n",
    'session = Session(secret="*")\ns3 = session.client("s3")\n',
    'app:\n  aws:\n    secret: *\n',
    "function f() {\n  const s3 = new AWS.S3();\n  secret = '*';\n}\n",
    '# of github actions\nSECRET_KEY=*\nAWS_REGION=us-east-1\n',
    '[default]\nsecret = *\n# aws\n',
    'jwt:\n  expires: 1d\naws:\n  secret: *\n',
    'aws:\n  region: us-east-1\n  secret: * # GitHub Actions user\n',
    'aws:\n  region: us-east-1\n  # not the one of the jwt\n  secret: *\n',
    '# of the jwt uploader in AWS\nSECRET_KEY=*\n',
    'AWS_REGION=us-east-1\nSECRET_KEY=* # user github-actions\n',
    'export AWS_REGION=us-east-1\nSECRET_KEY=* git push git@gitlab.com:o/r.git\n',
    "// sign the S3 upload policy\ncrypto.createHmac('sha1', process.env.SECRET || '*')\n",
    'aws:\n  accounts:\n    app:\n      id: x\n      secret: *\n',
    'aws:\n  users:\n    github:\n      id: x\n      secret: *\n',
    '{"aws":{"prod":{"auth":{"id":"x","secret":"*"}}}}',
    "const aws = {\n  auth: {\n    key: 'x',\n    secret: '*'\n  }\n};\n",
    "new S3({\n  auth: {\n    key: 'x',\n    secret: '*'\n  }\n})\n",
    "import boto3\n\ndef webhook(event, context):\n    secret = '*'\n",
    "import boto3\n\nclass Session:\n    secret = '*'\n",
    "require 'aws-sdk'\nclass GithubBackup\n  SECRET = '*'\nend\n",
    'env:\n  AWS_REGION: us-east-1\njobs:\n  auth:\n    env:\n      SECRET_KEY: *\n',
    'auth:\n  secret: *\n  region: us-iso-east-1\n',
    'auth:\n  type: sigv4\n  secretKey: *\n',
    '"AppSettings": { "KeyId": "x", "Secret": "*" },\n"AWS": {}\n',
    'jwt: { expires: 1d }\nsecret: *\nbucket: x\n',
    'payments:\n  secret_key: *\n  bucket: x\n',
    "const uploader = { secret: '*' };\nconst s3 = new AWS.S3();\n",
    "const auth = { secret: '*', region: 'us-east-1' };\nnew AWS.S3(auth);\n",
    'SECRET_KEY=*\nAWS_REGION=eu-west-1\n',
    "MY_SECRET_KEY = '*'\nAWS_SECRET_ACCESS_KEY = os.environ['KEY']\n",
    'SECRET_KEY=*\nAWS_SECRET_ACCESS_KEY=x1\nAWS_REGION=eu-west-1\n',
    `environment:\n  SECRET_KEY: "*"\n  AWS_SECRET_ACCESS_KEY: ${'$'}{SECRET_KEY}\n`,
    `env:\n  SECRET_KEY: "*"\n  AWS_REGION: x\n  AWS_SECRET_ACCESS_KEY: ${'$'}{{ env.SECRET_KEY }}\n`,
    'SECRET_KEY = "*"\nAWS_SECRET_ACCESS_KEY = os.getenv("AWS_SECRET_ACCESS_KEY", SECRET_KEY)\n',
    'minio:\n  secretAccessKey: *\n  region: us-east-1\n  aws: true\n',
    'MINIO_ENDPOINT=s3.amazonaws.com\nMINIO_SECRET_KEY=*\n',
    `MINIO_ACCESS_KEY=${awsKeyId}\nMINIO_SECRET_KEY=*\n`,
    'minio_aws_secret_access_key: *\n',
    'resource "aws_ssm_parameter" "p" {\n  name = "/app/secret"\n  value = "*"\n}\n',
    'ACME_UPLOAD_SECRET_KEY=*\nACME_AWS_REGION=us-east-1\n',
    "const s3 = session({ secret: '*', region: 'us-east-1' })\n",
    'AWS_ENDPOINT_URL=https://s3.wasabisys.com\nAWS_SECRET_ACCESS_KEY=*\n',
    '[default]\nhost_base = s3.amazonaws.com\nsecret_key = *\nsimpledb_host = sdb.amazonaws.com\n',
    'S3_SPACE_SECRET_KEY=*\n',
    '# of the minio team\nS3_SECRET_KEY=*\n',
    '"type": "aws_iam_access_key",\n"instances": [\n  {\n    "attributes": {\n      "secret": "*"\n    }\n  }\n]\n',
    "const s3 = new AWS.S3();\nconst initialState = {\n  secret: '*',\n};\n",
    "curl --secret-key '*' https://b.s3.amazonaws.com\n",
    'kind: aws\nitems:\n  - details:\n      secret: *\n',
    `AWS_ACCESS_KEY_ID=${otherId}\nAWS_SECRET_ACCESS_KEY=*\n`,
    `<AWSAccessKeyId>${otherId}</AWSAccessKeyId><AWSSecretKey>*</AWSSecretKey>\n`,
    `minio_access_key: ${otherId}\ns3_secret_key: *\n`,
    `access_key: ${otherId.replace(/^./, '0')}\nsecret_access_key: *\n`,
    `access_key: ${awsKeyId}\nold_access_key: ${otherId}\nsecret_access_key: *\n`,
    'access_key: YOURACCESSKEYIDHERE1\nsecret_access_key: *\n',
    'access_key: XXXXXXXXXXXXXXXXXX12\nsecret_access_key: *\n',
    `<span>access_key_id </span><span>=</span><span> ${awsKeyId}</span>\n<span>secret_access_key </span><span>=</span><span> *</span>\n`,
    `<span>aws_access_key_id </span><span>=</span><span> ${otherId}</span>\n<span>aws_secret_key </span><span>=</span><span> *</span>\n`,
    `<p>access_key_id = ${otherId}</p>\n<p>secret_access_key = x</p>\n<p>secret_access_key = *</p>\n`,
    'environment:\n  AWS_ENDPOINT_URL: http://minio:9000\n  AWS_ACCESS_KEY_ID: x\n  AWS_SECRET_ACCESS_KEY: *\n',
    `environment:\n  MINIO_URL: http://minio:9000\n  AWS_ACCESS_KEY_ID: ${otherId}\n  AWS_SECRET_ACCESS_KEY: *\n`,
    `environment:\n  AWS_ENDPOINT_URL: http://minio:9000\n  AWS_ACCESS_KEY_ID: ${awsKeyId}\n  AWS_SECRET_ACCESS_KEY: *\n`,
    `a:\n  AWS_ENDPOINT_URL: http://minio:9000\n  AWS_ACCESS_KEY_ID: ${otherId}\nb:\n  AWS_SECRET_ACCESS_KEY: *\n`,
    `access_key_id> $ID\nsecret_access_key> *\n\naccess_key_id> ${otherId}\nsecret_access_key> x\n`,
    `access_key_id&gt; ${awsKeyId}\nsecret_access_key&gt; *\n`,
    `{"minio":{"accessKey":"${otherId}","secretKey":"x"},"aws":{"accessKey":"{{k}}","secretKey":"*"}}\n`,
    `{"aws":{"secretKey":"*"},"minio":{"accessKey":"${otherId}","secretKey":"x"}}\n`,
    `{"wasabi":{"accessKeyId":"${otherId}","secretAccessKey":"x"},"s3":{"secretAccessKey":"*"}}\n`,
    `minio:\n  accessKey: ${otherId}\n  secretKey: x\ns3:\n  accessKey: $K\n  secretKey: *\n`,
    `aws:\n  secretKey: *\nminio:\n  accessKey: ${otherId}\n  secretKey: x\n`,
    `users:\n- name: a\n  accessKey: ${otherId}\n- name: b\n  secretAccessKey: *\n`,
    `[a]\naccess_key = ${otherId}\n[b]\nsecret_access_key = *\n`,
    `access_key: ${otherId}\n---\nsecret_access_key: *\n`,
    `# access_key=${otherId}\nsecret_access_key=*\n`,
    `<accessKey>$K</accessKey><secretAccessKey>*</secretAccessKey><accessKey>${otherId}</accessKey>\n`,
    `SECRET_KEY=*\nAWS_REGION=us-east-1\n\nACCESS_KEY=${otherId}\nSECRET_KEY=x\n`,
    'env:\n  MINIO_ENDPOINT: http://minio:9000\n  S3_SECRET_ACCESS_KEY: *\n',
    'env:\n  backupUrl: https://s3.wasabisys.com\n  uploadSecretAccessKey: *\n',
    "const stores = {\n  local: { endpoint: 'minio', tls: { on: true } },\n  s3: { secretAccessKey: '*' },\n};\n",
    "const stores = {\n  s3: { secretAccessKey: '*' },\n  local: { endpoint: 'minio' },\n};\n",
    'storage:\n  # endpoint: http://minio:9000\n  region: us-east-1\n  secret_key: *\n',
  ])('%j', (template) => {
    expect(isFound(template)).toBe(true);
  });

  test('where the table of something else is cut off above it', () => {
    expect(isFound(`jwt: { a: ${'x'.repeat(1300)}, secret: *, bucket: 'x' }`)).toBe(true);
  });

  test('where what is looked at begins with a word in a line that looks like a table', () => {
    const most = 1200;
    const behind = '\n  secret: ';
    const filler = `  ${'f'.repeat(most - 'jwt:\n  '.length - behind.length)}`;
    expect(isFound(`# what is told of a jwt:\n${filler}${behind}*\nbucket: x\n`)).toBe(true);
  });

  test('whatever stands around it, where its name says it', () => {
    expect(isFound('jwt:\n  aws_secret_access_key: *\n')).toBe(true);
  });
});
