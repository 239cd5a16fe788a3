/** The library finds what the command line finds, and never takes what was not read for clean. */
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  exitCodeOf,
  type Finding,
  IncompleteScanError,
  type Scan,
  type ScanOptions,
  scanHistory,
  scanRange,
  scanStaged,
  scanText,
  UserError,
} from '../../src/index.ts';
import { formatNames } from '../../src/report/formats.ts';
import { fakes } from '../support/fakes.ts';
import { rare, scanHere } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const { awsKeyId, awsSecret } = fakes('library');

const inRepo = ({ root, env }: Repo, more: ScanOptions = {}): ScanOptions => ({ cwd: root, env, ...more });

const leaking = () =>
  aRepo()
    .commit('start', { 'README.md': '# hi\n' })
    .commit('key', { '.env': `KEY=${awsKeyId}\n` })
    .stage({ 'aws.env': `AWS_SECRET_ACCESS_KEY=${awsSecret}\n` });

async function all(scan: Scan): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const finding of scan) findings.push(finding);
  return findings;
}

const ways = [
  ['staged', (repo: Repo) => scanStaged(inRepo(repo)), { staged: true }],
  ['range', (repo: Repo) => scanRange('HEAD~1..HEAD', inRepo(repo)), { range: 'HEAD~1..HEAD' }],
  ['history', (repo: Repo) => scanHistory({ ...inRepo(repo), threads: 1 }), { history: true }],
] as const;

describe.each(ways)('%s', (_, start, options) => {
  test('has the report of the command line, as a value and as text', async () => {
    const repo = leaking();

    const scan = start(repo);
    const report = await scan.report();

    const cli = JSON.parse((await scanHere(repo, options)).stdout);
    expect(report.findings.length).toBeGreaterThan(0);
    const timeless = { seconds: 0, started: '' };
    expect({ ...report, ...timeless }).toStrictEqual({ ...cli, ...timeless });
    expect(JSON.parse(await scan.render('json'))).toStrictEqual(JSON.parse(JSON.stringify(report)));
    expect(await all(scan)).toEqual(report.findings);
    expect(exitCodeOf(report)).toBe(1);
  });

  rare('where git has no repository is a mistake with a hint, from every side', async () => {
    const repo = aRepo().at('home');

    const scan = start(repo);

    await expect(scan.report()).rejects.toBeInstanceOf(UserError);
    await expect(scan.report()).rejects.toMatchObject({ hint: expect.stringMatching(/\w/) });
    await expect(all(scan)).rejects.toBeInstanceOf(UserError);
    await expect(scan.render('text')).rejects.toBeInstanceOf(UserError);
    await expect(scanText('').render('pdf' as 'text')).rejects.toThrow('this is no format of a report');
  });
});

describe('a scan that could not read everything', () => {
  const broken = () => {
    const repo = aRepo().stage({ 'found.env': `KEY=${awsKeyId}\n`, other: 'x\n' });
    const gone = repo.read('rev-parse :other').replace(/^../, 'ff');
    return repo.git(`update-index --add --cacheinfo 100644,${gone},missing`);
  };

  test('has a report that says so, with what was found', async () => {
    const { complete, errors, findings } = await scanStaged(inRepo(broken())).report();

    expect(complete).toBe(false);
    expect(errors).toHaveLength(1);
    expect(findings).toHaveLength(1);
  });

  rare('gives what was found, and then throws', async () => {
    const found: string[] = [];
    const iterating = (async () => {
      for await (const { path } of scanStaged(inRepo(broken()))) found.push(path);
    })();

    const error = await iterating.catch((thrown) => thrown);

    expect(error).toBeInstanceOf(IncompleteScanError);
    expect(error.problems).toEqual(error.report.errors);
    expect(error.message).toMatch(/^the scan is not complete: .*missing/);
    expect(found).toEqual(['found.env']);
  });

  test('is not complete either where something was skipped and the caller is strict', async () => {
    const repo = aRepo().git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},module`);

    await expect(all(scanStaged(inRepo(repo)))).resolves.toEqual([]);
    await expect(all(scanStaged(inRepo(repo, { strict: true })))).rejects.toBeInstanceOf(IncompleteScanError);
  });
});

describe('a scan', () => {
  rare('begins when it is asked, runs once, and gives its findings as often as one likes', async () => {
    const repo = leaking();
    const scan = scanStaged(inRepo(repo));
    repo.git('reset -q --hard').stage({ later: `KEY=${awsKeyId}1 ${fakes('later').awsKeyId}\n` });

    const first = await all(scan);
    repo.git('reset -q --hard');

    expect(first.map(({ path }) => path)).toEqual(['later']);
    expect(await all(scan)).toEqual(first);
  });

  test('disturbs no other one in the same process', async () => {
    const repos = Array.from({ length: 4 }, (_, at) =>
      aRepo().stage({ [`${at}.env`]: `KEY=${fakes(`many ${at}`).awsKeyId}\n` }),
    );
    const text = Buffer.alloc(1024 * 1024, `x = 1\n`);

    const found = await Promise.all([
      ...repos.map((repo) => all(scanStaged(inRepo(repo)))),
      ...repos.map((_, at) =>
        all(scanText(Buffer.concat([text, Buffer.from(`\nKEY=${fakes(`t ${at}`).awsKeyId}\n`)]))),
      ),
      ...repos.map((repo) => all(scanHistory({ ...inRepo(repo), threads: 1 }))),
    ]);

    expect(found.map(({ length }) => length)).toEqual(found.map(() => 1));
    expect(new Set(found.slice(0, 8).map(([one]) => one!.fingerprint)).size).toBe(8);
    expect(found.slice(8).map(([one]) => one!.fingerprint)).toEqual(
      found.slice(0, 4).map(([one]) => one!.fingerprint),
    );
  });

  rare('can be told in every format that the command line knows', async () => {
    const scan = scanText(`KEY=${awsKeyId}\n`, { path: '.env' });

    for (const format of formatNames) expect(await scan.render(format)).toMatch(/aws-access-key-id.*\n$/s);
  });

  test('judges by the configuration and the day that it was handed', async () => {
    const toml =
      '[scan]\nfail-on = "high"\n[[allow]]\nrules = ["aws-access-key-id"]\nreason = "made up"\nexpires = 2026-01-31\n';
    const on = (day: string) =>
      scanText(`KEY=${awsKeyId}\n`, { config: { toml }, now: new Date(day) }).report();

    const [before, after] = await Promise.all([on('2026-01-30'), on('2026-03-01')]);

    expect([before.findings.length, before.allowed.length]).toEqual([0, 1]);
    expect([after.findings.length, after.allowed.length]).toEqual([1, 0]);
    expect(after.failOn).toBe('high');
    expect(exitCodeOf(after)).toBe(0);
    expect(
      exitCodeOf(await scanText(`KEY=${awsKeyId}\n`, { config: { toml }, failOn: 'low' }).report()),
    ).toBe(1);
  });

  rare('takes the configuration from a file that is named as seen from its folder', async () => {
    const repo = aRepo().write({ 'conf/mine.toml': '[scan]\nfail-on = "critical"\n' });

    const { failOn } = await scanText('x', { cwd: repo.root, config: 'conf/mine.toml' }).report();

    expect(failOn).toBe('critical');
  });

  test('tells how far it is', async () => {
    const told: unknown[] = [];

    await scanStaged(inRepo(leaking(), { onProgress: (progress) => told.push(progress) })).report();

    expect(told.at(-1)).toEqual({ objects: 1, of: 1, bytes: expect.any(Number), found: 1 });
  });

  rare('ends with what whoever is told of its progress throws', async () => {
    const mine = new Error('mine');
    const onProgress = () => {
      throw mine;
    };

    await expect(scanStaged(inRepo(leaking(), { onProgress })).report()).rejects.toBe(mine);
  });
});

describe('a mistake in how it is called', () => {
  test.each<[string, () => Scan, RegExp]>([
    ['an option that there is not', () => scanStaged({ failon: 'low' } as ScanOptions), /no option failon/],
    [
      'one that is inherited by all objects',
      () => scanStaged({ constructor: 1 } as ScanOptions),
      /no option constructor/,
    ],
    ['an option of another scan', () => scanStaged({ path: 'x' } as ScanOptions), /no option path/],
    ['a severity that there is not', () => scanText('', { failOn: 'urgent' as 'low' }), /failOn is not what/],
    ['a folder that is none', () => scanStaged({ cwd: '' }), /cwd is not what/],
    ['a folder that is not there', () => scanStaged({ cwd: '/nowhere/at/all' }), /cwd is no folder/],
    ['no environment', () => scanStaged({ env: null as never }), /env is not what/],
    ['a configuration without text', () => scanText('', { config: {} as never }), /config is not what/],
    [
      'a controller in place of its signal',
      () => scanText('', { signal: new AbortController() as never }),
      /signal is not/,
    ],
    ['a day that is none', () => scanText('', { now: new Date('tomorrow') }), /now is not what/],
    ['words in place of yes', () => scanText('', { strict: 'no' as never }), /strict is not what/],
    ['nobody to be told', () => scanText('', { onProgress: {} as never }), /onProgress is not what/],
    ['an empty path', () => scanText('', { path: '' }), /path is not what/],
    ['no thread at all', () => scanHistory({ threads: 0 }), /threads is not what/],
    ['half a thread', () => scanHistory({ threads: 1.5 }), /threads is not what/],
    ['a cache that is a number', () => scanHistory({ cache: 1 as never }), /cache is not what/],
    ['a range that is none', () => scanRange(7 as never), /range is no string/],
    ['no text', () => scanText(undefined as never), /this is no text/],
    ['a list in place of a stream', () => scanText(['x'] as never), /this is no text/],
  ])('%s is an error with a hint', async (_, start, message) => {
    const report = start().report();

    await expect(report).rejects.toThrow(message);
    await expect(report).rejects.toBeInstanceOf(UserError);
    await expect(report).rejects.toMatchObject({ hint: expect.stringMatching(/\w/) });
  });

  rare('shows no secret, wherever it stands', async () => {
    const repo = aRepo().commit('start');

    for (const scan of [
      scanRange(`${awsKeyId}..HEAD`, inRepo(repo)),
      scanStaged(inRepo(repo, { config: `${awsKeyId}.toml` })),
      scanText('x', { config: { toml: `key = ${awsKeyId}` } }),
      scanStaged({ cwd: repo.beside(awsKeyId), env: repo.env }),
    ]) {
      const error = await scan.report().catch((thrown) => thrown);

      expect(error).toBeInstanceOf(Error);
      expect(`${error.stack} ${error.hint} ${error.cause}`).not.toContain(awsKeyId);
    }
  });
});

describe('a text', () => {
  const key = `KEY=${awsKeyId}\n`;
  async function* pieces(...parts: string[]) {
    for (const part of parts) {
      await setTimeout(1);
      yield Buffer.from(part);
    }
  }

  test.each([
    ['a string', () => key],
    ['bytes', () => new TextEncoder().encode(key)],
    ['a view of bytes', () => Buffer.from(`xx${key}xx`).subarray(2, -2)],
    ['a stream that cuts it', () => pieces(key.slice(0, 9), key.slice(9))],
  ])('may be %s', async (_, content) => {
    const [finding] = await all(scanText(content(), { path: 'conf/.env' }));

    expect(finding).toMatchObject({ path: 'conf/.env', line: 1, column: 5, ruleId: 'aws-access-key-id' });
  });

  rare('is known as text where it has no name', async () => {
    const scan = scanText(key);

    expect((await scan.report()).findings[0]?.path).toBe('text');
    expect((await scan.report()).what).toBe('text');
    expect(await scan.render('sarif')).toContain('.keyhalt/text');
  });

  test('needs no git, no repository and no folder', async () => {
    const report = await scanText(key, { cwd: '/nowhere/at/all', env: { PATH: '' } }).report();

    expect(report.complete).toBe(true);
    expect(report.findings).toHaveLength(1);
    expect(report.versions).not.toHaveProperty('git');
  });

  rare('is judged by no configuration of the folder', async () => {
    const toml = '[[allow]]\npaths = ["**"]\nreason = "made up"\n';
    const repo = aRepo().stage({ 'keyhalt.toml': toml });

    expect(await all(scanText(key, { ...inRepo(repo), path: '.env' }))).toHaveLength(1);
  });

  test('that breaks off is not complete, with what was found', async () => {
    async function* breaking() {
      yield Buffer.from(key);
      throw new Error(`no more after ${awsKeyId}`);
    }

    const { complete, findings, errors } = await scanText(breaking()).report();

    expect([complete, findings.length, errors.length]).toEqual([false, 1, 1]);
    expect(errors[0]?.message).toMatch(/^text cannot be read/);
    expect(JSON.stringify(errors)).not.toContain(awsKeyId);
  });

  rare('that is empty was read', async () => {
    const { complete, coverage } = await scanText('').report();

    expect(complete).toBe(true);
    expect(coverage).toMatchObject({ asked: 1, scanned: 1, bytes: 0 });
  });

  test('lets others have their turn while it is long', async () => {
    let turns = 0;
    const turning = setInterval(() => turns++, 0);

    await scanText(Buffer.alloc(20 * 1024 * 1024, 'x = 1\n')).report();
    clearInterval(turning);

    expect(turns).toBeGreaterThan(3);
  });
});
