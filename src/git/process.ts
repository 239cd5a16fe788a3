import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { UserError } from '../model/user-error.ts';
import { gitEnvironment, gitOptions } from './environment.ts';
import { explainFailure } from './failure.ts';

/** Where git is asked: a folder of the repository, and the environment that names the index and the objects. */
export interface Repository {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/** A running git. `end` rejects unless it exited by itself with an accepted code. */
export interface GitProcess {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly end: Promise<number>;
}

export interface GitOptions {
  readonly input?: string | Uint8Array;
  /** Exit codes that are answers. 0 alone by default. */
  readonly accept?: readonly number[];
  readonly env?: NodeJS.ProcessEnv;
}

/** How much of what git says on stderr is kept, in characters. */
const keptStderr = 4096;

/** Starts git; its output is bytes in a stream. */
export function startGit(
  repository: Repository,
  args: readonly string[],
  options: GitOptions = {},
): GitProcess {
  const child = spawn('git', [...gitOptions, ...args], {
    cwd: repository.cwd,
    env: { ...gitEnvironment(repository.env), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    windowsHide: true,
  });
  // A git that ends early closes its input; what counts then is how it ended, which `end` tells.
  child.stdin.on('error', () => {});
  const end = ended(child, args, options.accept ?? [0]);
  end.catch(() => {});
  return { stdin: child.stdin, stdout: child.stdout, end };
}

/** Runs git to its end and returns all that it printed, with its exit code. For answers that fit into memory. */
export async function askGit(
  repository: Repository,
  args: readonly string[],
  options: GitOptions = {},
): Promise<{ code: number; stdout: Buffer }> {
  const git = startGit(repository, args, options);
  git.stdin.end(options.input);
  const chunks: Buffer[] = [];
  for await (const chunk of git.stdout) chunks.push(chunk);
  return { code: await git.end, stdout: Buffer.concat(chunks) };
}

function ended(
  child: ChildProcessByStdio<Writable, Readable, Readable>,
  args: readonly string[],
  accepted: readonly number[],
): Promise<number> {
  let stderr = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    if (stderr.length < keptStderr) stderr += text;
  });
  return new Promise((resolve, reject) => {
    child.on('error', (cause) => {
      child.stdout.destroy();
      reject(notStarted(cause));
    });
    child.on('close', (code, signal) => {
      if (code !== null && accepted.includes(code)) resolve(code);
      else reject(explainFailure({ command: args[0] ?? '', code, signal, stderr }));
    });
  });
}

const notStarted = (cause: Error): UserError =>
  new UserError(`git could not be started: ${(cause as NodeJS.ErrnoException).code ?? cause.message}`, {
    hint: 'Install git 2.30 or newer, or put it on the PATH of the program that commits.',
    cause,
  });
