/** A policy is attached to the user or role that is meant where it has room, and takes the place of none but keyhalt's. */
import { describe, expect, test } from 'vitest';
import type { ContainmentRequest } from '../../../src/respond/aws/containment.ts';
import { account, fault, identity, type Script, xml } from '../../support/aws.ts';
import { given, keyId, leaked } from './containing.ts';

describe('attaching a policy', () => {
  const document = {
    Version: '2012-10-17',
    Statement: [{ Sid: 'KeyhaltDeny', Effect: 'Deny', Action: '*', Resource: '*' }],
  };
  const policy = { name: 'keyhalt-contain-source-ip', document };
  const attach: ContainmentRequest = { action: { kind: 'attach', policy }, keyId };
  const names = (...all: string[]) =>
    xml(
      `<PolicyNames>${all.map((name) => `<member>${name}</member>`).join('')}</PolicyNames><IsTruncated>false</IsTruncated>`,
    );
  const content = (value: unknown) =>
    xml(
      `<UserName>ada</UserName><PolicyName>x</PolicyName><PolicyDocument>${encodeURIComponent(JSON.stringify(value))}</PolicyDocument>`,
    );
  const empty: Script = {
    ListUserPolicies: [names(), names(policy.name)],
    GetUserPolicy: content(document),
    PutUserPolicy: xml(''),
  };

  test('puts it, sees it, and says how to take it away', async () => {
    const { aws, contained } = await given(empty);

    const { kind, results } = await contained(attach);

    expect(kind).toBe('done');
    expect(aws.writes()).toEqual(['PutUserPolicy']);
    expect(
      JSON.parse(aws.asked.find(({ action }) => action === 'PutUserPolicy')!.params.get('PolicyDocument')!),
    ).toEqual(document);
    expect(results[0]!.change.undo).toEqual([
      `aws iam delete-user-policy --user-name ada --policy-name ${policy.name} --endpoint-url ${aws.url}`,
    ]);
  });

  test('has nothing to do where the same one is there, whatever the order of its keys', async () => {
    const { Statement, Version } = document;
    const { plan } = await given({
      ListUserPolicies: names(policy.name),
      GetUserPolicy: content({ Statement, Version }),
    });

    expect((await plan(attach)).changes).toEqual([]);
  });

  test('replaces one of keyhalt, and its undo puts that back', async () => {
    const old = { ...document, Statement: [{ ...document.Statement[0], NotAction: "it's" }] };
    const { plan } = await given({ ListUserPolicies: names(policy.name), GetUserPolicy: content(old) });

    const { changes } = await plan(attach);

    expect(changes[0]!.before).toContain('earlier one of keyhalt');
    expect(changes[0]!.undo[0]).toContain(
      `put-user-policy --user-name ada --policy-name ${policy.name} --policy-document '{"Version"`,
    );
    expect(changes[0]!.undo[0]).toContain(`it'\\''s`);
  });

  test.each<[string, Script, ContainmentRequest, RegExp]>([
    [
      'one of the same name is not of keyhalt',
      {
        ListUserPolicies: names(policy.name),
        GetUserPolicy: content({ Statement: { Sid: 'Mine', Effect: 'Allow' } }),
      },
      attach,
      /keyhalt did not make it/,
    ],
    [
      'there is no room for it',
      { ListUserPolicies: names('large'), GetUserPolicy: content({ x: 'y'.repeat(2_000) }) },
      attach,
      /the policy has \d+ characters, and user ada has room for 40 of 2048/,
    ],
    [
      'the user is not there',
      { ListUserPolicies: fault(404, 'NoSuchEntity', 'The user with name ada cannot be found.') },
      attach,
      /iam:ListUserPolicies does not find it: The user/,
    ],
    [
      'the role is one of Identity Center',
      {},
      { ...attach, action: { kind: 'attach', policy, role: 'AWSReservedSSO_x' } },
      /made by a service/,
    ],
    [
      'user and role are named',
      {},
      { ...attach, action: { kind: 'attach', policy, role: 'r', user: 'u' } },
      /exclude each other/,
    ],
    [
      'nobody is named and the key is temporary',
      {},
      { ...attach, keyId: leaked.awsTemporaryKeyId },
      /no long-term key of a user/,
    ],
    ['nobody is named at all', {}, { action: attach.action }, /who is to get the policy/],
    [
      'the credentials are of the same role',
      { GetCallerIdentity: identity(`arn:aws:sts::${account}:assumed-role/deploy/me`) },
      { ...attach, action: { kind: 'attach', policy, role: 'deploy' } },
      /the very role/,
    ],
  ])('is refused where %s', async (_, script, request, words) => {
    const { aws, plan } = await given({ ...empty, ...script });

    await expect(plan(request)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(words),
    });
    expect(aws.writes()).toEqual([]);
  });

  test('to a role uses the calls of roles', async () => {
    const { aws, contained } = await given({
      ListRolePolicies: [names(), names(policy.name)],
      GetRolePolicy: content(document),
      PutRolePolicy: xml(''),
    });

    const { kind, results } = await contained({
      ...attach,
      action: { kind: 'attach', policy, role: 'deploy' },
    });

    expect(kind).toBe('done');
    expect(aws.writes()).toEqual(['PutRolePolicy']);
    expect(results[0]!.change.undo[0]).toContain('delete-role-policy --role-name deploy');
  });
});
