/** Runs `keyhalt respond`: what was asked for goes to standard output, all else to standard error. */
import { resolve } from 'node:path';
import type { AwsSurroundings, ContainRequest } from '../commands/respond/aws.ts';
import type { LeaksSurroundings } from '../commands/respond/leaks.ts';
import { demandTogether, type ResponseOptions } from '../commands/respond/options.ts';
import type { PolicyRequest, PolicySurroundings } from '../commands/respond/policy.ts';
import { type Answer, respond, withVerdict } from '../commands/respond/respond.ts';
import type { Repository } from '../git/process.ts';
import type { Response } from '../model/response.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import { problemsText } from '../problem.ts';
import { readAll } from '../read-all.ts';
import { redacted } from '../redacted.ts';
import { forFile, forReader, terminalOptions } from '../terminal.ts';
import { write } from '../write.ts';
import { asked, canAsk, confirmed } from './asking.ts';
import { fail, here, interruptedCode } from './reporting.ts';
import { readyForAudit } from './situation.ts';
import { watching } from './watching.ts';

declare const KEYHALT_VERSION: string;

/** @returns the exit code: 0 when it was told or done what was asked, 2 when not all of it could be */
export async function respondHere(options: ResponseOptions): Promise<number> {
  demandTogether(options);
  const { watch, ended } = watching(process, () => performance.now());
  const repository = { ...here, ...(watch.signal === undefined ? {} : { signal: watch.signal }) };
  const answering =
    options.policy === undefined
      ? answer(repository, options, watch)
      : policy({ ...options, policy: options.policy });
  try {
    const code = await answering.finally(ended);
    return watch.signal?.aborted ? interruptedCode : code;
  } catch (error) {
    if (!watch.signal?.aborted) throw error;
    await fail(error);
    return interruptedCode;
  }
}

async function answer(
  repository: Repository,
  options: ResponseOptions,
  watch: LeaksSurroundings['watch'],
): Promise<number> {
  const found = await respond(repository, options, {
    now: new Date(),
    ...(watch === undefined ? {} : { watch }),
    clock: () => performance.now(),
    means: await readyForAudit({ cache: true }),
    readInput: () => readAll(process.stdin),
    redact: redacted,
  });
  await write(process.stderr, forReader(problemsText(found.problems), process)).catch(() => {});
  const code = found.problems.length === 0 ? 0 : 2;
  prepareEnvironment(options);
  if (options.verify) return (await verified(repository, one(found, '--verify'), options)) || code;
  if (options.contain !== undefined)
    return (
      (await contained(repository, one(found, '--contain'), { ...options, contain: options.contain })) || code
    );
  await hand(found, options);
  return code;
}

/** @throws UserError where it is not said which one */
function one(found: Answer, act: string): Response {
  if (found.kind === 'plan') return found;
  throw new UserError(
    found.leaks.length === 0
      ? `nothing was found that ${act} could be done for`
      : `${act} is for one leak, and there are ${found.leaks.length}`,
    { hint: 'keyhalt respond lists what leaked; name one by its fingerprint.' },
  );
}

/** What the SDK reads of the environment alone. */
function prepareEnvironment({ profile }: ResponseOptions): void {
  // A profile's endpoint_url counts only where the profile is named here.
  if (profile !== undefined) process.env.AWS_PROFILE = profile;
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
}

async function verified(
  repository: Repository,
  response: Response,
  options: ResponseOptions,
): Promise<number> {
  const { verifyLeak } = await import('../commands/respond/aws.ts');
  const verdict = await verifyLeak(repository, response.leak, options, awsSurroundings(repository));
  if (verdict === undefined) return options.dryRun ? 0 : 2;
  await hand({ kind: 'plan', problems: [], ...withVerdict(response, verdict) }, options);
  return 0;
}

async function contained(
  repository: Repository,
  { leak }: Response,
  options: ResponseOptions & ContainRequest,
): Promise<number> {
  const { containLeak } = await import('../commands/respond/aws.ts');
  const { usualRecord, writeDown } = await import('../commands/respond/record.ts');
  const { containmentLines, containmentValue, planLines } = await import('../respond/aws/told.ts');
  const record = options.record === undefined ? usualRecord(process) : resolve(here.cwd, options.record);
  const isJson = options.format === 'json';
  const print = (lines: readonly string[]) =>
    write(process.stdout, lines.map((line) => `${shown(line)}\n`).join(''));
  let isWritten = false;
  const { plan, containment } = await containLeak(repository, leak, options, {
    ...awsSurroundings(repository),
    // Whoever agrees sees it first, and a program gets nothing but JSON.
    onPlan: async (plan) => (isJson ? planLines(plan).forEach(tell) : print(planLines(plan))),
    record: async (entry) => {
      await writeDown(record, entry);
      isWritten = true;
    },
  });
  if (isJson)
    await write(process.stdout, `${JSON.stringify(containmentValue(plan, containment), null, 2)}\n`);
  if (containment === undefined) return plan.changes.length === 0 || options.dryRun ? 0 : 2;
  if (!isJson) await print(['', ...containmentLines(containment)]);
  if (isWritten) tell(`written down in ${record}`);
  return containment.kind === 'done' ? 0 : 2;
}

const policySurroundings = (): PolicySurroundings => ({
  now: new Date(),
  ask: (question) => asked(question, process),
  tell,
});

const awsSurroundings = ({ signal }: Repository): AwsSurroundings => ({
  ...policySurroundings(),
  agrees: async (question) => (canAsk(process) ? confirmed(question, process) : undefined),
  means: {
    env: here.env,
    version: KEYHALT_VERSION,
    now: () => Date.now(),
    redact: redacted,
    ...(signal === undefined ? {} : { signal }),
  },
});

async function hand(answer: Answer, { format, output }: ResponseOptions): Promise<void> {
  if (output === undefined) return write(process.stdout, await rendered(answer, format));
  const { writeThrough } = await import('../files/write-whole.ts');
  await writeThrough(resolve(here.cwd, output), await rendered(answer, format, true), 0o600);
}

async function rendered(
  answer: Answer,
  format: ResponseOptions['format'],
  isInFile = false,
): Promise<string> {
  const toReader = (text: string) => (isInFile ? forFile : forReader)(text, process);
  if (answer.kind === 'leaks') {
    const list = await import('../report/leak-list.ts');
    if (format === 'json') return list.renderLeakListJson(answer);
    return toReader(
      format === 'markdown' ? list.renderLeakListMarkdown(answer) : list.renderLeakList(answer),
    );
  }
  if (format === 'json') return (await import('../report/plan-json.ts')).renderPlanJson(answer);
  if (format === 'markdown')
    return toReader((await import('../report/plan-markdown.ts')).renderPlanMarkdown(answer));
  const { renderPlanText } = await import('../report/plan-text.ts');
  const isPlain = isInFile || process.argv.includes('--no-color');
  const terminal = terminalOptions(process.stdout, isPlain ? { FORCE_COLOR: '0' } : process.env);
  return renderPlanText(answer, {
    ...terminal,
    toReader,
    ...(isInFile ? { width: Number.POSITIVE_INFINITY } : {}),
  });
}

async function policy(request: ResponseOptions & PolicyRequest): Promise<number> {
  const { handOut, policyFor } = await import('../commands/respond/policy.ts');
  const ready = await policyFor(request, policySurroundings());
  await handOut(ready, {
    cwd: here.cwd,
    ...(request.output === undefined ? {} : { output: request.output }),
    print: (text) => write(process.stdout, text),
    tell,
    show,
  });
  return 0;
}

const shown = (line: string): string => forReader(visible(redacted(line)), process);

function tell(line: string): void {
  process.stderr.write(`keyhalt: ${shown(line)}\n`);
}

/** A line of a shell, to be copied. */
function show(line: string): void {
  process.stderr.write(`  ${shown(line)}\n`);
}
