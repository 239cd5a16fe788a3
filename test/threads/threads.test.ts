/** Threads change how long an audit takes, and nothing else. */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { scanHistory } from '../../src/commands/scan-history.ts';
import { OidList } from '../../src/git/oid-list.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { interrupted } from '../../src/model/interrupted.ts';
import { Shares } from '../../src/threads/blocks.ts';
import { scanInThreads } from '../../src/threads/pool.ts';
import { ScanThread } from '../../src/threads/thread.ts';
import { fakeGit } from '../support/fake-git.ts';
import { fakes } from '../support/fakes.ts';
import { costly, keyhalt, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const secret = (name: string) => `KEY=${fakes(name).awsKeyId}\n`;

/** Something of everything that a thread may have to tell. */
const history = (): Repo => {
  const repo = aRepo()
    .commit('configuration', {
      'keyhalt.toml':
        "[[rules]]\nid = 'acme'\ndescription = 'x'\nseverity = 'high'\nregex = 'acme-[0-9]{6}'\n",
    })
    .commit('key', { '.env': secret('one'), 'acme.txt': 'acme-123456\n' })
    .commit('archive', { 'a.gz': gzipSync(secret('two')), big: Buffer.alloc(3_000_000, 'no key here\n') })
    .commit('pointer', { 'lfs.bin': 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n' })
    .git(`update-index --add --cacheinfo 160000,${'1'.repeat(40)},library`)
    .commit('submodule')
    .git('rm -q --cached library');
  return Array.from({ length: 20 }, (_, at) => at).reduce(
    (all, at) => all.commit(`use ${at} ${fakes(`message ${at}`).awsKeyId}`, { n: `${at}\n` }),
    repo,
  );
};

/** A PATH whose git does something else for some command lines. @param when cases of a shell's `case` */
const pathWith = (repo: Repo, when: string): string => {
  const script = `PATH='${repo.env.PATH}'\ncase " $* " in\n${when}\nesac\nexec git "$@"`;
  return `${fakeGit(repo, script).PATH}:${repo.env.PATH}`;
};

const audit = (repo: Repo, threads: number, env: NodeJS.ProcessEnv = {}) => {
  const { code, stdout, stderr } = keyhalt(
    repo,
    `scan --history --no-cache --format json --threads ${threads}`,
    { env },
  );
  const { seconds: _, started: __, ...report } = JSON.parse(stdout);
  return { code, stderr, report };
};

describe('an audit in threads', () => {
  test.each(costly ? [2, 5] : [3])('by %i finds what one finds', (count) => {
    const repo = history();

    const alone = audit(repo, 1);

    expect(audit(repo, count)).toEqual(alone);
    expect(alone.code).toBe(1);
    expect(alone.report.findings).toHaveLength(23);
    expect(alone.report.skipped).toHaveLength(2);
  });

  rare('tells what is damaged, and all else', () => {
    const repo = history();
    const damaged = repo.read('rev-parse HEAD:big').trim();
    const file = join(repo.root, '.git/objects', damaged.slice(0, 2), damaged.slice(2));
    rmSync(file);
    writeFileSync(file, 'not zlib');

    const { code, report } = audit(repo, 3);

    expect(code).toBe(1);
    expect(report.complete).toBe(false);
    expect(report.errors).toEqual(audit(repo, 1).report.errors);
    expect(JSON.stringify(report.errors)).toContain(damaged);
    expect(report.findings).toHaveLength(23);
  });

  test('is not complete when the git of one of them dies', () => {
    // Without a configuration nothing else is read.
    const repo = history().stage({ 'keyhalt.toml': null });
    const died = repo.beside('died');
    const PATH = pathWith(
      repo,
      `*" cat-file --batch --buffer "*) mkdir '${died}' 2>/dev/null && kill -9 $$ ;;`,
    );

    const { code, report } = audit(repo, 3, { PATH });

    expect(existsSync(died)).toBe(true);
    expect([1, 2]).toContain(code);
    expect(report.complete).toBe(false);
    expect(report.errors.map(({ message }: { message: string }) => message)).toEqual([
      'git cat-file failed (signal SIGKILL)',
    ]);
    expect(report.coverage.scanned).toBeLessThan(report.coverage.asked);
  });

  rare.each(costly ? ['0', '65', 'two', '-1', ''] : ['65'])('cannot be in %j threads', (count) => {
    const { code, stdout, stderr } = keyhalt(aRepo(), ['scan', '--history', '--threads', count]);

    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('It must be a whole number from 1 to 64.');
  });
});

const [one, two, three] = ['a', 'b', 'c'].map((digit) => digit.repeat(40)) as [string, string, string];
const blockOf = (oid: string) => ({
  length: 1,
  oids: () => {
    const oids = new OidList();
    oids.add(oid);
    return oids;
  },
});
const threadsOf = (program: string) => ({
  program: new URL(`data:text/javascript,${program}`),
  count: 2,
  isWanted: true,
});
const task = { cwd: '.', env: {}, now: new Date(), ownKeys: [], limits: defaultLimits, packs: new Map() };

/** What a thread is that answers, as `say` of how many objects and which errors, what stands there. */
const answering = (order: string) => `
  import { parentPort } from 'node:worker_threads';
  const nothing = {
    ...{ found: new Map(), kinds: {}, bytes: 0, pointers: [], linking: [], skippedMembers: [], broken: [] },
    unread: { packed: new Uint8Array(), width: 0 },
  };
  const say = (objects, ...errors) => parentPort.postMessage({ scanned: { ...nothing, objects, errors } });
  parentPort.on('message', (order) => { ${order} });
`;

test.each([
  ['throws', 'throw new Error("secret words")'],
  ['ends', 'process.exit(0)'],
])('a thread that %s is the end of a scan, and what was read until then counts', async (_, dies) => {
  const program = answering(`
    if (order === 'stop') say(1);
    else if (order.block.packed[0] === 0xaa) ${dies};
  `);

  const { objects, errors, unread } = await scanInThreads(
    threadsOf(program),
    task,
    [one, two, three].map(blockOf),
  );

  expect(errors.map(({ message }) => message)).toEqual([
    'a thread of the scan ended early, so not everything was read',
  ]);
  expect([objects, ...unread]).toEqual([1, one, three]);
});

test('a thread that has ended answers that it has, as often as it is asked', async () => {
  const { program } = threadsOf('process.exit(0)');
  const thread = new ScanThread(program, task, new AbortController().signal, () => {});

  for (const oid of [one, two])
    await expect(thread.scan(blockOf(oid).oids())).rejects.toThrow('a thread of the scan ended early');
  await thread.end();
});

test('a mistake in the program is not told as if git or the machine had failed', async () => {
  const program = answering(`parentPort.postMessage({ failure: { message: 'a mistake', stack: '' } });`);

  await expect(scanInThreads(threadsOf(program), task, [blockOf(one)])).rejects.toThrow('a mistake');
});

test('where git fails in a thread the others are stopped, and nobody begins what is left', async () => {
  const threads = threadsOf(
    answering(`
      if (order === 'stop') say(0, { message: ${JSON.stringify(interrupted().message)}, hint: '' });
      else if (order.block.packed[0] === 0xbb) say(0, { message: 'git failed', hint: '' });
      else setTimeout(say, 1000, 1);
    `),
  );

  const { objects, errors, unread } = await scanInThreads(threads, task, [one, two, three].map(blockOf));

  expect(errors.map(({ message }) => message)).toEqual(['git failed']);
  expect([objects, ...unread]).toEqual([0, three]);
});

test('a scan that is interrupted before it begins says so, and has read nothing', async () => {
  const signal = AbortSignal.abort();

  const threads = threadsOf(answering('say(1);'));

  const { objects, errors, unread } = await scanInThreads(threads, task, [one, two].map(blockOf), { signal });

  expect(errors).toEqual([interrupted()]);
  expect([objects, ...unread]).toEqual([0, one, two]);
});

rare('an audit says once that a thread has ended, though git is still asked for the history', async () => {
  const repo = history();
  const PATH = pathWith(repo, `*" rev-list "*) sleep 0.5 ;;`);
  const program = new URL('data:text/javascript,throw new Error()');
  const unheard = vi.fn();
  process.on('unhandledRejection', unheard);

  const audit = scanHistory(
    { cwd: repo.root, env: { ...repo.env, PATH } },
    { threads: { program, count: 2, isWanted: true }, allObjects: false, now: new Date() },
  );

  const { complete, errors } = await audit;
  expect(complete).toBe(false);
  expect(errors.map(({ message }) => message)).toEqual([
    expect.stringMatching(/^a thread of the scan ended early/),
  ]);
  process.off('unhandledRejection', unheard);
  expect(unheard).not.toHaveBeenCalled();
});

rare('every block goes to one worker, in whatever order they ask', () => {
  const anyShares = fc
    .record({ blocks: fc.nat({ max: 40 }), workers: fc.integer({ min: 1, max: 6 }) })
    .chain(({ blocks, workers }) =>
      fc.tuple(
        fc.constant(blocks),
        fc.constant(workers),
        fc.array(fc.nat({ max: workers - 1 }), { minLength: blocks, maxLength: blocks }),
      ),
    );
  fc.assert(
    fc.property(anyShares, ([blocks, workers, order]) => {
      const shares = new Shares(blocks, workers);

      const taken = order.map((worker) => shares.take(worker));

      expect(taken.toSorted((a, b) => a! - b!)).toEqual(Array.from({ length: blocks }, (_, at) => at));
      expect(shares.take(0)).toBeUndefined();
    }),
  );
});

rare('an audit keeps what is new in memory small', () => {
  const keys = Array.from({ length: 4000 }, (_, at) => secret(`many ${at}`)).join('');
  const repo = aRepo().commit('keys', { keys });
  const said = repo.beside('said');
  const tell = repo.beside('tell.cjs');
  writeFileSync(
    tell,
    `const { getHeapSpaceStatistics } = require('node:v8');
process.on('exit', () => {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space');
  require('node:fs').writeFileSync(${JSON.stringify(said)}, String(young.space_size));
});
`,
  );
  const youngMemory = (args: string) => {
    expect(keyhalt(repo, args, { env: { NODE_OPTIONS: `--require ${tell}` } }).code).toBe(1);
    return Number(readFileSync(said, 'utf8'));
  };
  const limit = 4 * 1024 * 1024;

  expect(youngMemory('scan --history --no-cache')).toBeLessThanOrEqual(limit);
  expect(youngMemory('scan keys')).toBeGreaterThan(limit);
});
