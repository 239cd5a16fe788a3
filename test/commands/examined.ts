/** What `keyhalt doctor` says of a repository, and hooks for it to examine. */
import { join } from 'node:path';
import { doctor } from '../../src/commands/doctor.ts';
import { type HookName, ourHooks } from '../../src/hooks/names.ts';
import { put } from '../hooks/installed.ts';
import { aRepo, type Repo } from '../support/repo.ts';

/** The program of the real husky. */
export const husky = join(import.meta.dirname, '..', '..', 'node_modules', 'husky', 'bin.js');

export const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');

/** Small scanners, which look where each hook has to look. */
export const scanners: Record<HookName, string> = {
  'pre-commit': 'git grep --cached -q "AKI[A][Q-Z2-7]" && exit 1',
  'pre-merge-commit':
    'for head in $(env | sed -n "s/^GITHEAD_\\([0-9a-f]*\\)=.*/\\1/p"); do git grep -q "AKI[A]" $head && exit 1; done',
  'prepare-commit-msg': 'git grep --cached -q "AKI[A]" && exit 1',
  'commit-msg': 'grep -q "aws_secret_access_key = [A-Za-z0-9]\\{40\\}" "$1" && exit 1',
  // The hook of Git LFS takes nothing but a remote or a URL.
  'pre-push':
    'case $1 in *://*) ;; *) echo "invalid remote name" >&2; exit 2 ;; esac; while read -r ref oid rest; do git grep -q "AKI[A]" $oid && exit 1; done',
};

/** A repository with hooks that are not keyhalt's, but do its work. */
export function aGuardedRepo(repo = aRepo().commit('start', { file: 'text\n' })): Repo {
  for (const name of ourHooks) put(join(hooksOf(repo), name), `#!/bin/sh\n${scanners[name]}\nexit 0\n`);
  return repo;
}

export async function examined(
  repo: Repo,
  { env = {}, timeLimit = 20_000 } = {},
): Promise<{ code: number; lines: string[]; text: string }> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const code = await doctor({ cwd: repo.root, env: { ...repo.env, ...env }, timeLimit, print });
  return { code, lines: lines.slice(1), text: lines.join('\n') };
}

export const allStop = ourHooks.map((name) => `${name.padEnd(20)}stops the key`);
