import { spawn } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { stripVTControlCharacters } from 'node:util';
import { whyRefused } from '../model/file-error.ts';

/** A hook, started the way git starts it. */
export interface Drive {
  readonly program: Program;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly input?: string;
  /** Where what it says is kept. */
  readonly log: string;
  /** In milliseconds. */
  readonly timeLimit: number;
}

/** A file of a folder, or the command of a hook that settings name. */
export type Program = { readonly file: string } | { readonly command: string };

export type Answer =
  /** `code` is null when a signal ended it. Of what it said those lines that have a word in them. */
  | { readonly kind: 'ended'; readonly code: number | null; readonly said: readonly string[] }
  | { readonly kind: 'late' }
  /** Git fails over it, too, and stops. */
  | { readonly kind: 'not started'; readonly why: string };

/** Runs a hook to its end. Its output goes to a file, so that what it leaves running cannot hold us up. */
export async function drive(hook: Drive): Promise<Answer> {
  const log = await open(hook.log, 'w+');
  try {
    const how = await run(hook, log.fd);
    return how.kind === 'ended' ? { ...how, said: await linesIn(hook.log) } : how;
  } finally {
    await log.close();
  }
}

type How = Answer | { readonly kind: 'ended'; readonly code: number | null };

function run({ program, args, cwd, env, input, timeLimit }: Drive, log: number): Promise<How> {
  const [file, words] = started(program, args);
  const stdin = input === undefined ? 'ignore' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(file, words, {
      cwd,
      env,
      stdio: [stdin, log, log],
      detached: true,
      windowsHide: true,
    });
    const kill = () => killAll(child.pid!);
    // Being apart, it does not hear of Ctrl-C; and it is to write no more when its folder goes.
    process.prependOnceListener('exit', kill);
    const end = (how: How) => {
      clearTimeout(timer);
      process.off('exit', kill);
      resolve(how);
    };
    const timer = setTimeout(() => {
      kill();
      end({ kind: 'late' });
    }, timeLimit);
    child.on('error', (error: NodeJS.ErrnoException) => end({ kind: 'not started', why: whyNot(error) }));
    child.on('exit', (code) => end({ kind: 'ended', code }));
    // A hook need not read what it is given.
    child.stdin?.on('error', () => {});
    child.stdin?.end(input);
  });
}

/** Git hands a command to the shell, with the words of the hook behind whatever it is. */
function started(program: Program, args: readonly string[]): [file: string, words: readonly string[]] {
  if ('command' in program) {
    const { command } = program;
    return ['sh', ['-c', args.length === 0 ? command : `${command} "$@"`, command, ...args]];
  }
  return process.platform === 'win32' ? ['sh', [program.file, ...args]] : [program.file, args];
}

/** It is there, so what is missing is the program that it names. */
const whyNot = (error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT' ? 'the program in its first line (#!) is not there' : whyRefused(error);

/** The hook and all that it started: it leads a process group of its own. */
function killAll(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

/** Some draw a frame around it. */
async function linesIn(log: string): Promise<readonly string[]> {
  const text = await readFile(log, 'utf8');
  const lines = text.split('\n').map(stripVTControlCharacters);
  return lines.filter((line) => /\p{L}/u.test(line)).map((line) => line.trimEnd().slice(0, 200));
}
