import { join } from 'node:path';
import type { Canary } from './canary.ts';
import { drive } from './drive.ts';
import type { Rehearsal } from './rehearsal.ts';

/** Where keyhalt's own hook is, and what it is measured with. */
export interface CostOptions {
  /** The folder that holds keyhalt's `bin`. */
  readonly packageRoot: string;
  readonly node: string;
  /** The top of the work tree. */
  readonly cwd: string;
  readonly gitEnv: NodeJS.ProcessEnv;
  readonly rehearsal: Rehearsal;
  readonly canary: Canary;
  readonly timeLimit: number;
}

/** How often each is run: the median of so many is told. */
const rounds = 5;

/** What keyhalt's part of a commit of one harmless file takes here, and why when that is long. One sentence each. */
export async function costOfCommit(options: CostOptions): Promise<string[]> {
  const { packageRoot, node, cwd, gitEnv, rehearsal, canary, timeLimit } = options;
  const env = { ...(await rehearsal.stage(canary.file, canary.harmless)), ...gitEnv };
  const message = await rehearsal.file('a message that every hook lets pass\n');
  const log = rehearsal.path('cost.log');
  const run = async (file: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) => {
    const start = performance.now();
    const answer = await drive({ program: { file }, args, cwd, env: { ...env, ...more }, log, timeLimit });
    return { time: performance.now() - start, said: answer.kind === 'ended' ? (answer.said[0] ?? '') : '' };
  };
  const hook = join(packageRoot, 'bin', 'keyhalt-hook');
  const calls = [['pre-commit'], ['prepare-commit-msg', message], ['commit-msg', message]];
  const [hooks, bare]: [number[], number[]] = [[], []];
  /** What the first hook says the last time: the first time a policy may be new. */
  let why = '';
  for (let round = 0; round < rounds; round++) {
    let sum = 0;
    for (const words of calls) {
      const { time, said } = await run(hook, words, { KEYHALT_GATE: 'explain' });
      sum += time;
      if (words.length === 1) why = said;
    }
    hooks.push(sum);
    bare.push((await run(node, ['-e', '0'])).time);
  }
  const [all, alone] = [median(hooks), median(bare)].map(Math.round);
  return [
    `Keyhalt's part of a clean commit takes ${all} ms here, in three hooks; Node alone takes ${alone} ms to start.`,
    ...reasonsFor(why, env),
  ];
}

const median = (times: readonly number[]): number => [...times].sort((a, b) => a - b)[times.length >> 1]!;

const asked = /^keyhalt: Node is asked, (.*)/;
/**
 * How many lines grep counted in what is known, where six are due, in the index, and in what git printed. In between
 * stands who ended well, where not both did, git and tee; see `bin/keyhalt-hook`.
 */
const counted = /^grep counted ?(.*)/;

function reasonsFor(said: string, env: NodeJS.ProcessEnv): string[] {
  const why = asked.exec(said)?.[1];
  if (why === undefined) return [];
  const slow =
    env.NODE_EXTRA_CA_CERTS === undefined
      ? []
      : [
          'NODE_EXTRA_CA_CERTS is set: Node 20 reads that file whenever it starts, newer ones when they need it.',
        ];
  return [`Node is started for every commit: ${inWords(why)}.`, ...slow];
}

function inWords(why: string): string {
  const counts = counted.exec(why)?.[1]?.split(' ');
  if (counts === undefined ? why.startsWith('grep told other lines') : !counts.includes('6'))
    return 'the grep of this machine does not understand the question, or takes too long over it';
  if (counts?.includes('tee')) return 'git did not print what is staged to its end';
  return why;
}
