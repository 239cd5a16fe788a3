/** Runs `keyhalt respond`: what it found goes to standard output, all else to standard error. */
import { availableParallelism } from 'node:os';
import { asked } from './asking.ts';
import { auditMeans } from './audit-means.ts';
import { rules } from './built-in.ts';
import { cacheFolder } from './cache/folder.ts';
import type { LeaksSurroundings } from './commands/leaks.ts';
import type { Answer, RespondOptions } from './commands/respond.ts';
import type { PolicyRequest } from './commands/respond-policy.ts';
import type { Problem } from './model/report.ts';
import type { responseFormats } from './model/response.ts';
import { UserError } from './model/user-error.ts';
import { visible } from './model/visible.ts';
import { problemsText } from './problem.ts';
import { readAll } from './read-all.ts';
import { here, interruptedCode } from './reporting.ts';
import { Scanner } from './scan/scanner.ts';
import { terminalOptions } from './terminal.ts';
import { watching } from './watching.ts';
import { write } from './write.ts';

export interface ResponseOptions extends RespondOptions, Partial<PolicyRequest> {
  readonly format: (typeof responseFormats)[number];
  /** Where the policy goes. */
  readonly output?: string;
}

/** @returns the exit code: 0 when it was told what was asked, 2 when not all could be read */
export async function respondHere(options: ResponseOptions): Promise<number> {
  demandTogether(options);
  return options.policy === undefined ? answer(options) : policy({ ...options, policy: options.policy });
}

/** @throws UserError for options that have nothing to do with one another */
function demandTogether({
  policy,
  fingerprint,
  report,
  output,
  allowIp,
  before,
  marker,
}: ResponseOptions): void {
  if (policy !== undefined && (fingerprint !== undefined || report !== undefined))
    throw new UserError('a policy is made of no finding', {
      hint: 'keyhalt respond --policy NAME [--allow-ip CIDR] makes one; keyhalt respond FINGERPRINT tells when.',
    });
  const lost = Object.entries({
    '--output': output,
    '--allow-ip': allowIp,
    '--before': before,
    '--marker': marker,
  });
  const [name] = lost.find(([, value]) => value !== undefined) ?? [];
  if (policy === undefined && name !== undefined)
    throw new UserError(`${name} is for a policy`, {
      hint: 'Name one: keyhalt respond --policy source-ip …',
    });
}

async function answer(options: ResponseOptions): Promise<number> {
  const { respond } = await import('./commands/respond.ts');
  const { watch, ended } = watching(process, () => performance.now());
  const repository = { ...here, ...(watch.signal === undefined ? {} : { signal: watch.signal }) };
  const around: LeaksSurroundings = {
    now: new Date(),
    watch,
    clock: () => performance.now(),
    means: auditMeans(
      { cache: cacheFolder(process) },
      { program: new URL('./scan-thread.mjs', import.meta.url), cores: availableParallelism() },
    ),
    readInput: () => readAll(process.stdin),
    redact,
  };
  const found = await respond(repository, options, around).finally(ended);
  await tellProblems(found.problems);
  await write(process.stdout, await rendered(found, options.format));
  if (watch.signal?.aborted) return interruptedCode;
  return found.problems.length === 0 ? 0 : 2;
}

async function rendered(answer: Answer, format: ResponseOptions['format']): Promise<string> {
  if (answer.kind === 'leaks') {
    const list = await import('./report/leak-list.ts');
    if (format === 'json') return list.renderLeakListJson(answer.leaks);
    return format === 'markdown'
      ? list.renderLeakListMarkdown(answer.leaks)
      : list.renderLeakList(answer.leaks);
  }
  if (format === 'json') return (await import('./report/plan-json.ts')).renderPlanJson(answer);
  if (format === 'markdown') return (await import('./report/plan-markdown.ts')).renderPlanMarkdown(answer);
  const { renderPlanText } = await import('./report/plan-text.ts');
  const env = process.argv.includes('--no-color') ? { FORCE_COLOR: '0' } : process.env;
  return renderPlanText(answer, terminalOptions(process.stdout, env));
}

async function policy(request: ResponseOptions & PolicyRequest): Promise<number> {
  const { handOut, policyFor } = await import('./commands/respond-policy.ts');
  const ready = await policyFor(request, {
    now: new Date(),
    ask: (question) => asked(question, process),
    tell,
  });
  await handOut(ready, {
    cwd: here.cwd,
    ...(request.output === undefined ? {} : { output: request.output }),
    print: (text) => write(process.stdout, text),
    tell,
    show,
  });
  return 0;
}

const redact = (text: string): string => new Scanner(rules).redact(text);

function tell(line: string): void {
  process.stderr.write(`keyhalt: ${visible(redact(line))}\n`);
}

/** A line of a shell, to be copied. */
function show(line: string): void {
  process.stderr.write(`  ${visible(redact(line))}\n`);
}

const tellProblems = (problems: readonly Problem[]): Promise<void> =>
  write(process.stderr, problemsText(problems)).catch(() => {});
