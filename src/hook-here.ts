import { runHook } from './commands/hook.ts';
import type { Ahead } from './git/ahead.ts';
import type { Report } from './model/report.ts';
import { problemsText } from './problem.ts';
import { readAll } from './read-all.ts';
import { write } from './write.ts';

/** Runs a hook as git started it: in its folder, environment and standard input. Returns the exit code. */
export const runHookHere = (name: string, args: readonly string[], ahead?: Ahead): Promise<number> =>
  runHook({
    name,
    args,
    repository: { cwd: process.cwd(), env: process.env, ahead },
    readStdin: () => readAll(process.stdin),
    print,
    now: new Date(),
  });

/** To stderr, where git itself talks to people, also in a pipe. */
async function print(report: Report): Promise<void> {
  const { renderText } = await import('./report/text.ts');
  const { terminalOptions } = await import('./terminal.ts');
  const text = renderText(report, { ...terminalOptions(process.stderr, process.env), verbose: false });
  await write(process.stderr, text + problemsText(report.errors));
}
