import type { Canary } from './canary.ts';
import { type Answer, drive } from './drive.ts';
import type { HookName } from './names.ts';
import type { Rehearsal } from './rehearsal.ts';
import { callOf } from './trials.ts';

export type Verdict =
  | { readonly kind: 'stops' }
  | { readonly kind: 'passes' }
  /** It failed with harmless text, too, so nothing is known about keys. */
  | { readonly kind: 'stops everything'; readonly how: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'not run'; readonly why: string };

export interface Examination {
  readonly name: HookName;
  /** What git would run. */
  readonly file: string;
  /** The top of the work tree. */
  readonly cwd: string;
  /** What git adds to the environment of its hooks. */
  readonly gitEnv: NodeJS.ProcessEnv;
  readonly rehearsal: Rehearsal;
  readonly canary: Canary;
  readonly timeLimit: number;
}

/** Runs the hook with a key on its way in and, if that was stopped, with harmless text in its place. */
export async function examine(examination: Examination): Promise<Verdict> {
  const leak = await answerOf(examination, true);
  if (leak.kind === 'late') return leak;
  if (isClean(leak)) return { kind: 'passes' };
  const harmless = await answerOf(examination, false);
  if (harmless.kind === 'late') return harmless;
  return isClean(harmless) ? { kind: 'stops' } : { kind: 'stops everything', how: described(harmless) };
}

async function answerOf(examination: Examination, isLeak: boolean): Promise<Answer> {
  const { name, file, cwd, gitEnv, rehearsal, canary, timeLimit } = examination;
  const call = await callOf(name, rehearsal, canary, isLeak);
  const log = rehearsal.path(`${name}-${isLeak ? 'leak' : 'harmless'}.log`);
  return drive({ ...call, env: { ...call.env, ...gitEnv }, file, cwd, log, timeLimit });
}

const isClean = (answer: Answer): boolean => answer.kind === 'ended' && answer.code === 0;

function described(answer: Answer & { kind: 'ended' | 'not started' }): string {
  if (answer.kind === 'not started') return `cannot be started: ${answer.why}`;
  const how = answer.code === null ? 'a signal' : `exit code ${answer.code}`;
  const why = reasonIn(answer.said);
  return why === undefined ? how : `${how}: ${why}`;
}

/** Why it stopped stands at the end of what it said, before hints, which are indented. */
const reasonIn = (said: readonly string[]): string | undefined =>
  (said.findLast((line) => /^\S/.test(line)) ?? said.at(-1))?.trim();
