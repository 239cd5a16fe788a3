import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { auditMeans } from '../audit-means.ts';
import { cacheFolder } from '../cache/folder.ts';
import type { AuditMeans } from '../commands/scan-history.ts';
import { redacted } from '../redacted.ts';
import { forReader } from '../terminal.ts';
import { here } from './reporting.ts';

/** What commands say may quote a path, or the hook of someone else. */
export const printLine = (line: string): void => printQuoted(forReader(line, process));

/** A line that quotes a file says what stands there. */
const printQuoted = (line: string): void => void process.stdout.write(`${redacted(line)}\n`);

/** Where and when a command that deals with the policy runs. */
export const situation = (options: { readonly config?: string }) => ({
  ...options,
  repository: here,
  now: new Date(),
  print: printLine,
  printQuoted,
});

/** The package, when all of this is built into one program in `dist`. */
export const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));

export interface AuditOptions {
  readonly threads?: number;
  readonly cache: boolean;
}

/** Makes ready for an audit. @returns what it may use of this machine */
export async function readyForAudit({ threads, cache }: AuditOptions): Promise<AuditMeans> {
  const { keepMemorySmall } = await import('./small-memory.ts');
  keepMemorySmall();
  return auditMeans(
    { threads, cache: cache ? cacheFolder(process) : undefined },
    { program: new URL('./scan-thread.mjs', import.meta.url), cores: availableParallelism() },
  );
}
