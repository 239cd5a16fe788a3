/** `keyhalt scan --range` in a repository that begins somewhere, as a program and in this process. */
import { keyhalt, scanHere } from '../support/keyhalt.ts';
import { base } from '../support/parted.ts';
import type { GitOptions, Repo } from '../support/repo.ts';

export const leak = (secret: string) => ({ '.env': `KEY=${secret}\n` });

export const scan = (repo: Repo, range = 'start..HEAD', options: GitOptions = {}) =>
  keyhalt(repo, ['scan', '--range', range, '--format', 'json'], options);

/** The same in this process. */
export const here = (repo: Repo, range = 'start..HEAD', options: GitOptions = {}) =>
  scanHere(repo, { range }, options);

/** A repository whose first commit has the tag `start`. */
export const started = (repo: Repo, files = {}) =>
  repo.commit('start', { ...base, ...files }).git('tag start');
