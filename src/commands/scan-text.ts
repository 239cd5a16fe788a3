import { allRules } from '../built-in.ts';
import { judge } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { simdKernel } from '../kernel/simd.ts';
import type { Watch } from '../sources/scan-objects.ts';
import { inputSource } from '../sources/standard-input.ts';
import { type PolicyOptions, policyApart } from '../whose-policy/load.ts';
import { type FinishedReport, finished, type Judgement } from './finish.ts';

export interface TextOptions extends Judgement {
  /** The path by which it is known. */
  readonly path?: string;
  readonly config?: PolicyOptions['config'];
}

/** What a scan of a text gets from outside. */
export interface TextSurroundings {
  readonly now: Date;
  readonly watch: Watch;
  /** In milliseconds. */
  readonly clock: () => number;
}

/** Scans a text that is at hand. git is not asked, and no folder is looked into: what counts is the configuration that is named. */
export async function scanText(
  text: AsyncIterable<Uint8Array>,
  repository: Repository,
  { path, config, ...judgement }: TextOptions,
  { now, watch, clock }: TextSurroundings,
): Promise<FinishedReport> {
  const started = clock();
  const policy = await policyApart(repository.cwd, { rules: allRules, config, now });
  const place = { path: Buffer.from(path ?? 'text'), isFile: path !== undefined };
  const source = inputSource(text, place, 'text');
  const report = await judge(repository, { policy }, async () => [source], { watch, kernel: simdKernel() });
  return finished(report, judgement, { started: now, seconds: (clock() - started) / 1000 });
}
