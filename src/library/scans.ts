/** The scans of the library: what `index.ts` loads when the first one is asked for. */

import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { auditMeans, mostThreads } from '../audit-means.ts';
import { cacheFolder } from '../cache/folder.ts';
import type { FinishedReport, Judgement } from '../commands/finish.ts';
import { scan, type ScanOptions as WhatToScan } from '../commands/scan.ts';
import type { AuditMeans } from '../commands/scan-history.ts';
import { scanText as scanStream } from '../commands/scan-text.ts';
import type { Repository } from '../git/process.ts';
import { defined } from '../model/defined.ts';
import { UserError } from '../model/user-error.ts';
import type { Written } from '../policy/policy.ts';
import type { Watch } from '../sources/scan-objects.ts';
import { commonChecks, historyChecks, textChecks } from './demand.ts';
import { guarded } from './guarded.ts';
import type { Content, HistoryOptions, ScanOptions, TextOptions } from './options.ts';
import { streamOf } from './text.ts';

/** What of the process a scan may go by where its options do not say. */
export interface Here {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  readonly now: Date;
  /** What threads run. */
  readonly program: URL;
}

export const scanText = (content: Content, options: TextOptions, here: Here): Promise<FinishedReport> =>
  guarded(options, textChecks, here.now, (watch) => {
    const { path } = options;
    // The stream ends when it is told to, and what was found in it is kept.
    const { signal, ...uninterrupted } = watch;
    return scanStream(
      streamOf(content, signal),
      placeOf(options, here, uninterrupted),
      { ...asked(options), ...defined({ path }) },
      around(options, here, uninterrupted),
    );
  });

export const scanStaged = (options: ScanOptions, here: Here): Promise<FinishedReport> =>
  guarded(options, commonChecks, here.now, (watch) => scanPlace({ staged: true }, options, here, watch));

export const scanRange = (range: string, options: ScanOptions, here: Here): Promise<FinishedReport> =>
  guarded(options, commonChecks, here.now, (watch) => {
    if (typeof range !== 'string')
      throw new UserError('the range is no string', {
        hint: 'Such as "main..HEAD" or "origin/main...HEAD".',
      });
    return scanPlace({ range }, options, here, watch);
  });

export const scanHistory = (options: HistoryOptions, here: Here): Promise<FinishedReport> =>
  guarded(options, historyChecks(mostThreads), here.now, (watch) => {
    const { allObjects = false } = options;
    return scanPlace({ history: true, allObjects }, options, here, watch, meansFor(options, here));
  });

/** Scans a repository, as the command line does. */
function scanPlace(
  what: WhatToScan,
  options: ScanOptions,
  here: Here,
  watch: Watch,
  means: AuditMeans = {},
): Promise<FinishedReport> {
  const place = placeOf(options, here, watch);
  // A program that is started where nothing is looks as if it were missing itself.
  if (!statSync(place.cwd, { throwIfNoEntry: false })?.isDirectory())
    throw new UserError('cwd is no folder', { hint: 'Name one in the repository that is to be scanned.' });
  return scan(place, { ...what, ...asked(options) }, { ...around(options, here, watch), means });
}

function placeOf({ cwd, env }: ScanOptions, here: Here, { signal }: Watch): Repository {
  return {
    cwd: resolve(here.cwd, cwd ?? ''),
    env: env ?? here.env,
    ...defined({ signal }),
  };
}

const around = ({ now }: ScanOptions, here: Here, watch: Watch) => ({
  now: now ?? here.now,
  watch,
  clock: () => performance.now(),
});

/** How the scan is judged, and by whose policy. */
function asked({ config, failOn, strict }: ScanOptions): Judgement & { readonly config?: string | Written } {
  return {
    ...defined({ failOn, strict }),
    ...(config === undefined ? {} : { config: typeof config === 'string' ? config : writtenAs(config) }),
  };
}

const writtenAs = ({ toml }: { readonly toml: string }): Written => ({
  text: toml,
  file: 'the configuration',
});

function meansFor({ threads, cache = false, env, cwd }: HistoryOptions, here: Here): AuditMeans {
  const place = typeof cache === 'string' ? resolve(here.cwd, cwd ?? '', cache) : undefined;
  const usual = cache === true ? cacheFolder({ env: env ?? here.env, platform: here.platform }) : undefined;
  return auditMeans(
    { threads, cache: place ?? usual },
    { program: here.program, cores: availableParallelism() },
  );
}
