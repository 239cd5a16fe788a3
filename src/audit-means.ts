import type { AuditMeans } from './commands/scan-history.ts';

/** More threads wait for git, and each takes memory. */
export const mostThreads = 64;
/** Nobody who asked for no number wants all of a large machine taken, nor its memory. */
const usualThreads = 4;

/** What of a machine an audit needs to know. */
interface Machine {
  /** What threads run. */
  readonly program: URL;
  readonly cores: number;
}

/**
 * What an audit may use of this machine.
 *
 * @param threads where a number of them is wanted
 * @param cache the folder in which it is kept what was clean, where it is
 */
export function auditMeans(
  { threads, cache }: { readonly threads?: number | undefined; readonly cache?: string | undefined },
  { program, cores }: Machine,
): AuditMeans {
  const count = threads ?? Math.min(usualThreads, cores);
  return {
    ...(count === 1 ? {} : { threads: { program, count, isWanted: threads !== undefined } }),
    ...(cache === undefined ? {} : { cache }),
  };
}
