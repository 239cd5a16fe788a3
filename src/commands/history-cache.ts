import { createHash } from 'node:crypto';
import { join, resolve } from 'node:path';
import { CleanObjects } from '../cache/clean-objects.ts';
import { ruleSetHash } from '../commit.ts';
import { type OidList, OidSet } from '../git/oid-list.ts';
import { askGit, type Repository } from '../git/process.ts';
import type { Policy } from '../policy/policy.ts';

/** Tells the code of two builds apart; made by build.mjs. */
declare const KEYHALT_ENGINE: string;

/** What an earlier audit of this repository found clean. */
export interface HistoryCache {
  read(): Promise<OidSet>;
  write(clean: OidList): Promise<void>;
}

const noCache: HistoryCache = { read: async () => new OidSet(), write: async () => {} };

/**
 * One file for each repository, whatever its work trees. Where the user's own keys are looked for nothing is kept: they
 * change, and no trace of them may lie about.
 *
 * @param folder undefined where nothing is to be kept
 */
export function openCache(
  repository: Repository,
  { configuration = 'default', ownKeys }: Policy,
  folder: string | undefined,
): HistoryCache {
  if (folder === undefined || ownKeys) return noCache;
  const { stdout } = askGit(repository, ['rev-parse', '--git-common-dir']);
  const place = resolve(repository.cwd, stdout.toString('utf8').trimEnd());
  const name = createHash('sha256').update(place).digest('hex').slice(0, 32);
  return new CleanObjects(join(folder, `${name}.clean`), `${KEYHALT_ENGINE}.${ruleSetHash}.${configuration}`);
}
