import type { Readable, Writable } from 'node:stream';
import { interrupted } from '../model/interrupted.ts';
import type { UserError } from '../model/user-error.ts';
import type { Ahead } from './ahead.ts';
import { gitEnvironment, gitOptions } from './environment.ts';
import { explainFailure } from './failure.ts';
import { notStarted } from './not-started.ts';
import { gitProgram } from './program.ts';

/** Where git is asked: a folder of the repository, and the environment that names the index and the objects. */
export interface Repository {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Once aborted, a git that streams is ended. */
  readonly signal?: AbortSignal;
  /** What was asked before. */
  readonly ahead?: Ahead | undefined;
}

/** It takes a fifth of the time that Node itself needs to start, so it is loaded when a program is to be started. */
const programs = (): typeof import('node:child_process') => process.getBuiltinModule('node:child_process');

export interface Question {
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers. 0 alone by default. */
  readonly accept?: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
  /** The most that is wanted, in bytes; beyond it the answer is undefined. Without it there is no limit. */
  readonly atMost?: number;
}

export interface Answer {
  readonly code: number;
  readonly stdout: Buffer;
  /** What it said on stderr; a git that ended well may have left something out. */
  readonly said: string;
}

/** How much of what git says on stderr is kept, in characters. */
const keptStderr = 4096;

/**
 * Asks git and waits: half the cost of a stream, and for a hook there is nothing else to do meanwhile.
 *
 * @throws UserError unless git ended by itself with an accepted code; a killed git is no answer.
 */
export function askGit(repository: Repository, args: readonly string[], question: Question = {}): Answer {
  return askGitWithin(repository, args, { ...question, atMost: Number.POSITIVE_INFINITY })!;
}

/** As `askGit`; undefined when the answer is longer than `atMost` bytes, and then git was stopped in the middle. */
export function askGitWithin(
  repository: Repository,
  args: readonly string[],
  question: Question & { readonly atMost: number },
): Answer | undefined {
  const { input, accept = [0], env, atMost } = question;
  const { status, signal, error, stdout, stderr } = programs().spawnSync(
    gitFor(repository),
    [...gitOptions, ...args],
    {
      ...whereAndHow(repository, env),
      ...(input === undefined ? {} : { input }),
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      maxBuffer: atMost,
    },
  );
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  if (code === 'ENOBUFS') return undefined;
  // A git that ended before it read all of its input says why by its exit code.
  if (error !== undefined && code !== 'EPIPE') throw unstarted(error, repository);
  // Ctrl-C ends all programs of a terminal: Node, which waited for this one, hears of it later.
  if (signal === 'SIGINT' || status === endedByCtrlC) throw interrupted();
  const said = String(stderr ?? '');
  if (status !== null && accept.includes(status)) return { code: status, stdout, said };
  const version = status === misused ? versionOf(repository) : '';
  throw explainFailure({ command: commandIn(args), code: status, signal, stderr: said, version });
}

/**
 * Runs git as the user does: with the user's own environment and settings, hooks and all. For commits that the user has
 * asked for; whoever only asks takes `askGit`.
 *
 * @returns what it ended with, null where a signal ended it, and all that it and its hooks said
 */
export function runAsUser(
  { cwd, env }: Repository,
  args: readonly string[],
): { readonly code: number | null; readonly said: string } {
  const { status, error, stdout, stderr } = programs().spawnSync(gitFor({ cwd, env }), [...args], {
    ...{ cwd, env, windowsHide: true, maxBuffer: Number.POSITIVE_INFINITY },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (error !== undefined) throw unstarted(error, { cwd });
  return { code: status, said: `${stdout}${stderr}` };
}

/** Windows has no signals, and ends a program with this number: STATUS_CONTROL_C_EXIT. */
const endedByCtrlC = 0xc000013a;

/** The exit code of a git that does not know an option: an old one, maybe. */
const misused = 129;

/** `git version 2.39.5`; empty when git does not even say that. */
export const versionOf = (repository: Repository): string =>
  String(
    programs().spawnSync(gitFor(repository), ['--version'], whereAndHow(repository)).stdout ?? '',
  ).trim();

/** A running git. `end` rejects unless it exited by itself with code 0. */
export interface GitStream {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly end: Promise<void>;
  /** What it has said on stderr so far. */
  readonly said: () => string;
}

/** Starts git; its output is bytes in a stream, however many. */
export function streamGit(repository: Repository, args: readonly string[]): GitStream {
  const child = startGit(repository, args);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < keptStderr) stderr += text;
  });
  // A git that ends early closes its input; what counts then is how it ended.
  child.stdin.on('error', () => {});
  const end = new Promise<void>((resolve, reject) => {
    child.on('error', (cause) => {
      // One that is ended closes its output itself.
      if (repository.signal?.aborted) return reject(interrupted());
      child.stdout.destroy();
      reject(unstarted(cause, repository));
    });
    child.on('close', (code, signal) => {
      if (code === 0) resolve();
      else if (signal === 'SIGINT' || code === endedByCtrlC) reject(interrupted());
      else reject(explainFailure({ command: commandIn(args), code, signal, stderr }));
    });
  });
  // Whoever reads the stream asks for the end later; until then its failure waits.
  end.catch(() => {});
  return { stdin: child.stdin, stdout: child.stdout, end, said: () => stderr };
}

/** Some of what keeps a program from being started, such as too little memory, Node throws; the rest it tells later. */
function startGit(repository: Repository, args: readonly string[]) {
  const git = gitFor(repository);
  try {
    return programs().spawn(git, [...gitOptions, ...args], {
      ...whereAndHow(repository),
      stdio: ['pipe', 'pipe', 'pipe'],
      ...(repository.signal === undefined ? {} : { signal: repository.signal }),
    });
  } catch (cause) {
    throw unstarted(cause as Error, repository);
  }
}

/** All that a running git prints, as it comes, to its end. How git ended counts before what it printed. @throws UserError */
export async function* outputOf({ stdout, end }: GitStream): AsyncGenerator<Buffer> {
  try {
    yield* stdout;
  } catch (error) {
    await end;
    throw error;
  }
  await end;
}

const whereAndHow = (repository: Repository, env: NodeJS.ProcessEnv = {}) => ({
  cwd: repository.cwd,
  env: { ...gitEnvironment(repository.env), ...env },
  windowsHide: true,
});

/** @throws UserError where there is none */
function gitFor({ cwd, env }: Pick<Repository, 'cwd' | 'env'>): string {
  const git = gitProgram(env);
  if (git === undefined) throw notStarted('ENOENT', cwd);
  return git;
}

/** The git command among options: `-c name=value stripspace` is stripspace. */
const commandIn = (args: readonly string[]): string =>
  args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '-c') ?? '';

const unstarted = (cause: Error, { cwd }: Pick<Repository, 'cwd'>): UserError =>
  notStarted((cause as NodeJS.ErrnoException).code ?? cause.message, cwd, cause);
