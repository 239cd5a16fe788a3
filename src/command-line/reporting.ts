/** Runs what a command does: its report goes where it was asked for, in each format, and its end becomes an exit code. */
import { rules } from '../built-in.ts';
import type { Repository } from '../git/process.ts';
import { mendingOf, whyRefused } from '../model/file-error.ts';
import { isInterruption } from '../model/interrupted.ts';
import type { Report } from '../model/report.ts';
import { problemOf, problemsText, problemText } from '../problem.ts';
import { redacted } from '../redacted.ts';
import type { EarlierReport } from '../report/comparison.ts';
import { type FormatName, failed, rendered, renderedProblem } from '../report/formats.ts';
import type { Surroundings } from '../report/surroundings.ts';
import type { Watch } from '../sources/scan-objects.ts';
import { commandInFiles, forReader, terminalOptions } from '../terminal.ts';
import { exitCodeOf } from '../verdict.ts';
import { isLossOf, write } from '../write.ts';
import { appendSummary, type Output, writeOutputs } from './outputs.ts';

declare const KEYHALT_VERSION: string;

/** Where reports go: one in a format to standard output, others into files. */
export interface Reports {
  readonly format: FormatName;
  readonly output?: readonly Output[];
  /** A folder whose links no report is written through. */
  readonly checkout?: string;
}

export interface OutputOptions extends Reports {
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** What makes a report, while it is watched. */
export type Scanning = (repository: Repository, watch: Watch) => Promise<Report>;

/** Where the program was started. */
export const here = { cwd: process.cwd(), env: process.env };

/** As shells count a program that Ctrl-C ended. */
export const interruptedCode = 130;

/**
 * Ctrl-C, or a terminal or system that goes away, ends a command that tells nothing of what it has so far; who has to tidy up
 * hears of the end by `exit`.
 */
export function endOnInterruption(): void {
  process.once('SIGINT', () => process.exit(interruptedCode));
  // As shells count a program that such a signal ended.
  process.once('SIGTERM', () => process.exit(143));
  process.once('SIGHUP', () => process.exit(129));
}

/** Runs a command and takes its exit code; a failure is told in the formats that were asked for. */
export async function guarded(command: () => Promise<number>, reports?: Reports): Promise<void> {
  try {
    const code = await command();
    // What it printed comes before this, which fails where that did.
    process.exitCode = await write(process.stdout, '').then(
      () => code,
      (error) => unwritten(error).then(() => code || 2),
    );
  } catch (error) {
    if (!isLossOf(process.stdout, error)) return fail(error, reports);
    process.exitCode = 2;
    await unwritten(error as NodeJS.ErrnoException);
  }
}

/** Says that what was said is lost. Whoever closed the pipe knows. */
async function unwritten(error: NodeJS.ErrnoException): Promise<void> {
  if (error.code === 'EPIPE') return;
  const message = `standard output cannot be written: ${whyRefused(error)}`;
  const hint = mendingOf(error) ?? 'Where a report is asked for, --output writes it to another place.';
  await write(process.stderr, problemsText([{ message, hint }])).catch(() => {});
}

/**
 * Scans while a terminal is told how far it is, writes the report, and returns the exit code.
 *
 * @param earlier with what the report is to be compared
 */
export async function reported(
  options: OutputOptions,
  scan: Scanning,
  earlier?: EarlierReport,
): Promise<number> {
  const { watching } = await import('./watching.ts');
  const { watch, ended } = watching(process, () => performance.now());
  const repository = { ...here, ...(watch.signal === undefined ? {} : { signal: watch.signal }) };
  // A git that Ctrl-C ended may be heard of before the signal itself is.
  const isEnded = (error: unknown) => watch.signal?.aborted || isInterruption(error);
  const report = await scan(repository, watch)
    .finally(ended)
    .catch(async (error) => {
      if (!isEnded(error)) throw error;
      await fail(error, options);
    });
  if (report === undefined) return interruptedCode;
  const code = watch.signal?.aborted || report.errors.some(isEnded) ? interruptedCode : exitCodeOf(report);
  await write(process.stderr, forReader(problemsText(report.errors), process)).catch(() => {});
  const around = { ...surroundings(), ...(await comparing(report, earlier)) };
  const areFilesWritten = await writeFiles(options, report, (format) => rendered(format, report, around));
  // A report that cannot be written takes "clean" away, and never adds it.
  return write(process.stdout, await onStandardOutput(report, options, around)).then(
    () => (areFilesWritten ? code : code || 2),
    () => code || 2,
  );
}

/** An earlier report is a file like any other: what it says is not shown unmasked. */
async function comparing(
  report: Report,
  earlier: EarlierReport | undefined,
): Promise<Pick<Surroundings, 'comparison'>> {
  if (earlier === undefined) return {};
  const { comparisonOf } = await import('../report/comparison.ts');
  return { comparison: comparisonOf(report, earlier, redacted) };
}

export async function fail(error: unknown, reports: Reports = { format: 'text' }): Promise<void> {
  process.exitCode = 2;
  const problem = problemOf(error, redacted);
  await write(process.stderr, forReader(problemText(problem), process)).catch(() => {});
  await writeFiles(reports, failed(problem), (format) => renderedProblem(format, problem, surroundings()));
  if (reports.format === 'text') return;
  const said = await renderedProblem(reports.format, problem, surroundings());
  await write(process.stdout, said).catch(() => {});
}

/** What stands beside the report on standard output. Says on stderr what could not be written. */
async function writeFiles(
  { format, output = [], checkout }: Reports,
  report: Report,
  content: (format: FormatName) => Promise<string>,
): Promise<boolean> {
  const summary = format === 'github' ? process.env.GITHUB_STEP_SUMMARY : undefined;
  const failures = [
    ...(await writeOutputs(output, content, checkout)),
    ...(summary ? await appendSummary(summary, report, commandInFiles(process)) : []),
  ];
  const problems = failures.map((error) => problemOf(error, redacted));
  if (problems.length > 0)
    await write(process.stderr, forReader(problemsText(problems), process)).catch(() => {});
  return problems.length === 0;
}

const surroundings = (): Surroundings => ({
  version: KEYHALT_VERSION,
  rules,
  now: new Date(),
  command: commandInFiles(process),
});

async function onStandardOutput(
  report: Report,
  { format, verbose, quiet }: OutputOptions,
  around: Surroundings,
): Promise<string> {
  if (format !== 'text') return rendered(format, report, around);
  const { renderText } = await import('../report/text.ts');
  const env = process.argv.includes('--no-color') ? { FORCE_COLOR: '0' } : process.env;
  return renderText(report, {
    ...terminalOptions(process.stdout, env, process),
    verbose: verbose ?? false,
    quiet: quiet ?? false,
  });
}
