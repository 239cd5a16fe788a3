import { allRules } from '../built-in.ts';
import { scannerFor } from '../commit.ts';
import { pushedWords } from '../fixing/checklist.ts';
import { headCommit, indexChanges } from '../git/changes.ts';
import { trackedEntries } from '../git/files.ts';
import type { Repository } from '../git/process.ts';
import { commitStaged } from '../git/rewriting.ts';
import { operationInProgress, topOf } from '../git/standing.ts';
import { simdKernel } from '../kernel/simd.ts';
import { stagedPolicy } from '../load-policy.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';
import type { Scanner } from '../scan/scanner.ts';
import { apply, type Done } from './fix-apply.ts';
import { type Edits, editsFor } from './fix-edits.ts';
import { Files } from './fix-files.ts';
import {
  expiring,
  type History,
  type Past,
  pastOf,
  rebaseFrom,
  short,
  untoldPast,
  type Way,
  wayFor,
} from './fix-history.ts';
import { type ReplaceOptions, writeReplaceText } from './fix-replace-text.ts';
import { diffLines, leftLines } from './fix-show.ts';
import {
  type AllWanted,
  type Asked,
  askedBy,
  lastCommitWanted,
  merged,
  namedWanted,
  stagedWanted,
  type Wanted,
  workTreeWanted,
} from './fix-wanted.ts';
import type { AuditMeans } from './scan-history.ts';

export interface FixOptions extends ReplaceOptions {
  readonly repository: Repository;
  readonly now: Date;
  readonly config?: string;
  /** Whether it is done without asking. */
  readonly yes?: boolean;
  /** Whether it is only shown. */
  readonly dryRun?: boolean;
  readonly replaceText?: boolean;
  /** What masks before it prints. */
  readonly print: (line: string) => void;
  /** Asks a person; undefined where there is no terminal. */
  readonly ask?: (question: string) => Promise<boolean>;
  /** Does it to its end, whatever signal comes meanwhile. */
  readonly unbroken?: <Result>(work: () => Promise<Result>) => Promise<Result>;
  readonly means?: AuditMeans;
}

/** What a fix works with. */
interface Bench {
  readonly repository: Repository;
  readonly files: Files;
  readonly scanner: Scanner;
  readonly options: FixOptions;
}

/**
 * `keyhalt fix [PATH[:LINE] | kh1:…]…`: takes secrets out of what is not pushed, and says what to do about what is.
 *
 * @returns 0 when all that was asked for is fixed, 1 when something is left
 * @throws UserError where it could not be done, or nobody could be asked
 */
export async function fix(words: readonly string[], options: FixOptions): Promise<number> {
  const top = topOf(options.repository);
  const repository = { ...options.repository, cwd: top };
  const asked = askedBy(words, options.repository.cwd);
  if (options.dryRun && isReplacing(options))
    throw new UserError(
      '--dry-run shows what would be changed here, and --replace-text changes nothing here',
      {
        hint: 'Leave one of them out.',
      },
    );
  if (isReplacing(options))
    return writeReplaceText(asked, await past(repository, new Set(asked.fingerprints), options), {
      ...{ repository, options },
      scanner: await scannerHere(repository, options),
    });
  demandQuiet(repository);
  const scanner = await scannerHere(repository, options);
  const files = new Files(
    repository,
    scanner,
    await stagedPolicy(repository, { rules: allRules, ...options }),
  );
  return fixAll({ repository, files, scanner, options }, asked);
}

const isReplacing = ({ replaceText = false, replaceFile }: FixOptions): boolean =>
  replaceText || replaceFile !== undefined;

/** @throws UserError where not all is known that is to be looked for */
async function scannerHere(repository: Repository, options: FixOptions): Promise<Scanner> {
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const { scanner, errors } = await scannerFor(policy, repository);
  const [problem] = errors;
  if (problem !== undefined) throw new UserError(problem.message, { hint: problem.hint });
  return scanner;
}

/** @throws UserError while something is begun in which git itself moves files about */
function demandQuiet(repository: Repository): void {
  const begun = operationInProgress(repository);
  if (begun !== undefined)
    throw new UserError(`a ${begun} is not ended yet`, {
      hint: `Nothing was changed. End it (git ${begun} --continue or --abort), then run the same command again.`,
    });
  const paths = trackedEntries(repository).map(({ path }) => path.toString('latin1'));
  if (new Set(paths).size < paths.length)
    throw new UserError('files are in conflict', {
      hint: 'Nothing was changed. Resolve them and git add them, then run the same command again.',
    });
}

async function fixAll(bench: Bench, asked: Asked): Promise<number> {
  const { repository, options } = bench;
  const { print } = options;
  const { wanted, outOfReach } = await wantedOf(bench, asked);
  const { passedOver } = bench.files;
  for (const path of passedOver) print(`left: ${path}: it is larger than 512 MB, so it was not looked at`);
  for (const { path, fingerprint } of outOfReach)
    print(`left: ${path} ${fingerprint}: it is no text of a file: rename it, or make the archive anew`);

  const committed = new Set([
    ...wanted.flatMap(({ file, fingerprints }) =>
      [...fingerprints].filter((one) => file.head?.spots.some(({ fingerprint }) => fingerprint === one)),
    ),
    ...asked.fingerprints.filter((one) => !wanted.some(({ fingerprints }) => fingerprints.has(one))),
  ]);
  const { found: pasts, problems } = await past(repository, committed, options);
  for (const { message, hint } of problems) print(`note: not all of history is known: ${message}. ${hint}`);
  const unknown = [...committed].filter(
    (one) => !pasts.has(one) && !wanted.some(({ fingerprints }) => fingerprints.has(one)),
  );
  if (unknown.length > 0)
    throw new UserError(`${unknown[0]} is not found here`, {
      hint: 'Is it allowed, or of another repository? keyhalt scan --history tells all that is here.',
    });
  if (wanted.length === 0 && pasts.size === 0 && outOfReach.length === 0) {
    print(passedOver.length === 0 ? 'keyhalt: nothing to fix.' : 'keyhalt: nothing to fix in the rest.');
    return passedOver.length === 0 ? 0 : 1;
  }
  // What the last commit holds is not fixed by new files alone, whatever history says of it.
  const untold = [...committed].filter((one) => !pasts.has(one));
  const all = new Map([...pasts, ...untold.map((one) => [one, untoldPast(one)] as const)]);
  const step = nextStep(bench, wanted, all);
  const code = await take(bench, step);
  return outOfReach.length + problems.length + passedOver.length > 0 ? code || 1 : code;
}

async function past(
  repository: Repository,
  fingerprints: ReadonlySet<string>,
  { config, now, means = {} }: FixOptions,
): Promise<History> {
  if (fingerprints.size === 0) return { found: new Map(), problems: [] };
  return pastOf(repository, fingerprints, { config, now, kernel: simdKernel(), ...means, allObjects: false });
}

async function wantedOf({ repository, files, options }: Bench, asked: Asked): Promise<AllWanted> {
  if (asked.fingerprints.length + asked.places.length > 0)
    return { wanted: await namedWanted(repository, files, asked, options.repository.cwd), outOfReach: [] };
  const staged = await stagedWanted(repository, files, { ...options, kernel: simdKernel() });
  if (staged.wanted.length + staged.outOfReach.length > 0) return staged;
  const others = [
    ...(await workTreeWanted(repository, files)),
    ...(await lastCommitWanted(repository, files)),
  ];
  return { wanted: merged(others), outOfReach: [] };
}

/** What is done this time: one commit at most is changed. */
interface Step {
  readonly edits: Edits;
  readonly commit?: Extract<Way, { kind: 'amend' | 'fixup' }>;
  /** Of whose secrets something stays in history. */
  readonly pushed: readonly Past[];
  readonly byHand: readonly { readonly past: Past; readonly why: string; readonly how: string }[];
  /** Whether more is left for the next time. */
  readonly isMore: boolean;
}

function nextStep(
  { repository, files }: Bench,
  wanted: readonly Wanted[],
  pasts: ReadonlyMap<string, Past>,
): Step {
  const isAtHead = (one: string) =>
    wanted.some(({ file }) => file.head?.spots.some(({ fingerprint }) => fingerprint === one));
  const ways = [...pasts.values()].map((past) => ({
    past,
    way: wayFor(repository, past, isAtHead(past.fingerprint)),
  }));
  const local = ways.flatMap(({ past, way }) =>
    way.kind === 'amend' || way.kind === 'fixup' ? [{ past, way }] : [],
  );
  const fresh = wanted.flatMap(({ fingerprints }) => [...fingerprints]).filter((one) => !pasts.has(one));
  const others = ways.filter(({ past }) => !local.some((one) => one.past === past));
  const first = (local.find(({ way }) => way.kind === 'amend') ?? local[0])?.way;
  const isCommit =
    first !== undefined &&
    fresh.length === 0 &&
    !others.some(({ past }) => wanted.some(({ fingerprints }) => fingerprints.has(past.fingerprint)));
  const chosen = new Set(
    isCommit
      ? local.filter(({ way }) => way.commit === first.commit).map(({ past }) => past.fingerprint)
      : [...fresh, ...others.map(({ past }) => past.fingerprint)],
  );
  const now = wanted.map(({ file, fingerprints }) => ({
    file,
    fingerprints: new Set([...fingerprints].filter((one) => chosen.has(one))),
  }));
  return {
    edits: editsFor(repository, files, now),
    ...(isCommit ? { commit: first } : {}),
    pushed: ways.filter(({ way }) => way.kind === 'pushed').map(({ past }) => past),
    byHand: ways.flatMap(({ past, way }) => (way.kind === 'by-hand' ? [{ past, ...way }] : [])),
    isMore: local.some(({ past }) => !chosen.has(past.fingerprint)),
  };
}

async function take(bench: Bench, step: Step): Promise<number> {
  const { repository, scanner, options } = bench;
  const { print, yes = false, dryRun = false, ask, unbroken = (work) => work() } = options;
  const { edits, commit } = step;
  const isWork = edits.files.length > 0;
  for (const line of [...diffLines(edits, scanner), ...leftLines(edits.left)]) print(line);
  if (isWork && commit !== undefined) {
    demandCommittable(bench);
    print(`then: ${commitWords(commit)}`);
  }
  const remains = edits.left.length > 0 || step.pushed.length > 0 || step.byHand.length > 0 || step.isMore;
  const end = (code: number) => {
    for (const line of historyLines(step)) print(line);
    return remains || !isWork ? 1 : code;
  };
  if (!isWork) return end(1);
  if (dryRun) {
    end(1);
    print('Nothing was changed: --dry-run.');
    return 1;
  }
  if (!yes && ask === undefined) {
    end(1);
    throw new UserError('nothing was changed, for nobody can be asked here', {
      hint: 'Look at what is shown, then run the same command with --yes.',
    });
  }
  if (
    !yes &&
    !(await ask!(commit === undefined ? 'Change these files?' : 'Change these files, and commit?'))
  ) {
    print('Nothing was changed.');
    return 1;
  }
  if (commit !== undefined) demandCommittable(bench);
  const { done, made } = await unbroken(async () => {
    const done = await apply(repository, bench.files, edits);
    return { done, made: commit === undefined ? undefined : await commitOrUndo(bench, commit, done) };
  });
  for (const line of doneLines(edits, made)) print(line);
  for (const line of [...(made?.undo ?? []), ...done.undoLines]) print(`undo: ${line}`);
  await demandClean(bench, edits);
  return end(commit?.kind === 'fixup' ? 1 : 0);
}

/**
 * A commit takes all that is staged: so nothing else may be. And what is changed is the commit that was looked at.
 *
 * @throws UserError before anything is changed
 */
function demandCommittable({ repository, files }: Bench): void {
  if (headCommit(repository) !== files.head)
    throw new UserError('HEAD has moved since it was looked at', {
      hint: 'Nothing was changed. Run the same command again.',
    });
  if (indexChanges(repository).length > 0)
    throw new UserError('something else is staged, and would go into the commit, too', {
      hint: 'Nothing was changed. Commit it, or git stash it, then run the same command again.',
    });
}

const commitWords = ({
  kind,
  commit,
}: {
  readonly kind: 'amend' | 'fixup';
  readonly commit: string;
}): string =>
  kind === 'amend'
    ? `git commit --amend --no-edit (${short(commit)} is in no remote-tracking branch)`
    : `git commit --fixup=${short(commit)} (it is in no remote-tracking branch)`;

interface Made {
  readonly lines: readonly string[];
  readonly undo: readonly string[];
}

/** Where git or a hook refuses, everything is as it was. */
async function commitOrUndo(
  { repository, scanner }: Bench,
  { kind, commit }: NonNullable<Step['commit']>,
  done: Done,
): Promise<Made> {
  const old = headCommit(repository)!;
  const { code, said } = commitStaged(repository, kind === 'amend' ? { amend: true } : { fixup: commit });
  if (code !== 0) {
    await done.undo();
    const words = visible(scanner.redact(said.trim().split('\n').slice(0, 10).join(' / ')));
    const what = code === null ? 'the commit was broken off' : 'git or a hook refused the commit';
    throw new UserError(`${what}, so nothing was changed${words === '' ? '' : `: ${words}`}`, {
      hint: 'Mend what it says, then run the same command again. A commit that would hold nothing goes away with git reset HEAD~1.',
    });
  }
  const made = short(headCommit(repository)!);
  return kind === 'amend'
    ? {
        lines: [
          `Commit ${short(commit)} is ${made} now, without it.`,
          `The old one stays in the reflog, where keyhalt scan --history sees it, until that expires. At once: ${expiring}`,
        ],
        undo: [`git reset --soft ${old}`],
      }
    : {
        lines: [
          `Commit ${made} mends ${short(commit)}, which still holds it until both become one:`,
          `  GIT_SEQUENCE_EDITOR=: git rebase -i --autosquash ${rebaseFrom(repository, commit)}`,
          '  (A later commit that changes the same line is a conflict: resolve it and git rebase --continue.)',
        ],
        undo: [`git reset --soft ${old}`],
      };
}

function doneLines({ files, ignoring }: Edits, made: Made | undefined): readonly string[] {
  const changed = files.filter(({ work, index }) => work !== undefined || index !== undefined);
  const untracked = files.filter((one) => one.untracked);
  return [
    ...changed.map(({ file }) => `${file.shown}: changed`),
    ...untracked.map(({ file }) => `${file.shown}: no longer tracked`),
    ...ignoring.map(({ path }) => `${path}: changed; git add it`),
    ...(made?.lines ?? []),
    'What stood there is kept in git’s own database until git cleans up (git prune): take a value that you still need from there.',
  ];
}

function historyLines({ pushed, byHand, isMore }: Step): readonly string[] {
  return [
    ...byHand.flatMap(({ past, why, how }) => [`left in history: ${past.fingerprint}: ${why}`, `  ${how}`]),
    ...(pushed.length === 0 ? [] : pushedWords(pushed)),
    ...(isMore ? ['More of it is in other commits: run the same command again for that.'] : []),
  ];
}

/** Reads again what was written, which a hook may have changed. */
async function demandClean({ repository, scanner, options }: Bench, { files: edits }: Edits): Promise<void> {
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const files = new Files(repository, scanner, policy);
  for (const { file, work, index } of edits) {
    const now = await files.at(file.path);
    const gone = new Set(
      [work, index].flatMap((edit) => (edit?.replacements ?? []).map(({ spot }) => spot?.fingerprint)),
    );
    const spots = [...((work && now.work?.spots) ?? []), ...((index && now.index?.spots) ?? [])];
    if (spots.some(({ fingerprint }) => gone.has(fingerprint)))
      throw new UserError(`${file.shown} still holds what was taken out of it`, {
        hint: 'Did a hook bring it back? Run the same command again.',
      });
  }
}
