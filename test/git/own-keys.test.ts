/** `own-keys = true`: the user's own keys are found wherever they stand, and it is said whose they are. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { hidden } from '../support/hidden.ts';
import { keyhalt, rare, scanStaged } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const mine = fakes('my own keys');
const profile = `[prod-admin]\naws_access_key_id = ${mine.awsKeyId}\naws_secret_access_key = ${mine.awsSecret}\n`;

const withProfile = (content = profile): Repo => {
  const repo = aRepo().stage({ 'keyhalt.toml': '[scan]\nown-keys = true\n' });
  repo.at('home').write({ '.aws/credentials': content });
  return repo;
};
const findings = async (repo: Repo) => JSON.parse((await scanStaged(repo)).stdout).findings;

describe('a secret of one’s own', () => {
  test.each([
    ['without a name', `x = ${mine.awsSecret}\n`],
    ['in base64', `x: ${Buffer.from(mine.awsSecret).toString('base64')}\n`],
    [
      'in base64 of something else',
      `x: ${Buffer.from(`padding ${mine.awsSecret} more padding`).toString('base64')}\n`,
    ],
    [
      'percent-encoded',
      `x=${encodeURIComponent(mine.awsSecret)}&y=${[...mine.awsSecret].map((char) => `%${char.charCodeAt(0).toString(16)}`).join('')}\n`,
    ],
    ['in pieces', `secret = '${mine.awsSecret.slice(0, 20)}' + '${mine.awsSecret.slice(20)}'\n`],
  ])('%s is found, and whose it is', async (_, content) => {
    const [found, ...others] = await findings(withProfile().stage({ 'notes.txt': content }));

    expect(others).toEqual([]);
    expect(found).toMatchObject({ ruleId: 'aws-secret-access-key', severity: 'critical', path: 'notes.txt' });
    expect(found.why).toContain('it is your own key (profile prod-admin)');
    expect(hidden(JSON.stringify(found), [['awsSecret', mine.awsSecret]])).toEqual([]);
  });

  rare('in UTF-16 is found', async () => {
    const repo = withProfile().stage({ 'notes.txt': Buffer.from(`x = ${mine.awsSecret}\n`, 'utf16le') });

    expect(await findings(repo)).toMatchObject([
      { why: expect.arrayContaining(['it is your own key (profile prod-admin)']) },
    ]);
  });

  test('is the same finding as by its name', async () => {
    const repo = withProfile().stage({
      a: `x ${mine.awsSecret}\n`,
      b: `AWS_SECRET_ACCESS_KEY=${mine.awsSecret}\n`,
    });

    expect(await findings(repo)).toMatchObject([{ appearances: [{ path: 'a' }, { path: 'b' }] }]);
  });

  rare('stays unnoticed where nothing says that it is one, and own keys are not looked for', async () => {
    const repo = withProfile().stage({ 'keyhalt.toml': '', 'notes.txt': `x = ${mine.awsSecret}\n` });

    expect(await findings(repo)).toEqual([]);
  });
});

describe('own keys', () => {
  test('of the environment are found, too', () => {
    const repo = aRepo().stage({ 'keyhalt.toml': '[scan]\nown-keys = true\n', a: `x ${mine.awsSecret}\n` });

    const { code, stdout } = keyhalt(repo, 'scan --staged', {
      env: { AWS_SECRET_ACCESS_KEY: mine.awsSecret },
    });

    expect(code).toBe(1);
    expect(stdout).toContain('it is your own key (environment (AWS_SECRET_ACCESS_KEY))');
  });

  rare('that cannot be read make the scan incomplete', () => {
    const repo = withProfile('no profile at all');

    expect(keyhalt(repo, 'scan --staged')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(
        'your own keys in ~/.aws/credentials cannot be looked for: holds no profile',
      ),
    });
  });

  test.each(['scan --staged', 'respond'])(
    'are not those that a repository brings, also where HOME is empty: %s',
    (command) => {
      const repo = withProfile('')
        .stage({ 'notes.txt': `${mine.awsKeyId} x = ${mine.awsSecret}\n` })
        .write({ '.aws/credentials': profile });

      const { stdout } = keyhalt(repo, command, { env: { HOME: '' } });

      expect(stdout).toContain('notes.txt');
      expect(stdout).not.toContain('prod-admin');
    },
  );

  test('give their values away nowhere, not even when a profile is called by one', () => {
    const repo = withProfile(`[${mine.awsKeyId}]\naws_secret_access_key = ${mine.awsSecret}\n`).stage({
      a: `x ${mine.awsSecret}\n`,
    });

    const { stdout, stderr } = keyhalt(repo, 'scan --staged --verbose');

    expect(stdout).toContain('it is your own key (profile AKIA');
    expect(
      hidden(stdout + stderr, [
        ['awsKeyId', mine.awsKeyId],
        ['awsSecret', mine.awsSecret],
      ]),
    ).toEqual([]);
  });
});
