/** A key is deactivated where it is a user's and not one's own, seen to be so, and every plan says how to undo it. */
import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ContainmentRequest } from '../../../src/respond/aws/containment.ts';
import { containmentLines, planLines } from '../../../src/respond/aws/told.ts';
import { account, fault, identity, own, type Script, xml } from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';
import { deactivate, given, keyId, keys, lastUsed, leaked } from './containing.ts';

const masked = `${keyId.slice(0, 4)}************${keyId.slice(-4)}`;
const findKey = `KEY_ID=$(aws iam list-access-keys --user-name ada --query "AccessKeyMetadata[?ends_with(AccessKeyId, '${keyId.slice(-4)}')].AccessKeyId" --output text)`;

describe('deactivating a key', () => {
  test('is planned by reading alone, with the line that does it and the one that undoes it', async () => {
    const { aws, plan } = await given({}, {}, { region: 'eu-west-1' });

    const planned = await plan();

    const options = `--region eu-west-1 --endpoint-url ${aws.url}`;
    const find = findKey.replace(' --query', ` ${options} --query`);
    expect(aws.writes()).toEqual([]);
    expect(planned.changes).toMatchObject([
      {
        title: `Deactivate the key ${masked} of user ada`,
        commands: [
          find,
          `aws iam update-access-key --user-name ada --access-key-id "$KEY_ID" --status Inactive ${options}`,
        ],
        undo: [
          find,
          `aws iam update-access-key --user-name ada --access-key-id "$KEY_ID" --status Active ${options}`,
        ],
        before: 'Active',
      },
    ]);
    expect(planLines(planned).join('\n')).toContain('undo:');
  });

  test('is done, seen to be done, and recorded before and after, without the key', async () => {
    const { aws, entries, contained } = await given();

    const containment = await contained();

    expect(containment.kind).toBe('done');
    expect(
      Object.fromEntries(aws.asked.find(({ action }) => action === 'UpdateAccessKey')!.params),
    ).toMatchObject({
      UserName: 'ada',
      AccessKeyId: keyId,
      Status: 'Inactive',
    });
    expect(aws.asked.every((one) => one.keyId === own.keyId)).toBe(true);
    expect(entries.map(({ event }) => event)).toEqual(['about-to', 'done']);
    expect(entries[0]).toMatchObject({ account, before: 'Active', change: expect.stringContaining(masked) });
    expect(entries[0]!.undo.at(-1)).toContain('--status Active');
    const said = [
      JSON.stringify(entries),
      containmentLines(containment).join('\n'),
      inspect(containment, { depth: 9 }),
    ];
    for (const text of said) expect(text).not.toContain(keyId);
  });

  test('has nothing to do where the key is inactive already', async () => {
    const { aws, plan, contained } = await given({ ListAccessKeys: keys('Inactive') });

    expect((await plan()).changes).toEqual([]);
    expect(await contained()).toEqual({ kind: 'done', results: [] });
    expect(planLines(await plan())).toContain('Nothing to do.');
    expect(aws.writes()).toEqual([]);
  });

  test('is undone for that key where another one of the user ends alike', async () => {
    const twin = `${keyId.slice(0, 8)}${'Q7'.repeat(4)}${keyId.slice(-4)}`;
    const member = (id: string, day: number) =>
      `<member><AccessKeyId>${id}</AccessKeyId><Status>Active</Status><CreateDate>2026-01-0${day}T10:20:30Z</CreateDate></member>`;
    const { plan } = await given({
      ListAccessKeys: xml(`<AccessKeyMetadata>${member(twin, 1)}${member(keyId, 2)}</AccessKeyMetadata>`),
    });

    const [change] = (await plan()).changes;

    const query = `[?ends_with(AccessKeyId, '${keyId.slice(-4)}') && starts_with(CreateDate, '2026-01-02T10:20:30')]`;
    expect(change!.undo[0]).toContain(query);
    expect(change!.commands[0]).toContain(query);
  });

  test('finds the key on whichever page of the list it stands', async () => {
    const first = xml(
      `<AccessKeyMetadata><member><AccessKeyId>${fakes('another').awsKeyId}</AccessKeyId><Status>Active</Status></member></AccessKeyMetadata><IsTruncated>true</IsTruncated><Marker>more</Marker>`,
    );
    const { aws, plan } = await given({
      ListAccessKeys: { by: (params) => (params.has('Marker') ? keys('Active') : first) },
    });

    expect((await plan()).changes).toHaveLength(1);
    expect(aws.asked.filter(({ action }) => action === 'ListAccessKeys')).toHaveLength(2);
  });

  test.each<[string, Script]>([
    ['IAM gives no user name that could be one', { GetAccessKeyLastUsed: lastUsed('&lt;root_account&gt;') }],
    [
      'IAM names a user that there is none',
      { GetAccessKeyLastUsed: lastUsed('root'), ListAccessKeys: fault(404, 'NoSuchEntity') },
    ],
    [
      'the user that IAM names has no such key',
      { ListAccessKeys: keys('Active', fakes('another').awsKeyId) },
    ],
  ])('says that it is of the root user where %s', async (_, script) => {
    const { plan } = await given(script);

    await expect(plan()).rejects.toMatchObject({
      message: expect.stringContaining('root user'),
      hint: expect.stringContaining('console as root'),
    });
  });

  test.each<[string, Script, Partial<ContainmentRequest>, RegExp]>([
    [
      'the key is of another account, as the finding says',
      {},
      { account: '999999999999' },
      /belongs to account 999999999999, but/,
    ],
    [
      'the key is of another account, as AWS says',
      { GetAccessKeyInfo: xml('<Account>888888888888</Account>') },
      {},
      /belongs to account 888888888888/,
    ],
    ['the credentials are the leaked key', {}, { keyId: own.keyId }, /leaked key AKIA\*+\w{4} itself/],
    [
      'the credentials are of the same user',
      { GetCallerIdentity: identity(`arn:aws:iam::${account}:user/x/Ada`) },
      {},
      /the very user/,
    ],
    [
      'the user has no such key',
      {},
      { action: { kind: 'deactivate', user: 'bob' }, keyId: fakes('other').awsKeyId },
      /user bob has no key/,
    ],
    ['the key is a temporary one', {}, { keyId: leaked.awsTemporaryKeyId }, /only a long-term key/],
    [
      'the user is named by a path',
      {},
      { action: { kind: 'deactivate', user: 'a/b; rm' } },
      /--user wants the name alone/,
    ],
    [
      'nobody has the key',
      { GetAccessKeyLastUsed: fault(404, 'NoSuchEntity') },
      {},
      /IAM knows no user with the key/,
    ],
    ['who acts is not told', { GetCallerIdentity: xml('<Moo/>') }, {}, /does not say who you are/],
  ])('is refused before anything is changed where %s', async (_, script, request, words) => {
    const { aws, plan } = await given(script);

    const failure = await plan({ ...deactivate, ...request }).catch((error) => error);

    expect(failure.name).toBe('UserError');
    expect(failure.message).toMatch(words);
    expect(aws.writes()).toEqual([]);
    expect(inspect(failure, { depth: 9, showHidden: true })).not.toMatch(
      new RegExp(`${keyId}|${own.keyId}|${own.secret.slice(0, 20)}`.replaceAll('+', '\\+')),
    );
  });

  test('of oneself is possible for who insists, and is said', async () => {
    const { plan } = await given({ GetCallerIdentity: identity(`arn:aws:iam::${account}:user/ada`) });

    const { changes, notes } = await plan({ ...deactivate, allowSelf: true });

    expect(changes).toHaveLength(1);
    expect(notes.join()).toContain('the same user that this stops');
  });
});
