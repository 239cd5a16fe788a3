/**
 * keyhalt as a library: the scans of `keyhalt scan`, and nothing else of a process. Nothing is printed, no signal is
 * listened to, nothing but the options says how it goes on; see docs/library.md.
 */
import type { FinishedReport } from './commands/finish.ts';
import { LazyScan } from './library/lazy-scan.ts';
import type { Content, HistoryOptions, ScanOptions, TextOptions } from './library/options.ts';
import type { Scan } from './library/scan.ts';
import type { Here } from './library/scans.ts';

export type { Content, HistoryOptions, Progress, ScanOptions, TextOptions } from './library/options.ts';
export { type Format, IncompleteScanError, type Scan } from './library/scan.ts';
export type { Severity } from './model/severity.ts';
export { UserError } from './model/user-error.ts';
export type {
  AllowedFinding,
  Appearance,
  Coverage,
  Exposure,
  Finding,
  Moment,
  PairedKeyId,
  Place,
  PolicyUse,
  Problem,
  Report,
  SkippedContent,
  Versions,
} from './report/json-report.ts';
export { exitCodeOf } from './verdict.ts';

/**
 * Scans a text. git is not asked, and no folder is looked into: without `config` the built-in rules count. Not even git
 * need be there.
 *
 * @param content a string counts as UTF-8
 * @returns at once; what is wrong with the content or the options is thrown by what the scan is asked
 */
export function scanText(content: Content, options: TextOptions = {}): Scan {
  return lazily(({ scanText }, here) => scanText(content, options, here));
}

/** Scans what the next commit adds, and in a merge all that it brings in: `keyhalt scan --staged`. */
export function scanStaged(options: ScanOptions = {}): Scan {
  return lazily(({ scanStaged }, here) => scanStaged(options, here));
}

/**
 * Scans every commit that a range brings, also what was taken out again: `keyhalt scan --range`.
 *
 * @param range `A..B`, what B has and A has not, or `A...B`, what B has since they parted
 */
export function scanRange(range: string, options: ScanOptions = {}): Scan {
  return lazily(({ scanRange }, here) => scanRange(range, options, here));
}

/** Scans all that a repository holds, and tells how long each secret could be read: `keyhalt scan --history`. */
export function scanHistory(options: HistoryOptions = {}): Scan {
  return lazily(({ scanHistory }, here) => scanHistory(options, here));
}

/** What scans is loaded when the first one is asked for. */
function lazily(
  start: (scans: typeof import('./library/scans.ts'), here: Here) => Promise<FinishedReport>,
): Scan {
  const { platform, env } = process;
  const here = { cwd: process.cwd(), env, platform, program: new URL('./scan-thread.mjs', import.meta.url) };
  const now = () => new Date();
  return new LazyScan(async () => start(await import('./library/scans.ts'), { ...here, now: now() }), now);
}
