import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a bench leaves behind goes with it. */
const cache = mkdtempSync(join(tmpdir(), 'keyhalt-cache-'));
process.on('exit', () => remove(cache));

/** The commands' own cost alone: a machine's extra certificates double the start of Node 20. */
const env = { ...process.env, GIT_CONFIG_NOSYSTEM: '1', XDG_CACHE_HOME: cache };
delete env.NODE_EXTRA_CA_CERTS;

/**
 * Runs commands in turn, A B C A B C …, so that a slow moment of the machine hits all of them alike.
 *
 * @param commands name to argv, to what else is in its environment, and to what is done before it and not measured
 * @returns name to wall times in milliseconds, one a round
 */
export function inTurn(commands, { cwd, rounds }) {
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, { argv, env: more, before, expect = 0 }] of Object.entries(commands)) {
      before?.();
      const all = { ...env, ...more };
      const started = process.hrtime.bigint();
      const { status } = spawnSync(argv[0], argv.slice(1), { cwd, env: all, stdio: 'ignore' });
      const took = Number(process.hrtime.bigint() - started) / 1e6;
      if (status !== expect) throw new Error(`${name} ended with ${status} instead of ${expect}`);
      if (round >= 0) times[name].push(took);
    }
  }
  return times;
}

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The median of the ratios round by round. */
export const ratio = (times, base) => median(times.map((time, round) => time / base[round]));

/** Runs a command once: how it ended, and what it said. */
export function runOnce([program, ...args], { cwd, env: more, timeout } = {}) {
  return spawnSync(program, args, {
    cwd,
    timeout,
    env: { ...env, ...more },
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
  });
}

export function git(cwd, ...args) {
  const { status, stdout, stderr } = runOnce(['git', ...args], { cwd });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr}`);
  return stdout;
}

/** Runs a Node script, once: its exit code, text and time, and its peak memory, not that of the git it starts. */
export function peakOf(script, args, cwd) {
  const tell = `import{writeSync}from'node:fs';process.on('exit',()=>writeSync(3,String(process.resourceUsage().maxRSS)))`;
  const started = process.hrtime.bigint();
  const { status, stdout, output } = spawnSync(process.execPath, [script, ...args], {
    cwd,
    env: { ...env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(tell)}` },
    stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  const milliseconds = Number(process.hrtime.bigint() - started) / 1e6;
  return { status, text: String(stdout), milliseconds, megabytes: Number(String(output[3])) / 1024 };
}

/** Prints the head of a table, and returns what prints a row of it: each row as soon as it is measured. */
export function table(head) {
  const print = (cells) =>
    console.log(
      `| ${cells.map((cell, at) => (at === 0 ? cell.padEnd(head[at].length) : cell.padStart(head[at].length))).join(' | ')} |`,
    );
  print(head);
  print(head.map((cell) => '-'.repeat(cell.length)));
  return print;
}

export const remove = (folder) => rmSync(folder, { recursive: true, force: true });
