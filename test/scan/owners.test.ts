/** What is called a secret beside the name of AWS is AWS's, unless it stands in what belongs to something else. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { scan } from '../support/scanning.ts';

const { awsSecret } = fakes('owners');
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
    "Devise.setup { |c| c.secret_key = '*' }\n# s3\n",
    "Devise.setup do |config|\n  config.secret_key = '*'\nend\n# s3\n",
  ])('%j', (template) => {
    expect(isFound(template)).toBe(false);
  });
});

describe('is taken for a key of AWS', () => {
  test.each([
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
    'jwt: { expires: 1d }\nsecret: *\nbucket: x\n',
  ])('%j', (template) => {
    expect(isFound(template)).toBe(true);
  });

  test('whatever stands around it, where its name says it', () => {
    expect(isFound('jwt:\n  aws_secret_access_key: *\n')).toBe(true);
  });
});
