import { readFileSync } from 'node:fs';
import { isOid, type Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { explainFailure } from './failure.ts';
import { pathIn } from './git-paths.ts';
import { oidIn, oidLines } from './oid-lines.ts';
import { askGit, type Repository } from './process.ts';
import { remoteNames } from './remotes.ts';

/**
 * The commit that someone's words name: `main`, `HEAD~2`, `v1.0`; undefined where they name none that is here. From
 * here on only its object name is used: words that look like an option are none.
 *
 * @throws UserError where they may mean two things, or git says that something else is wrong
 */
export const commitNamed = (repository: Repository, revision: string): Oid | undefined =>
  objectMeant(repository, `${revision}^{commit}`);

/** As `commitNamed`, for objects of every type. */
export function objectMeant(repository: Repository, revision: string): Oid | undefined {
  if (!isThere(repository, revision)) return undefined;
  const oid = objectNamed(repository, revision);
  if (oid !== undefined && !isPlain(nameIn(revision))) {
    const args = [...telling, 'rev-parse', '--verify', '--end-of-options', revision];
    demandOneMeaning(askGit(repository, args).said);
    demandOfRemote(repository, revision);
  }
  return oid;
}

/** For a name in full that is not here git takes a tag or branch of just that name: `refs/tags/refs/remotes/origin/main`. */
function isThere(repository: Repository, revision: string): boolean {
  const name = nameIn(revision);
  if (!name.startsWith('refs/')) return true;
  return askGit(repository, ['show-ref', '--verify', '--quiet', '--', name], { accept: [0, 1] }).code === 0;
}

/** What stands where the branch of a remote is meant may be a tag, or a branch of one's own, and the other not here. */
function demandOfRemote(repository: Repository, revision: string): void {
  const name = nameIn(revision);
  const [, first] = /^([^-/][^/]*)\/(?!$)/.exec(name) ?? [];
  if (first === undefined || first === 'refs' || !remoteNames(repository).includes(first)) return;
  const { stdout } = askGit(repository, ['rev-parse', '--symbolic-full-name', name], { accept: [0, 128] });
  if (/^refs\/(?:tags|heads)\//.test(stdout.toString())) throw twoMeanings(name);
}

/** Without the way that leads on from it. */
const nameIn = (revision: string): string => /^(?:(?!@\{)[^~^:])*/.exec(revision)![0];

/**
 * Of a tag and a branch by one name git takes the tag, whoever brought it, and says so in a warning: a tag called
 * `origin/main` would be the base of all that is compared with that branch.
 */
function demandOneMeaning(said: string): void {
  for (const [, name = ''] of said.matchAll(/^warning: refname '(.*)' is ambiguous\.$/gm))
    if (!isPlain(name)) throw twoMeanings(name);
}

const twoMeanings = (name: string): UserError =>
  new UserError(`${name} may mean more than one thing here`, {
    hint: `Write in full what is meant: refs/remotes/${name}, refs/heads/${name} or refs/tags/${name}, as git for-each-ref tells them.`,
  });

/** Has git warn whatever the settings say; with -q, which has it keep silent over what is not here, it warns of nothing. */
const telling = ['-c', 'core.warnAmbiguousRefs=true'];

/** What can mean one thing only, whatever else has that name. */
const isPlain = (name: string): boolean => isOid(name) || name === 'HEAD' || name.startsWith('refs/');

/** What git takes a name for, whatever else it may mean. @throws UserError where git says that something is wrong */
export function objectNamed(repository: Repository, revision: string): Oid | undefined {
  const args = ['rev-parse', '--verify', '-q', '--end-of-options', revision];
  const { code, stdout, said } = askGit(repository, args, { accept: [0, 1, 128] });
  // Such words as `^main` and `a..b` name commits to leave out, too, and so no one object.
  if (code === 0) return stdout.includes('^') ? undefined : oidIn(stdout);
  if (!/^(?:error|fatal): /m.test(said) || namesNone.test(said)) return undefined;
  throw explainFailure({ command: 'rev-parse', code, signal: null, stderr: said });
}

/** So words are said to name nothing where that is not done in silence, as by newer gits. */
const namesNone =
  /expected commit type|no upstream configured|no such branch|HEAD does not point to a branch/;

/**
 * The commits that two words name, in a clone that is whole, by one question; undefined where that has no plain answer,
 * and more is to be asked.
 *
 * @throws UserError where they may mean two things
 */
export function commitsInWhole(
  repository: Repository,
  one: string,
  other: string,
): readonly [Oid, Oid] | undefined {
  const revisions = [one, other];
  if (revisions.some((revision) => revision.startsWith('-') || !isThere(repository, revision)))
    return undefined;
  const names = revisions.map((name) => `${name}^{commit}`);
  const args = [...telling, 'rev-parse', '--is-shallow-repository', ...names];
  const { code, stdout, said } = askGit(repository, args, { accept: [0, 1, 128] });
  demandOneMeaning(said);
  for (const revision of code === 0 ? revisions : []) demandOfRemote(repository, revision);
  const [isShallow, from = '', to = '', ...rest] = stdout.toString('latin1').split('\n');
  const isAnswer = code === 0 && isShallow === 'false' && isOid(from) && isOid(to);
  return isAnswer && rest.join() === '' ? [from, to] : undefined;
}

/**
 * The commit that these first digits of an object name stand for; undefined where there is none here, or several. A
 * branch or tag of that name is not it.
 *
 * @param hash hexadecimal; whole, or at least four digits of it
 */
export function commitOf(repository: Repository, hash: string): Oid | undefined {
  if (isOid(hash)) return commitNamed(repository, hash);
  const named = oidLines(askGit(repository, ['rev-parse', `--disambiguate=${hash}`]).stdout);
  const commits = named.filter((oid) => typeOf(repository, oid) === 'commit');
  return commits.length === 1 ? commits[0] : undefined;
}

const typeOf = (repository: Repository, oid: Oid): string =>
  askGit(repository, ['cat-file', '-t', oid]).stdout.toString('latin1').trim();

/** The parents of a commit, as far as a shallow clone has them. */
export const parentsOf = (repository: Repository, commit: Oid): readonly Oid[] =>
  oidLines(askGit(repository, ['rev-parse', `${commit}^@`]).stdout);

/** Those of these commits that are in the history of none of the others. */
export const youngestOf = (repository: Repository, commits: readonly Oid[]): readonly Oid[] =>
  commits.length < 2
    ? commits
    : oidLines(askGit(repository, ['merge-base', '--independent', ...commits]).stdout);

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
  const { stdout } = askGit(repository, args);
  const end = stdout.indexOf('\n') + 1;
  const isShallow = stdout.toString('latin1', 0, end);
  if (isShallow === 'false\n') return new Set();
  if (isShallow !== 'true\n') throw unknownDepth();
  const path = pathIn(stdout.subarray(end), repository);
  try {
    return new Set(oidLines(readFileSync(path)));
  } catch (cause) {
    throw unknownDepth(cause);
  }
}

const unknownDepth = (cause?: unknown): UserError =>
  new UserError('where the history of this shallow clone ends cannot be read', {
    hint: 'git fetch --unshallow brings the rest, and then it is asked no more.',
    cause,
  });
