/** Runs the built programs the way people and git do, and the pipeline itself where the program is not the point. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'vitest';
import { type ScanOptions, scan } from '../../src/commands/scan.ts';
import { problemOf, problemText } from '../../src/problem.ts';
import { redacted } from '../../src/redacted.ts';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { exitCodeOf } from '../../src/verdict.ts';
import type { Args, GitOptions, Repo, Run } from './repo.ts';

export const bin = join(import.meta.dirname, '..', '..', 'bin');

/** More cases, more bytes, and a process for everything. */
export const thorough = process.env.KEYHALT_LONG === '1';

/** What costs much and rarely tells anything new: `.ci/run` runs all of it, npm test leaves most of it out. */
export const costly = thorough || process.env.KEYHALT_TWINS === 'all';

/** A test that is left to CI, and told as skipped by npm test: another one of its kind runs every time. */
export const rare = costly ? test : test.skip;

/** All cases where it may take its time, else one of twice so many … */
export const sample = <Case>(cases: readonly Case[], every = 3): readonly Case[] =>
  costly ? cases : cases.filter((_, at) => at % (2 * every) === 0);

/** … and those that are left to CI then, to be told as skipped. */
export const leftToCi = <Case>(cases: readonly Case[], every = 3): readonly Case[] =>
  costly ? [] : cases.filter((_, at) => at % (2 * every) !== 0);

type Spread<Case> = Case extends readonly unknown[] ? [...Case] : [Case];

/** `test.each` of a sample; the other cases are told as skipped under the same title. */
export const someOf =
  <const Case>(cases: readonly Case[], every?: number) =>
  (title: string, run: (...values: Spread<Case>) => void | Promise<void>): void => {
    test.skip.each(leftToCi(cases, every))(title, () => {});
    test.each(sample(cases, every))(title, run as () => void);
  };

export const keyhalt = (repo: Repo, args: Args, options: GitOptions = {}): Run =>
  start(repo, 'keyhalt', args, options);

export const keyhaltHook = (repo: Repo, args: Args, options: GitOptions = {}): Run =>
  start(repo, 'keyhalt-hook', args, options);

/** `scan --staged --format json`. */
export const scanStaged = async (repo: Repo, options: GitOptions = {}): Promise<Run> =>
  thorough ? keyhalt(repo, 'scan --staged --format json', options) : scanStagedHere(repo, options);

/** `scan --history --format json`, in this process. */
export const scanHistory = (repo: Repo, options: ScanOptions = {}): Promise<Run> =>
  scanHere(repo, { history: true, ...options });

/** The same within this process, which takes a fifth of the time that a new one does. */
export const scanStagedHere = (repo: Repo, options: GitOptions = {}): Promise<Run> =>
  scanHere(repo, { staged: true }, options);

export async function scanHere(
  repo: Repo,
  what: ScanOptions,
  { cwd = '.', env = {} }: GitOptions = {},
): Promise<Run> {
  silence(repo);
  const repository = { cwd: join(repo.root, cwd), env: { ...repo.env, ...env } };
  try {
    const report = await scan(repository, what, { now: new Date() });
    return {
      code: exitCodeOf(report),
      stdout: renderJson(report),
      stderr: report.errors.map(problemText).join(''),
    };
  } catch (error) {
    const problem = problemOf(error, redacted);
    return { code: 2, stdout: renderJsonProblem(problem), stderr: problemText(problem) };
  }
}

export function scanMessage(repo: Repo, message: string | Buffer): Run {
  repo.at('.').write([['message', message]]);
  return keyhalt(repo, 'scan --message ../message --format json');
}

function start(repo: Repo, program: string, args: Args, options: GitOptions): Run {
  silence(repo);
  return repo.run(join(bin, program), args, options);
}

/** Whatever started the canary before, while git built the repository, is not keyhalt's doing. */
const silence = (repo: Repo): void => rmSync(repo.beside('canary-sang'), { force: true });
