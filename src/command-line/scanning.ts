import { existsSync, fstatSync, type Stats, statSync } from 'node:fs';
import { devNull } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { CiOptions } from '../commands/ci.ts';
import type { ScanOptions } from '../commands/scan.ts';
import { interrupted } from '../model/interrupted.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import { redacted } from '../redacted.ts';
import type { EarlierReport } from '../report/comparison.ts';
import { failOn, format, outputs, strict, threadCount, verbose } from './options.ts';
import { fail, guarded, here, type OutputOptions, reported, type Scanning } from './reporting.ts';
import { type AuditOptions, readyForAudit } from './situation.ts';

interface CompareOptions {
  readonly compare?: string;
}

type ScanRequest = ScanOptions & OutputOptions & AuditOptions & CompareOptions;

/** What looks for credentials and reports. */
export function scanning(keyhalt: Command): void {
  keyhalt
    .command('scan')
    .argument('[paths...]', 'files and folders: what git tracks or would track in them; - is standard input')
    .description('look for credentials; exit 0: none, 1: found, 2: could not look at everything')
    .option('--staged', 'what the next commit adds')
    .option('--message <file>', 'a commit message, as git will keep it')
    .option('--range <A..B>', 'commits that B has and A has not; A...B: those of B since the two diverged')
    .option(
      '--history',
      'everything the repository holds: every ref, reflog, stash and index, messages and names',
    )
    .option('--all-objects', 'with --history: also objects that no ref or reflog reaches')
    .addOption(
      new Option('--threads <number>', 'with --history: how many threads scan').argParser(threadCount),
    )
    .option(
      '--no-cache',
      'with --history: read again what an earlier audit found clean, and remember nothing',
    )
    .option('--no-git', 'read everything in the paths, whatever git tracks')
    .option('--stdin-name <path>', 'treat standard input as the file of this path')
    .option('--patch', 'standard input is a patch: a unified diff, or mail from git format-patch')
    .option('--config <file>', 'use this configuration instead of the staged keyhalt.toml')
    .addOption(failOn())
    .addOption(format().default('text'))
    .addOption(outputs())
    .option('--compare <file>', 'an earlier json or html report: html shows what is new and what is gone')
    .option(...strict)
    .option('--quiet', 'print nothing when there is nothing to report')
    .option(...verbose)
    .action((paths: string[], options: ScanRequest) => scanCommand({ ...options, paths }));
  keyhalt
    .command('ci')
    .description('look at what a pull request or push brings, as the CI that runs this describes it')
    .option('--base <revision>', 'compare with this commit or branch, whatever the CI says')
    .option('--head <revision>', 'look at this one, whatever the CI says')
    .option('--deepen', 'fetch from origin what a shallow clone is missing')
    .option('--config <file>', 'use this configuration instead of the keyhalt.toml of the base')
    .addOption(failOn())
    .addOption(format().default(undefined, 'github on GitHub Actions, text elsewhere'))
    .addOption(outputs())
    .option(...strict)
    .option('--quiet', 'print nothing when there is nothing to report, nor what is compared')
    .option(...verbose)
    .action(({ format, ...given }: CiOptions & Partial<OutputOptions>) => {
      const options = {
        ...given,
        format: format ?? (isOnGitHub() ? 'github' : 'text'),
        checkout: checkoutAround(here),
      } as const;
      return guarded(() => compareAndReport(options), options);
    });
}

/** The top of the work tree, without asking git; the folder itself where there is none. */
function checkoutAround({ cwd: folder, env }: typeof here): string {
  if (env.GIT_WORK_TREE !== undefined) return resolve(folder, env.GIT_WORK_TREE);
  for (let place = folder; place !== dirname(place); place = dirname(place))
    if (existsSync(join(place, '.git'))) return place;
  return folder;
}

/** Annotations are of use there alone. */
const isOnGitHub = (): boolean => process.env.GITHUB_ACTIONS === 'true';

/** What is wrong with the report to compare with is known before the scan, and leaves all files as they are. */
async function scanCommand(options: ScanRequest): Promise<void> {
  const { compare, format, output = [] } = options;
  try {
    const formats = [format, ...output.map((one) => one.format)];
    const earlier =
      compare === undefined
        ? undefined
        : await (await import('./earlier.ts')).earlierReport(compare, formats);
    await guarded(() => {
      demandHistory(options);
      return scanAndReport(options, earlier);
    }, options);
  } catch (error) {
    await fail(error, { format });
  }
}

/** @throws UserError for options that only an audit heeds */
function demandHistory({ history, threads, cache }: ScanRequest): void {
  const [idle] = [...(threads === undefined ? [] : ['--threads']), ...(cache ? [] : ['--no-cache'])];
  if (history || idle === undefined) return;
  throw new UserError(`${idle} is for an audit`, {
    hint: `keyhalt scan --history ${idle} …, or leave it out.`,
  });
}

function scanAndReport(options: ScanRequest, earlier: EarlierReport | undefined): Promise<number> {
  const scanning: Scanning = async (repository, watch) => {
    const { scan } = await import('../commands/scan.ts');
    return scan(repository, options, {
      now: new Date(),
      watch,
      stdin: () => standardInput(watch.signal),
      ...(options.history ? { means: await readyForAudit(options) } : {}),
      clock: () => performance.now(),
    });
  };
  return reported(options, scanning, earlier);
}

function compareAndReport(options: CiOptions & OutputOptions): Promise<number> {
  return reported(options, async (repository, watch) => {
    const { ci } = await import('../commands/ci.ts');
    const tell = (line: string) => void process.stderr.write(`keyhalt: ${visible(redacted(line))}\n`);
    return ci(repository, options, { now: new Date(), tell, watch, clock: () => performance.now() });
  });
}

/** @param signal ends it, however long nothing comes */
function standardInput(signal: AbortSignal | undefined): NodeJS.ReadStream {
  const status = fstatSync(0);
  // Of a folder Node makes an empty stream, which would be clean, and of one that is closed the null device.
  if (isNullDevice(status))
    throw new UserError('standard input is closed, or the null device, so nothing was handed over', {
      hint: 'COMMAND | keyhalt scan -, or keyhalt scan - < FILE.',
    });
  if (status.isDirectory())
    throw new UserError('standard input is a folder', { hint: 'keyhalt scan FOLDER reads the files in it.' });
  const { stdin } = process;
  // Whoever reads it is told; nobody may yet.
  stdin.on('error', () => {});
  const end = () => void stdin.destroy(interrupted());
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end);
  return stdin;
}

/** By its number; where devices have none, nothing is known. */
const isNullDevice = (status: Stats): boolean =>
  status.isCharacterDevice() && status.rdev !== 0 && status.rdev === statSync(devNull).rdev;
