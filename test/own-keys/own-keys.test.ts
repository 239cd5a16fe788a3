/** The user's own keys are found wherever the AWS CLI or an SDK would find them. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readOwnKeys } from '../../src/own-keys/own-keys.ts';
import { type Fakes, fakes } from '../support/fakes.ts';
import { aHome } from './home.ts';

const mine = fakes('own keys: mine');
const other = fakes('own keys: other');
const third = fakes('own keys: third');

const profile = ({ awsKeyId, awsSecret }: Pick<Fakes, 'awsKeyId' | 'awsSecret'>): string =>
  `aws_access_key_id = ${awsKeyId}\naws_secret_access_key = ${awsSecret}\n`;
const lent = ({ awsTemporaryKeyId, awsSecret, sessionToken }: Fakes) => ({
  Credentials: {
    AccessKeyId: awsTemporaryKeyId,
    SecretAccessKey: awsSecret,
    SessionToken: sessionToken,
    Expiration: '2026-11-22T12:00:00Z',
  },
});
const hash = (algorithm: 'sha1' | 'sha256', text: string): string =>
  createHash(algorithm).update(text).digest('hex');

test('where there is nothing, nothing is found and nothing is wrong', async () => {
  expect(await aHome().read()).toEqual({ keys: [], problems: [] });
  expect(await aHome({ '.aws/credentials': '', '.aws/config': '# later\n ; much later\n' }).read()).toEqual({
    keys: [],
    problems: [],
  });
});

describe('the files of profiles', () => {
  test('are both read, and each key comes with its kind and the profile that it belongs to', async () => {
    const home = aHome({
      '.aws/credentials': `[default]\n${profile(mine)}aws_session_token = ${mine.sessionToken}\n`,
      '.aws/config': `[profile prod-admin]\nregion = eu-west-1\n${profile(other)}`,
    });

    const { keys, problems } = await home.read();

    expect(keys).toEqual([
      { value: mine.awsKeyId, kind: 'access-key-id', owner: 'profile default' },
      { value: mine.awsSecret, kind: 'secret-access-key', owner: 'profile default' },
      { value: mine.sessionToken, kind: 'session-token', owner: 'profile default' },
      { value: other.awsKeyId, kind: 'access-key-id', owner: 'profile prod-admin' },
      { value: other.awsSecret, kind: 'secret-access-key', owner: 'profile prod-admin' },
    ]);
    expect(problems).toEqual([]);
  });

  test('are where their variables say, and then not in the home folder', async () => {
    const home = aHome({
      '.aws/credentials': `[home]\n${profile(mine)}`,
      '.aws/config': `[profile home]\n${profile(mine)}`,
      'a/keys': `[elsewhere]\n${profile(other)}`,
      'a/settings': `[profile elsewhere-too]\n${profile(third)}`,
    });

    const owners = await home.owners({
      AWS_SHARED_CREDENTIALS_FILE: join(home.path, 'a/keys'),
      AWS_CONFIG_FILE: join(home.path, 'a/settings'),
    });

    expect(owners).toEqual([
      'access-key-id profile elsewhere',
      'secret-access-key profile elsewhere',
      'access-key-id profile elsewhere-too',
      'secret-access-key profile elsewhere-too',
    ]);
  });

  const ways = ['~/a/keys', '$PLACE/keys', '$' + '{PLACE}/keys', '%PLACE%/keys'];
  test.each(process.platform === 'win32' ? ['~\\a\\keys', ...ways] : ways)(
    'are found by a variable that says %s',
    async (AWS_SHARED_CREDENTIALS_FILE) => {
      const home = aHome({ 'a/keys': `[x]\n${profile(mine)}` });

      const owners = await home.owners({ AWS_SHARED_CREDENTIALS_FILE, PLACE: '~/a' });

      expect(owners).toEqual(['access-key-id profile x', 'secret-access-key profile x']);
    },
  );

  test('keep in their path what only looks like a variable or a home folder', async () => {
    const home = aHome({ '~/$NONE/%NONE%': `[x]\n${profile(mine)}`, 'ada-too': `[x]\n${profile(mine)}` });
    const inside = { env: { AWS_CONFIG_FILE: '~-too' }, home: join(home.path, 'ada') };

    expect(await home.owners({ AWS_CONFIG_FILE: join(home.path, '~/$NONE/%NONE%') })).toHaveLength(2);
    expect(await readOwnKeys(inside)).toEqual({ keys: [], problems: [] });
  });

  test('on Windows are those of both folders that are the home of somebody who asks', async () => {
    const cached = { Credentials: { AccessKeyId: third.awsKeyId, SecretAccessKey: third.awsSecret } };
    const home = aHome({
      'git/.aws/credentials': `[of-the-sdk]\n${profile(mine)}`,
      'windows/.aws/config': `[profile of-the-cli]\n${profile(other)}`,
      'windows/.aws/cli/cache/x.json': cached,
    });
    const read = (env: NodeJS.ProcessEnv) => readOwnKeys({ env, home: join(home.path, 'git') });

    const both = await read({ USERPROFILE: join(home.path, 'windows') });
    const one = await read({ USERPROFILE: join(home.path, 'git/') });

    expect(both.keys.filter(({ kind }) => kind === 'access-key-id').map(({ owner }) => owner)).toEqual([
      'profile of-the-sdk',
      'profile of-the-cli',
      'cached session in %USERPROFILE%/.aws/cli/cache/x.json',
    ]);
    expect(one.keys).toHaveLength(2);
  });

  test('are those of the home folder when the variable is empty', async () => {
    const home = aHome({ '.aws/credentials': `[x]\n${profile(mine)}` });

    expect(await home.owners({ AWS_SHARED_CREDENTIALS_FILE: '' })).toHaveLength(2);
  });

  test('are read afresh each time', async () => {
    const home = aHome({ '.aws/credentials': `[x]\n${profile(mine)}` });
    await home.read();

    home.write({ '.aws/credentials': `[y]\n${profile(other)}` });

    expect(await home.owners()).toEqual(['access-key-id profile y', 'secret-access-key profile y']);
  });

  test('start no program', async () => {
    const home = aHome();
    const trace = join(home.path, 'trace');
    home.write({ '.aws/config': `[default]\ncredential_process = /bin/sh -c 'touch ${trace}'\n` });

    await home.read();

    expect(existsSync(trace)).toBe(false);
  });
});

describe('the environment', () => {
  test('is read with every name that an SDK knows', async () => {
    const values = {
      AWS_ACCESS_KEY_ID: mine.awsKeyId,
      AWS_ACCESS_KEY: other.awsKeyId,
      AMAZON_ACCESS_KEY_ID: third.awsKeyId,
      AWS_SECRET_ACCESS_KEY: mine.awsSecret,
      AWS_SECRET_KEY: other.awsSecret,
      AMAZON_SECRET_ACCESS_KEY: third.awsSecret,
      AWS_SESSION_TOKEN: mine.sessionToken,
      AWS_SECURITY_TOKEN: other.sessionToken,
      AMAZON_SESSION_TOKEN: third.sessionToken,
      AWS_BEARER_TOKEN_BEDROCK: mine.bedrockLong,
      AWS_BEARER_TOKEN_ANOTHER: mine.bedrockShort,
    };

    const { keys } = await aHome().read({ ...values, AWS_REGION: 'a region as long as a key', HOME: '/' });

    expect(Object.fromEntries(keys.map(({ owner, value }) => [owner, value]))).toEqual(
      Object.fromEntries(Object.entries(values).map(([name, value]) => [`environment (${name})`, value])),
    );
    expect(keys.map(({ kind }) => kind)).toEqual([
      ...['access-key-id', 'secret-access-key', 'session-token'].flatMap((kind) => [kind, kind, kind]),
      'bearer-token',
      'bearer-token',
    ]);
    expect(keys.at(-1)?.owner).toBe('environment (AWS_BEARER_TOKEN_BEDROCK)');
  });

  test('may have a value in quotes or with a line end, as a .env file leaves it', async () => {
    const { keys } = await aHome().read({
      AWS_ACCESS_KEY_ID: `"${mine.awsKeyId}"`,
      AWS_SECRET_ACCESS_KEY: `'${mine.awsSecret}'\r\n`,
    });

    expect(keys.map(({ value }) => value)).toEqual([mine.awsKeyId, mine.awsSecret]);
  });
});

describe('the caches', () => {
  const kinds = ['access-key-id', 'secret-access-key', 'session-token'];

  test('of the CLI hold sessions of a role, which belong to the profiles that name it', async () => {
    const role = 'arn:aws:iam::123456789012:role/team/deploy';
    const home = aHome({
      '.aws/config': `[profile a]\nrole_arn=${role}\n[profile b]\nrole_arn = ${role}\n[profile c]\nrole_arn = ${role}er\n`,
      '.aws/cli/cache/0f.json': {
        ...lent(mine),
        AssumedRoleUser: { Arn: 'arn:aws:sts::123456789012:assumed-role/deploy/botocore-session-17' },
      },
    });

    const { keys } = await home.read();

    expect(keys.map(({ value }) => value)).toEqual([
      mine.awsTemporaryKeyId,
      mine.awsSecret,
      mine.sessionToken,
    ]);
    expect(await home.owners()).toEqual(
      kinds.map((kind) => `${kind} cached session of profile a, profile b`),
    );
  });

  test('of the CLI hold sessions of IAM Identity Center, whose file names tell the profile', async () => {
    // As botocore's SSOCredentialFetcher names them.
    const byUrl = '{"accountId":"1","roleName":"Admin","startUrl":"https://a.awsapps.com/start"}';
    const bySession = '{"accountId":"1","roleName":"Admin","sessionName":"corp"}';
    const account = 'sso_account_id = 1\nsso_role_name = Admin\n';
    const home = aHome({
      '.aws/config': `[profile old]\nsso_start_url = https://a.awsapps.com/start\n${account}[profile new]\nsso_session = corp\n${account}`,
      [`.aws/cli/cache/${hash('sha1', byUrl)}.json`]: { ProviderType: 'sso', ...lent(mine) },
      [`.aws/cli/cache/${hash('sha1', bySession)}.json`]: { ProviderType: 'sso', ...lent(other) },
    });

    expect([...(await home.owners())].sort()).toEqual(
      kinds.flatMap((kind) => [
        `${kind} cached session of profile new`,
        `${kind} cached session of profile old`,
      ]),
    );
  });

  test('of sign-ins hold tokens and the secret of the registered client', async () => {
    const home = aHome({
      '.aws/config':
        '[sso-session corp]\nsso_start_url = https://b\n[profile old]\nsso_start_url = https://a\n[profile new]\nsso_session = corp\nsso_start_url = https://a\n',
      [`.aws/sso/cache/${hash('sha1', 'corp')}.json`]: {
        startUrl: 'https://b',
        accessToken: mine.sessionToken,
        refreshToken: mine.oldSessionToken,
        clientId: 'an identifier, and no secret',
        clientSecret: mine.bedrockLong,
        expiresAt: '2026-11-22T12:00:00Z',
      },
      [`.aws/sso/cache/${hash('sha1', 'https://a')}.json`]: { accessToken: other.sessionToken },
      '.aws/sso/cache/botocore-client-id-eu-west-1.json': { clientSecret: third.bedrockLong },
    });

    const { keys, problems } = await home.read();

    expect(problems).toEqual([]);
    expect(Object.fromEntries(keys.map(({ value, kind, owner }) => [value, `${kind} ${owner}`]))).toEqual({
      [mine.sessionToken]: 'sso-token cached session of sso-session corp',
      [mine.oldSessionToken]: 'sso-token cached session of sso-session corp',
      [mine.bedrockLong]: 'sso-token cached session of sso-session corp',
      [other.sessionToken]: 'sso-token cached session of profile old',
      [third.bedrockLong]: 'sso-token cached session in ~/.aws/sso/cache/botocore-client-id-eu-west-1.json',
    });
  });

  test.each([
    ['.aws/login/cache', undefined],
    ['elsewhere', '~/elsewhere/'],
  ])('of aws login are read in %s', async (folder, variable) => {
    const session = 'arn:aws:iam::123456789012:user/ada';
    const login = {
      accessToken: {
        accessKeyId: mine.awsTemporaryKeyId,
        secretAccessKey: mine.awsSecret,
        sessionToken: mine.sessionToken,
        accountId: '123456789012',
      },
      tokenType: 'aws_sigv4',
      clientId: 'arn:aws:signin:::devtools/same-device',
      refreshToken: mine.bedrockShort,
    };
    const home = aHome({
      '.aws/config': `[profile console]\nlogin_session = ${session}\n`,
      [`${folder}/${hash('sha256', session)}.json`]: login,
      [`${folder}/unknown.json`]: { refreshToken: other.bedrockShort },
    });

    const { keys } = await home.read({ AWS_LOGIN_CACHE_DIRECTORY: variable });

    expect(new Set(keys.map(({ value, kind, owner }) => `${kind} ${owner} ${value}`))).toEqual(
      new Set([
        `access-key-id cached session of profile console ${mine.awsTemporaryKeyId}`,
        `secret-access-key cached session of profile console ${mine.awsSecret}`,
        `session-token cached session of profile console ${mine.sessionToken}`,
        `sso-token cached session of profile console ${mine.bedrockShort}`,
        `sso-token cached session in ${variable ?? '~/.aws/login/cache/'}unknown.json ${other.bedrockShort}`,
      ]),
    );
  });

  test('may hold anything in the place of a key', async () => {
    const odd = [1, null, true, [], {}, [mine.awsSecret]];
    const home = aHome();
    for (const [n, value] of odd.entries()) {
      const lentOdd = { AccessKeyId: value, SecretAccessKey: value, SessionToken: value };
      home.write({
        [`.aws/cli/cache/${n}.json`]: { Credentials: lentOdd, AssumedRoleUser: { Arn: value } },
        [`.aws/cli/cache/${n}-too.json`]: { Credentials: value, AssumedRoleUser: value },
        [`.aws/sso/cache/${n}.json`]: { accessToken: value, refreshToken: value, clientSecret: value },
      });
    }

    expect(await home.read()).toEqual({ keys: [], problems: [] });
  });

  test('may hold other files, which are left alone', async () => {
    const home = aHome({ '.aws/cli/cache/session.db': 'no JSON', '.aws/sso/cache/x.json.tmp': '{' });

    expect(await home.read()).toEqual({ keys: [], problems: [] });
  });
});

describe('of all keys', () => {
  test('one that stands in several places is one key of several owners', async () => {
    const home = aHome({
      '.aws/credentials': `[a]\n${profile(mine)}[b]\n${profile(mine)}`,
      '.aws/config': `[profile a]\naws_access_key_id = ${mine.awsKeyId}\n`,
    });

    expect(await home.owners({ AWS_ACCESS_KEY_ID: mine.awsKeyId })).toEqual([
      'access-key-id profile a, profile b, environment (AWS_ACCESS_KEY_ID)',
      'secret-access-key profile a, profile b',
    ]);
  });

  test('those are left out that are too short, or examples of the documentation', async () => {
    const docs = {
      awsKeyId: `${mine.awsKeyId.slice(0, 13)}EXAMPLE`,
      awsSecret: `${mine.awsSecret.slice(0, 30)}EXAMPLEKEY`,
    };
    const home = aHome({
      '.aws/credentials': `[local]\naws_access_key_id = test\naws_secret_access_key = ${'s'.repeat(15)}\n`,
      '.aws/config': `[profile docs]\n${profile(docs)}`,
    });

    expect(await home.owners({ AWS_SESSION_TOKEN: 's'.repeat(16) })).toEqual([
      'session-token environment (AWS_SESSION_TOKEN)',
    ]);
  });

  test('the order is the same whatever the order in which the files were made', async () => {
    const caches = Object.fromEntries(
      ['c', 'a', 'b'].map((name) => [`.aws/cli/cache/${name}.json`, lent(fakes(`own keys: ${name}`))]),
    );

    const orders = await Promise.all(
      [Object.entries(caches), Object.entries(caches).reverse()].map((files) =>
        aHome(Object.fromEntries(files)).owners(),
      ),
    );

    expect(orders[0]).toEqual(orders[1]);
    expect(orders[0]?.[0]).toBe('access-key-id cached session in ~/.aws/cli/cache/a.json');
  });
});
