import { type Check, check } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { simdKernel } from '../kernel/simd.ts';
import type { Report } from '../model/report.ts';
import { UserError } from '../model/user-error.ts';
import type { Policy } from '../policy/policy.ts';
import { exitCodeOf } from '../verdict.ts';

export interface HookCall {
  readonly name: string;
  /** What git hands to the hook. */
  readonly args: readonly string[];
  readonly repository: Repository;
  readonly readStdin: () => Promise<string>;
  /** @param again what shows all of it, typed behind `keyhalt` */
  readonly print: (report: Report, again: string) => Promise<void>;
  readonly now: Date;
}

interface HookCheck extends Check {
  /** What git said of a push. */
  readonly pushed?: string;
}

/**
 * What each hook checks. prepare-commit-msg and commit-msg look at everything again: the first is the only hook
 * that runs for cherry-picks, reverts, rebases and under --no-verify, the second comes after all that stage files.
 */
const checks: Readonly<Record<string, (call: HookCall) => Promise<HookCheck>>> = {
  'pre-commit': async ({ repository }) =>
    isByFramework(repository) && !isByGit(repository)
      ? (await import('./other-hooks.ts')).checkByHand(repository)
      : { staged: true },
  'pre-merge-commit': async () => ({ staged: true, merge: true }),
  'prepare-commit-msg': async (call) => ({ staged: true, message: messageFile(call) }),
  'commit-msg': async (call) => ({ staged: true, message: messageFile(call) }),
  'pre-push': async ({ repository, args: [remote = '', url = ''], readStdin }) => {
    if (remote === '' && isByFramework(repository))
      return (await import('./other-hooks.ts')).checkPush(repository);
    const input = await readStdin();
    // A push of what is there already says nothing on standard input, but it says where it goes.
    if (remote === '' && input === '') throw nothingSaid();
    const { pushToCheck } = await import('./other-hooks.ts');
    return { commits: pushToCheck(repository, { remote, url }, input), pushed: input };
  },
  'pre-receive': async ({ repository, readStdin }) => {
    const { receivedToCheck } = await import('./other-hooks.ts');
    return { commits: receivedToCheck(repository, await readStdin()) };
  },
};

/** Runs one hook. Returns the exit code, and says something only when there is something to say. */
export async function runHook(call: HookCall): Promise<number> {
  const wanted = checks[call.name];
  if (wanted === undefined) {
    throw new UserError(`keyhalt has no hook ${call.name}`, {
      hint: `It has ${Object.keys(checks).join(', ')}.`,
    });
  }
  let policy: Policy | undefined;
  const onPolicy = (found: Policy) => {
    policy = found;
  };
  const checked = await wanted(call);
  const report = await check(call.repository, checked, {
    now: call.now,
    onPolicy,
    kernel: simdKernel(),
  });
  // Where git named nothing there may be nothing, or what is called git is none.
  if (report.complete && isOfNoObject(report)) demandGit(call.repository);
  const code = exitCodeOf(report);
  if (!isWorthSaying(report, call.name)) {
    if (call.name === 'pre-commit' && policy?.staged && report.notes.length === 0) {
      const { tellGate } = await import('./gate-policy.ts');
      await tellGate(call.repository, policy);
    }
    return code;
  }
  // A report that cannot be printed takes "clean" away, and never adds it.
  const { againOf } = await import('./hook-again.ts');
  return call.print(report, againOf(checked)).then(
    () => code,
    () => code || 2,
  );
}

const isOfNoObject = ({ coverage: { asked, kinds } }: Report): boolean => asked === (kinds.text ?? 0);

/** Remarks on what was allowed or skipped are made once for a commit, not again by the hooks that look again. */
function isWorthSaying({ findings, allowed, skipped, errors, notes }: Report, hook: string): boolean {
  if (findings.length + errors.length > 0) return true;
  const byUser = allowed.filter(({ isDocumented }) => !isDocumented);
  return !looksAgain.has(hook) && byUser.length + skipped.length + notes.length > 0;
}

const looksAgain = new Set(['prepare-commit-msg', 'commit-msg']);

/** Whether the pre-commit framework called: it keeps to itself what git handed to it. */
const isByFramework = ({ env }: Repository): boolean => env.PRE_COMMIT === '1';

/** To the hooks of a commit git always says where the index is. */
const isByGit = ({ env }: Repository): boolean => env.GIT_INDEX_FILE !== undefined;

const nothingSaid = (): UserError =>
  new UserError('nothing says what is pushed, nor where', {
    hint: 'git hands both to the hook: have it call keyhalt-hook pre-push "$@", and leave its standard input to it.',
  });

function messageFile({ args: [file], repository }: HookCall): string {
  if (file !== undefined && file !== '') return file;
  throw new UserError('this hook needs the path of the message file', {
    hint: isByFramework(repository)
      ? 'In .pre-commit-config.yaml, files and exclude at the top leave it out: move them to the hooks that they are for.'
      : 'Let git run it: git commit.',
  });
}
