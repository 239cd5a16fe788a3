/** Where AWS is asked, with whose credentials, what is announced before, and what is said when there are none. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { prepareAccess } from '../../../src/respond/aws/access.ts';
import { announcement } from '../../../src/respond/aws/announcement.ts';
import { type Call, containCalls, isWrite } from '../../../src/respond/aws/calls.ts';
import { planContainment } from '../../../src/respond/aws/plan.ts';
import type { AwsMeans, AwsSettings } from '../../../src/respond/aws/settings.ts';
import { administratorsEnvironment, anAws, at, fault, impatient, me, means, own } from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';
import { keyhalt } from '../../support/keyhalt.ts';
import { aRepo } from '../../support/repo.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/** A file for the environment to name. */
function file(content: string): string {
  const repo = aRepo().write({ file: content });
  return join(repo.root, 'file');
}

const where = async (
  env: Record<string, string>,
  settings: AwsSettings = {},
  more: Partial<AwsMeans> = {},
) => {
  administratorsEnvironment(env);
  const { region, hosts } = await prepareAccess(settings, means({ env: process.env, ...more }));
  return [region, hosts.sts, hosts.iam];
};

describe('where AWS is asked', () => {
  const local = 'http://127.0.0.1:4566';

  test.each<[string, Record<string, string>, AwsSettings, string[]]>([
    [
      'nothing is set',
      {},
      {},
      ['us-east-1', 'https://sts.us-east-1.amazonaws.com', 'https://iam.amazonaws.com'],
    ],
    [
      'AWS_REGION is set',
      { AWS_REGION: 'cn-north-1' },
      {},
      ['cn-north-1', 'https://sts.cn-north-1.amazonaws.com.cn', 'https://iam.cn-north-1.amazonaws.com.cn'],
    ],
    [
      'AWS_DEFAULT_REGION is set',
      { AWS_DEFAULT_REGION: 'eu-west-1' },
      {},
      ['eu-west-1', 'https://sts.eu-west-1.amazonaws.com', 'https://iam.amazonaws.com'],
    ],
    [
      '--region is given',
      { AWS_REGION: 'eu-west-1' },
      { region: 'us-gov-west-1' },
      ['us-gov-west-1', 'https://sts.us-gov-west-1.amazonaws.com', 'https://iam.us-gov.amazonaws.com'],
    ],
    ['AWS_ENDPOINT_URL is set', { AWS_ENDPOINT_URL: local }, {}, ['us-east-1', local, local]],
    [
      'AWS_ENDPOINT_URL_IAM is set',
      { AWS_ENDPOINT_URL_IAM: local },
      {},
      ['us-east-1', 'https://sts.us-east-1.amazonaws.com', local],
    ],
    [
      '--endpoint-url is given',
      { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' },
      { endpointUrl: local },
      ['us-east-1', local, local],
    ],
  ])('is known before anything is sent: %s', async (_, env, settings, expected) => {
    expect(await where(env, settings)).toEqual(expected);
  });

  test('is what the profile says, and needs no credentials', async () => {
    const config = file('[profile work]\nregion = eu-central-1\n');

    const said = await where({ AWS_CONFIG_FILE: config, AWS_PROFILE: 'work' });
    const given = await where({ AWS_CONFIG_FILE: config }, { profile: 'work' });

    expect(said[0]).toBe('eu-central-1');
    expect(given).toEqual(said);
  });

  test.each<[AwsSettings, RegExp]>([
    [{ region: 'us-east-1.evil.example' }, /--region wants/],
    [{ region: 'Frankfurt' }, /--region wants/],
    [{ endpointUrl: 'localhost:4566' }, /--endpoint-url wants/],
    [{ endpointUrl: 'ftp://localhost' }, /--endpoint-url wants/],
    [{ endpointUrl: 'https://user:word@localhost' }, /more in it than an address/],
    [{ profile: 'a\nb' }, /--profile wants/],
  ])('must be somewhere: %o', async (settings, words) => {
    await expect(prepareAccess(settings, means())).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(words),
    });
  });

  test('is tried no more than three times, and less often where AWS_MAX_ATTEMPTS says so', async () => {
    const tries = async (attempts: string) => {
      administratorsEnvironment({ AWS_MAX_ATTEMPTS: attempts });
      const aws = await anAws({ GetCallerIdentity: fault(500, 'ServiceFailure') });
      const session = (await prepareAccess(at(aws.url), means())).asYourself();
      await session
        .ask('sts:GetCallerIdentity', (options) => session.sts.getCallerIdentity({}, options))
        .catch(() => {});
      return aws.asked.length;
    };

    expect([await tries('1'), await tries('9')]).toEqual([1, 3]);
  });
});

describe('credentials of one’s own that are not there', () => {
  const failing = async (env: Record<string, string | undefined>, settings: AwsSettings = {}) => {
    administratorsEnvironment({ AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, ...env });
    const aws = await anAws({ GetCallerIdentity: me });
    const access = await prepareAccess({ ...at(aws.url), ...settings }, means({ env: process.env }));
    const failure = await planContainment(access.asYourself(), {
      action: { kind: 'deactivate' },
      keyId: fakes('any').awsKeyId,
    }).catch((error) => error);
    expect(failure.name).toBe('UserError');
    expect(aws.asked).toEqual([]);
    return `${failure.message} / ${failure.hint}`;
  };

  test('none at all', async () => {
    expect(await failing({})).toMatch(/^no credentials of your own were found .*--profile NAME/);
  });

  test('a profile that there is none of', async () => {
    expect(await failing({}, { profile: 'nope' })).toMatch(
      /^profile nope gave no credentials: it is not there/,
    );
    expect(await failing({ AWS_PROFILE: 'nada' })).toMatch(/^profile nada gave no credentials/);
  });

  test('a session of Identity Center that has expired', async () => {
    const config = file(
      '[profile sso]\nsso_session = s\nsso_account_id = 123456789012\nsso_role_name = admin\n[sso-session s]\nsso_region = us-east-1\nsso_start_url = https://example.awsapps.com/start\n',
    );

    expect(await failing({ AWS_CONFIG_FILE: config, HOME: root }, { profile: 'sso' })).toMatch(
      /session of profile sso has expired.*aws sso login --profile sso/,
    );
  });

  test('a program that fails, of which nothing is repeated', async () => {
    const config = file(`[profile p]\ncredential_process = sh -c "echo word-${'x'.repeat(5)} >&2; exit 3"\n`);

    const said = await failing({ AWS_CONFIG_FILE: config }, { profile: 'p' });

    expect(said).toMatch(/^profile p gave no credentials: .*credential_process failed/);
    expect(said).not.toContain('word-');
  });
});

describe('credentials of one’s own that AWS does not take', () => {
  test.each([
    ['ExpiredToken', 400, /^your own credentials have expired .*aws sso login/],
    ['InvalidClientTokenId', 403, /^AWS does not know your own credentials/],
    ['SignatureDoesNotMatch', 403, /^the secret of your own credentials does not belong/],
    ['AccessDenied', 403, /^your own credentials may not sts:GetCallerIdentity/],
    ['EntityTemporarilyUnmodifiable', 409, /somebody else changes the same/],
    ['LimitExceeded', 409, /a limit of the account/],
    ['UnmodifiableEntity', 400, /nobody change it/],
    ['RegionDisabledException', 403, /switched off in that region/],
    ['SomethingNew', 400, /refused sts:GetCallerIdentity: SomethingNew, a\\u\{1b\}b AKIA\*+/],
  ])('%s is told in words, with no key in them', async (code, status, words) => {
    administratorsEnvironment();
    const aws = await anAws({ GetCallerIdentity: fault(status, code, `a&#27;b ${own.keyId}`) });
    const redact = (text: string) => text.replaceAll(own.keyId, 'AKIA****');
    const session = (await prepareAccess(at(aws.url), means({ redact }))).asYourself();

    const failure = await session
      .ask('sts:GetCallerIdentity', (options) => session.sts.getCallerIdentity({}, options))
      .catch((error) => error);

    expect(`${failure.message} / ${failure.hint}`).toMatch(words);
    expect(failure.cause).toBeUndefined();
    expect(failure.message + failure.hint).not.toContain(own.keyId);
  });
});

test.each<[string, string, RegExp]>([
  ['nobody listens', 'http://127.0.0.1:1', /cannot be reached \(ECONNREFUSED\).*HTTPS_PROXY is set/],
  ['the name is not known', 'http://keyhalt.invalid', /the name http:\/\/keyhalt\.invalid is not known here/],
])('no network is told as that: %s', async (_, url, words) => {
  administratorsEnvironment();
  const env = { HTTPS_PROXY: 'http://proxy.example' };
  const session = (await prepareAccess(at(url), means({ env, limits: impatient }))).asYourself();

  const failure = await session
    .ask('sts:GetCallerIdentity', (options) => session.sts.getCallerIdentity({}, options))
    .catch((error) => error);

  expect(`${failure.message} / ${failure.hint}`).toMatch(words);
  expect(failure.certainty).toBe('not-sent');
});

describe('what is announced', () => {
  const access = {
    hosts: { sts: 'https://sts.x', iam: 'http://iam.x' },
    region: 'x',
    settings: { profile: 'p' },
    means: means(),
  };

  test('of verifying: the call, the host, whose credentials, the trace and the tripwire', () => {
    const said = announcement(access, { act: 'verify' }).join('\n');

    for (const words of [
      'sts:GetCallerIdentity at https://sts.x',
      'with the leaked key',
      'Nothing is changed',
      'CloudTrail',
      'keyhalt/0.0.0-test',
      'tripwire',
    ])
      expect(said).toContain(words);
    expect(said).not.toContain('WILL raise an alarm');
    expect(announcement(access, { act: 'verify', isCanary: true }).join('\n')).toContain(
      'WILL raise an alarm',
    );
  });

  test.each(Object.keys(containCalls) as (keyof typeof containCalls)[])('of %s: every call', (action) => {
    const said = announcement(access, { act: 'contain', action }).join('\n');

    const [, reads = '', writes = ''] =
      /This reads with .* by (.*) at https.* changes the account by (\S+(?: or \S+)*)\./s.exec(said)!;
    expect([...reads.split(', '), ...writes.split(' or ')]).toEqual(containCalls[action]);
    expect(writes.split(' or ').every((call) => isWrite(call as Call))).toBe(true);
    expect(reads.split(', ').some((call) => isWrite(call as Call))).toBe(false);
    expect(said).toContain('http://iam.x (not encrypted)');
    expect(said).toContain('profile p');
    expect(announcement(access, { act: 'contain', action, isDryRun: true }).join('\n')).toContain(
      'Nothing is changed',
    );
  });
});

test('docs/aws-access.md has the policy of an administrator: every call that may be made, and no other', () => {
  const page = readFileSync(join(root, 'docs', 'aws-access.md'), 'utf8');
  const [, json = ''] = /```json\n(.*?)```/s.exec(page) ?? [];
  const actions = JSON.parse(json).Statement.flatMap(({ Action }: { Action: string[] }) => Action);
  const calls = new Set(Object.values(containCalls).flat());

  expect([...actions].sort()).toEqual([...calls].sort());
  for (const call of calls) expect(page).toContain(`\`${call}\``);
  expect([...calls].filter(isWrite)).toHaveLength(4);
  // And the code makes no other.
  const code = readdirSync(join(root, 'src/respond/aws')).map((name) =>
    readFileSync(join(root, 'src/respond/aws', name), 'utf8'),
  );
  const made = code
    .flatMap((text) => [...text.matchAll(/\.(?:iam|sts)\.(\w+)\(|\biam\.(\w+)\(/g)])
    .map(([, one, other]) => (one ?? other)!.toLowerCase());
  const known = new Set([...calls].map((call) => call.split(':')[1]!.toLowerCase()));
  expect(made.filter((name) => !known.has(name) && !['iam', 'sts', 'destroy'].includes(name))).toEqual([]);
});

describe('the SDK', () => {
  test('that is not installed is told with the line that installs it', async () => {
    const repo = aRepo();
    const { outputFiles } = await build({
      stdin: { contents: `export { loadSdk } from './src/respond/aws/sdk.ts'`, resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'node',
      write: false,
      external: ['@aws-sdk/*'],
    });
    const module = join(repo.root, 'sdk.mjs');
    writeFileSync(module, outputFiles[0]!.text);
    const code = `import(${JSON.stringify(pathToFileURL(module).href)}).then(({ loadSdk }) => loadSdk()).catch((error) => console.log(error.name, error.message, error.hint))`;

    const { stdout } = spawnSync(process.execPath, ['-e', code], { cwd: repo.root, encoding: 'utf8' });

    expect(stdout).toMatch(/^UserError @aws-sdk\/client-\w+ is not installed/);
    expect(stdout).toContain('npm install --save-dev @aws-sdk/client-sts @aws-sdk/client-iam');
  });

  test('is in none of the bundles', () => {
    const inside = (readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' }) as string[])
      .filter((name) => /\.[cm]js$/.test(name))
      .filter((name) =>
        /@smithy\/|credential-provider|AwsQueryProtocol/.test(readFileSync(join(root, 'dist', name), 'utf8')),
      );

    expect(inside).toEqual([]);
  });

  test('is loaded by no scan and no hook, also where it is there', () => {
    const repo = aRepo()
      .commit('start', { a: 'a\n' })
      .stage({ b: `KEY=${fakes('staged').awsKeyId}\n` });
    repo.at('.').write({
      'preload.cjs': `
        const Module = require('node:module');
        const load = Module._load;
        Module._load = (name, ...more) => { if (/aws-sdk|smithy/.test(name)) process._rawDebug('loads ' + name); return load(name, ...more); };
        process.on('exit', () => process._rawDebug('looked ' + Object.keys(require.cache).filter((name) => /aws-sdk|smithy/.test(name)).length));`,
    });
    const env = { NODE_OPTIONS: `--require=${repo.beside('preload.cjs')}` };

    for (const args of ['scan --staged', 'hook pre-commit', 'scan --history']) {
      const { code, stderr } = keyhalt(repo, args, { env });
      expect(code, stderr).toBe(1);
      expect(stderr).toContain('looked 0');
      expect(stderr).not.toContain('loads ');
    }
  });

  test('is behind one late import, which nothing but respond leads to', () => {
    const sources = (
      readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }) as string[]
    ).filter((name) => name.endsWith('.ts'));
    const importing = (words: RegExp) =>
      sources.filter((name) => words.test(readFileSync(join(root, 'src', name), 'utf8')));

    expect(importing(/import\(\s*'@aws-sdk/)).toEqual(['respond/aws/sdk.ts']);
    expect(importing(/^import (?!type\b)[^;]*from '@aws-sdk/m)).toEqual([]);
    const early = importing(/^(?:import|export) (?!type\b)[^;]*from '[./]*\/respond\/aws\//m).filter(
      (name) => !name.startsWith('respond/'),
    );
    // Only the command itself, which is loaded late.
    expect(early.filter((name) => name !== 'commands/respond/aws.ts')).toEqual([]);
  });
});
