import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { headCommit } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { makeCanary } from '../hooks/canary.ts';
import { costOfCommit } from '../hooks/cost.ts';
import { examine, type Verdict } from '../hooks/examine.ts';
import { hookEnvironment } from '../hooks/hook-environment.ts';
import { type HookName, ourHooks } from '../hooks/names.ts';
import { whyNotRun, whyPassed } from '../hooks/obstacles.ts';
import { otherVersions } from '../hooks/package.ts';
import { Rehearsal } from '../hooks/rehearsal.ts';
import { type SetHook, setHooksFor, withoutCommand } from '../hooks/set-hooks.ts';
import { shadows } from '../hooks/shadows.ts';
import { type Situation, situationOf } from '../hooks/situation.ts';
import { UserError } from '../model/user-error.ts';
import { visible } from '../model/visible.ts';

export interface DoctorOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** How long a hook may take, in milliseconds. */
  readonly timeLimit?: number;
  /** The folder that holds keyhalt's `bin`, and a Node: with both, what a commit costs is told, too. */
  readonly packageRoot?: string;
  readonly node?: string;
  readonly print: (line: string) => void;
}

/** `keyhalt doctor`: drives a made-up key through each hook. Returns 0 when all of them would have stopped it, else 2. */
export async function doctor(options: DoctorOptions): Promise<number> {
  const { cwd, env, timeLimit = 60_000, print } = options;
  demandGit({ cwd, env });
  const situation = await situationOf({ cwd, env });
  const repository = atTop(situation);
  print(`Each hook gets a made-up key, then harmless text, with at most ${timeLimit / 1000} s for each:`);

  let code = 0;
  for await (const [name, verdict] of tryHooks(situation, repository, timeLimit)) {
    print(visible(`${name.padEnd(20)}${await inWords(verdict, situation, name)}`));
    if (verdict.kind !== 'stops') code = 2;
  }
  const others =
    options.packageRoot === undefined ? [] : await otherVersions(situation.hooks, options.packageRoot);
  for (const sentence of [...others, ...(await shadows(situation)), ...(await costs(situation, options))])
    print(visible(sentence));
  return code;
}

/** Tries the hooks one after the other, on an index of their own that goes away with all that was put into it. */
async function* tryHooks(
  situation: Situation,
  repository: Repository,
  timeLimit: number,
): AsyncGenerator<[HookName, Verdict]> {
  const rehearsal = await Rehearsal.begin(repository);
  const canary = makeCanary();
  const tools = { rehearsal, canary, cwd: repository.cwd, timeLimit };
  try {
    const gitEnv = await hookEnvironment(repository);
    const broken = withoutCommand(situation.setHooks);
    for (const name of ourHooks) {
      const set = setHooksFor(situation.setHooks, name);
      const why = await whyNotRun(situation, name);
      const programs = [
        ...set.map(asProgram),
        ...(why === undefined ? [{ file: join(situation.hooks, name) }] : []),
      ];
      if (broken !== undefined)
        yield [name, { kind: 'stops everything', how: `hook.${broken}.command is missing` }];
      else if (programs.length === 0) yield [name, { kind: 'not run', why: why! }];
      else yield [name, await examine({ ...tools, gitEnv, name, programs })];
    }
  } finally {
    await rehearsal.end();
    // Steps such as lint-staged's check out what is staged.
    await rm(join(repository.cwd, canary.file), { force: true });
  }
}

const asProgram = ({ name, command }: SetHook) => ({ command, by: `hook.${name}` });

async function costs(situation: Situation, { packageRoot, node, timeLimit = 60_000 }: DoctorOptions) {
  if (packageRoot === undefined || node === undefined) return [];
  const repository = atTop(situation);
  // That one costs more than any other: git prints no change then, which the gate could look at.
  if (headCommit(repository) === undefined)
    return [
      'What a commit costs is told once there is one: the first always starts Node, most others do not.',
    ];
  const rehearsal = await Rehearsal.begin(repository);
  try {
    const gitEnv = await hookEnvironment(repository);
    const { cwd } = repository;
    return await costOfCommit({ packageRoot, node, cwd, gitEnv, rehearsal, canary: makeCanary(), timeLimit });
  } finally {
    await rehearsal.end();
  }
}

async function inWords(verdict: Verdict, situation: Situation, name: HookName): Promise<string> {
  switch (verdict.kind) {
    case 'stops':
      return `stops the key${verdict.by === undefined ? '' : `, by ${verdict.by} of git's settings`}`;
    case 'passes':
      return `DOES NOT STOP the key: ${await whyPassed(situation, name)}`;
    case 'not run':
      return `DOES NOT RUN: ${verdict.why}`;
    case 'stops everything':
      if (headCommit(situation.repository) === undefined)
        return `CANNOT BE TOLD before the first commit: it stops harmless text, too (${verdict.how})`;
      return `STOPS HARMLESS TEXT, too, which tells nothing about keys (${verdict.how})`;
    case 'late':
      return 'HAS NOT ANSWERED in time';
  }
}

/** Git starts hooks at the top of the work tree. */
function atTop({ repository, top }: Situation): Repository {
  if (top !== undefined) return { ...repository, cwd: top };
  throw new UserError('nothing is committed in a bare repository', {
    hint: 'Run keyhalt doctor in a work tree of it.',
  });
}
