import { fstatSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { auditMeans, mostThreads } from './audit-means.ts';
import { rules } from './built-in.ts';
import { cacheFolder } from './cache/folder.ts';
import type { CiOptions } from './commands/ci.ts';
import type { ScanOptions } from './commands/scan.ts';
import type { AuditMeans } from './commands/scan-history.ts';
import { holders } from './model/leak.ts';
import { responseFormats } from './model/response.ts';
import { severities } from './model/severity.ts';
import { isUserError, UserError } from './model/user-error.ts';
import { visible } from './model/visible.ts';
import { addOutput, type Output } from './outputs.ts';
import type { EarlierReport } from './report/comparison.ts';
import { formatNames } from './report/formats.ts';
import {
  fail,
  guarded,
  here,
  interruptedCode,
  type OutputOptions,
  reported,
  type Scanning,
} from './reporting.ts';
import { Scanner } from './scan/scanner.ts';

declare const KEYHALT_VERSION: string;

interface CompareOptions {
  readonly compare?: string;
}

interface AuditOptions {
  readonly threads?: number;
  readonly cache: boolean;
}

type ScanRequest = ScanOptions & OutputOptions & AuditOptions & CompareOptions;

const strict = ['--strict', 'what was deliberately not read makes the scan incomplete'] as const;
const verbose = ['--verbose', 'every finding, and all that was allowed'] as const;

const packageRoot = dirname(dirname(fileURLToPath(import.meta.url)));
/** What install and doctor say may quote a path or another hook. */
const printLine = (line: string): void => void process.stdout.write(`${new Scanner(rules).redact(line)}\n`);

// The exit code is 2 until everything was read and said.
process.exitCode = 2;
process.on('uncaughtException', (error) => fail(error));
process.stdout.on('error', () => {});
main().catch((error) => fail(error));

async function main(): Promise<void> {
  try {
    await program().parseAsync();
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has printed its message; help and version are no mistakes.
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  }
}

function program(): Command {
  const keyhalt = new Command('keyhalt')
    .description('Stops AWS credentials on their way into git.')
    .version(KEYHALT_VERSION)
    .option('--no-color', 'plain text (also: NO_COLOR; FORCE_COLOR asks for colour)')
    .exitOverride()
    .configureOutput({ writeErr: (text) => process.stderr.write(new Scanner(rules).redact(text)) })
    .showHelpAfterError('(keyhalt --help tells what there is)');

  keyhalt
    .command('scan')
    .argument('[paths...]', 'files and folders: what git tracks or would track; - is standard input')
    .description('look for credentials: exit 0 none, 1 found, 2 could not look at everything')
    .option('--staged', 'what the next commit adds')
    .option('--message <file>', 'a commit message, as git will keep it')
    .option('--range <A..B>', 'what commits of B bring that A has not; A...B: since B parted from A')
    .option(
      '--history',
      'everything the repository holds: every ref, reflog, stash and index, messages and names',
    )
    .option('--all-objects', 'with --history: also what nothing leads to any more')
    .addOption(
      new Option('--threads <number>', 'with --history: how many scan at a time').argParser(threadCount),
    )
    .option(
      '--no-cache',
      'with --history: read again what an earlier audit found clean, and remember nothing',
    )
    .option('--no-git', 'of PATHs everything, whatever git tracks')
    .option('--stdin-name <path>', 'the path by which standard input is known')
    .option('--patch', 'standard input is a patch: a unified diff, or mails of git format-patch')
    .option('--config <file>', 'this configuration instead of the staged keyhalt.toml')
    .addOption(failOn())
    .addOption(format().default('text'))
    .addOption(outputs())
    .option('--compare <file>', 'an earlier report, json or html: html shows what is new and what is gone')
    .option(...strict)
    .option('--quiet', 'no text when nothing was found')
    .option(...verbose)
    .action((paths: string[], options: ScanRequest) => scanCommand({ ...options, paths }));
  keyhalt
    .command('ci')
    .description('look at what a pull request or push brings, as the CI that runs this tells it')
    .option('--base <revision>', 'compare with this commit or branch, whatever CI tells')
    .option('--head <revision>', 'look at this one, whatever CI tells')
    .option('--deepen', 'fetch from origin what a shallow clone lacks')
    .option('--config <file>', 'this configuration instead of the keyhalt.toml of the base')
    .addOption(failOn())
    .addOption(format().default(undefined, 'github on GitHub Actions, text elsewhere'))
    .addOption(outputs())
    .option(...strict)
    .option('--quiet', 'no text when nothing was found, and no line on what is compared')
    .option(...verbose)
    .action(({ format, ...given }: CiOptions & Partial<OutputOptions>) => {
      const options = { ...given, format: format ?? (isOnGitHub() ? 'github' : 'text') } as const;
      return guarded(() => compareAndReport(options), options);
    });

  keyhalt
    .command('hook')
    .argument(
      '<name>',
      'pre-commit, pre-merge-commit, prepare-commit-msg, commit-msg, pre-push or pre-receive',
    )
    .argument('[args...]', 'what git hands to the hook')
    .description('what the installed hooks run')
    .allowUnknownOption()
    .action((name: string, args: string[]) =>
      guarded(async () => (await import('./hook-here.ts')).runHookHere(name, args)),
    );

  response(keyhalt);
  fixing(keyhalt);
  installation(keyhalt);
  policy(keyhalt);
  return keyhalt;
}

/** What helps when a key has leaked. */
function response(keyhalt: Command): void {
  keyhalt
    .command('respond')
    .argument(
      '[fingerprint]',
      'kh1:… of a finding, or the beginning of it; of several leaks one is to be named',
    )
    .description(
      'what a leaked credential opens, whose it is, who could have read it, and what to do, in order',
    )
    .option('--report <file>', 'take findings from a JSON report, - is standard input, instead of a scan')
    .addOption(new Option('--holder <kind>', 'whose it is, where you know').choices(holders))
    .addOption(new Option('--format <format>', 'of the answer').choices(responseFormats).default('text'))
    .option(
      '--policy <name>',
      'print a policy that contains a key: source-ip, source-ip-with-door, mfa, mfa-enrolled or revoke-sessions',
    )
    .option(
      '--allow-ip <range>',
      'for source-ip…: a public address or range that may go on; repeatable',
      several,
    )
    .option('--before <moment>', 'for revoke-sessions: 2026-01-31T12:00:00Z; now, if none is named')
    .option('--marker <text>', 'for source-ip-with-door: opens the door; made at random, if none is named')
    .option('--output <file>', 'the answer, or the policy, goes into this file')
    .option('--verify', 'ask AWS whose the key is, with the key itself; says before what it asks')
    .option(
      '--contain <how>',
      'stop it in AWS, with your own credentials: deactivate, or the name of a policy',
    )
    .option('--user <name>', 'with --contain: the IAM user, where AWS is not to be asked')
    .option('--role <name>', 'with --contain: the role that gets the policy')
    .option('--service <name>', 'with --contain deactivate: what a password is for: codecommit.amazonaws.com')
    .option('--allow-self', 'with --contain: go on although it stops whoever does it')
    .option('--record <file>', 'with --contain: what was done, and how to undo it, is added to this file')
    .option('--dry-run', 'with --verify and --contain: only say what would be done')
    .option('--yes', 'with --verify and --contain: do not ask')
    .option('--profile <name>', 'of the AWS CLI; its environment variables count, too')
    .option('--region <name>', 'of AWS; decides the partition')
    .option('--endpoint-url <url>', 'ask there instead of AWS')
    .action((fingerprint: string | undefined, options) =>
      guarded(async () => (await import('./responding.ts')).respondHere({ ...options, fingerprint })),
    );
}

function several(value: string, others: readonly string[] = []): readonly string[] {
  return [...others, value];
}

/** Options of every command that reports. */
function failOn(): Option {
  return new Option('--fail-on <severity>', 'exit 1 from this severity on').choices(severities);
}

function format(): Option {
  return new Option('--format <format>', 'of the report').choices(formatNames);
}

function outputs(): Option {
  const what = 'a report in a file, too, whole or not at all; more than one may be given';
  return new Option('--output <format:file>', what).argParser(output);
}

/** Annotations are of use there alone. */
function isOnGitHub(): boolean {
  return process.env.GITHUB_ACTIONS === 'true';
}

/** What helps to decide what is found and what is allowed. */
function policy(keyhalt: Command): void {
  const config = ['--config <file>', 'this configuration instead of keyhalt.toml'] as const;
  keyhalt
    .command('explain')
    .argument('<path:line>', 'a line of a file in the work tree')
    .description(
      'each candidate on a line, each gate with its number, what allows it, and the text that would',
    )
    .option(...config)
    .action((place: string, options) =>
      guarded(async () => (await import('./commands/explain.ts')).explain(place, situation(options))),
    );

  const baseline = keyhalt
    .command('baseline')
    .description('known findings: keyhalt.baseline at the top of the repository');
  const steps = {
    create: 'write down all findings in what git tracks',
    update: 'add new ones, keep what is there',
    prune: 'take out what no longer stands in what git tracks',
    audit:
      'list all of them: where they stand, and which have no note (exit 1 when some have none or are gone)',
  };
  for (const [name, description] of Object.entries(steps)) {
    baseline
      .command(name)
      .description(description)
      .option(...config)
      .action((options) =>
        guarded(async () =>
          (await import('./commands/baseline.ts')).baselineCommands[name]!(situation(options)),
        ),
      );
  }

  const ruleCommands = keyhalt.command('rules').description('what is looked for');
  ruleCommands
    .command('list')
    .description('all rules, built-in and your own')
    .option('--markdown', 'as docs/rules.md has them')
    .option(...config)
    .action((options) =>
      guarded(async () => {
        const { listRules, printMarkdown } = await import('./commands/rules.ts');
        return options.markdown ? printMarkdown(printLine) : listRules(situation(options));
      }),
    );
  ruleCommands
    .command('show')
    .argument('<name>')
    .description('all that a rule says')
    .option(...config)
    .action((id: string, options) =>
      guarded(async () => (await import('./commands/rules.ts')).showRule(id, situation(options))),
    );
  ruleCommands
    .command('check')
    .description('try the rules in keyhalt.toml on their own examples (exit 2 when one fails)')
    .option(...config)
    .action((options) =>
      guarded(async () => (await import('./commands/check-rules.ts')).checkRules(situation(options))),
    );
}

/** What takes a secret out of where it stands. */
function fixing(keyhalt: Command): void {
  keyhalt
    .command('fix')
    .argument('[what...]', 'PATH, PATH:LINE or kh1:…; by default what is staged, else the work tree and HEAD')
    .description('take credentials out of what is not pushed, and say what to do about what is')
    .option('--yes', 'do it without asking; it is shown all the same')
    .option('--dry-run', 'only show it')
    .option('--replace-text', 'of kh1:…: write the file for git filter-repo, and remove it afterwards')
    .option('--replace-file <path>', 'the same, into this file, which stays until you remove it')
    .option('--config <file>', 'this configuration instead of the staged keyhalt.toml')
    .action((what: string[], options) =>
      guarded(async () => {
        const { fix } = await import('./commands/fix/fix.ts');
        const means = meansFor({ cache: true });
        return fix(what, { ...situation(options), ...(await persons()), unbroken, means });
      }),
    );
}

/** Does something to its end; a signal meanwhile ends the programs that it starts, and no more. */
async function unbroken<Result>(work: () => Promise<Result>): Promise<Result> {
  const goOn = () => {};
  for (const signal of endingSignals) process.on(signal, goOn);
  try {
    return await work();
  } finally {
    for (const signal of endingSignals) process.off(signal, goOn);
  }
}

const endingSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** What only a person at a terminal can say. */
async function persons() {
  const { asked, canAsk, confirmed } = await import('./asking.ts');
  if (!canAsk(process)) return {};
  return {
    ask: (question: string) => confirmed(question, process),
    untilDone: (cleanUp: () => void) => {
      const end = () => {
        cleanUp();
        process.exit(interruptedCode);
      };
      for (const signal of endingSignals) process.once(signal, end);
      process.once('exit', cleanUp);
      return async (words: string) => {
        if ((await asked(words, process)) === undefined) end();
        cleanUp();
      };
    },
  };
}

const situation = (options: { readonly config?: string }) => ({
  ...options,
  repository: here,
  now: new Date(),
  print: printLine,
});

function installation(keyhalt: Command): void {
  keyhalt
    .command('install')
    .description('put the hooks in place: into .husky where husky is used, else into git’s own folder')
    .option('--global', 'for all repositories of this user')
    .option('--template <dir>', 'into a template folder for git init')
    .action((options) =>
      guarded(async () => (await import('./commands/install.ts')).install(settings(options))),
    );
  keyhalt
    .command('uninstall')
    .description('take the hooks away and put back what was there')
    .option('--global', 'those for all repositories of this user')
    .option('--template <dir>', 'those in a template folder')
    .action((options) =>
      guarded(async () => (await import('./commands/uninstall.ts')).uninstall(settings(options))),
    );
  keyhalt
    .command('doctor')
    .description('drive a made-up key through each installed hook and say which would have stopped it')
    .action((options) =>
      guarded(async () => (await import('./commands/doctor.ts')).doctor(settings(options))),
    );
}

const settings = (options: { global?: boolean; template?: string }) => ({
  ...here,
  ...options,
  packageRoot,
  node: process.execPath,
  print: printLine,
});

function threadCount(text: string): number {
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0;
  if (count < 1 || count > mostThreads)
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostThreads}.`);
  return count;
}

function output(text: string, others?: readonly Output[]): readonly Output[] {
  try {
    return addOutput(text, others);
  } catch (error) {
    if (!isUserError(error)) throw error;
    throw new InvalidArgumentError(`${error.message}. ${error.hint}`);
  }
}

/** What an audit may use of this machine. */
const meansFor = ({ threads, cache }: AuditOptions): AuditMeans =>
  auditMeans(
    { threads, cache: cache ? cacheFolder(process) : undefined },
    { program: new URL('./scan-thread.mjs', import.meta.url), cores: availableParallelism() },
  );

/** What is wrong with the report to compare with is known before the scan, and leaves all files as they are. */
async function scanCommand(options: ScanRequest): Promise<void> {
  const { compare, format, output = [] } = options;
  try {
    const formats = [format, ...output.map((one) => one.format)];
    const earlier =
      compare === undefined
        ? undefined
        : await (await import('./earlier.ts')).earlierReport(compare, formats);
    await guarded(() => scanAndReport(options, earlier), options);
  } catch (error) {
    await fail(error, { format });
  }
}

function scanAndReport(options: ScanRequest, earlier: EarlierReport | undefined): Promise<number> {
  const scanning: Scanning = async (repository, watch) => {
    const { scan } = await import('./commands/scan.ts');
    return scan(repository, options, {
      now: new Date(),
      watch,
      stdin: standardInput,
      ...(options.history ? { means: meansFor(options) } : {}),
      clock: () => performance.now(),
    });
  };
  return reported(options, scanning, earlier);
}

function compareAndReport(options: CiOptions & OutputOptions): Promise<number> {
  return reported(options, async (repository, watch) => {
    const { ci } = await import('./commands/ci.ts');
    const tell = (line: string) =>
      void process.stderr.write(`keyhalt: ${visible(new Scanner(rules).redact(line))}\n`);
    return ci(repository, options, { now: new Date(), tell, watch, clock: () => performance.now() });
  });
}

/** Of a folder Node makes an empty stream, which would be clean. */
function standardInput(): NodeJS.ReadStream {
  if (fstatSync(0).isDirectory())
    throw new UserError('standard input is a folder', { hint: 'keyhalt scan FOLDER reads the files in it.' });
  return process.stdin;
}
