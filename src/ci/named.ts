/** Commits as they are named outside: looked up here, and as origin knows them. */
import type { Repository } from '../git/process.ts';
import { headBranchOf } from '../git/remotes.ts';
import { commitNamed, commitOf } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import type { Named } from './run.ts';

/** The commit; undefined where it is not here. */
export function find(repository: Repository, named: Named): Oid | undefined {
  if ('hash' in named) return commitOf(repository, named.hash);
  return commitNamed(repository, 'branch' in named ? remembered(named.branch) : named.words);
}

/** As `git fetch origin` takes it; undefined where origin knows it by no name: a person's words are for git here. */
export function fetchable(named: Named): string | undefined {
  if ('hash' in named) return /^(?:.{40}|.{64})$/.test(named.hash) ? named.hash : undefined;
  const branch = 'branch' in named ? named.branch : /^origin\/(\w[\w./-]*)$/.exec(named.words)?.[1];
  return branch === undefined ? undefined : `+refs/heads/${branch}:${remembered(branch)}`;
}

/** For people. */
export function shown(named: Named): string {
  if ('hash' in named) return named.hash.slice(0, 10);
  return 'branch' in named ? `${named.branch} of origin` : named.words;
}

/** As origin's HEAD was seen; else one of the usual names, where it is the only one of them that is here. */
export function defaultBranchOf(repository: Repository): string | undefined {
  const told = headBranchOf(repository, 'origin');
  if (told !== undefined) return told;
  const usual = ['main', 'master'].filter((branch) => find(repository, { branch }) !== undefined);
  return usual.length === 1 ? usual[0] : undefined;
}

/** In full, so that no tag or branch of that name is taken for it. */
const remembered = (branch: string): string => `refs/remotes/origin/${branch}`;
