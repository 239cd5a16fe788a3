import { setImmediate } from 'node:timers/promises';
import type { Progress, Watch } from '../sources/scan-objects.ts';
import { ProgressLine } from './progress.ts';

/** What of the process is needed. */
interface Surroundings {
  readonly stderr: { readonly isTTY?: boolean; write(text: string): unknown };
  once(signal: 'SIGINT', listener: () => void): unknown;
  off(signal: 'SIGINT', listener: () => void): unknown;
}

/**
 * Tells a terminal how far a scan is. The first Ctrl-C ends the scan with what was found so far; the second one ends
 * the program.
 *
 * @param clock in milliseconds
 */
export function watching(
  around: Surroundings,
  clock: () => number,
): { readonly watch: Watch; readonly ended: () => Promise<void> } {
  const interruption = new AbortController();
  const interrupt = () => interruption.abort();
  around.once('SIGINT', interrupt);
  const line = around.stderr.isTTY
    ? new ProgressLine((text) => void around.stderr.write(text), clock)
    : undefined;
  return {
    watch: {
      signal: interruption.signal,
      ...(line === undefined ? {} : { seen: (progress: Progress) => line.show(progress) }),
    },
    ended: async () => {
      // What came while Node waited for a program is heard in the next turn, or where this one heard others, the one after.
      await setImmediate();
      await setImmediate();
      around.off('SIGINT', interrupt);
      line?.end();
    },
  };
}
