/** A file of profiles is read as widely as any of its readers would read it. */
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/shared-ini-file-loader';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { runs } from '../support/scanning.ts';
import { aHome, type Home } from './home.ts';

const mine = fakes('sections: mine');
const other = fakes('sections: other');
const id = mine.awsKeyId;
const line = `aws_access_key_id = ${id}`;

const found = async (credentials: string): Promise<readonly string[]> =>
  (await aHome({ '.aws/credentials': credentials }).read()).keys.map(
    ({ value, owner }) => `${owner}: ${value}`,
  );

describe('a key', () => {
  test.each([
    ['without blanks', `[x]\naws_access_key_id=${id}`],
    ['with blanks and tabs', `[x]\n \taws_access_key_id \t=\t ${id} \t\n`],
    ['behind a colon, which the CLI reads', `[x]\naws_access_key_id: ${id}\n`],
    ['with its name in capitals, which the CLI reads', `[x]\nAWS_ACCESS_KEY_ID=${id}\n`],
    ['with a comment behind it, which the SDKs read', `[x]\n${line} # mine\n`],
    ['with another comment behind it', `[x]\n${line}\t;mine ; = #\n`],
    ['in quotes', `[x]\naws_access_key_id = "${id}"\n`],
    ['in a file with a byte order mark', `\ufeff[x]\n${line}\n`],
    ['in a file of Windows', `[x]\r\nregion = a\r\n${line}\r\n`],
    ['in a file of an old Mac', `[x]\rregion = a\r${line}\r`],
    ['copied from a web page, with its blanks', `[x]\n\u00a0aws_access_key_id\u00a0=\u00a0${id}\u00a0\n`],
    ['below an empty setting, indented', `[x]\n  aws_session_token =\n  ${line}\n`],
    ['below nested settings', `[x]\ns3 =\n  max_concurrent_requests = 20\n${line}\n`],
    ['below nested settings and still indented', `[x]\ns3 =\n  addressing_style = path\n  ${line}\n`],
    ['among comments', `; a\n# b\n[x] # c\n#aws_access_key_id = ${other.awsKeyId}\n ; d = e\n${line}\n`],
    ['among lines that mean nothing', `[x]\n=\n= a\nb\n\n${line}\n\u0001\n`],
  ])('is found %s', async (_, text) => {
    expect(await found(text)).toEqual([`profile x: ${id}`]);
  });

  test('may have a # in it', async () => {
    expect(await found(`[x]\naws_secret_access_key = ${'ab#cd;'.repeat(4)}\n`)).toEqual([
      `profile x: ${'ab#cd;'.repeat(4)}`,
    ]);
  });

  test('may have an equals sign and a colon in it, as tokens do', async () => {
    const token = `${mine.sessionToken}:x==`;

    expect(await found(`[x]\naws_session_token=${token}\naws_security_token=${other.sessionToken}`)).toEqual([
      `profile x: ${token}`,
      `profile x: ${other.sessionToken}`,
    ]);
  });

  test('is found when its profile stands there twice, and when its own name does', async () => {
    const values = ['a', 'b', 'c'].map((seed) => fakes(`sections: ${seed}`).awsKeyId);
    const [a, b, c] = values.map((value) => `aws_access_key_id = ${value}\n`);

    expect(await found(`[x]\n${a}${b}[y]\n[x]\n${c}`)).toEqual(values.map((value) => `profile x: ${value}`));
  });

  test('of no profile belongs to the file', async () => {
    const text = `${line}\n[x]\nregion = a\n[unfinished\naws_access_key_id = ${other.awsKeyId}\n`;

    expect(await found(text)).toEqual([
      `file ~/.aws/credentials: ${id}`,
      `file ~/.aws/credentials: ${other.awsKeyId}`,
    ]);
  });

  test('is found among lines of half a megabyte, at once', async () => {
    const blanks = ' '.repeat(2 ** 19);

    const owners = await found(`[x]\na${blanks}b\nc =${blanks}d${blanks}\n${line}${blanks}#\n[${blanks}\n[`);

    // No difference is to be shown: that alone would take minutes.
    expect(owners.join() === `profile x: ${id}`).toBe(true);
  });
});

describe('a profile', () => {
  test.each([
    ['[default]', 'profile default'],
    ['[a.b]', 'profile a.b'],
    ['[my prod]', 'profile my prod'],
    ['["my prod"]', 'profile my prod'],
    ['[profile a]', 'profile a'],
    ['[profile  a ]', 'profile a'],
    ['[ profile a/b@c+d:e% ]', 'profile a/b@c+d:e%'],
    ['[profile my prod]', 'profile my prod'],
    ['[profile "my prod"]', 'profile my prod'],
    ["[profile 'größe 東京']", 'profile größe 東京'],
    ['[profile it"s]', 'profile it"s'],
    ['[profile default] ; c', 'profile default'],
    ['[profile #1]', 'profile #1'],
    ['[profiles]', 'profile profiles'],
    ['[profile]', 'profile profile'],
    ['[]', 'profile '],
    ['[sso-session corp]', 'sso-session corp'],
    ['[services s]', 'services s'],
    ['[__proto__]', 'profile __proto__'],
    ['[constructor]', 'profile constructor'],
    ['[a\u001b[2Jb]', 'profile a\u001b[2Jb'],
  ])('%s is %s', async (header, owner) => {
    const text = `${header}\n${line}\n__proto__ = ${other.awsSecret}\nconstructor = ${other.awsSecret}\n`;

    const config = aHome({ '.aws/config': text });

    expect(await found(text)).toEqual([`${owner}: ${id}`]);
    expect((await config.read()).keys.map((key) => key.owner)).toEqual([owner]);
    expect(Object.keys(Object)).toEqual([]);
  });
});

describe('the SDK for JavaScript', () => {
  const seeds = ['a', 'b', 'c'].map((seed) => fakes(`sdk: ${seed}`));
  const names = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];
  // Without [constructor]: what stands there the SDK sets on the global Object, and finds it in every later file.
  const header = fc.constantFrom(
    ...['default', 'x', 'a.b', 'profile x', 'profile a.b', 'profile "x"', "profile 'a.b'", 'profile x-y@z'],
    ...['sso-session x', 'services x', 'profile my prod', 'größe', ' default '],
  );
  const value = fc.constantFrom(
    ...seeds.flatMap(({ awsKeyId, awsSecret }) => [awsKeyId, awsSecret, 'a', '']),
  );
  const around = fc.constantFrom('', ' ', '  ', '\t');
  const name = fc.constantFrom(...names, ...names, 'region', 's3', 'X');
  const sign = fc.constantFrom('=', '=', '=', ':');
  const setting = fc.tuple(around, name, around, sign, around, value).map((parts) => parts.join(''));
  const junk = fc.constantFrom('', '#', '; x', ' # a = b', 'x', '=', '[', ']', '[a');
  const anyLine = fc.oneof(
    { weight: 3, arbitrary: header.map((name) => `[${name}]`) },
    { weight: 8, arbitrary: setting },
    { weight: 2, arbitrary: fc.tuple(setting, junk).map((parts) => parts.join(' ')) },
    { weight: 1, arbitrary: junk },
  );
  // Of short ones few say a whole key.
  const someLines = fc.oneof(
    { weight: 1, arbitrary: fc.array(anyLine, { maxLength: 6 }) },
    { weight: 4, arbitrary: fc.array(anyLine, { minLength: 6, maxLength: 16 }) },
  );
  const anyFile = fc
    .tuple(fc.constantFrom('', '\ufeff'), someLines, fc.constantFrom('\n', '\r\n'))
    .map(([mark, lines, end]) => mark + lines.join(end));

  test('reads no key that is not found here', async () => {
    const home = aHome();
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(anyFile, anyFile, async (credentials, config) => {
        home.write({ '.aws/credentials': credentials, '.aws/config': config });

        const theirs = await keysOfSdk(home);

        const ours = new Set((await home.read()).keys.map((key) => key.value));
        expect(theirs.filter((key) => !ours.has(key))).toEqual([]);
        compared += theirs.length;
      }),
      runs(200),
    );
    expect(compared).toBeGreaterThan(runs(200).numRuns / 8);
  });

  async function keysOfSdk({ path }: Home): Promise<string[]> {
    const { configFile, credentialsFile } = await loadSharedConfigFiles({
      filepath: join(path, '.aws/credentials'),
      configFilepath: join(path, '.aws/config'),
      ignoreCache: true,
    });
    return [configFile, credentialsFile]
      .flatMap((file) => Object.values(file))
      .flatMap((section) => names.map((name) => section?.[name] ?? ''))
      .filter((text) => text.length >= 16);
  }
});
