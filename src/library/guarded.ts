import { type FinishedReport, finished } from '../commands/finish.ts';
import { interrupted } from '../model/interrupted.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import { problemOf } from '../problem.ts';
import { redacted } from '../redacted.ts';
import { failed } from '../report/formats.ts';
import type { Watch } from '../sources/scan-objects.ts';
import { type Checks, demandOptions } from './demand.ts';
import type { Progress, ScanOptions } from './options.ts';

/**
 * Runs a scan so that nothing gets out of it but a report, or an error that is safe to print.
 *
 * One that was ended has a report, however far it was. What `onProgress` throws ends it, and comes out as it is.
 *
 * @throws UserError, or an Error where keyhalt itself failed
 */
export async function guarded(
  options: ScanOptions,
  checks: Checks,
  now: Date,
  run: (watch: Watch) => Promise<FinishedReport>,
): Promise<FinishedReport> {
  demandOptions(options, checks);
  const { signal, onProgress } = options;
  const ending = new AbortController();
  const end = () => ending.abort();
  const thrown: unknown[] = [];
  // It is called from where nobody could catch what it throws.
  const seen = (progress: Progress) => {
    try {
      onProgress?.(progress);
    } catch (error) {
      thrown.push(error);
      end();
    }
  };
  const isWatched = signal !== undefined || onProgress !== undefined;
  signal?.addEventListener('abort', end, { once: true });
  try {
    if (signal?.aborted) throw interrupted();
    const report = await run(isWatched ? { signal: ending.signal, seen } : {});
    if (thrown.length === 0) return report;
  } catch (error) {
    if (thrown.length === 0) {
      if (signal?.aborted)
        return finished(failed(safe(interrupted())), options, { started: now, seconds: 0 });
      throw printable(error);
    }
  } finally {
    signal?.removeEventListener('abort', end);
  }
  throw thrown[0];
}

const safe = (error: unknown) => problemOf(error, redacted);

/** The same without a cause: what git or a file said stays inside. */
function printable(error: unknown): Error {
  const { message, hint } = safe(error);
  return isUserError(error) ? new UserError(message, { hint }) : new Error(`${message}\n${hint}`);
}
