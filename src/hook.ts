import { runHook } from './commands/hook.ts';
import { rules } from './commit.ts';
import type { Report } from './model/report.ts';
import { problemOf, problemsText, problemText } from './problem.ts';
import { readAll } from './read-all.ts';
import { Scanner } from './scan/scanner.ts';
import { write } from './write.ts';

/**
 * The program behind every hook: one file that loads nothing but node: modules on its way to "clean".
 *
 * The exit code is 2 until everything was read and said.
 */
process.exitCode = 2;
main().catch(fail);
process.on('uncaughtException', fail);

async function main(): Promise<void> {
  const [name = '', ...args] = process.argv.slice(2);
  const code = await runHook({
    name,
    args,
    repository: { cwd: process.cwd(), env: process.env },
    readStdin: () => readAll(process.stdin),
    print,
    now: new Date(),
  });
  process.exitCode = code;
}

async function print(report: Report): Promise<void> {
  const { renderText } = await import('./report/text.ts');
  const { terminalOptions } = await import('./terminal.ts');
  const text = renderText(report, { ...terminalOptions(process.stderr, process.env), verbose: false });
  await write(process.stderr, text + problemsText(report.errors));
}

async function fail(error: unknown): Promise<void> {
  process.exitCode = 2;
  await write(process.stderr, problemText(problemOf(error, new Scanner(rules)))).catch(() => {});
}
