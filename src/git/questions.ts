/** Short questions of commands that are in nobody's way, such as install and doctor: they go through simple-git. */
import { resolve } from 'node:path';
import { ask } from './ask.ts';
import { notUtf8 } from './git-paths.ts';
import type { Repository } from './process.ts';

/** Where core.hooksPath was set, and to what. */
export interface HooksPath {
  /** Absolute, or relative to the top of the work tree; empty where that is what is set. */
  readonly value: string;
  /** `local`, `worktree`, `global`, `system`, or `command`: by `git -c` or the environment. */
  readonly scope: string;
  /** `file:.git/config`, say. */
  readonly origin: string;
}

/** The top of the work tree, or undefined in a bare repository. */
export async function topLevel(repository: Repository): Promise<string | undefined> {
  const isBare = (await line(repository, ['rev-parse', '--is-bare-repository'])) === 'true';
  return isBare ? undefined : resolve(await line(repository, ['rev-parse', '--show-toplevel']));
}

/** The way from the top of the work tree to here, with / at its end; empty at the top. */
export const pathPrefix = (repository: Repository): Promise<string> =>
  line(repository, ['rev-parse', '--show-prefix']);

/** The folder where git looks for hooks: of all work trees, of the user, or wherever core.hooksPath sends it. */
export const hooksFolder = (repository: Repository): Promise<string> => gitPath(repository, 'hooks');

/** A path inside the git folder, as git resolves it, absolute. It need not exist. */
export async function gitPath({ cwd, env }: Repository, name: string): Promise<string> {
  return resolve(cwd, await line({ cwd, env }, ['rev-parse', '--git-path', name]));
}

/** The git folder as git finds it from here: `.git`, or absolute in a linked work tree or a submodule. */
export const gitFolder = (repository: Repository): Promise<string> =>
  line(repository, ['rev-parse', '--git-dir']);

/** Where git has its own programs. */
export const execPath = (repository: Repository): Promise<string> => line(repository, ['--exec-path']);

/** The folder that all work trees share, absolute. */
export async function commonFolder(repository: Repository): Promise<string> {
  return resolve(repository.cwd, await line(repository, ['rev-parse', '--git-common-dir']));
}

export async function hooksPath(repository: Repository): Promise<HooksPath | undefined> {
  const words = [
    'config',
    '--null',
    '--show-scope',
    '--show-origin',
    '--type=path',
    '--get',
    'core.hooksPath',
  ];
  const [scope = '', origin = '', value = ''] = (await ask(repository, words)).split('\0');
  return scope === '' ? undefined : { scope, origin, value };
}

/** The user-wide core.hooksPath, or undefined. `cwd` need not be in a repository. */
export async function globalHooksPath(repository: Repository): Promise<string | undefined> {
  const value = await ask(repository, [
    'config',
    '--global',
    '--null',
    '--type=path',
    '--get',
    'core.hooksPath',
  ]);
  return value === '' ? undefined : value.replace(/\0$/, '');
}

export async function setGlobalHooksPath(repository: Repository, folder: string): Promise<void> {
  await ask(repository, ['config', '--global', 'core.hooksPath', folder]);
}

export async function unsetGlobalHooksPath(repository: Repository): Promise<void> {
  await ask(repository, ['config', '--global', '--unset', 'core.hooksPath']);
}

/** Paths whose staged content differs from `base`, in the index that the environment names. */
export async function stagedPaths(repository: Repository, base: string): Promise<string[]> {
  const words = [
    'diff-index',
    '--cached',
    '--name-only',
    '-z',
    '--no-renames',
    '--no-relative',
    '--no-ext-diff',
  ];
  return (await ask(repository, [...words, base, '--'])).split('\0').filter((path) => path !== '');
}

/** Folder names may end in blanks: only the new line that git adds is taken off. @throws UserError for a path that is no UTF-8 */
async function line(repository: Repository, words: readonly string[]): Promise<string> {
  const answer = (await ask(repository, words)).replace(/\r?\n$/, '');
  if (answer.includes('\ufffd')) throw notUtf8(answer);
  return answer;
}
