/** Verify and contain as the command does them: what leaked is read again, announced, agreed to, and asked. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type AwsRequest,
  type ContainRequest,
  containLeak,
  verifyLeak,
} from '../../src/commands/respond/aws.ts';
import { usualRecord, writeDown } from '../../src/commands/respond/record.ts';
import { scan } from '../../src/commands/scan.ts';
import type { Leak } from '../../src/model/leak.ts';
import type { RecordEntry } from '../../src/respond/aws/carry-out.ts';
import { planLines } from '../../src/respond/aws/told.ts';
import { leakOf } from '../../src/respond/leak.ts';
import {
  account,
  administratorsEnvironment,
  anAws,
  identity,
  me,
  means,
  mistake,
  type Script,
  xml,
} from '../support/aws.ts';
import { fakes, keyIdOf } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { scanner } from '../support/scanning.ts';

const fake = fakes('leaked to be contained');
const keyId = keyIdOf(account, 'of the account');
const pair = `aws_access_key_id = ${keyId}\naws_secret_access_key = ${fake.awsSecret}\n`;
const session = `aws_access_key_id = ${fake.awsTemporaryKeyId}\naws_secret_access_key = ${fake.awsSecret}\n`;
const token = `aws_session_token = ${fake.sessionToken}\n`;
const repository = ({ root: cwd, env }: Repo) => ({ cwd, env });

const script: Script = {
  GetCallerIdentity: me,
  GetAccessKeyInfo: xml(`<Account>${account}</Account>`),
  GetAccessKeyLastUsed: xml('<UserName>ada</UserName><AccessKeyLastUsed/>'),
  ListAccessKeys: [
    xml(
      `<AccessKeyMetadata><member><AccessKeyId>${keyId}</AccessKeyId><Status>Active</Status></member></AccessKeyMetadata>`,
    ),
    xml(
      `<AccessKeyMetadata><member><AccessKeyId>${keyId}</AccessKeyId><Status>Inactive</Status></member></AccessKeyMetadata>`,
    ),
  ],
  UpdateAccessKey: xml(''),
  ListUserPolicies: xml('<PolicyNames/><IsTruncated>false</IsTruncated>'),
  PutUserPolicy: xml(''),
};

beforeEach(() => administratorsEnvironment());

/** A repository in which this leaked, and how somebody who answers so would respond to it. */
async function given(
  content: string,
  answered: boolean | undefined,
  more: Script = {},
  toldAs: (leak: Leak) => Leak = (leak) => leak,
) {
  const repo = aRepo().stage({ '.env': content });
  const aws = await anAws({ ...script, ...more });
  const { findings } = await scan(repository(repo), { staged: true }, { now: new Date() });
  const leak = toldAs(leakOf(findings[0]!, { ownedAs: [] }));
  const told: string[] = [];
  const questions: string[] = [];
  const entries: RecordEntry[] = [];
  const plans: string[] = [];
  const around = {
    now: new Date(),
    ask: async () => undefined,
    tell: (line: string) => void told.push(line),
    agrees: async (question: string) => {
      questions.push(question);
      expect(told.length).toBeGreaterThan(0);
      return answered;
    },
    means: means({ redact: (text) => scanner.redact(text) }),
    onPlan: async (plan: Parameters<typeof planLines>[0]) => void plans.push(...planLines(plan)),
    record: async (entry: RecordEntry) => void entries.push(entry),
  };
  return {
    ...{ aws, told, questions, entries, plans },
    verify: (request: AwsRequest = {}) =>
      verifyLeak(repository(repo), leak, { endpointUrl: aws.url, ...request }, around),
    contain: (request: Partial<ContainRequest> = {}) =>
      containLeak(
        repository(repo),
        leak,
        { endpointUrl: aws.url, contain: 'deactivate', ...request },
        around,
      ),
  };
}

describe('to verify', () => {
  test('asks with the leaked key itself, once it is agreed to', async () => {
    const { verify, aws, told, questions } = await given(pair, true, {
      GetCallerIdentity: identity(`arn:aws:iam::${account}:user/ada`),
    });

    expect(await verify()).toMatchObject({
      kind: 'active',
      holder: 'user',
      arn: `arn:aws:iam::${account}:user/ada`,
    });
    expect(aws.asked.map((one) => one.keyId)).toEqual([keyId]);
    expect(questions).toEqual(['Try the key?']);
    expect(told.join('\n')).toContain(aws.url);
  });

  rare('tells of a tripwire by what the key itself says', async () => {
    const tripwire = keyIdOf('171436882533', 'tripwire');
    const content = pair.replace(keyId, tripwire);
    const { verify, told } = await given(content, false, {}, ({ account: _, ...leak }) => leak);

    expect(await verify()).toBeUndefined();
    expect(told.join('\n')).toContain('WILL raise an alarm');
  });

  test.each([
    ['of the usual form', fake.sessionToken],
    ['of another one', fake.sessionToken.slice(20)],
  ])('sends the token of a temporary key that stands beside it, %s', async (_, sent) => {
    const { verify, aws } = await given(`${session}aws_session_token = ${sent}\n`, true, {
      GetCallerIdentity: identity(`arn:aws:sts::${account}:assumed-role/deploy/me`),
    });

    expect(await verify()).toMatchObject({ holder: 'role', name: 'deploy' });
    expect(aws.asked[0]!.headers['x-amz-security-token']).toBe(sent);
  });

  rare.each([
    ['is not agreed to', false, {}],
    ['is only to be shown', true, { dryRun: true }],
  ])('sends nothing where it %s', async (_, answered, request) => {
    const { verify, aws, told } = await given(pair, answered, {});

    expect(await verify(request)).toBeUndefined();
    expect(aws.asked).toEqual([]);
    expect(told.join('\n')).toContain('GetCallerIdentity');
  });

  test('sends nothing where nobody is there to agree, unless that was done in advance', async () => {
    const { verify, aws } = await given(pair, undefined);

    expect(await mistake(verify())).toMatch(/nobody is there to agree.*--yes/);
    expect(aws.asked).toEqual([]);
    expect(await verify({ yes: true })).toMatchObject({ kind: 'active' });
  });

  rare.each([
    ['an ID alone', `key = ${keyId}\n`, /Without its secret a key ID opens nothing/],
    [
      'a secret alone',
      `aws_secret_access_key = ${fake.awsSecret}\n`,
      /the key ID that belongs to it is not known/,
    ],
    ['something else', `MWS=${fake.mwsToken}\n`, /a finding of amazon-mws-auth-token cannot be tried/],
    ['a temporary key without its token', session, /without its session token/],
  ])('sends nothing of %s', async (_, content, words) => {
    const { verify, aws } = await given(content, true);

    const said = await mistake(verify());

    expect(said).toMatch(words);
    expect(said).not.toContain(fake.awsSecret);
    expect(aws.asked).toEqual([]);
  });
});

describe('to contain', () => {
  test('shows the plan with its undo, asks, and writes down what it does before and after', async () => {
    const { contain, aws, plans, questions, entries } = await given(pair, true);

    expect((await contain()).containment?.kind).toBe('done');
    expect(aws.writes()).toEqual(['UpdateAccessKey']);
    expect(aws.asked.at(-1)!.keyId).not.toBe(keyId);
    expect(plans.join('\n')).toContain('--status Active');
    expect(questions).toEqual(['Do this?']);
    expect(entries.map(({ event }) => event)).toEqual(['about-to', 'done']);
    expect(JSON.stringify([plans, entries])).not.toContain(keyId);
  });

  rare.each([
    ['is not agreed to', false, {}],
    ['is only to be shown', true, { dryRun: true }],
  ])('changes nothing where it %s', async (_, answered, request) => {
    const { contain, aws, plans } = await given(pair, answered);

    expect((await contain(request)).containment).toBeUndefined();
    expect(aws.writes()).toEqual([]);
    expect(plans.join('\n')).toContain('--status Inactive');
  });

  test('changes nothing where nobody is there to agree', async () => {
    const { contain, aws } = await given(pair, undefined);

    expect(await mistake(contain())).toMatch(/nobody is there to agree/);
    expect(aws.writes()).toEqual([]);
  });

  rare('asks for nothing where nothing is to be done', async () => {
    const { contain, aws, questions } = await given(pair, undefined, {
      ListAccessKeys: xml(
        `<AccessKeyMetadata><member><AccessKeyId>${keyId}</AccessKeyId><Status>Inactive</Status></member></AccessKeyMetadata>`,
      ),
    });

    expect((await contain()).plan.changes).toEqual([]);
    expect([aws.writes(), questions]).toEqual([[], []]);
  });

  test('attaches a policy under the name that the plan and the page say', async () => {
    const attached = xml(
      '<PolicyNames><member>keyhalt-source-ip</member></PolicyNames><IsTruncated>false</IsTruncated>',
    );
    let document = '';
    const { contain, aws } = await given(pair, true, {
      ListUserPolicies: { by: () => (document === '' ? (script.ListUserPolicies as never) : attached) },
      PutUserPolicy: {
        by: (params) => {
          document = params.get('PolicyDocument')!;
          return xml('');
        },
      },
      GetUserPolicy: {
        by: () =>
          xml(
            `<UserName>ada</UserName><PolicyName>keyhalt-source-ip</PolicyName><PolicyDocument>${encodeURIComponent(document)}</PolicyDocument>`,
          ),
      },
    });

    const { containment } = await contain({ contain: 'source-ip', allowIp: ['203.0.113.7'] });

    expect(containment?.kind).toBe('done');
    expect(aws.asked.find(({ action }) => action === 'PutUserPolicy')!.params.get('PolicyName')).toBe(
      'keyhalt-source-ip',
    );
    expect(document).toContain('203.0.113.7/32');
    expect((await contain({ contain: 'source-ip', allowIp: ['203.0.113.7'] })).plan.changes).toEqual([]);
  });

  rare.each<[string, string, Partial<ContainRequest>, RegExp]>([
    [
      'a key of a session',
      `${session}${token}`,
      {},
      /what leaked \(temporary-key\) cannot be deactivated.*revoke-sessions --role/,
    ],
    ['a role', pair, { role: 'deploy' }, /a role has no key/],
    ['a Bedrock key of nobody', `AWS_BEARER_TOKEN_BEDROCK=${fake.bedrockLong}\n`, {}, /--user NAME/],
    ['what AWS does not know', `MWS=${fake.mwsToken}\n`, {}, /cannot be deactivated/],
    ['by deactivating it from some addresses', pair, { allowIp: ['203.0.113.7'] }, /has no use for/],
    ['by a policy for a service', pair, { contain: 'mfa', service: 'a.amazonaws.com' }, /has no use for/],
    ['by a way that is none', pair, { contain: 'delete' }, /There are deactivate, source-ip/],
    ['by a policy without addresses', pair, { contain: 'source-ip' }, /no address is named/],
  ])('%s is a mistake before anything is asked', async (_, content, request, words) => {
    const { contain, aws } = await given(content, true);

    expect(await mistake(contain(request))).toMatch(words);
    expect(aws.asked).toEqual([]);
  });

  test.each<[string, Partial<Leak>]>([
    ['of another account', { account: { id: '210987654321', isCanary: false } }],
    ['of none', { account: undefined as never }],
  ])('a key is that of the account it names itself, although a report says it is %s', async (_, told) => {
    const { contain, aws } = await given(pair, true, {}, (leak) => ({ ...leak, ...told }));

    expect((await contain()).containment?.kind).toBe('done');
    expect(aws.asked.map(({ action }) => action)).not.toContain('GetAccessKeyInfo');
  });

  rare('what a report calls by a name of JavaScript has no service', async () => {
    const { contain, aws } = await given(pair, true, {}, (leak) => ({
      ...leak,
      kind: 'unknown',
      finding: { ...leak.finding, ruleId: '__proto__' },
    }));

    expect(await mistake(contain({ user: 'ada' }))).toMatch(/cannot be deactivated/);
    expect(aws.asked).toEqual([]);
  });

  test('a Bedrock key asks for the credentials of its service', async () => {
    const { contain, aws } = await given(`AWS_BEARER_TOKEN_BEDROCK=${fake.bedrockLong}\n`, true, {
      ListServiceSpecificCredentials: xml('<ServiceSpecificCredentials/>'),
    });

    expect(await mistake(contain({ user: 'ada' }))).toMatch(
      /user ada has no credential for bedrock\.amazonaws\.com/,
    );
    expect(aws.writes()).toEqual([]);
  });
});

describe('what was done', () => {
  rare('is added to a file that only its owner reads', async () => {
    const file = join(aRepo().root, 'state', 'contained.jsonl');
    const entry = { time: '2026-01-31T12:00:00.000Z', event: 'done' } as RecordEntry;

    await writeDown(file, entry);
    await writeDown(file, { ...entry, event: 'failed' });

    const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).event)).toEqual(['done', 'failed']);
  });

  test.each<[string, (repo: Repo) => string]>([
    ['a folder', ({ root }) => root],
    ['below a file', ({ root }) => join(root, 'file', 'contained.jsonl')],
    [
      'a pipe that nobody reads',
      (repo) => {
        repo.run('mkfifo', [join(repo.root, 'pipe')]);
        return join(repo.root, 'pipe');
      },
    ],
    ['a device', () => '/dev/null'],
  ])('cannot be added to %s, and that is said', async (_, where) => {
    const file = where(aRepo().write({ file: 'a file' }));

    expect(await mistake(writeDown(file, { event: 'done' } as RecordEntry))).toMatch(
      /^what is done cannot be written down in [^:]*: .+ \| Name a file/,
    );
  });

  rare.each([
    [{ XDG_STATE_HOME: '/state', HOME: '/home/ada' }, 'linux', '/state/keyhalt/contained.jsonl'],
    [
      { XDG_STATE_HOME: 'state', HOME: '/home/ada' },
      'darwin',
      '/home/ada/.local/state/keyhalt/contained.jsonl',
    ],
    [{ HOME: '/home/ada' }, 'linux', '/home/ada/.local/state/keyhalt/contained.jsonl'],
  ] as const)('with %j on %s goes to %s', (env, platform, file) => {
    expect(usualRecord({ env, platform })).toBe(file);
  });

  test('has no place where there is no home', () => {
    expect(() => usualRecord({ env: {}, platform: 'linux' })).toThrow(/no folder in which to write down/);
  });
});
