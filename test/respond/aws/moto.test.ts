/** Leaked, found, contained, refused and undone, against a server that knows the whole API. */
import type { IAM } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type LeakedKey, prepareAccess, type Session } from '../../../src/respond/aws/access.ts';
import { type Containment, carryOut } from '../../../src/respond/aws/carry-out.ts';
import type { ContainmentRequest } from '../../../src/respond/aws/containment.ts';
import { planContainment } from '../../../src/respond/aws/plan.ts';
import { verify } from '../../../src/respond/aws/verify.ts';
import { administratorsEnvironment, at, means } from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';
import { keyhalt } from '../../support/keyhalt.ts';
import { type Moto, moto as program, startMoto } from '../../support/moto.ts';
import { aRepo } from '../../support/repo.ts';
import { orWhyNot } from '../../support/tools.ts';

/** Python takes a while on a machine that does other things. */
const patience = 60_000;

describe.skipIf(!program)(`against moto${orWhyNot('moto')}`, { timeout: patience }, () => {
  let moto: Moto;
  let url = '';
  let administrator: LeakedKey;
  let iam: IAM;
  let client: Moto['client'];
  let userWith: Moto['userWith'];

  beforeAll(async () => {
    vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true');
    moto = await startMoto();
    ({ url, administrator, client, userWith } = moto);
    iam = client(administrator);
  }, patience);
  afterAll(() => moto.end());

  async function as({ accessKeyId, secretAccessKey }: LeakedKey): Promise<Session> {
    administratorsEnvironment({ AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey });
    return (await prepareAccess(at(url), means())).asYourself();
  }

  async function contained(by: LeakedKey, request: ContainmentRequest): Promise<Containment> {
    const session = await as(by);
    return carryOut(session, await planContainment(session, request), { record: () => {} });
  }

  const verified = async (key: LeakedKey) => verify(await prepareAccess(at(url), means()), key);

  /** What a line of the AWS CLI means: its command and options are those of the API under other names. */
  async function run(line: string, env: Record<string, string>): Promise<void> {
    const [, variable, inner] = /^([A-Z_]+)=\$\((.*)\)$/.exec(line) ?? [];
    const words = [...(inner ?? line).matchAll(/'[^']*'|"[^"]*"|\S+/g)].map(([word]) =>
      word.replace(/^(['"])(.*)\1$/, '$2').replace(/^\$([A-Z_]+)$/, (_, name) => env[name]!),
    );
    expect(words.slice(0, 2)).toEqual(['aws', 'iam']);
    const pascal = (text: string) => text.replace(/(?:^|-+)([a-z])/g, (_, letter) => letter.toUpperCase());
    const options = Object.fromEntries(
      Array.from({ length: (words.length - 3) / 2 }, (_, n) => [
        pascal(words[3 + 2 * n]!),
        words[4 + 2 * n]!,
      ]),
    );
    const { EndpointUrl, Query, Output, ...params } = options;
    expect(EndpointUrl).toBe(url);
    const method = pascal(words[2]!).replace(/^./, (letter) => letter.toLowerCase());
    const answer = await (
      iam as never as Record<string, (params: object) => Promise<Record<string, unknown>>>
    )[method]!(params);
    if (variable === undefined) return;
    const [, list, field, end] = /^(\w+)\[\?ends_with\((\w+), '(\w{4})'\)\]/.exec(Query!)!;
    const found = (answer[list!] as Record<string, string>[]).filter((one) => one[field!]!.endsWith(end!));
    expect(found).toHaveLength(1);
    env[variable] = found[0]![field!]!;
  }

  async function undo({ results }: Containment): Promise<void> {
    const env = {};
    for (const { change } of results) for (const line of change.undo) await run(line, env);
  }

  test('a key that leaked is found, deactivated, refused, and works again once that is undone', async () => {
    const key = await userWith('ada', []);
    const leak = `AWS_ACCESS_KEY_ID=${key.accessKeyId}\nAWS_SECRET_ACCESS_KEY=${key.secretAccessKey}\n`;
    const repo = aRepo().commit('start', { 'README.md': 'hi\n' }).commit('leak', { '.env': leak });

    const found = keyhalt(repo, 'scan --history --format json');
    const { findings } = JSON.parse(found.stdout);
    const ofKey = findings.find(({ path }: { path: string }) => path === '.env');
    const line = repo.read(`show ${ofKey.commit}:.env`).split('\n')[0]!;
    const keyId = line.split('=')[1]!;
    expect(keyId).toBe(key.accessKeyId);
    expect(await verified(key)).toMatchObject({ kind: 'active', holder: 'user', name: 'ada' });

    const request = { action: { kind: 'deactivate' }, keyId } as const;
    const containment = await contained(administrator, request);
    const again = await contained(administrator, request);

    expect(containment.kind).toBe('done');
    expect(containment.results).toHaveLength(1);
    expect(again).toEqual({ kind: 'done', results: [] });
    expect(await verified(key)).toMatchObject({ kind: 'refused', reason: 'unknown' });

    await undo(containment);
    expect(await verified(key)).toMatchObject({ kind: 'active' });
  });

  test('a policy is attached once, stops the key, and is gone once that is undone', async () => {
    const key = await userWith('bob', [{ Effect: 'Allow', Action: 'iam:ListUsers', Resource: '*' }]);
    const document = {
      Version: '2012-10-17',
      Statement: [{ Sid: 'KeyhaltDenyAll', Effect: 'Deny', Action: '*', Resource: '*' }],
    };
    const request: ContainmentRequest = {
      action: { kind: 'attach', policy: { name: 'keyhalt-contain-all', document } },
      keyId: key.accessKeyId,
    };
    const works = () =>
      client(key)
        .listUsers({})
        .then(
          () => true,
          (error) => error.name,
        );
    expect(await works()).toBe(true);

    const containment = await contained(administrator, request);
    expect([containment.kind, await works()]).toEqual(['done', 'AccessDenied']);
    expect((await contained(administrator, request)).results).toEqual([]);

    await undo(containment);
    expect(await works()).toBe(true);
  });

  test('a secret that does not belong to its key is told apart from a key that is not known', async () => {
    const key = await userWith('carl', []);

    expect(await verified({ ...key, secretAccessKey: fakes('other').awsSecret })).toMatchObject({
      reason: 'wrong-secret',
    });
    expect(await verified({ ...key, accessKeyId: fakes('other').awsKeyId })).toMatchObject({
      reason: 'unknown',
    });
  });

  test('who may only read plans, and fails to change anything', async () => {
    const key = await userWith('dora', []);
    const reader = await userWith('reader', [
      { Effect: 'Allow', Action: ['iam:List*', 'iam:Get*', 'sts:GetAccessKeyInfo'], Resource: '*' },
    ]);
    const nobody = await userWith('nobody', []);
    const request = { action: { kind: 'deactivate' }, keyId: key.accessKeyId } as const;

    const { kind, results } = await contained(reader, request);

    expect(kind).toBe('incomplete');
    expect(results[0]!.outcome).toMatchObject({
      kind: 'failed',
      problem: expect.stringMatching(/user\/reader may not iam:UpdateAccessKey/),
    });
    await expect(contained(nobody, request)).rejects.toThrow(/user\/nobody may not sts:GetAccessKeyInfo/);
    expect(await verified(key)).toMatchObject({ kind: 'active' });
  });

  test('nobody stops himself', async () => {
    const request = { action: { kind: 'deactivate' }, keyId: administrator.accessKeyId } as const;

    await expect(contained(administrator, request)).rejects.toThrow('leaked key');
  });
});
