import { allRules } from '../../built-in.ts';
import { scannerFor } from '../../commit.ts';
import { pushedWords } from '../../fixing/checklist.ts';
import { trackedEntries } from '../../git/files.ts';
import { operationInProgress } from '../../git/operation.ts';
import type { Repository } from '../../git/process.ts';
import { topOf } from '../../git/work-tree.ts';
import { simdKernel } from '../../kernel/simd.ts';
import { UserError } from '../../model/user-error.ts';
import type { Policy } from '../../policy/policy.ts';
import type { Scanner } from '../../scan/scanner.ts';
import { configurationAt, stagedPolicy } from '../../whose-policy/load.ts';
import { apply } from './apply.ts';
import { commitOrUndo, commitWords, demandCommittable, type Made } from './commit.ts';
import type { Edits } from './edits.ts';
import { Files } from './files.ts';
import { fingerprintsInHistory, type History, pastOf, untoldPast } from './history.ts';
import type { FixOptions } from './options.ts';
import { writeReplaceText } from './replace-text.ts';
import { diffLines, leftLines } from './show.ts';
import { nextStep, type Step } from './step.ts';
import {
  type AllWanted,
  type Asked,
  askedBy,
  fingerprintsHere,
  inWhole,
  lastCommitWanted,
  merged,
  namedWanted,
  notFound,
  stagedWanted,
  workTreeWanted,
} from './wanted.ts';

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
export async function fix(words: readonly string[], asked: FixOptions): Promise<number> {
  const { config } = asked;
  // All else happens at the top, where another file may have this name.
  const options =
    typeof config === 'string' ? { ...asked, config: configurationAt(config, asked.repository) } : asked;
  return fixAtTop(words, options);
}

async function fixAtTop(words: readonly string[], options: FixOptions): Promise<number> {
  const top = topOf(options.repository);
  const repository = { ...options.repository, cwd: top };
  const named = askedBy(words, options.repository.cwd);
  if (options.dryRun && isReplacing(options))
    throw new UserError(
      '--dry-run shows what would be changed here, and --replace-text changes nothing here',
      {
        hint: 'Leave one of them out.',
      },
    );
  if (!isReplacing(options)) demandQuiet(repository);
  const policy = await stagedPolicy(repository, { rules: allRules, ...options });
  const scanner = await scannerHere(repository, policy);
  const inHistory = () => fingerprintsInHistory(repository, auditOptions(options));
  if (isReplacing(options)) {
    const asked = await inWhole(named, inHistory);
    const history = await pastOf(repository, new Set(asked.fingerprints), {
      ...auditOptions(options),
      withKeyIds: true,
    });
    return writeReplaceText(asked, history, { repository, options, scanner });
  }
  const files = new Files(repository, scanner, policy);
  const asked = await inWhole(named, async () => [
    ...(await fingerprintsHere(repository, files)),
    ...(await inHistory()),
  ]);
  return fixAll({ repository, files, scanner, options }, asked);
}

const isReplacing = ({ replaceText = false, replaceFile }: FixOptions): boolean =>
  replaceText || replaceFile !== undefined;

/** @throws UserError where not all is known that is to be looked for */
async function scannerHere(repository: Repository, policy: Policy): Promise<Scanner> {
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
  if (unknown.length > 0) throw notFound(unknown[0]!);
  if (wanted.length === 0 && pasts.size === 0 && outOfReach.length === 0) {
    for (const line of nothingLines(asked, passedOver)) print(line);
    return passedOver.length === 0 ? 0 : 1;
  }
  // What the last commit holds is not fixed by new files alone, whatever history says of it.
  const untold = [...committed].filter((one) => !pasts.has(one));
  const all = new Map([...pasts, ...untold.map((one) => [one, untoldPast(one)] as const)]);
  const step = nextStep(repository, bench.files, wanted, all);
  const code = await take(bench, step);
  return outOfReach.length + problems.length + passedOver.length > 0 ? code || 1 : code;
}

/** What was looked at where nobody said it, and where a secret may stand besides. */
function nothingLines({ fingerprints, places }: Asked, passedOver: readonly string[]): readonly string[] {
  if (passedOver.length > 0) return ['keyhalt: nothing to fix in the rest.'];
  if (fingerprints.length + places.length > 0)
    return ['keyhalt: nothing to fix: nothing is found there that is not allowed.'];
  return [
    'keyhalt: nothing to fix in what is not yet committed, nor in the last commit.',
    '         keyhalt fix . looks at all files here, and keyhalt fix kh1:… for one secret wherever it stands.',
  ];
}

async function past(
  repository: Repository,
  fingerprints: ReadonlySet<string>,
  options: FixOptions,
): Promise<History> {
  if (fingerprints.size === 0) return { found: new Map(), problems: [] };
  return pastOf(repository, fingerprints, { ...auditOptions(options), withKeyIds: false });
}

const auditOptions = ({ config, now, means = {} }: FixOptions) =>
  ({ config, now, kernel: simdKernel(), ...means, allObjects: false }) as const;

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

async function take(bench: Bench, step: Step): Promise<number> {
  const { repository, scanner, options } = bench;
  const {
    print,
    printQuoted = print,
    yes = false,
    dryRun = false,
    ask,
    unbroken = (work) => work(),
  } = options;
  const { edits, commit } = step;
  const isWork = edits.files.length > 0;
  for (const line of diffLines(edits, scanner)) printQuoted(line);
  for (const line of leftLines(edits.left)) print(line);
  if (isWork && commit !== undefined) {
    demandCommittable(repository, bench.files);
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
  if (commit !== undefined) demandCommittable(repository, bench.files);
  const { done, made } = await unbroken(async () => {
    const done = await apply(repository, bench.files, edits);
    return {
      done,
      made: commit === undefined ? undefined : await commitOrUndo(repository, scanner, commit, done),
    };
  });
  for (const line of doneLines(edits, made)) print(line);
  for (const line of [...(made?.undo ?? []), ...done.undoLines]) print(`undo: ${line}`);
  await demandClean(bench, edits);
  return end(commit?.kind === 'fixup' ? 1 : 0);
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
