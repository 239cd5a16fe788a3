import { setFlagsFromString } from 'node:v8';
import { within } from './within.ts';

/** Milliseconds for a trial that takes less than one. */
const patience = 1000;

/** In a name of its own, since tools that check flags do not know it. */
const linear = 'l';

let works: boolean | undefined;

/**
 * A regular expression for V8's linear engine, which never backtracks and is up to a hundred times slower; undefined
 * where this V8 has none, or it cannot run the pattern.
 *
 * The engine is asked for by the flag `l`, which V8 understands once its own flag is set. That changes no other
 * regular expression. (`--enable-experimental-regexp-engine-on-excessive-backtracks` would change them all, and lets
 * 50,000 backtracks pass first: `a*=` took 46 seconds on half a megabyte before it came.)
 */
export function linearRegExp(source: string, flags: string): RegExp | undefined {
  works ??= tryOut();
  if (!works) return undefined;
  try {
    return new RegExp(source, `${flags}${linear}`);
  } catch {
    return undefined;
  }
}

/** Whether it ends on a pattern that would take others longer than the world lasts. */
function tryOut(): boolean {
  try {
    setFlagsFromString('--enable-experimental-regexp-engine');
    const evil = new RegExp('(?:(?:x+)+)+y', linear);
    return within(patience, () => !evil.test('x'.repeat(100)) && evil.test('xxy'))?.value ?? false;
  } catch {
    return false;
  }
}
