/** A secret is read again where its finding points, whatever holds it. */

import { symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { scan } from '../src/commands/scan.ts';
import type { Finding } from '../src/model/finding.ts';
import { windowSize } from '../src/scan/stretches.ts';
import { secretOf } from '../src/secret-of.ts';
import { fakes } from './support/fakes.ts';
import { aRepo, type Repo } from './support/repo.ts';
import { scanner } from './support/scanning.ts';

const fake = fakes('read again');
const now = new Date();
const line = `aws_secret_access_key = ${fake.awsSecret}\n`;
const wide = Buffer.from(`\ufeff${line}`, 'utf16le');
const repository = ({ root: cwd, env }: Repo) => ({ cwd, env });
const again = (repo: Repo, { fingerprint, appearances: places }: Finding) =>
  secretOf(repository(repo), scanner, { fingerprint, places });

test.each([
  { how: 'as it stands', content: line, written: fake.awsSecret },
  { how: 'encoded', content: `config: ${Buffer.from(line.repeat(3)).toString('base64')}\n` },
  { how: 'in UTF-16', content: wide, written: Buffer.from(fake.awsSecret, 'utf16le').toString('latin1') },
  { how: 'in an archive', content: gzipSync(line), written: fake.awsSecret },
])('a staged secret is read again $how', async ({ content, written }) => {
  const repo = aRepo().stage({ 'a b': Buffer.from(content) });
  const { findings } = await scan(repository(repo), { staged: true }, { now });

  const { place, revealed, bytes } = await again(repo, findings[0]!);

  expect(findings[0]!.ruleId).toBe('aws-secret-access-key');
  expect(place.path).toMatch(/^a b/);
  expect(revealed[0]!.value).toBe(fake.awsSecret);
  if (written !== undefined) expect(revealed[0]!.written.toString('latin1')).toBe(written);
  const { start, end } = revealed[0]!;
  expect(bytes.subarray(start, end)).toEqual(revealed[0]!.written);
});

test('every place in the object that says it is told', async () => {
  const repo = aRepo().stage({ env: `${line}\n# and once more\n${line}` });
  const { findings } = await scan(repository(repo), { staged: true }, { now });

  const { revealed } = await again(repo, findings[0]!);

  expect(revealed.map(({ value }) => value)).toEqual([fake.awsSecret, fake.awsSecret]);
});

test('every place of a large object is told, at the seams of what is looked at in one go, too', () => {
  const filler = `# ${'as it was '.repeat(90)}\n`;
  const content = Buffer.from((line + filler).repeat(1500));
  const { fingerprint } = scanner.scan(Buffer.from(line)).detections[0]!;

  const revealed = scanner.reveal(content, fingerprint);

  expect(content.length).toBeGreaterThan(2 * windowSize);
  expect(revealed.map(({ start }) => start)).toEqual(
    Array.from(
      { length: 1500 },
      (_, at) => at * (line.length + filler.length) + line.indexOf(fake.awsSecret),
    ),
  );
});

test('many secrets are read again in one go, each as by itself', () => {
  const keys = ['a', 'b', 'c'].map((one) => fakes(one).awsKeyId);
  const content = Buffer.from(`${line}${keys.map((one) => `${one}\n`).join('')}${line}`);
  const fingerprints = scanner.scan(content).detections.map(({ fingerprint }) => fingerprint);

  const all = scanner.revealAll(content, fingerprints);

  expect(fingerprints.length).toBeGreaterThan(3);
  for (const one of fingerprints) expect(all.get(one)).toEqual(scanner.reveal(content, one));
});

test.each([
  ['text that is no UTF-8', Buffer.from(`25\xb0C\rb \xe9\n\xb0 ${line}`, 'latin1')],
  ['text behind a byte order mark', Buffer.from(`\ufeff${line}`)],
  ['UTF-16', wide],
  ['several stretches', Buffer.from(`${line}${'# \r\n'.repeat(windowSize / 4)}${line}`)],
])('each place has the line and column that a finding tells of it, in %s', (_, content) => {
  const { detections } = scanner.scan(content);

  const revealed = scanner.reveal(content, detections[0]!.fingerprint);

  const places = (all: readonly { readonly line: number; readonly column: number }[]) =>
    all.map(({ line, column }) => ({ line, column }));
  expect(places(revealed)).toEqual(places(detections));
});

test('so is one in a commit message, in the message of a tag, and in history only', async () => {
  const repo = aRepo()
    .commit('start', { env: line })
    .commit('gone', { env: null })
    .commit(`words\n\naws_session_token=${fake.sessionToken}\n`);
  repo.git(['tag', '-a', 'v1', '-m', `key ${fake.mwsToken}`]);
  const { findings } = await scan(repository(repo), { history: true }, { now });

  const values = await Promise.all(
    findings.map(async (finding) => (await again(repo, finding)).revealed[0]!.value),
  );

  expect(values.sort()).toEqual([fake.awsSecret, fake.sessionToken, fake.mwsToken].sort());
});

test('so is the key ID that belongs to it, by the places of its own', async () => {
  const repo = aRepo().stage({ env: `aws_access_key_id = ${fake.awsKeyId}\n${line}` });
  const { findings } = await scan(repository(repo), { staged: true }, { now });
  const { fingerprint, appearances = [] } = findings[0]!.pairedWith!;

  const { revealed } = await secretOf(repository(repo), scanner, { fingerprint, places: appearances });

  expect(revealed[0]!.value).toBe(fake.awsKeyId);
});

test('of a file in no repository, too', async () => {
  const repo = aRepo().write({ 'notes!/keys!.txt': line });
  const { findings } = await scan(repository(repo), { paths: ['notes!'], git: false }, { now });

  expect((await again(repo, findings[0]!)).revealed[0]!.value).toBe(fake.awsSecret);
});

test('a secret that no place says any more is an error without it', async () => {
  const repo = aRepo().write({ 'keys.txt': line });
  const { findings } = await scan(repository(repo), { paths: ['keys.txt'] }, { now });
  repo.write({ 'keys.txt': 'nothing\n' });

  const failure = await again(repo, findings[0]!).catch((error) => error);

  expect(failure.message).toBe(`${findings[0]!.fingerprint} cannot be read again at keys.txt`);
});

describe('a report may name any place, and nothing outside of the repository is read', () => {
  const foreign = (repo: Repo, path: string) =>
    secretOf(repository(repo), scanner, {
      fingerprint: scanner.scan(Buffer.from(line)).detections[0]!.fingerprint,
      places: [{ path }],
    }).then(
      () => 'read',
      ({ hint }) => hint as string,
    );
  const ways: Record<string, (repo: Repo, outside: string) => string> = {
    'an absolute path': (_, outside) => outside,
    'a path that leads up': (repo, outside) => relative(repo.root, outside),
    'what looks like an archive': (_, outside) => `${outside}!b`,
    'a link': (repo, outside) => {
      symlinkSync(outside, join(repo.root, 'link'));
      return 'link';
    },
  };

  test.each(Object.keys(ways))('%s', async (way) => {
    const repo = aRepo().write({ 'a.txt': line });
    const outside = join(aRepo().write({ 'a.txt': line }).root, 'a.txt');

    expect(await foreign(repo, ways[way]!(repo, outside))).toMatch(/Nothing outside of it is read/);
    expect(await foreign(repo, 'a.txt')).toBe('read');
  });

  test('a pipe holds nobody up', async () => {
    const repo = aRepo();
    repo.run('mkfifo', [join(repo.root, 'pipe')]);

    expect(await foreign(repo, 'pipe')).not.toBe('read');
  });

  test('a path from below the top may lead up to the top', async () => {
    const repo = aRepo().write({ 'a.txt': line, 'below/b.txt': 'nothing' });
    const below = { ...repository(repo), cwd: join(repo.root, 'below') };
    const { fingerprint } = scanner.scan(Buffer.from(line)).detections[0]!;

    const { revealed } = await secretOf(below, scanner, { fingerprint, places: [{ path: '../a.txt' }] });

    expect(revealed[0]!.value).toBe(fake.awsSecret);
  });
});
