import { expect, test } from 'vitest';
import { leakOf } from '../../src/respond/leak.ts';
import { nameInArn } from '../../src/respond/principal.ts';
import { arns, findings, mask } from '../support/leaks.ts';

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
