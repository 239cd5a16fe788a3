import { readAhead } from './git/ahead.ts';
import { forPerson, runHookHere } from './hook-here.ts';
import { problemOf, problemText } from './problem.ts';
import { redacted } from './redacted.ts';
import { write } from './write.ts';

/**
 * The program behind every hook: one file that loads nothing but node: modules on its way to "clean".
 *
 * The exit code is 2 until everything was read and said, and once it failed it stays 2.
 */
let failed = false;
process.exitCode = 2;
process.on('uncaughtException', fail);
const [name = '', ...args] = process.argv.slice(2);
// The gate has git talk to these pipes while Node starts.
const ahead = process.env.KEYHALT_AHEAD === '1' ? readAhead(3, 0) : undefined;
delete process.env.KEYHALT_AHEAD;
// How the gate wants to hear that nothing is to be stopped, and that something was found: other programs than Node end with
// 0, too, and Node with 1 where it cannot run this one. Whoever listened before hears 0 and 1.
const clean = Number(process.env.KEYHALT_CLEAN ?? 0);
const found = Number(process.env.KEYHALT_FOUND ?? 1);
delete process.env.KEYHALT_CLEAN;
delete process.env.KEYHALT_FOUND;
process.on('exit', (code) => {
  if (code === 0) process.exitCode = clean;
  if (code === 1) process.exitCode = found;
});
runHookHere(name, args, ahead).then((code) => {
  // All is read and said: nothing is left to wait for but V8, which may still be optimizing what has run its course.
  if (!failed) process.exit(code);
}, fail);

async function fail(error: unknown): Promise<void> {
  failed = true;
  process.exitCode = 2;
  const text = problemText(problemOf(error, redacted));
  // What it takes for that may be what failed.
  await write(process.stderr, await forPerson(text, name).catch(() => text)).catch(() => {});
}
