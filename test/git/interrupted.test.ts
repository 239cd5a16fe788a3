/** Ctrl-C ends a scan at once, with what was found so far, and nobody takes that for clean. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin, keyhalt } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { gitThatIsInterruptedAt, gitThatStaysAt } from '../support/staying-git.ts';

const secret = fakes().awsKeyId;

interface How {
  readonly format: string;
  /** How long the scan has for what git said before, in milliseconds. */
  readonly patience?: number;
  /** What is scanned. */
  readonly what?: readonly string[];
  /** Whether git is ended, too, as a terminal ends all that runs in it. */
  readonly isWithGit?: boolean;
}

/** Runs a scan, ends it once git stays, and tells how it ended: git would stay for longer than a test may take. */
async function interrupted(
  repo: Repo,
  command: string,
  { format, patience = 0, what = ['--history'], isWithGit = false }: How,
) {
  const child = spawn(
    process.execPath,
    [join(bin, '..', 'dist', 'cli.cjs'), 'scan', ...what, '--format', format],
    {
      cwd: repo.root,
      env: gitThatStaysAt(repo, command),
      detached: isWithGit,
    },
  );
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  while (!existsSync(repo.beside('stays'))) await setTimeout(10);
  await setTimeout(patience);
  if (isWithGit) process.kill(-child.pid!, 'SIGINT');
  else child.kill('SIGINT');
  return { code: await ended, stdout, stderr };
}

/** The same, with more patience until something was found: nobody outside sees when what git said has been looked at. */
async function interruptedLateEnough(command: string) {
  for (const patience of [0, 100, 1_000]) {
    const ended = await interrupted(history(), command, { format: 'json', patience });
    if (JSON.parse(ended.stdout).findings.length > 0) return ended;
  }
  return interrupted(history(), command, { format: 'json', patience: 8_000 });
}

const history = () =>
  aRepo()
    .commit('key', { '.env': `KEY=${secret}\n` })
    .commit('more', { other: 'x\n' });

describe('an audit that is interrupted', () => {
  test('while objects are read: what was found is told, and that it is not all', async () => {
    const { code, stdout, stderr } = await interruptedLateEnough('cat-file --batch --buffer');

    expect(code).toBe(130);
    const report = JSON.parse(stdout);
    expect(report.complete).toBe(false);
    expect(report.findings).toHaveLength(1);
    expect(report.errors).toHaveLength(1);
    expect(stderr).toContain('interrupted: the rest was not looked at');
  });

  test('while git tells what belongs to the history: what was found by then is told', async () => {
    const { code, stdout } = await interruptedLateEnough('rev-list --objects');

    expect(code).toBe(130);
    const { complete, findings, errors } = JSON.parse(stdout);
    expect([complete, findings.length, errors.length]).toEqual([false, 1, 1]);
  });

  test('before anything was read: nothing was found, and it says why', async () => {
    const { code, stdout, stderr } = await interrupted(history(), 'cat-file --batch-all-objects', {
      format: 'text',
    });

    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted: the rest was not looked at');
  });
});

describe('a range that is interrupted once something was found', () => {
  test.each([
    ['while git tells where it came in', 'diff-tree', false],
    ['while git tells where it came in, which ends, too', 'diff-tree', true],
    ['while Node waits for git to tell what stood there before', 'ls-tree -r', true],
  ])('%s: it is told, and that this is not all', async (_, command, isWithGit) => {
    const repo = history();
    const what = ['--range', `${repo.read('rev-parse HEAD~1')}..HEAD`];
    repo.commit('leak', { '.env': `KEY=${fakes().awsKeyId}\n` });

    const { code, stdout } = await interrupted(repo, command, { format: 'json', what, isWithGit });

    expect(code).toBe(130);
    const { complete, findings, errors } = JSON.parse(stdout);
    expect([complete, findings.length, errors.length]).toEqual([false, 1, 1]);
  });
});

test.each(['for-each-ref', 'rev-parse'])(
  'an audit that is interrupted while Node waits for git %s says so',
  async (command) => {
    const { code, stdout, stderr } = await interrupted(history(), command, {
      format: 'text',
      isWithGit: true,
    });

    expect(code).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('interrupted: the rest was not looked at');
  },
);

test.each([
  ['--history', 'rev-parse'],
  ['--history', 'cat-file'],
  ['--range', 'rev-list'],
])('a scan %s whose git %s hears of Ctrl-C first is one that was interrupted', (what, command) => {
  const repo = history();
  const options = { env: gitThatIsInterruptedAt(repo, command) };

  const { code, stderr } = keyhalt(
    repo,
    ['scan', what, ...(what === '--range' ? ['HEAD~1..HEAD'] : [])],
    options,
  );

  expect(code).toBe(130);
  expect(stderr).toContain('interrupted: the rest was not looked at');
});

describe('a scan of standard input that is interrupted', () => {
  test.each([
    ['while the first bytes are all there is', 0, [], 1],
    ['in the middle of much', 50_000, [], 1],
    ['as a patch, of which nothing is known before its end', 0, ['--patch'], 0],
  ])('%s', async (_, lines, options, findings) => {
    const repo = aRepo();
    const child = spawn(
      process.execPath,
      [join(bin, '..', 'dist', 'cli.cjs'), 'scan', '-', ...options, '--format', 'json'],
      { cwd: repo.root, env: repo.env },
    );
    let stdout = '';
    child.stdout.on('data', (text) => (stdout += text));
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
    child.stdin.write(`KEY=${secret}\n${'line\n'.repeat(lines)}`);
    // Nobody outside sees when it has been looked at.
    await setTimeout(1_000);
    child.kill('SIGINT');

    expect(await ended).toBe(130);
    const report = JSON.parse(stdout);
    expect([report.complete, report.findings.length, report.errors.length]).toEqual([false, findings, 1]);
  });
});
