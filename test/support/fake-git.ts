/** A git that does only this, alone in the PATH. */
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Repo } from './repo.ts';

export function fakeGit(repo: Repo, script: string): NodeJS.ProcessEnv {
  mkdirSync(repo.beside('fake'));
  writeFileSync(repo.beside('fake/git'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return { PATH: repo.beside('fake') };
}
