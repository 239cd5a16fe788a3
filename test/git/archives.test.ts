/** What a staged archive holds is looked at as if it lay there unpacked, within limits that are told. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gzip, noise, tar, zip } from '../archives/build.ts';
import { fakes } from '../support/fakes.ts';
import { keyhalt, rare, scanStaged } from '../support/keyhalt.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';
import { passes, stopped } from '../support/stopped.ts';

const settings = (secret: string) => `# settings\nKEY=${secret}\n`;
const report = async (files: Files, repo: Repo = aRepo()) => {
  const run = await scanStaged(repo.stage(files));
  return { ...JSON.parse(run.stdout), code: run.code };
};

describe('a key in', () => {
  stopped('a zip', (repo, key) =>
    repo.stage({ 'a.jar': zip([{ name: 'conf/a.env', content: settings(key) }]) }),
  );
  stopped('a zip without compression', (repo, key) =>
    repo.stage({ 'a.zip': zip([{ name: 'a.env', content: settings(key), method: 0 }]) }),
  );
  stopped('a gzip', (repo, key) => repo.stage({ 'a.log.gz': gzipSync(settings(key)) }));
  stopped('a tar', (repo, key) => repo.stage({ 'a.tar': tar([{ name: 'a.env', content: settings(key) }]) }));
  stopped('a tar.gz', (repo, key) =>
    repo.stage({ 'a.tgz': gzipSync(tar([{ name: 'a.env', content: settings(key) }])) }),
  );
  stopped('a zip in a tar.gz', (repo, key) => {
    const inner = zip([{ name: 'a.env', content: settings(key) }]);
    return repo.stage({ 'a.tgz': gzipSync(tar([{ name: 'b.zip', content: inner }])) });
  });
  stopped('the name of a file in an archive', (repo, key) =>
    repo.stage({ 'a.tgz': gzipSync(tar([{ name: `${key}.txt`, content: 'a\n' }])) }),
  );
  stopped('an archive of more than git hands out in one piece', (repo, key) => {
    const files = [
      { name: 'noise', content: noise(6_000_000) },
      { name: 'a.env', content: settings(key) },
    ];
    return repo.stage({ 'a.zip': zip(files) });
  });
  passes('an archive that was there before', (repo, key) => {
    const packed = (more: string) => gzipSync(settings(key) + more);
    return repo.commit('start', { 'a.gz': packed('') }).stage({ 'a.gz': packed('more\n') });
  });
});

describe('what is found in an archive', () => {
  const { awsKeyId } = fakes('archives');

  test('has the names that lead to it, and its line there', async () => {
    const inner = zip([{ name: 'conf/a.env', content: settings(awsKeyId) }]);

    const { findings } = await report({ 'lib/a.tgz': gzipSync(tar([{ name: 'b.zip', content: inner }])) });

    expect(findings).toMatchObject([
      { path: 'lib/a.tgz!b.zip!conf/a.env', line: 2, ruleId: 'aws-access-key-id' },
    ]);
  });

  rare('is told once, although it shows in the bytes of the archive, too', async () => {
    const { findings } = await report({ 'a.tar': tar([{ name: 'a.env', content: settings(awsKeyId) }]) });

    expect(
      findings.map(({ appearances }: { appearances: { path: string }[] }) =>
        appearances.map(({ path }) => path),
      ),
    ).toEqual([['a.tar!a.env']]);
  });

  test('may be allowed by the path of the archive and what is in it', async () => {
    const repo = aRepo().stage({
      'keyhalt.toml': '[[allow]]\npaths = ["a.tar!*.env"]\nreason = "a fixture"\n',
    });

    const { code, allowed } = await report(
      { 'a.tar': tar([{ name: 'a.env', content: settings(awsKeyId) }]) },
      repo,
    );

    expect([code, allowed.length]).toEqual([0, 1]);
  });
});

describe('what is not opened is counted', () => {
  const secret = settings(fakes('archives').awsKeyId);
  const nested = (times: number): Buffer => {
    let packed: Buffer = Buffer.from(secret);
    for (let i = 0; i < times; i++) packed = zip([{ name: 'in.zip', content: packed }]);
    return packed;
  };

  rare.each<[string, Buffer, string]>([
    ['too deep', nested(5), 'archive-too-deep'],
    ['of a kind that is not read', Buffer.from('fd377a585a00000004e6d6b446', 'hex'), 'archive-unsupported'],
    ['encrypted', zip([{ name: 'a', content: noise(40), flags: 1 }]), 'archive-encrypted'],
    ['damaged', gzip(noise(4000)).subarray(0, 3000), 'archive-damaged'],
    ['a bomb', gzipSync(gzipSync(Buffer.alloc(300_000_000))), 'archive-ratio'],
  ])('%s', async (_, bytes, reason) => {
    const { code, skipped, complete } = await report({ 'a.bin': bytes });

    expect([code, complete]).toEqual([0, true]);
    expect(skipped).toMatchObject([{ path: expect.stringMatching(/^a\.bin/), reason }]);
  });

  test('and is no longer complete for whoever is strict', () => {
    const repo = aRepo().stage({ 'a.zip': nested(5) });

    expect(keyhalt(repo, 'scan --staged').code).toBe(0);
    expect(keyhalt(repo, 'scan --staged --strict')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('was not read (archive-too-deep)'),
    });
  });

  rare('by limits that the configuration sets', async () => {
    const configured = (limits: string) => aRepo().stage({ 'keyhalt.toml': `[decode]\n${limits}\n` });
    const files = {
      'a.zip': zip([
        { name: 'a', content: secret },
        { name: 'b', content: 'b\n'.repeat(1000) },
      ]),
    };
    const skips = async (limits: string) =>
      (await report(files, configured(limits))).skipped.map(({ reason }: { reason: string }) => reason);

    expect(await skips('archives = 0')).toEqual([]);
    expect(await skips('archive-members = 1')).toContain('archive-too-many-members');
    expect(await skips('archive-bytes = 100')).toContain('archive-too-large');
    expect((await report(files, configured('archives = 0'))).findings).toEqual([]);
  });
});
