import { expect, test } from 'vitest';
import { holderOfArn, nameInArn } from '../../src/respond/holder.ts';
import { leakOf } from '../../src/respond/leak.ts';
import { arns, findings, holders, mask } from '../support/leaks.ts';

test.each(holders)('the ARN of %s says so', (holder) => {
  expect(holderOfArn(arns[holder])).toBe(holder);
});

test.each(['aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc'])('in the partition %s, too', (partition) => {
  for (const holder of holders)
    expect(holderOfArn(arns[holder].replace('arn:aws:', `arn:${partition}:`))).toBe(holder);
});

test.each([
  '',
  'arn:aws:s3:::bucket',
  'arn:aws:iam::123456789012:group/ops',
  'arn:aws:iam::12345:user/deploy',
  'arn:other:iam::123456789012:user/deploy',
  'x arn:aws:iam::123456789012:root',
  'arn:aws:iam::123456789012:rooted',
])('%j is nobody’s', (arn) => {
  expect(holderOfArn(arn)).toBeUndefined();
});

test('a name comes out of an ARN without its path or session, and only where a shell can take it', () => {
  expect(nameInArn(arns.user, 'user')).toBe('deploy');
  expect(nameInArn(arns.role, 'role')).toBe('ci-deploy');
  expect(nameInArn(arns.role, 'user')).toBeUndefined();
  expect(nameInArn(arns.user, 'role')).toBeUndefined();
  expect(nameInArn(arns.root, 'user')).toBeUndefined();
  expect(nameInArn("arn:aws:iam::123456789012:user/x'; rm -rf ~; '", 'user')).toBeUndefined();
  expect(nameInArn('arn:aws:iam::123456789012:user/a\nb', 'user')).toBeUndefined();
});

test('a leak knows its masked ID, its account and whether that is a canary’s', () => {
  const finding = { ...findings['long-term-key'], account: '534261010715' };

  expect(leakOf(finding, { ownedAs: ['profile x'], holder: 'user', arn: arns.user })).toEqual({
    finding,
    kind: 'long-term-key',
    keyId: mask('AKIA'),
    account: { id: '534261010715', isCanary: true },
    ownedAs: ['profile x'],
    holder: 'user',
    arn: arns.user,
  });
  expect(leakOf({ ...finding, account: '123456789012' }, { ownedAs: [] }).account?.isCanary).toBe(false);
});

test('a leak of which nothing is known has no empty claims', () => {
  expect(Object.keys(leakOf(findings.unknown, { ownedAs: [] })).sort()).toEqual([
    'finding',
    'kind',
    'ownedAs',
  ]);
});
