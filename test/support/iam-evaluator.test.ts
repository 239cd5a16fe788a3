/** The evaluator, by the examples and rules of AWS's own documentation. */
import { describe, expect, test } from 'vitest';
import { type AwsRequest, evaluate } from './iam-evaluator.ts';

const policy = (...statements: readonly object[]) =>
  JSON.stringify({ Version: '2012-10-17', Statement: statements });
const request = (action: string, resource: string, context: AwsRequest['context'] = {}): AwsRequest => ({
  action,
  resource,
  context,
});
const everything = policy({ Effect: 'Allow', Action: '*', Resource: '*' });
/** What a deny with a condition says of a request. */
const denies = (Condition: object, context: AwsRequest['context']) =>
  evaluate(
    [everything, policy({ Effect: 'Deny', Action: '*', Resource: '*', Condition })],
    request('ec2:RunInstances', '*', context),
  ) === 'denied';

describe('the effects', () => {
  const read = policy({ Effect: 'Allow', Action: 's3:Get*', Resource: '*' });
  const secret = policy({ Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::secret/*' });

  test('allow nothing that no statement allows', () => {
    expect(evaluate([], request('s3:GetObject', 'arn:aws:s3:::a/b'))).toBe('not allowed');
    expect(evaluate([read], request('s3:PutObject', 'arn:aws:s3:::a/b'))).toBe('not allowed');
    expect(evaluate([read], request('S3:getobject', 'arn:aws:s3:::a/b'))).toBe('allowed');
  });

  test('deny explicitly before they allow, in whatever order', () => {
    const wanted = request('s3:GetObject', 'arn:aws:s3:::secret/b');

    expect(evaluate([read, secret], wanted)).toBe('denied');
    expect(evaluate([secret, read], wanted)).toBe('denied');
    expect(evaluate([secret, read], request('s3:GetObject', 'arn:aws:s3:::other/b'))).toBe('allowed');
  });

  test('take NotAction and NotResource for everything else', () => {
    // reference_policies_elements_notaction: all of S3 but to delete a bucket.
    const notDelete = policy({ Effect: 'Allow', NotAction: 's3:DeleteBucket', Resource: 'arn:aws:s3:::*' });
    // reference_policies_elements_notresource: no bucket of S3 but the one of the payroll.
    const onlyPayroll = policy({
      Effect: 'Deny',
      Action: 's3:*',
      NotResource: ['arn:aws:s3:::HRBucket/Payroll', 'arn:aws:s3:::HRBucket/Payroll/*'],
    });

    expect(evaluate([notDelete], request('s3:DeleteBucket', 'arn:aws:s3:::a'))).toBe('not allowed');
    expect(evaluate([notDelete], request('s3:GetObject', 'arn:aws:s3:::a/b'))).toBe('allowed');
    expect(evaluate([notDelete], request('ec2:RunInstances', '*'))).toBe('not allowed');
    expect(
      evaluate([everything, onlyPayroll], request('s3:GetObject', 'arn:aws:s3:::HRBucket/Payroll/x')),
    ).toBe('allowed');
    expect(evaluate([everything, onlyPayroll], request('s3:GetObject', 'arn:aws:s3:::HRBucket/Other'))).toBe(
      'denied',
    );
  });
});

describe('resources', () => {
  test('match by the parts of an ARN, with wildcards inside of each', () => {
    const users = policy({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:iam::*:user/*' });
    const one = policy({ Effect: 'Allow', Action: '*', Resource: 'arn:aws:iam::111122223333:user/Bo?' });

    expect(evaluate([users], request('iam:GetUser', 'arn:aws:iam::111122223333:user/a/Bob'))).toBe('allowed');
    expect(evaluate([users], request('iam:GetRole', 'arn:aws:iam::111122223333:role/user/Bob'))).toBe(
      'not allowed',
    );
    expect(evaluate([one], request('iam:GetUser', 'arn:aws:iam::111122223333:user/Bob'))).toBe('allowed');
    expect(evaluate([one], request('iam:GetUser', 'arn:aws:iam::111122223333:user/bob'))).toBe('not allowed');
    expect(evaluate([one], request('iam:GetUser', 'arn:aws:iam::111122223333:user/Bobby'))).toBe(
      'not allowed',
    );
  });

  test('with a variable are those of its value, and none where it has none', () => {
    const own = `arn:aws:iam::111122223333:user/\${aws:username}`;
    const allow = policy({ Effect: 'Allow', Action: '*', Resource: own });
    const deny = policy({ Effect: 'Deny', Action: '*', NotResource: own });
    const asBob = request('iam:GetUser', 'arn:aws:iam::111122223333:user/bob', { 'aws:username': 'bob' });
    const asNobody = { ...asBob, context: {} };

    expect(evaluate([allow], asBob)).toBe('allowed');
    expect(evaluate([allow], { ...asBob, context: { 'AWS:UserName': 'bob' } })).toBe('allowed');
    expect(evaluate([allow], { ...asBob, context: { 'aws:username': 'eve' } })).toBe('not allowed');
    expect(evaluate([allow], { ...asBob, context: { 'aws:username': 'b*' } })).toBe('not allowed');
    expect(evaluate([allow], asNobody)).toBe('not allowed');
    expect(evaluate([everything, deny], asBob)).toBe('allowed');
    expect(evaluate([everything, deny], asNobody)).toBe('denied');
  });
});

describe('conditions', () => {
  test('by address match one of several ranges, IPv4 and IPv6', () => {
    // The ranges of reference_policies_elements_condition_operators, "IP address condition operators".
    const Condition = { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } };
    const isIn = (address: string) => denies(Condition, { 'aws:SourceIp': address });

    expect(
      ['203.0.113.0', '203.0.113.255', '2001:db8:1234:5678::1', '2001:db8:1234:5678:ffff::'].map(isIn),
    ).toEqual([true, true, true, true]);
    expect(['203.0.114.0', '203.0.112.255', '2001:db8:1234:5679::1'].map(isIn)).toEqual([
      false,
      false,
      false,
    ]);
  });

  test('by address do not take the bits of IPv6 for those of IPv4', () => {
    expect(denies({ IpAddress: { 'aws:SourceIp': '32.0.0.0/8' } }, { 'aws:SourceIp': '2001:db8::1' })).toBe(
      false,
    );
  });

  test('negated by address match none of the ranges, as in the example of AWS', () => {
    // reference_policies_examples_aws_deny-ip.
    const Condition = { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } };

    expect(denies(Condition, { 'aws:SourceIp': '192.0.2.9' })).toBe(false);
    expect(denies(Condition, { 'aws:SourceIp': '203.0.113.9' })).toBe(false);
    expect(denies(Condition, { 'aws:SourceIp': '198.51.100.9' })).toBe(true);
  });

  test.each([
    ['Bool', { Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, false],
    ['BoolIfExists', { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, true],
    ['IpAddress', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false],
    ['NotIpAddress', { NotIpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['NotIpAddressIfExists', { NotIpAddressIfExists: { 'aws:SourceIp': '203.0.113.0/24' } }, true],
    ['StringLike', { StringLike: { 'aws:UserAgent': '*' } }, false],
    ['StringLikeIfExists', { StringLikeIfExists: { 'aws:UserAgent': 'x' } }, true],
    ['StringNotLike', { StringNotLike: { 'aws:UserAgent': 'x' } }, true],
    ['DateLessThan', { DateLessThan: { 'aws:TokenIssueTime': '2030-01-01T00:00:00Z' } }, false],
    ['ArnNotLike', { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/x' } }, true],
    ['Null true', { Null: { 'aws:TokenIssueTime': 'true' } }, true],
    ['Null false', { Null: { 'aws:TokenIssueTime': 'false' } }, false],
  ])('of %s take a key that is absent as documented', (_, Condition, isDenied) => {
    expect(denies(Condition, {})).toBe(isDenied);
  });

  test('by MFA tell long-term keys from sessions, with IfExists and without', () => {
    // reference_policies_condition-keys, aws:MultiFactorAuthPresent: a deny by Bool misses long-term keys.
    const present = (value: string) => ({ 'aws:MultiFactorAuthPresent': value });
    const bool = { Bool: present('false') };
    const ifExists = { BoolIfExists: present('false') };

    expect([denies(bool, present('false')), denies(bool, present('true')), denies(bool, {})]).toEqual([
      true,
      false,
      false,
    ]);
    expect([
      denies(ifExists, present('false')),
      denies(ifExists, present('true')),
      denies(ifExists, {}),
    ]).toEqual([true, false, true]);
  });

  test('by date compare moments, not text', () => {
    const before = { DateLessThan: { 'aws:TokenIssueTime': '2014-05-07T23:47:00Z' } };
    const after = { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } };

    expect(denies(before, { 'aws:TokenIssueTime': '2014-05-07T23:46:59Z' })).toBe(true);
    expect(denies(before, { 'aws:TokenIssueTime': '2014-05-07T23:47:00Z' })).toBe(false);
    expect(denies(before, { 'aws:TokenIssueTime': '2014-05-08T01:46:59+02:00' })).toBe(true);
    expect(denies(after, { 'aws:TokenIssueTime': '2020-01-01T00:00:02Z' })).toBe(true);
  });

  test('must all hold, each for one of its values, and negated ones for none', () => {
    const both = { StringLike: { 'aws:UserAgent': ['a*', 'b*'] }, Bool: { 'aws:SecureTransport': 'true' } };
    const none = { StringNotLike: { 'aws:UserAgent': ['a*', 'b*'] } };

    expect(denies(both, { 'aws:UserAgent': 'bx', 'aws:SecureTransport': 'true' })).toBe(true);
    expect(denies(both, { 'aws:UserAgent': 'bx', 'aws:SecureTransport': 'false' })).toBe(false);
    expect(denies(both, { 'aws:UserAgent': 'Bx', 'aws:SecureTransport': 'true' })).toBe(false);
    expect(denies(none, { 'aws:UserAgent': 'bx' })).toBe(false);
    expect(denies(none, { 'aws:UserAgent': 'cx' })).toBe(true);
  });

  test('by ARN compare part by part', () => {
    const role = { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy-*' } };

    expect(denies(role, { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:role/deploy-blue' })).toBe(true);
    expect(denies(role, { 'aws:PrincipalArn': 'arn:aws:iam::111122223333:user/deploy-blue' })).toBe(false);
  });
});

test.each([
  ['an operator', { Effect: 'Deny', Action: '*', Resource: '*', Condition: { BinaryEquals: { a: 'b' } } }],
  ['an element', { Effect: 'Deny', Action: '*', Resource: '*', Principal: '*' }],
  ['an effect', { Effect: 'deny', Action: '*', Resource: '*' }],
  ['both actions', { Effect: 'Deny', Action: '*', NotAction: '*', Resource: '*' }],
  ['no resource', { Effect: 'Deny', Action: '*' }],
  ['a variable', { Effect: 'Deny', Action: '*', Resource: `arn:aws:s3:::\${aws:username, 'x'}` }],
])('%s that it does not know is an error', (_, statement) => {
  expect(() => evaluate([policy(statement)], request('s3:GetObject', 'arn:aws:s3:::a'))).toThrow(
    /^(?:unknown (?:operator|element|variable)|Effect|Action or NotAction|Resource or NotResource)/,
  );
});
