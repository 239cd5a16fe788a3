import { type Ends, questionIn } from '../ci/asked.ts';
import { compared } from '../ci/compared.ts';
import { deepened } from '../ci/deepened.ts';
import type { Found } from '../ci/found.ts';
import { lackingProblem } from '../ci/problems.ts';
import { check } from '../commit.ts';
import { readNamed } from '../files/read-named.ts';
import type { Repository } from '../git/process.ts';
import { demandGit, gitVersion } from '../git/version.ts';
import { simdKernel } from '../kernel/simd.ts';
import type { Watch } from '../sources/scan-objects.ts';
import { comparedToCheck } from '../whose-policy/ci.ts';
import { type FinishedReport, finished, type Judgement } from './finish.ts';

/** What `keyhalt ci` was asked for. */
export interface CiOptions extends Ends, Judgement {
  /** Whether what is not here may be fetched. */
  readonly deepen?: boolean;
  readonly config?: string;
  /** Whether what is compared needs not be told. */
  readonly quiet?: boolean;
}

/** What it gets from outside. */
export interface CiSurroundings {
  readonly now: Date;
  /** A line for people, beside the report. */
  readonly tell: (line: string) => void;
  readonly watch?: Watch;
  /** In milliseconds. */
  readonly clock?: () => number;
}

/** What a CI runs for, by the policy of what that goes into. */
export async function ci(
  repository: Repository,
  options: CiOptions,
  { now, tell, watch = {}, clock = () => 0 }: CiSurroundings,
): Promise<FinishedReport> {
  const started = clock();
  demandGit(repository);
  const { asked, by, provider } = questionIn(repository.env, options, eventIn);
  const found = options.deepen ? deepened(repository, asked, tell) : compared(repository, asked);
  if (found.kind === 'lacking') throw lackingProblem(found, provider);
  if (!options.quiet) tell(`${by}: ${toldOf(found)}`);
  const commits = comparedToCheck(repository, found, by);
  const how = { config: options.config, now, watch, kernel: simdKernel() };
  const report = await check(repository, { commits }, how);
  return finished(report, options, {
    started: now,
    seconds: (clock() - started) / 1000,
    git: gitVersion(repository),
  });
}

function toldOf(found: Found): string {
  const names = (oids: readonly string[]) => oids.map((oid) => oid.slice(0, 10)).join(' ');
  switch (found.kind) {
    case 'commits':
      return `commits ${names(found.bases)}..${names(found.tips)}, ${found.why}`;
    case 'files':
      return `commit ${names([found.commit])}, ${found.why}`;
    case 'nothing':
      return `no commits, for ${found.why}`;
  }
}

/** Events of GitHub have up to 25 MB. */
const largestEvent = 64 * 2 ** 20;

const eventIn = (path: string): string => readNamed(path, largestEvent).toString('utf8');
