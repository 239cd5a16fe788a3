/** Audits that keep what they read beside the repository. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { scan } from '../../src/commands/scan.ts';
import type { Report } from '../../src/model/report.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo, type Repo } from '../support/repo.ts';

export const secret = fakes().awsKeyId;
export const history = () =>
  aRepo()
    .commit('start', { a: 'a\n', 'b/c': 'c\n' })
    .commit('key', { '.env': `KEY=${secret}\n` });

export const cacheOf = (repo: Repo) => repo.beside('cache');
export const files = (repo: Repo) => readdirSync(cacheOf(repo)).map((name) => join(cacheOf(repo), name));

interface How {
  readonly env?: NodeJS.ProcessEnv;
  readonly allObjects?: boolean;
}

export async function audit(repo: Repo, { env = {}, allObjects = false }: How = {}): Promise<Report> {
  const { about: _, ...report } = await scan(
    { cwd: repo.root, env: { ...repo.env, ...env } },
    { history: true, allObjects },
    { now: new Date(0), means: { cache: cacheOf(repo) } },
  );
  return report;
}
