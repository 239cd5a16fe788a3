import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { prepareAccess } from '../../../src/respond/aws/access.ts';
import { type Containment, carryOut, type RecordEntry } from '../../../src/respond/aws/carry-out.ts';
import { AwsFailure } from '../../../src/respond/aws/failure.ts';
import {
  type ContainmentPlan,
  type ContainmentRequest,
  planContainment,
} from '../../../src/respond/aws/plan.ts';
import type { AwsMeans, AwsSettings } from '../../../src/respond/aws/settings.ts';
import { containmentLines, planLines } from '../../../src/respond/aws/told.ts';
import {
  account,
  administratorsEnvironment,
  anAws,
  at,
  fault,
  identity,
  impatient,
  me,
  means,
  own,
  type Reply,
  type Script,
  xml,
} from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';

const leaked = fakes('a key to contain');
const keyId = leaked.awsKeyId;
const masked = `${keyId.slice(0, 4)}************${keyId.slice(-4)}`;
const findKey = `KEY_ID=$(aws iam list-access-keys --user-name ada --query "AccessKeyMetadata[?ends_with(AccessKeyId, '${keyId.slice(-4)}')].AccessKeyId" --output text)`;

const keys = (status: string, id = keyId): Reply =>
  xml(
    `<UserName>ada</UserName><AccessKeyMetadata><member><UserName>ada</UserName><AccessKeyId>${id}</AccessKeyId><Status>${status}</Status></member></AccessKeyMetadata><IsTruncated>false</IsTruncated>`,
  );
const lastUsed = (user: string): Reply => xml(`<UserName>${user}</UserName><AccessKeyLastUsed/>`);
const basis: Script = {
  GetCallerIdentity: me,
  GetAccessKeyInfo: xml(`<Account>${account}</Account>`),
  GetAccessKeyLastUsed: lastUsed('ada'),
  ListAccessKeys: [keys('Active'), keys('Inactive')],
  UpdateAccessKey: xml(''),
};
const deactivate: ContainmentRequest = { action: { kind: 'deactivate' }, keyId };

async function given(script: Script = {}, more: Partial<AwsMeans> = {}, settings: AwsSettings = {}) {
  administratorsEnvironment();
  const aws = await anAws({ ...basis, ...script });
  const session = (await prepareAccess({ ...at(aws.url), ...settings }, means(more))).asYourself();
  const entries: RecordEntry[] = [];
  const record = (entry: RecordEntry) => void entries.push(entry);
  const plan = (request: ContainmentRequest = deactivate): Promise<ContainmentPlan> =>
    planContainment(session, request);
  const contained = async (request?: ContainmentRequest): Promise<Containment> =>
    carryOut(session, await plan(request), { record });
  return { aws, session, entries, plan, contained, record };
}

const kinds = ({ results }: Containment) => results.map(({ outcome }) => outcome.kind);

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

describe('a write that does not go well', () => {
  test('is failed where AWS refuses it, and is told with what is to be asked for', async () => {
    const message = `User: arn:aws:iam::${account}:user/me is not authorized to perform: iam:UpdateAccessKey on resource: user ada`;
    const { entries, contained } = await given({
      UpdateAccessKey: fault(403, 'AccessDenied', message),
      ListAccessKeys: keys('Active'),
    });

    const { kind, results } = await contained();

    expect(kind).toBe('incomplete');
    expect(results[0]!.outcome).toMatchObject({
      kind: 'failed',
      problem: `arn:aws:iam::${account}:user/me may not iam:UpdateAccessKey`,
      hint: expect.stringContaining('Ask for iam:UpdateAccessKey'),
    });
    expect(entries.map(({ event }) => event)).toEqual(['about-to', 'failed']);
  });

  test('is unknown where the answer is lost and nothing shows yet', async () => {
    const { contained } = await given(
      { UpdateAccessKey: () => {}, ListAccessKeys: keys('Active') },
      { limits: impatient },
    );

    const containment = await contained();

    expect(containment.results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('did not answer in time'),
      found: expect.stringContaining('still shows what was there before'),
    });
    expect(containmentLines(containment).join('\n')).toContain('--status Active');
  });

  test('is done where the answer is lost and AWS shows it', async () => {
    const { contained } = await given({ UpdateAccessKey: (request) => void request.socket.destroy() });

    expect(kinds(await contained())).toEqual(['done']);
  });

  test('is unknown where it can neither be heard nor seen', async () => {
    const { contained } = await given({
      UpdateAccessKey: (request) => void request.socket.destroy(),
      ListAccessKeys: [keys('Active'), fault(403, 'AccessDenied')],
    });

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      found: expect.stringContaining('could not be read'),
    });
  });

  test('is looked at again where AWS takes a moment to show it', async () => {
    const { aws, contained } = await given({
      ListAccessKeys: [keys('Active'), keys('Active'), keys('Active'), keys('Inactive')],
    });

    expect(kinds(await contained())).toEqual(['done']);
    expect(aws.writes()).toHaveLength(1);
  });

  test('is unknown where AWS takes it and never shows it', async () => {
    const { contained } = await given({ ListAccessKeys: keys('Active') });

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('took the change'),
    });
  });

  test('that somebody interrupts is looked at once more, and told', async () => {
    const ending = new AbortController();
    const { contained } = await given(
      { UpdateAccessKey: () => ending.abort(), ListAccessKeys: keys('Active') },
      { signal: ending.signal },
    );

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('interrupted while iam:UpdateAccessKey'),
      found: expect.stringContaining('still shows'),
    });
  });

  test.each([
    ['failed', 'before'],
    ['unknown', 'unread'],
  ])('that was never sent at the last try is %s where the state is %s', async (kind, state) => {
    const { session, plan, record } = await given();
    const planned = await plan();
    const lost = new AwsFailure(['no network', 'wait'], { code: 'Network', certainty: 'not-sent' });
    const change = {
      ...planned.changes[0]!,
      write: () => Promise.reject(lost),
      read: async () => {
        if (state === 'unread') throw lost;
        return 'before' as const;
      },
    };

    const containment = await carryOut(session, { ...planned, changes: [change] }, { record });

    expect(kinds(containment)).toEqual([kind]);
  });

  test('is not begun where the record cannot be written', async () => {
    const { aws, session, plan } = await given();
    const record = () => {
      throw new Error('the disk is full');
    };

    const { kind, results } = await carryOut(session, await plan(), { record });

    expect([kind, results[0]!.outcome]).toMatchObject([
      'incomplete',
      { kind: 'failed', problem: expect.stringContaining('record could not be written') },
    ]);
    expect(aws.writes()).toEqual([]);
  });

  test('is told as done where only the record of that is missing', async () => {
    const { session, plan } = await given();
    const record = ({ event }: RecordEntry) => {
      if (event === 'done') throw new Error('the disk is full');
    };

    const { results } = await carryOut(session, await plan(), { record });

    expect(results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      found: expect.stringContaining('It is done'),
    });
  });
});

test('an interruption while it is planned changes nothing', async () => {
  const ending = new AbortController();
  const { aws, plan } = await given({ GetAccessKeyInfo: () => ending.abort() }, { signal: ending.signal });

  await expect(plan()).rejects.toThrow('interrupted while sts:GetAccessKeyInfo');
  expect(aws.writes()).toEqual([]);
});

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

describe('deactivating credentials for a service', () => {
  const one = (id: string, status: string, service = 'bedrock.amazonaws.com') =>
    `<member><UserName>ada</UserName><Status>${status}</Status><ServiceName>${service}</ServiceName><ServiceSpecificCredentialId>${id}</ServiceSpecificCredentialId></member>`;
  const list = (...all: string[]) =>
    xml(`<ServiceSpecificCredentials>${all.join('')}</ServiceSpecificCredentials>`);
  const [first, second] = ['ACCA' + 'AAAAAAAAAAAAAAAAONE2', 'ACCA' + 'AAAAAAAAAAAAAAAATWO2'];
  const request: ContainmentRequest = {
    action: { kind: 'deactivate-service-credential', user: 'ada', service: 'bedrock.amazonaws.com' },
  };
  const both = list(
    one(first, 'Active'),
    one(second, 'Active'),
    one('x', 'Active', 'codecommit.amazonaws.com'),
  );

  test('stops all active ones of the service, one after the other', async () => {
    const { aws, entries, contained } = await given({
      ListServiceSpecificCredentials: [
        both,
        list(one(first, 'Inactive'), one(second, 'Active')),
        list(one(first, 'Inactive'), one(second, 'Inactive')),
      ],
      UpdateServiceSpecificCredential: xml(''),
    });

    const containment = await contained(request);

    expect(kinds(containment)).toEqual(['done', 'done']);
    expect(aws.writes()).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain(first);
    expect(containment.results[0]!.change.undo[1]).toContain('"$CREDENTIAL_ID" --status Active');
  });

  test('that ends half way says what is done, what failed and what was not begun', async () => {
    const third = 'ACCA' + 'AAAAAAAAAAAAAAAATRE2';
    const { entries, contained } = await given({
      ListServiceSpecificCredentials: [
        list(one(first, 'Active'), one(second, 'Active'), one(third, 'Active')),
        list(one(first, 'Inactive'), one(second, 'Active'), one(third, 'Active')),
      ],
      UpdateServiceSpecificCredential: [xml(''), fault(403, 'AccessDenied')],
    });

    const containment = await contained(request);

    expect(containment.kind).toBe('incomplete');
    expect(kinds(containment)).toEqual(['done', 'failed', 'not-begun']);
    expect(entries.map(({ event }) => event)).toEqual([
      'about-to',
      'done',
      'about-to',
      'failed',
      'not-begun',
    ]);
    const lines = containmentLines(containment).join('\n');
    expect(lines).toMatch(/^Done: .*\n {2}undo:[\s\S]*^Failed, nothing was changed: [\s\S]*^Not begun: /m);
    expect(lines.match(/--status Active/g)).toHaveLength(1);
  });

  test('by its ID stops that one alone', async () => {
    const { plan } = await given({ ListServiceSpecificCredentials: both });
    const action = { kind: 'deactivate-service-credential', user: 'ada', credentialId: second } as const;

    const { changes, notes } = await plan({ action });

    expect(changes.map(({ title }) => title)).toEqual([expect.stringContaining('TWO2')]);
    expect(notes.join()).toContain('Nothing tells the account');
  });

  test.each<[string, ContainmentRequest, RegExp]>([
    [
      'neither service nor ID is named',
      { action: { kind: 'deactivate-service-credential', user: 'ada' } },
      /which credential/,
    ],
    [
      'the user has none for it',
      { action: { ...request.action, service: 'cassandra.amazonaws.com' } as never },
      /no credential for cassandra/,
    ],
  ])('is refused where %s', async (_, asked, words) => {
    const { plan } = await given({ ListServiceSpecificCredentials: both });

    await expect(plan(asked)).rejects.toThrow(words);
  });
});
