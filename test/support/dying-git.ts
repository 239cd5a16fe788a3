/** A git in front of the real one that fails at its n-th call. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Repo } from './repo.ts';

/** `cut` ends git by a signal after so many bytes; `cut-quietly` claims that this was all. */
export interface Fault {
  readonly kind: 'none' | 'exit 128' | 'killed' | 'cut' | 'cut-quietly';
  readonly call?: number;
  readonly bytes?: number;
}

const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();

/** An environment in which git fails so. */
export function dyingGit(repo: Repo, fault: Fault): NodeJS.ProcessEnv {
  rmSync(repo.beside('calls'), { recursive: true, force: true });
  for (const folder of ['calls', 'shim']) mkdirSync(repo.beside(folder), { recursive: true });
  writeFileSync(repo.beside('shim/git'), script(repo.beside('calls'), fault), { mode: 0o755 });
  return { PATH: `${repo.beside('shim')}:${repo.env.PATH}` };
}

/** The command lines of git since then, in the order of their start. */
export const callsOf = (repo: Repo): string[] =>
  readdirSync(repo.beside('calls'))
    .sort((a, b) => Number(a) - Number(b))
    .map((call) => readFileSync(join(repo.beside('calls'), call, 'words'), 'utf8').trim());

// mkdir counts: it is atomic, and calls of git may overlap.
const script = (calls: string, { kind, call = 0, bytes = 0 }: Fault): string => `#!/bin/sh
n=1
while ! mkdir "${calls}/$n" 2>/dev/null; do n=$((n + 1)); done
echo "$*" > "${calls}/$n/words"
[ $n -eq ${call} ] || exec "${real}" "$@"
case "${kind}" in
  'exit 128') echo 'fatal: shot by a test' >&2; exit 128 ;;
  killed) kill -9 $$ ;;
  cut) "${real}" "$@" | head -c ${bytes}; kill -9 $$ ;;
  cut-quietly) "${real}" "$@" | head -c ${bytes} ;;
esac
`;
