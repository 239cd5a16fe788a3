/** What the gate answers where its keyhalt has a Node that would stop everything, and what tests have it look at. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aPackage, put } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { bin } from '../support/keyhalt.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';

export const key = fakes('gate').awsKeyId;
export const plain = { 'a.txt': 'one\n', 'b.txt': 'some words\n' };
/** A change of what is plain. */
export const harmless = { 'a.txt': 'two\n' };

interface Answer {
  readonly code: number | null;
  readonly said: string;
}

export const clean: Answer = { code: 0, said: '' };
export const leftToNode: Answer = { code: 7, said: '' };

/** A repository with something in it, and a keyhalt whose Node would stop everything with 7. */
export function aClone(files: Files = plain): Repo {
  const repo = aRepo().write(files).git('add .').git('commit -qm one');
  cpSync(join(bin, '..', 'dist', 'gate'), join(aStrictPackage(repo), 'gate'), { recursive: true });
  return repo;
}

/** A keyhalt whose Node stops everything. Returns its `dist`. */
export function aStrictPackage(repo: Repo): string {
  const dist = join(aPackage(repo), 'dist');
  writeFileSync(join(dist, 'hook.cjs'), 'process.exitCode = 7;\n');
  return dist;
}

/** What the hook answers, and whether it asked Node for it. */
export function answer(
  repo: Repo,
  { args = ['pre-commit'], env = {}, shell = '/bin/sh', cwd = repo.root } = {},
): Answer {
  const words = shell.endsWith('busybox') ? ['sh'] : [];
  // By its own name zsh is another language.
  const argv0 = shell.endsWith('zsh') ? 'sh' : shell;
  const hook = join(repo.beside("keyhalt's package ü"), 'bin', 'keyhalt-hook');
  const all = { ...repo.env, ...env };
  const run = spawnSync(shell, [...words, hook, ...args], { cwd, argv0, env: all, encoding: 'utf8' });
  return { code: run.status, said: run.stdout + run.stderr };
}

/** As npm has it: digests are long runs of base64. */
export const lockFile = (packages: number): string =>
  Array.from({ length: packages }, (_, at) => createHash('sha512').update(`${at}`).digest('base64'))
    .map((digest) => `"integrity": "sha512-${digest}",\n`)
    .join('');

/** A PATH with nothing else in it. */
export function gitAndGrep(repo: Repo, tools: readonly string[] = ['git', 'grep', 'tee']): string {
  for (const tool of tools) {
    const real = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    put(join(repo.beside('few-tools'), tool), `#!/bin/sh\nexec ${real} "$@"\n`);
  }
  return repo.beside('few-tools');
}
