/** What is there and cannot be read is named, and nothing of what stands in it is ever told. */
import { spawnSync } from 'node:child_process';
import { chmodSync, truncateSync } from 'node:fs';
import { devNull } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { runs } from '../support/scanning.ts';
import { aHome, type Content, folder, link } from './home.ts';

const mine = fakes('problems: mine');
const line = `aws_secret_access_key = ${mine.awsSecret}\n`;
const text = `[x]\n${line}`;
const isWindows = process.platform === 'win32';

describe('a file of profiles that is there', () => {
  test.each<[string, Content]>([
    ['is a folder', folder],
    ['is a link that leads nowhere', link('nowhere')],
    ['cannot be read: it is a link that leads in a circle, or one that is not followed', link('credentials')],
    ['is not an ordinary file', link('/dev/zero')],
    ['is not text in UTF-8', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['is not text in UTF-8', `${text}\0`],
    ['holds no profile', line],
    ['holds no profile', `User name,Access key ID\nada,${mine.awsKeyId}\n`],
    ['holds no profile', `{"aws_secret_access_key": "${mine.awsSecret}"}`],
    ['holds no profile', `[unfinished\n${line}`],
  ])('%s, and that is said', async (message, content) => {
    const home = aHome({ '.aws/credentials': content, '.aws/config': `[profile y]\n${line}` });

    const { keys, problems } = await home.read();

    expect(problems).toEqual([{ file: '~/.aws/credentials', message }]);
    expect(keys.map(({ owner }) => owner)).toEqual(['profile y']);
  });

  test('is not opened when it is larger than 4 MiB, and is up to there', async () => {
    const home = aHome({ '.aws/credentials': `${text}#${' '.repeat(4 * 2 ** 20 - text.length - 1)}` });
    const whole = await home.owners();

    truncateSync(join(home.path, '.aws/credentials'), 4 * 2 ** 20 + 1);

    expect(whole).toEqual(['secret-access-key profile x']);
    expect(await home.read()).toEqual({
      keys: [],
      problems: [{ file: '~/.aws/credentials', message: 'is larger than 4 MiB' }],
    });
  });

  test.skipIf(isWindows)('is not opened when it is a pipe, which would never end', async () => {
    const home = aHome({ '.aws/config': '' });
    spawnSync('mkfifo', [join(home.path, '.aws/credentials')]);

    expect((await home.read()).problems).toEqual([
      { file: '~/.aws/credentials', message: 'is not an ordinary file' },
    ]);
  });

  test.skipIf(isWindows || process.getuid?.() === 0)('may be forbidden', async () => {
    const home = aHome({ '.aws/credentials': text });
    chmodSync(join(home.path, '.aws/credentials'), 0);

    expect((await home.read()).problems).toEqual([
      { file: '~/.aws/credentials', message: 'cannot be read: permission is denied' },
    ]);
  });

  test('is read at the end of a link', async () => {
    const home = aHome({ 'real/keys': text, '.aws/credentials': link('../real/keys') });

    expect((await home.read()).keys).toHaveLength(1);
  });

  test('is named as its variable names it, and by no path of the machine', async () => {
    const home = aHome({ 'a/credentials': folder, 'a/config': folder });

    const { problems } = await home.read({
      AWS_SHARED_CREDENTIALS_FILE: '~/a/credentials',
      AWS_CONFIG_FILE: '$PLACE/config',
      PLACE: join(home.path, 'a'),
    });

    expect(problems).toEqual([
      { file: '~/a/credentials', message: 'is a folder' },
      { file: '$PLACE/config', message: 'is a folder' },
    ]);
  });
});

test('a variable that names no file, or the one that is always empty, is no problem', async () => {
  const home = aHome({ '.aws/credentials': text, file: '' });

  for (const path of [devNull, '~/none', '~/file/none']) {
    expect(await home.read({ AWS_SHARED_CREDENTIALS_FILE: path })).toEqual({ keys: [], problems: [] });
  }
});

test.skipIf(isWindows)('a variable may say anything', async () => {
  const { problems } = await aHome().read({
    AWS_SHARED_CREDENTIALS_FILE: 'a\0b',
    AWS_CONFIG_FILE: 'x'.repeat(5000),
  });

  expect(problems.map(({ message }) => message)).toEqual([
    'cannot be read: there is a NUL in its name',
    'cannot be read: its name is too long',
  ]);
});

describe('a cache', () => {
  test.each<[string, Content]>([
    ['is not a JSON object', ''],
    ['is not a JSON object', '{"accessToken": "'],
    ['is not a JSON object', mine.awsSecret],
    ['is not a JSON object', [mine.awsSecret]],
    ['is not a JSON object', 'null'],
    ['is not a JSON object', '['.repeat(2 ** 20)],
    ['is not text in UTF-8', Buffer.from('{}', 'utf16le')],
    ['is a folder', folder],
    ['is a link that leads nowhere', link('nowhere')],
  ])('that %s is named, and the others are read', async (message, content) => {
    const home = aHome({
      '.aws/sso/cache/a.json': content,
      '.aws/sso/cache/b.json': `\ufeff{"accessToken": "${mine.sessionToken}"}`,
    });

    const { keys, problems } = await home.read();

    expect(problems).toEqual([{ file: '~/.aws/sso/cache/a.json', message }]);
    expect(keys.map(({ value }) => value)).toEqual([mine.sessionToken]);
  });

  test('folder that is a file is named, and one that is not there is no problem', async () => {
    const home = aHome({ '.aws/cli/cache': '', '.aws/sso': '', '.aws/login/cache': link('nowhere') });

    expect((await home.read()).problems).toEqual([
      { file: '~/.aws/cli/cache', message: 'is not a folder' },
      { file: '~/.aws/login/cache', message: 'is a link that leads nowhere' },
    ]);
  });

  test('folder may go by a name that ends in a slash', async () => {
    const home = aHome({ 'here/x.json': '' });

    const { problems } = await home.read({ AWS_LOGIN_CACHE_DIRECTORY: '~/here/' });

    expect(problems).toEqual([{ file: '~/here/x.json', message: 'is not a JSON object' }]);
  });
});

test('whatever stands in the files, no problem tells a part of it', async () => {
  const values = [mine.awsKeyId, mine.awsSecret, mine.sessionToken, mine.bedrockLong];
  const parts = values.flatMap((value) =>
    Array.from({ length: value.length - 5 }, (_, n) => value.slice(n, n + 6)),
  );
  const piece = fc.oneof(
    fc.constantFrom(...values),
    fc.constantFrom('[', ']', '[x]\n', '{', '}', '"', ':', '=', '\n', '\0', '# ', 'null', '"accessToken":'),
    fc.constantFrom(line, `{"accessToken":"${mine.sessionToken}"`, `{"Credentials":{"AccessKeyId":`),
    fc.string({ maxLength: 4 }),
  );
  const content = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  const home = aHome();
  let told = 0;

  await fc.assert(
    fc.asyncProperty(fc.array(content, { minLength: 4, maxLength: 4 }), async ([a, b, c, d]) => {
      home.write({ '.aws/credentials': a!, '.aws/config': b! });
      home.write({ '.aws/sso/cache/c.json': c!, '.aws/cli/cache/d.json': d! });

      const { problems } = await home.read();

      const all = JSON.stringify(problems);
      expect(parts.filter((part) => all.includes(part))).toEqual([]);
      told += problems.length;
    }),
    runs(150),
  );
  expect(told).toBeGreaterThan(runs(150).numRuns);
});
