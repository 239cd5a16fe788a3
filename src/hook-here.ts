import { fstatSync } from 'node:fs';
import { runHook } from './commands/hook.ts';
import type { Ahead } from './git/ahead.ts';
import type { Report } from './model/report.ts';
import { UserError } from './model/user-error.ts';
import { problemOf, problemsText, problemText } from './problem.ts';
import { readAll } from './read-all.ts';
import { redacted } from './redacted.ts';
import { write } from './write.ts';

/** Runs a hook as git started it: in its folder, environment and standard input. Returns the exit code. */
export const runHookHere = (name: string, args: readonly string[], ahead?: Ahead): Promise<number> =>
  runHook({
    name,
    args,
    repository: { cwd: process.cwd(), env: process.env, ahead },
    readStdin,
    print: (report, again) => print(report, again, name),
    now: new Date(),
  });

/** git always hands over a pipe. A terminal, or /dev/null, would say that nothing is pushed. */
async function readStdin(): Promise<string> {
  if (fstatSync(0).isCharacterDevice())
    throw new UserError('standard input is not what git hands to this hook', {
      hint: 'Whatever runs the hook has to pass it on (lefthook with use_stdin: true), and nothing may read it before.',
    });
  return readAll(process.stdin);
}

/** Who pushes to a server has nothing of what is installed there. */
const programFor = (hook: string) => (hook === 'pre-receive' ? undefined : process);

/** What goes wrong in a hook, as a person who reads it types what it names. */
export async function forPerson(text: string, hook: string): Promise<string> {
  const { forReader } = await import('./terminal.ts');
  const program = programFor(hook);
  return program === undefined ? text : forReader(text, program);
}

/** To stderr, where git itself talks to people, also in a pipe. What keeps it from being told is told instead. */
async function print(report: Report, again: string, hook: string): Promise<void> {
  const text = await rendered(report, again, hook).catch(async (error) => {
    await write(process.stderr, problemText(problemOf(error, redacted)));
    throw error;
  });
  await write(process.stderr, text);
}

async function rendered(report: Report, again: string, hook: string): Promise<string> {
  const { renderText } = await import('./report/text.ts');
  const { terminalOptions } = await import('./terminal.ts');
  const terminal = terminalOptions(process.stderr, process.env, programFor(hook));
  const showsAll = `${terminal.command ?? 'keyhalt'} ${again}`;
  const text = renderText(report, { ...terminal, verbose: false, showsAll });
  return text + (await forPerson(problemsText(report.errors), hook));
}
