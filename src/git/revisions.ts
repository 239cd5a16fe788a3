import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { explainFailure } from './failure.ts';
import { isOid, oidIn, oidLines } from './oid-lines.ts';
import { askGit, type Repository } from './process.ts';

/**
 * The commit that someone's words name: `main`, `HEAD~2`, `v1.0`; undefined where they name none that is here. From
 * here on only its object name is used: words that look like an option are none.
 *
 * @throws UserError where git says that something else is wrong
 */
export function commitNamed(repository: Repository, revision: string): Oid | undefined {
  const args = ['rev-parse', '--verify', '-q', '--end-of-options', `${revision}^{commit}`];
  const { code, stdout, said } = askGit(repository, args, { accept: [0, 1, 128] });
  if (code === 0) return oidIn(stdout);
  if (!/^(?:error|fatal): (?!.*expected commit type)/m.test(said)) return undefined;
  throw explainFailure({ command: 'rev-parse', code, signal: null, stderr: said });
}

/**
 * The commits that two words name, in a clone that is whole, by one question; undefined where that has no plain answer,
 * and more is to be asked.
 */
export function commitsInWhole(
  repository: Repository,
  one: string,
  other: string,
): readonly [Oid, Oid] | undefined {
  const revisions = [one, other];
  if (revisions.some((revision) => revision.startsWith('-'))) return undefined;
  const args = ['rev-parse', '--is-shallow-repository', ...revisions.map((name) => `${name}^{commit}`)];
  const { code, stdout } = askGit(repository, args, { accept: [0, 1, 128] });
  const [isShallow, from = '', to = '', ...rest] = stdout.toString('latin1').split('\n');
  const isPlain = code === 0 && isShallow === 'false' && isOid(from) && isOid(to);
  return isPlain && rest.join() === '' ? [from, to] : undefined;
}

/** The youngest commits that are in the history of both; several after merges to and fro, none of unrelated ones. */
export const mergeBases = (repository: Repository, one: Oid, other: Oid): readonly Oid[] =>
  oidLines(askGit(repository, ['merge-base', '--all', one, other], { accept: [0, 1] }).stdout);

/**
 * The commits whose parents a shallow clone has left out; none in a whole one.
 *
 * @throws UserError where git does not tell, or the list cannot be read
 */
export function shallowCommits(repository: Repository): ReadonlySet<Oid> {
  const args = ['rev-parse', '--is-shallow-repository', '--git-path', 'shallow'];
  const answer = askGit(repository, args).stdout.toString('utf8');
  const [, isShallow, path] = /^(true|false)\n(.+)\n$/s.exec(answer) ?? [];
  if (isShallow === 'false') return new Set();
  if (path === undefined) throw unknownDepth();
  try {
    return new Set(oidLines(readFileSync(resolve(repository.cwd, path))));
  } catch (cause) {
    throw unknownDepth(cause);
  }
}

const unknownDepth = (cause?: unknown): UserError =>
  new UserError('where the history of this shallow clone ends cannot be read', {
    hint: 'git fetch --unshallow brings the rest, and then it is asked no more.',
    cause,
  });

export const remoteNames = (repository: Repository): readonly string[] =>
  askGit(repository, ['remote']).stdout.toString('utf8').split('\n').filter(Boolean);
