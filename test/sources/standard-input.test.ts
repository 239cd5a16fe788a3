import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { scanParts } from '../../src/sources/scan-objects.ts';
import { inputSource, wholeInput } from '../../src/sources/standard-input.ts';
import { fakes } from '../support/fakes.ts';
import { bin, keyhalt, rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import { placesOf, scanned, skipsOf } from '../support/scan-input.ts';

const key = () => `KEY=${fakes().awsKeyId}\n`;
const place = { path: Buffer.from('standard input'), isFile: false };

describe('standard input', () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 3_000_000])(
    'of %i bytes and a key is read to its end',
    async (size) => {
      const repo = aRepo();

      const report = await scanned(repo, { paths: ['-'] }, { input: '\n'.repeat(size) + key() });

      expect(placesOf(report)).toEqual([`standard input:${size + 1} aws-access-key-id`]);
      expect(report).toMatchObject({
        complete: true,
        what: 'standard input',
        coverage: { asked: 1, scanned: 1 },
      });
    },
  );

  test('may be an archive', async () => {
    const repo = aRepo().write({ 'a/.env': key() });
    repo.run('tar', 'czf ../a.tgz a');
    const input = spawnSync('cat', [repo.beside('a.tgz')]).stdout;

    expect(placesOf(await scanned(repo, { paths: ['-'] }, { input }))).toEqual([
      'standard input!a/.env:1 aws-access-key-id',
    ]);
  });

  test('may be an archive that comes byte by byte', async () => {
    const archive = gzipSync(key());
    const { contents } = inputSource(
      (async function* () {
        for (const byte of archive) yield Buffer.of(byte);
      })(),
      place,
    );

    const { found } = await scanParts(new Scanner(rules), contents!.read(), defaultLimits);

    expect([...found.values()].flatMap(({ members }) => members)).toHaveLength(1);
  });

  rare('that is an archive is kept only as far as one may be large', async () => {
    const input = Buffer.concat([gzipSync('x'), Buffer.alloc(64 * 1024 * 1024, '\n')]);

    expect(skipsOf(await scanned(aRepo(), { paths: ['-'] }, { input }))).toEqual([
      'standard input archive-too-large',
    ]);
  });

  test('is a file of the name that it is given: for the policy from the top, in the report from here', async () => {
    const allow = '[[allow]]\npaths = ["a/fixtures/**"]\nreason = "made up"\n';
    const repo = aRepo().stage({ 'keyhalt.toml': allow, 'a/b': 'b\n' });
    const scan = (stdinName: string, cwd: string) =>
      scanned(repo, { paths: ['-'], stdinName }, { input: key(), cwd });

    expect(placesOf(await scan('fixtures/x', 'a'))).toEqual([]);
    expect(placesOf(await scan('./a/fixtures/x', '.'))).toEqual([]);
    expect(placesOf(await scan('other/x', 'a'))).toEqual(['other/x:1 aws-access-key-id']);
    expect(placesOf(await scan('fixtures/x', '.'))).toEqual(['fixtures/x:1 aws-access-key-id']);
  });

  test('its name is scanned, too', async () => {
    const stdinName = `logs/${fakes().awsKeyId}`;

    const report = await scanned(aRepo(), { paths: ['-'], stdinName }, { input: 'x' });

    expect(placesOf(report)).toEqual([expect.stringMatching(/^file name logs\/AKIA\*+/)]);
  });

  test('that fails in the middle makes the scan incomplete, and what came before is told', async () => {
    const { contents } = inputSource(failing(), place);

    const parts = [];
    for await (const part of contents!.read()) parts.push(part);

    expect(parts).toMatchObject([
      { first: true, last: true, bytes: Buffer.from('some') },
      { broken: { message: 'standard input cannot be read: its device failed' } },
    ]);
    await expect(wholeInput(failing(), 100)).rejects.toThrow(/cannot be read/);
  });

  test('that is closed, or the null device, is an error', () => {
    const repo = aRepo();

    for (const [options, input] of [
      ['', '<&-'],
      ['', '</dev/null'],
      ['--patch', '<&-'],
    ]) {
      const { code, stderr } = repo.run('sh', ['-c', `'${bin}/keyhalt' scan - ${options} ${input}`]);

      expect([code, stderr]).toEqual([2, expect.stringMatching(/^keyhalt: standard input is closed, or/)]);
    }
    expect(keyhalt(repo, 'scan -', { input: '' }).code).toBe(0);
  });

  test('that is a folder is an error', () => {
    const repo = aRepo();
    const folder = openSync(repo.root, 'r');

    const { status, stderr } = spawnSync(`${bin}/keyhalt`, ['scan', '-'], {
      cwd: repo.root,
      env: repo.env,
      stdio: [folder, 'pipe', 'pipe'],
      encoding: 'utf8',
    });

    closeSync(folder);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/standard input is a folder/)]);
  });
});

test('a patch has a largest size, and no more is read', async () => {
  await expect(wholeInput(endless(), 9)).rejects.toThrow(/larger than/);
  await expect(wholeInput(chunks(), 9)).rejects.toThrow(/larger than/);
  expect(String(await wholeInput(chunks(), 10))).toBe('0123456789');
});

async function* chunks() {
  yield Buffer.from('01234');
  yield Buffer.from('56789');
}

async function* endless() {
  for (;;) yield Buffer.from('01234');
}

async function* failing(): AsyncGenerator<Buffer> {
  yield Buffer.from('some');
  throw Object.assign(new Error('read'), { code: 'EIO' });
}
