/** An AbortSignal ends a scan within a second, wherever it is, and what it started with it. */
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import {
  IncompleteScanError,
  type Progress,
  type Scan,
  scanHistory,
  scanRange,
  scanStaged,
  scanText,
} from '../../src/index.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo } from '../support/repo.ts';
import { gitThatStaysAt } from '../support/staying-git.ts';

const { awsKeyId } = fakes('abort');

/** In milliseconds: a third of what the git of these tests would stay. */
const soon = 20_000;

/** Its report, and how long it took to end after it was told to, in milliseconds. */
async function ended(scan: Scan, controller: AbortController) {
  const since = performance.now();
  controller.abort();
  const report = await scan.report();
  return { report, took: performance.now() - since };
}

async function toItsEnd(scan: Scan): Promise<void> {
  for await (const finding of scan) expect(finding.ruleId).toBe('aws-access-key-id');
}

const isRunning = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe('a scan that is aborted', () => {
  test.each([
    ['of what is staged', (how: object) => scanStaged(how), 'cat-file --batch --buffer'],
    ['of a range', (how: object) => scanRange('HEAD~1..HEAD', how), 'cat-file --batch --buffer'],
    [
      'of history, while objects are read',
      (how: object) => scanHistory({ ...how, threads: 1 }),
      'cat-file --batch --buffer',
    ],
    [
      'of history, while they are listed',
      (how: object) => scanHistory({ ...how, threads: 1 }),
      'cat-file --batch-all-objects',
    ],
  ])('%s ends git, and tells what was found by then', async (_, start, command) => {
    const repo = aRepo()
      .commit('start', { a: 'a\n' })
      .commit('key', { '.env': `KEY=${awsKeyId}\n` })
      .stage({ b: `KEY=${awsKeyId}\n` });
    const controller = new AbortController();
    const env = gitThatStaysAt(repo, command);
    let found = 0;
    const onProgress = (progress: Progress) => {
      found = progress.found;
    };
    const scan = start({ cwd: repo.root, env, signal: controller.signal, onProgress });
    const running = scan.report();
    const reads = !command.includes('all-objects');
    while (!existsSync(repo.beside('stays')) || (reads && found === 0)) await setTimeout(10);

    const { report, took } = await ended(scan, controller);

    expect(took).toBeLessThan(soon);
    expect(report.complete).toBe(false);
    expect(report.findings).toHaveLength(reads ? 1 : 0);
    expect(report.errors.map(({ message }) => message)).toEqual(['interrupted: the rest was not looked at']);
    await expect(running).resolves.toBe(report);
    await expect(toItsEnd(scan)).rejects.toBeInstanceOf(IncompleteScanError);
    const pid = Number(readFileSync(repo.beside('stays'), 'utf8'));
    for (let wait = 0; wait < 1000 && isRunning(pid); wait++) await setTimeout(10);
    expect(isRunning(pid)).toBe(false);
  });

  test('of a stream that keeps silent ends, with what was found in it', async () => {
    const controller = new AbortController();
    async function* silent() {
      yield Buffer.from(`KEY=${awsKeyId}\n`);
      await new Promise(() => {});
    }
    const scan = scanText(silent(), { signal: controller.signal });
    const running = scan.report();
    await setTimeout(50);

    const { report, took } = await ended(scan, controller);

    expect(took).toBeLessThan(soon);
    expect(report.complete).toBe(false);
    expect(report.findings).toHaveLength(1);
    expect(report.errors.map(({ message }) => message)).toEqual(['interrupted: the rest was not looked at']);
    await expect(running).resolves.toBe(report);
  });

  test('of a long text ends in the middle of it', async () => {
    const bytes = Buffer.alloc(64 * 1024 * 1024, 'x = 1\n');
    const controller = new AbortController();
    const onProgress = () => controller.abort();

    const report = await scanText(bytes, { signal: controller.signal, onProgress }).report();

    expect(report.complete).toBe(false);
    expect(report.coverage.bytes).toBeLessThan(bytes.length / 2);
  });

  test('before it began reads nothing at all', async () => {
    let wasRead = false;
    async function* read() {
      wasRead = true;
      yield Buffer.from('x');
    }

    const report = await scanText(read(), { signal: AbortSignal.abort() }).report();

    expect(wasRead).toBe(false);
    expect(report.complete).toBe(false);
    expect(report.errors[0]?.message).toContain('interrupted');
  });

  test('lets go of its signal once it has ended', async () => {
    const { signal } = new AbortController();
    const listeners = new Set<unknown>();
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...[type, listener, how]: Parameters<typeof add>) => {
      listeners.add(listener);
      add(type, listener, how);
    };
    signal.removeEventListener = (...[type, listener]: Parameters<typeof remove>) => {
      listeners.delete(listener);
      remove(type, listener);
    };

    await scanText('x', { signal }).report();

    expect(listeners.size).toBe(0);
  });
});
