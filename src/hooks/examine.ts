import type { Canary } from './canary.ts';
import { type Answer, drive, type Program } from './drive.ts';
import type { HookName } from './names.ts';
import type { Rehearsal } from './rehearsal.ts';
import { callOf } from './trials.ts';

export type Verdict =
  /** `by` is the hook of settings that did, as in `hook.NAME`. */
  | { readonly kind: 'stops'; readonly by?: string }
  | { readonly kind: 'passes' }
  /** It failed with harmless text, too, so nothing is known about keys. */
  | { readonly kind: 'stops everything'; readonly how: string }
  | { readonly kind: 'late' }
  | { readonly kind: 'not run'; readonly why: string };

export interface Examination {
  readonly name: HookName;
  /** What git would run, one after the other, whatever the earlier ones answer. */
  readonly programs: readonly Named[];
  /** The top of the work tree. */
  readonly cwd: string;
  /** What git adds to the environment of its hooks. */
  readonly gitEnv: NodeJS.ProcessEnv;
  readonly rehearsal: Rehearsal;
  readonly canary: Canary;
  readonly timeLimit: number;
}

/** `by` is how settings name it. */
export type Named = Program & { readonly by?: string };

/**
 * Runs the hook with a key on its way in and, if that was stopped, with harmless text in its place. Where it wants
 * messages of a form of its own, such as one that names a ticket, once more with what the last commit says.
 */
export async function examine(examination: Examination): Promise<Verdict> {
  const verdict = await verdictOn({ ...examination, message: subject });
  if (verdict.kind !== 'stops everything' || !looksAtMessages(examination.name)) return verdict;
  const message = await examination.rehearsal.lastMessage();
  if (message === undefined) return verdict;
  const other = await verdictOn({ ...examination, message });
  return other.kind === 'stops' || other.kind === 'passes' ? other : verdict;
}

/** Of the form that the usual message checkers want. */
const subject = 'chore: try the hooks\n';

const looksAtMessages = (name: HookName): boolean => name.endsWith('-msg');

interface Trial extends Examination {
  readonly message: string;
}

async function verdictOn(examination: Trial): Promise<Verdict> {
  const leak = await refusalOf(examination, true);
  if (leak === undefined) return { kind: 'passes' };
  if (leak.answer.kind === 'late') return leak.answer;
  const harmless = await refusalOf(examination, false);
  if (harmless === undefined) return { kind: 'stops', ...by(leak) };
  if (harmless.answer.kind === 'late') return harmless.answer;
  const how = described(harmless.answer);
  return { kind: 'stops everything', how: harmless.by === undefined ? how : `${harmless.by}, ${how}` };
}

interface Refusal {
  readonly by?: string;
  readonly answer: Answer;
}

/** What the first of the programs answers that does not let it pass; undefined where all of them do. */
async function refusalOf(examination: Trial, isLeak: boolean): Promise<Refusal | undefined> {
  for (const program of examination.programs) {
    const answer = await answerOf(examination, program, isLeak);
    if (!isClean(answer)) return { ...by(program), answer };
  }
  return undefined;
}

const by = ({ by }: { readonly by?: string }) => (by === undefined ? {} : { by });

async function answerOf(examination: Trial, program: Program, isLeak: boolean): Promise<Answer> {
  const { name, cwd, gitEnv, rehearsal, timeLimit } = examination;
  const call = await callOf(name, examination, isLeak);
  const log = rehearsal.path(`${name}-${isLeak ? 'leak' : 'harmless'}.log`);
  return drive({ ...call, env: { ...call.env, ...gitEnv }, program, cwd, log, timeLimit });
}

const isClean = (answer: Answer): boolean => answer.kind === 'ended' && answer.code === 0;

function described(answer: Answer & { kind: 'ended' | 'not started' }): string {
  if (answer.kind === 'not started') return `cannot be started: ${answer.why}`;
  const how = answer.code === null ? 'a signal' : `exit code ${answer.code}`;
  const why = reasonIn(answer.said);
  return why === undefined ? how : `${how}: ${why}`;
}

/** Why it stopped stands at the end of what it said, before hints, which are indented; husky says behind it that it did. */
function reasonIn(said: readonly string[]): string | undefined {
  const lines = said.filter((line) => !/^husky - .* script failed/.test(line));
  return (lines.findLast((line) => /^\S/.test(line)) ?? said.at(-1))?.trim();
}
