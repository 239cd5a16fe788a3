/** Which key is handed to AWS: the one that is meant, and no other. */
import { describe, expect, test } from 'vitest';
import { leakedKey, leakedKeyId } from '../../src/commands/respond/leaked-key.ts';
import { leakNamed, leaksIn } from '../../src/commands/respond/leaks.ts';
import type { Finding } from '../../src/model/finding.ts';
import { ownerLines } from '../../src/report/leak-words.ts';
import { leakOf } from '../../src/respond/leak.ts';
import { account, mistake } from '../support/aws.ts';
import { fakes, harmless, keyIdOf } from '../support/fakes.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { scanner } from '../support/scanning.ts';

const fake = fakes('which key');
const [one, other] = [keyIdOf(account, 'one of two'), keyIdOf('210987654321', 'the other')];
const pair = (keyId: string) => `aws_access_key_id = ${keyId}\naws_secret_access_key = ${fake.awsSecret}\n`;
const repository = ({ root: cwd, env }: Repo) => ({ cwd, env });
const around = { now: new Date(), readInput: async () => '', redact: (text: string) => scanner.redact(text) };
const fingerprintOf = (keyId: string) =>
  scanner.scan(Buffer.from(`key = ${keyId}`)).detections[0]!.fingerprint;

describe('a secret beside two key IDs', () => {
  const repo = () => aRepo().commit('leak', { 'a.env': pair(one), 'b.env': pair(other) });

  test.each([one, other])('is that of the one that is named', async (keyId) => {
    const here = repo();
    const leaks = await leaksIn(repository(here), {}, around);

    const finding = leakNamed(leaks, fingerprintOf(keyId).slice(0, 12));

    expect(await leakedKeyId(repository(here), finding)).toBe(keyId);
    expect((await leakedKey(repository(here), finding)).accessKeyId).toBe(keyId);
    expect(finding.account).toBe(keyId === one ? account : '210987654321');
  });

  test('is nobody’s where none is named, and both are told', async () => {
    const here = repo();
    const [finding] = (await leaksIn(repository(here), {}, around)).findings;

    const said = [leakedKeyId, leakedKey].map((read) => mistake(read(repository(here), finding!)));

    for (const words of await Promise.all(said)) {
      expect(words).toMatch(/stands beside more than one key ID/);
      expect(words).toContain(fingerprintOf(one));
      expect(words).toContain(fingerprintOf(other));
      expect(words).not.toContain(one);
    }
    expect(ownerLines(leakOf(finding!, { ownedAs: [] })).join('\n')).toContain(
      `keyhalt respond ${finding!.alsoPairedWith![0]!.fingerprint}`,
    );
  });
});

test('a secret of one’s own is read again by its value, whatever it looks like', async () => {
  const { awsSecret } = harmless('of my own');
  const repo = aRepo().commit('leak', {
    'keyhalt.toml': '[scan]\nown-keys = true\n',
    'c.txt': `${one}\n${awsSecret}\n`,
  });
  repo.at('home').write({ '.aws/credentials': `[mine]\naws_secret_access_key = ${awsSecret}\n` });
  const [finding] = (await leaksIn(repository(repo), {}, around)).findings;

  const key = await leakedKey(repository(repo), finding!);

  expect(key).toMatchObject({ accessKeyId: one, secretAccessKey: awsSecret });
});

describe('a report that shows one key ID and means another', () => {
  test.each<[string, string, (finding: Finding, shown: string) => Finding]>([
    [
      'of an ID',
      `key = ${one}\n`,
      (finding, shown) => ({
        ...finding,
        appearances: finding.appearances.map((place) => ({ ...place, excerpt: `key = ${shown}` })),
      }),
    ],
    [
      'beside a secret',
      pair(one),
      (finding, shown) => ({ ...finding, pairedWith: { ...finding.pairedWith!, masked: shown } }),
    ],
  ])('is not believed: %s', async (_, content, forged) => {
    const repo = aRepo().commit('leak', { '.env': content });
    const [finding] = (await leaksIn(repository(repo), {}, around)).findings;
    const shown = `${other.slice(0, 4)}${'*'.repeat(12)}${other.slice(-4)}`;

    expect(await leakedKeyId(repository(repo), finding!)).toBe(one);
    expect(await mistake(leakedKeyId(repository(repo), forged(finding!, shown)))).toMatch(
      /^the key ID that stands there is another one than AKIA\*{12}/,
    );
  });
});
