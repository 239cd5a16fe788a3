import { spawn, spawnSync } from 'node:child_process';
import { open, readFile } from 'node:fs/promises';
import { win32 } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { gitProgram } from '../git/program.ts';
import { whyRefused } from '../model/file-error.ts';
import { shellPath } from './shell-path.ts';

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
  const [file, words] = started(program, args, env);
  const stdin = input === undefined ? 'ignore' : 'pipe';
  return new Promise((resolve) => {
    const child = spawn(file, words, {
      cwd,
      env,
      stdio: [stdin, log, log],
      // On Windows that would leave it without a console, and each program that it starts with a window of its own.
      detached: !isOnWindows(),
      windowsHide: true,
    });
    const kill = () => killAll(child.pid!, env);
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

type Words = readonly [file: string, words: readonly string[]];

/** Git hands a command to the shell, with the words of the hook behind whatever it is. */
function started(program: Program, args: readonly string[], env: NodeJS.ProcessEnv): Words {
  if ('file' in program) return startedHere([program.file, args], env);
  const { command } = program;
  const script = args.length === 0 ? command : `${command} "$@"`;
  return startedHere(['sh', ['-c', script, command, ...args]], env);
}

/**
 * Windows itself starts no scripts, and the shell that Git for Windows brings for that is in the PATH of git alone, as is all
 * else that hooks are used to. An alias of git's runs in just that; of one word git would start a program itself.
 */
function startedHere([file, words]: Words, env: NodeJS.ProcessEnv): Words {
  if (!isOnWindows() || /\.exe$/i.test(file)) return [file, words];
  const alias = ['-c', 'alias.keyhalt-hook=!: && exec', 'keyhalt-hook'];
  return [gitProgram(env)!, [...alias, shellPath(file), ...words]];
}

const isOnWindows = (): boolean => process.platform === 'win32';

/** It is there, so what is missing is the program that it names. */
const whyNot = (error: NodeJS.ErrnoException): string =>
  error.code === 'ENOENT' ? 'the program in its first line (#!) is not there' : whyRefused(error);

/** The hook and all that it started: it leads a process group of its own. Windows knows by its own program who started whom. */
function killAll(pid: number, env: NodeJS.ProcessEnv): void {
  try {
    if (!isOnWindows()) process.kill(-pid, 'SIGKILL');
    else spawnSync(taskkill(env), ['/pid', `${pid}`, '/t', '/f'], { windowsHide: true });
  } catch {
    // It has just ended.
  }
}

const taskkill = ({ SystemRoot = String.raw`C:\Windows` }: NodeJS.ProcessEnv): string =>
  win32.join(SystemRoot, 'System32', 'taskkill.exe');

/** Some draw a frame around it. */
async function linesIn(log: string): Promise<readonly string[]> {
  const text = await readFile(log, 'utf8');
  const lines = text.split('\n').map(stripVTControlCharacters);
  return lines.filter((line) => /\p{L}/u.test(line)).map((line) => line.trimEnd().slice(0, 200));
}
