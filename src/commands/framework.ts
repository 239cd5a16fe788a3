/**
 * What the pre-commit framework (pre-commit.com) says to its hooks. It reads what git hands over itself, and tells of that
 * by variables alone: PRE_COMMIT_FROM_REF and _TO_REF, and in a push PRE_COMMIT_REMOTE_NAME, _REMOTE_URL, _LOCAL_BRANCH and
 * _REMOTE_BRANCH (https://pre-commit.com/#pre-push).
 */
import type { Check } from '../commit.ts';
import type { Repository } from '../git/process.ts';
import { isFetchedFrom } from '../git/remotes.ts';
import { objectMeant } from '../git/revisions.ts';
import { UserError } from '../model/user-error.ts';
import { pushToCheck } from '../whose-policy/push.ts';
import { rangeToCheck } from '../whose-policy/range.ts';

/**
 * `pre-commit run`, which no commit is waiting for: the commits between two refs where they are named, else everything
 * that is tracked. With --all-files nothing needs to be staged, and nothing found in nothing would say nothing.
 */
export const checkByHand = (repository: Repository): Check => betweenRefs(repository) ?? { tracked: true };

/**
 * The push that the framework was told of; of several refs it tells the first one. Run by hand, what is between two refs.
 *
 * @throws UserError where it says nothing of a push, or names what is not here
 */
export function checkPush(repository: Repository): Check {
  const { env } = repository;
  const remote = env.PRE_COMMIT_REMOTE_NAME;
  const url = env.PRE_COMMIT_REMOTE_URL;
  const [from, to] = refs(repository);
  const [local, there] = [env.PRE_COMMIT_LOCAL_BRANCH, env.PRE_COMMIT_REMOTE_BRANCH];
  if (!remote || !url || !local || !there) return betweenRefs(repository) ?? nothingSaid();

  const sent = named(repository, to || local);
  const where = { remote, url };
  // FROM_REF is what is pushed over or, for a new branch, what other branches of the remote are remembered to hold.
  const isHeld = isPlainUrl(where) || isFetchedFrom(repository, where);
  const held = from && isHeld ? named(repository, from) : '0'.repeat(sent.length);
  return { commits: pushToCheck(repository, where, `${local} ${sent} ${there} ${held}\n`) };
}

/** Where no remote is named, nothing is remembered of it, unless the framework took the name for a pattern or a folder of refs. */
const isPlainUrl = ({ remote, url }: { readonly remote: string; readonly url: string }): boolean =>
  remote === url && /^[^*?[\\]+:[^*?[\\]*$/.test(url);

const refs = ({ env }: Repository) => [env.PRE_COMMIT_FROM_REF, env.PRE_COMMIT_TO_REF] as const;

function betweenRefs(repository: Repository): Check | undefined {
  const [from, to] = refs(repository);
  return from && to ? { commits: rangeToCheck(repository, { from, to, sinceParting: true }) } : undefined;
}

function named(repository: Repository, revision: string): string {
  const oid = objectMeant(repository, revision);
  if (oid !== undefined) return oid;
  throw new UserError(`${revision}, which pre-commit names, is not in this repository`, {
    hint: 'git fetch may bring it.',
  });
}

function nothingSaid(): never {
  throw new UserError('pre-commit does not say what is pushed', {
    hint: 'git push has it run this hook; by hand add --from-ref and --to-ref, or run keyhalt scan --range A..B.',
  });
}
