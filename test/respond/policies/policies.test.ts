/** The policies, evaluated: which requests they deny to a user who may do everything. */
import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { policyText } from '../../../src/respond/policies/document.ts';
import {
  buildPolicy,
  type PolicyName,
  type PolicyOptions,
  policies,
  policyNames,
} from '../../../src/respond/policies/policies.ts';
import { anyAddressNear, anyRanges } from '../../support/address-ranges.ts';
import { type AwsRequest, evaluate } from '../../support/iam-evaluator.ts';
import { runs } from '../../support/scanning.ts';

const administrator = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
});
const account = 'arn:aws:iam::111122223333';
const marker = 'door-of-the-blue-house';
const moment = new Date('2026-01-31T12:00:00.500Z');
const ranges = ['203.0.113.0/24', '198.51.100.7', '2001:db8:7::/48'];
const options: Required<PolicyOptions> = { ranges, moment, marker };

/** What keyhalt would build with no more than the policy takes. */
const built = (name: PolicyName) =>
  policyText(
    buildPolicy(name, Object.fromEntries(policies[name].needs.map((need) => [need, options[need]]))),
  );

const inside = { 'aws:SourceIp': '203.0.113.9', 'aws:ViaAWSService': 'false' };
const outside = { 'aws:SourceIp': '192.0.2.9', 'aws:ViaAWSService': 'false' };
const read: AwsRequest = { action: 's3:GetObject', resource: 'arn:aws:s3:::data/file', context: {} };
const decide = (name: PolicyName, request: Partial<AwsRequest>) =>
  evaluate([administrator, built(name)], { ...read, ...request });

describe.each(['source-ip', 'source-ip-with-door'] as const)('%s', (name) => {
  test.each([
    ['a range', { 'aws:SourceIp': '203.0.113.255' }],
    ['the single address', { 'aws:SourceIp': '198.51.100.7' }],
    ['an IPv6 range', { 'aws:SourceIp': '2001:db8:7:ffff::1' }],
  ])('lets %s in', (_, source) => {
    expect(decide(name, { context: { ...inside, ...source } })).toBe('allowed');
  });

  test.each([
    ['the address after a range', { 'aws:SourceIp': '203.0.114.0' }],
    ['the address before a range', { 'aws:SourceIp': '203.0.112.255' }],
    ['the neighbour of the single address', { 'aws:SourceIp': '198.51.100.6' }],
    ['the IPv6 address after a range', { 'aws:SourceIp': '2001:db8:8::' }],
    ['an IPv6 address elsewhere', { 'aws:SourceIp': '2a00:1450::1' }],
  ])('denies everything to %s', (_, source) => {
    const context = { ...outside, ...source };

    expect(decide(name, { context })).toBe('denied');
    expect(decide(name, { context, action: 'iam:DeleteUserPolicy', resource: `${account}:user/bob` })).toBe(
      'denied',
    );
    expect(decide(name, { context, action: 's3:ListAllMyBuckets', resource: '*' })).toBe('denied');
  });

  test('lets services act for the user, whatever address they show', () => {
    const viaService = { 'aws:ViaAWSService': 'true' };

    expect(decide(name, { context: viaService })).toBe('allowed');
    expect(decide(name, { context: { ...outside, ...viaService } })).toBe('allowed');
    expect(decide(name, { context: { ...inside, ...viaService } })).toBe('allowed');
  });

  test('denies what does not tell whether a service makes it', () => {
    expect(decide(name, { context: { 'aws:SourceIp': outside['aws:SourceIp'] } })).toBe('denied');
    expect(decide(name, { context: { 'aws:SourceIp': inside['aws:SourceIp'] } })).toBe('allowed');
    expect(decide(name, { context: {} })).toBe('denied');
  });

  test('denies requests through VPC endpoints, which have no public address', () => {
    const throughVpc = {
      'aws:VpcSourceIp': '203.0.113.9',
      'aws:SourceVpce': 'vpce-1',
      'aws:ViaAWSService': 'false',
    };

    expect(decide(name, { context: throughVpc })).toBe('denied');
    expect(decide(name, { context: { ...throughVpc, 'aws:ViaAWSService': 'true' } })).toBe('allowed');
  });

  test('allows nothing by itself', () => {
    expect(evaluate([built(name)], { ...read, context: inside })).toBe('not allowed');
  });

  test('lets in exactly what lies in the ranges, as Node sees it', () => {
    const seen = { allowed: 0, denied: 0, 'not allowed': 0 };

    fc.assert(
      fc.property(
        anyRanges.chain((some) => fc.tuple(fc.constant(some), anyAddressNear(some))),
        ([some, address]) => {
          const kind = (text: string) => (isIP(text) === 4 ? 'ipv4' : 'ipv6');
          const list = new BlockList();
          for (const range of some) {
            const [network = '', prefix] = range.split('/');
            list.addSubnet(network, Number(prefix), kind(network));
          }
          const given = name === 'source-ip' ? { ranges: some } : { ranges: some, marker };
          const policy = policyText(buildPolicy(name, given, 'role'));

          const decision = evaluate([administrator, policy], {
            ...read,
            context: { 'aws:SourceIp': address, 'aws:ViaAWSService': 'false' },
          });

          seen[decision] += 1;
          expect(decision).toBe(list.check(address, kind(address)) ? 'allowed' : 'denied');
        },
      ),
      runs(300),
    );

    expect(Math.min(seen.allowed, seen.denied)).toBeGreaterThan(runs(300).numRuns / 12);
  });
});

describe('the door of source-ip-with-door', () => {
  const atTheDoor = {
    action: 'iam:PutUserPolicy',
    resource: `${account}:user/bob`,
    context: {
      ...outside,
      'aws:username': 'bob',
      'aws:UserAgent': `aws-cli/2.31.0 md/awscrt#0.27.6 app/${marker} cfg/retry-mode#standard`,
    },
  };
  const with_ = (context: AwsRequest['context']) => ({
    ...atTheDoor,
    context: { ...atTheDoor.context, ...context },
  });
  const without = (key: string) => ({
    ...atTheDoor,
    context: Object.fromEntries(Object.entries(atTheDoor.context).filter(([name]) => name !== key)),
  });

  test.each([
    ['the marker', atTheDoor],
    ['the marker, for a user below a path', { ...atTheDoor, resource: `${account}:user/team/blue/bob` }],
    ['the marker, in another partition', { ...atTheDoor, resource: 'arn:aws-cn:iam::111122223333:user/bob' }],
    ['the marker, through a VPC endpoint', without('aws:SourceIp')],
    ['no marker, from inside', with_({ ...inside, 'aws:UserAgent': 'aws-cli/2.31.0' })],
    ['no marker, by a service', with_({ 'aws:ViaAWSService': 'true', 'aws:UserAgent': 'aws-cli/2.31.0' })],
  ])('opens for one who has %s', (_, request) => {
    expect(decide('source-ip-with-door', request)).toBe('allowed');
  });

  test.each([
    ['no marker', with_({ 'aws:UserAgent': 'aws-cli/2.31.0' })],
    ['no user agent', without('aws:UserAgent')],
    ['another marker', with_({ 'aws:UserAgent': 'app/door-of-the-green-house' })],
    ['the start of the marker', with_({ 'aws:UserAgent': `app/${marker.slice(0, -1)}` })],
    ['the marker in capitals', with_({ 'aws:UserAgent': `app/${marker.toUpperCase()}` })],
    ['the marker and wants to attach a policy', { ...atTheDoor, action: 'iam:AttachUserPolicy' }],
    ['the marker and wants to delete the policy', { ...atTheDoor, action: 'iam:DeleteUserPolicy' }],
    [
      'the marker and wants to put the policy of a role',
      { ...atTheDoor, action: 'iam:PutRolePolicy', resource: `${account}:role/bob` },
    ],
    ['the marker and means another user', { ...atTheDoor, resource: `${account}:user/eve` }],
    ['the marker and means one whose name ends alike', { ...atTheDoor, resource: `${account}:user/not-bob` }],
    [
      'the marker and means one whose path is the name',
      { ...atTheDoor, resource: `${account}:user/bob/eve` },
    ],
    ['the marker and no user name', without('aws:username')],
    ['the marker and reads data', { ...read, context: atTheDoor.context }],
  ])('stays shut for one who has %s', (_, request) => {
    expect(decide('source-ip-with-door', request)).toBe('denied');
  });

  test('lets nobody do what he may not do anyway', () => {
    expect(evaluate([built('source-ip-with-door')], atTheDoor)).toBe('not allowed');
  });

  test('takes markers of 16 to 50 characters', () => {
    for (const good of ['x'.repeat(16), 'a.B_9-'.repeat(8)])
      expect(JSON.stringify(buildPolicy('source-ip-with-door', { ranges, marker: good }))).toContain(
        `"*${good}*"`,
      );
  });

  test('takes no marker that is short, long, a pattern or more than a word', () => {
    for (const bad of [
      undefined,
      '',
      'x'.repeat(15),
      'x'.repeat(51),
      `${'x'.repeat(16)}*`,
      `${'x'.repeat(16)}?`,
      'with a space in it',
      `$\{aws:username}xx`,
    ])
      expect(() =>
        buildPolicy('source-ip-with-door', { ranges, ...(bad === undefined ? {} : { marker: bad }) }),
      ).toThrow(/^the door needs a marker of 16 to 50/);
  });
});

describe.each(['mfa', 'mfa-enrolled'] as const)('%s', (name) => {
  test.each([
    ['a long-term key, of which nothing is told', {}],
    ['a session without MFA', { 'aws:MultiFactorAuthPresent': 'false' }],
  ])('denies everything else to %s', (_, context) => {
    expect(decide(name, { context })).toBe('denied');
    for (const action of [
      'iam:CreateAccessKey',
      'iam:ChangePassword',
      'iam:DeactivateMFADevice',
      'iam:DeleteUserPolicy',
      'sts:AssumeRole',
    ])
      expect(decide(name, { context, action, resource: `${account}:user/bob` }), action).toBe('denied');
  });

  test('lets a session with MFA do everything', () => {
    const context = { 'aws:MultiFactorAuthPresent': 'true' };

    expect(decide(name, { context })).toBe('allowed');
    expect(decide(name, { context, action: 'iam:DeactivateMFADevice', resource: `${account}:mfa/bob` })).toBe(
      'allowed',
    );
  });

  test.each(['sts:GetSessionToken', 'iam:ListMFADevices', 'iam:ResyncMFADevice', 'iam:GetUser'])(
    'leaves %s open to sign in with',
    (action) => {
      expect(decide(name, { action, resource: '*' })).toBe('allowed');
    },
  );

  test.each([
    'iam:CreateVirtualMFADevice',
    'iam:EnableMFADevice',
    'iam:ListVirtualMFADevices',
    'iam:GetMFADevice',
  ])('leaves %s open only where a device is to be set up', (action) => {
    expect(decide(name, { action, resource: `${account}:mfa/bob` })).toBe(
      name === 'mfa' ? 'allowed' : 'denied',
    );
  });
});

describe('revoke-sessions', () => {
  test.each([
    ['long before', '2026-01-30T12:00:00Z', 'denied'],
    ['in the same second, before', '2026-01-31T12:00:00Z', 'denied'],
    ['at the moment', '2026-01-31T12:00:00.500Z', 'allowed'],
    ['after it', '2026-01-31T12:00:01Z', 'allowed'],
  ])('takes a session that was issued %s as it should', (_, issued, decision) => {
    expect(decide('revoke-sessions', { context: { 'aws:TokenIssueTime': issued } })).toBe(decision);
  });

  test('does not reach a long-term key', () => {
    expect(decide('revoke-sessions', { context: outside })).toBe('allowed');
  });

  test('needs a moment', () => {
    for (const bad of [{}, { moment: new Date('yesterday') }])
      expect(() => buildPolicy('revoke-sessions', bad)).toThrow('no moment is named');
  });
});

describe('the table of policies', () => {
  test('says what each needs, and each is refused without', () => {
    for (const name of policyNames)
      for (const need of policies[name].needs) {
        const { [need]: _, ...rest } = options;
        const others = Object.entries(rest).filter(([other]) =>
          policies[name].needs.some((one) => one === other),
        );

        expect(() => buildPolicy(name, Object.fromEntries(others)), `${name} without ${need}`).toThrow();
      }
  });

  test('says of each in one sentence what it does, and what it stops and does not', () => {
    for (const name of policyNames) {
      const { description, stops, doesNotStop, holders } = policies[name];

      expect(description, name).toMatch(/^[A-Z][^.]*\.$/);
      expect(stops.length * holders.length, name).toBeGreaterThan(0);
      expect(doesNotStop.join(), name).toContain('root user');
    }
  });

  test('has names of statements that IAM takes, each once', () => {
    for (const name of policyNames) {
      const sids = (JSON.parse(built(name)) as { Statement: { Sid: string }[] }).Statement.map(
        ({ Sid }) => Sid,
      );

      expect(
        sids.filter((sid) => !/^[A-Za-z0-9]+$/.test(sid)),
        name,
      ).toEqual([]);
      expect(new Set(sids).size, name).toBe(sids.length);
    }
  });

  test('refuses a name that is none, and addresses where they are of no use', () => {
    expect(() => buildPolicy('toString', {})).toThrow('no policy of that name');
    expect(() => buildPolicy('mfa', { ranges })).toThrow('the policy mfa takes no addresses');
    expect(() => buildPolicy('mfa', { ranges: [] })).not.toThrow();
  });
});

test('a policy is written as JSON that ends with a line end', () => {
  expect(built('revoke-sessions')).toBe(
    `{
  "Version": "2012-10-17",
  "Statement": [
    {
      "Sid": "KeyhaltDenyOlderSessions",
      "Effect": "Deny",
      "Action": "*",
      "Resource": "*",
      "Condition": {
        "DateLessThan": {
          "aws:TokenIssueTime": "2026-01-31T12:00:00.500Z"
        }
      }
    }
  ]
}
`,
  );
});
