/**
 * A machine that says it is Windows: the program is told so before it starts, and finds a git.exe as Git for Windows has one,
 * which brings the shell along. Paths stay those of this system, so what Windows does with those is not tried.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { put } from '../hooks/installed.ts';
import { bin } from './keyhalt.ts';
import type { Repo } from './repo.ts';

export function keyhaltOnWindows(repo: Repo, args: readonly string[]) {
  const [tools, broughtAlong] = [repo.beside('tools'), repo.beside('brought along')];
  if (!existsSync(tools)) {
    linkTo(tools, ['env']);
    linkTo(broughtAlong, ['git', 'sh', 'grep', 'tee', 'cat', 'sed', 'tail', 'od', 'date', 'tr', 'env', 'rm']);
    // To this system it is a name in the PATH, to the program the path of a file in the folder where it was started.
    const git = `#!/bin/sh\nPATH=$PATH:'${broughtAlong}' exec '${join(broughtAlong, 'git')}' "$@"\n`;
    for (const folder of [tools, repo.root]) put(join(folder, String.raw`C:\Git\cmd\git.exe`), git);
    writeFileSync(
      repo.beside('windows.cjs'),
      "Object.defineProperty(process, 'platform', { value: 'win32' });\n",
    );
  }
  const words = ['--require', repo.beside('windows.cjs'), join(bin, 'keyhalt'), ...args];
  const env = { ...repo.env, TEMP: repo.beside('.'), PATH: String.raw`C:\Git\cmd;:${tools}` };
  const run = spawnSync(process.execPath, words, { cwd: repo.root, env, encoding: 'utf8' });
  return { code: run.status, stdout: run.stdout, stderr: run.stderr };
}

function linkTo(folder: string, names: readonly string[]): void {
  mkdirSync(folder);
  for (const name of names) {
    const real = process.env
      .PATH!.split(delimiter)
      .map((part) => join(part, name))
      .find(existsSync)!;
    symlinkSync(real, join(folder, name));
  }
}
