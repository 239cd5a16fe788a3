import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { isUserError } from '../../../src/model/user-error.ts';
import { policyText } from '../../../src/respond/policies/document.ts';
import { leastPrivilege, usedActions } from '../../../src/respond/policies/least-privilege.ts';
import { evaluate } from '../../support/iam-evaluator.ts';

describe('a least-privilege policy', () => {
  const used = [
    's3:PutObject',
    's3:GetObject',
    'execute-api:Invoke',
    's3:getobject',
    'ec2:DescribeInstances',
  ];
  const policy = leastPrivilege(used);

  test('has a statement for each service, with each action once', () => {
    expect(policy.Statement.map(({ Sid }) => Sid)).toEqual(['UsedEc2', 'UsedExecuteApi', 'UsedS3']);
    expect(policy.Statement.at(-1)).toEqual({
      Sid: 'UsedS3',
      Effect: 'Allow',
      Action: ['s3:getobject', 's3:PutObject'],
      Resource: '*',
    });
  });

  test('allows what was used and nothing else', () => {
    const decide = (action: string) =>
      evaluate([policyText(policy)], { action, resource: 'arn:aws:s3:::data/file', context: {} });

    expect(used.map(decide)).toEqual(used.map(() => 'allowed'));
    expect(['s3:DeleteObject', 's3:GetObjectAcl', 'iam:GetUser'].map(decide)).toEqual([
      'not allowed',
      'not allowed',
      'not allowed',
    ]);
  });

  test.each([
    ['no service', 'GetObject', 'is no action'],
    ['no action', 's3:', 'is no action'],
    ['the source of an event', 's3.amazonaws.com:GetObject', 'is no action'],
    ['a service in capitals', 'S3:GetObject', 'is no action'],
    ['an ARN', 'arn:aws:s3:::data', 'is no action'],
    ['a line end', 's3:GetObject\n', 'is no action'],
    ['a quote', 's3:Get"Object', 'is no action'],
    ['everything', '*', 'wildcard'],
    ['everything of a service', 's3:*', 'wildcard'],
    ['a pattern', 's3:Get?bject', 'wildcard'],
    ['the start of an action', 's3:Get*', 'wildcard'],
  ])('is refused with %s, by its number and not by its text', (_, text, problem) => {
    let mistake: unknown;
    try {
      leastPrivilege(['s3:GetObject', text]);
    } catch (error) {
      mistake = error;
    }

    expect(isUserError(mistake)).toBe(true);
    expect((mistake as Error).message).toContain('action 2');
    expect((mistake as Error).message).toContain(problem);
    expect((mistake as Error).message).not.toContain(text);
  });

  test('is refused without actions, and with too many for one policy', () => {
    expect(() => leastPrivilege([])).toThrow('no action is named');
    expect(() => leastPrivilege(Array.from({ length: 400 }, (_, n) => `s3:DescribeThing${n}`))).toThrow(
      /too many: AWS takes 6144 in a managed policy$/,
    );
  });
});

test('where the list comes from is told by lines that a shell takes and that change nothing', () => {
  const lines = usedActions.flatMap(({ commands }) => commands);
  const script = ['aws() { printf "%s\\n" "$2" >&2; printf job-1; }', ...lines].join('\n');

  const { status, stderr } = spawnSync('sh', ['-euc', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, USER_ARN: 'arn', KEY_ID: 'id' },
  });

  expect(status).toBe(0);
  expect(stderr.trimEnd().split('\n')).toEqual([
    'generate-service-last-accessed-details',
    'get-service-last-accessed-details',
    'start-policy-generation',
    'get-generated-policy',
    'lookup-events',
  ]);
  expect(usedActions.map(({ undo }) => undo.kind)).toEqual(['reading', 'reading', 'reading']);
});
