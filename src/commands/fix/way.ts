/** What can be done about a secret that history holds; a commit is changed only where nothing else holds it. */
import { currentBranch, isInFetchedRefs, isInRefs, isRoot, mayBePushed } from '../../git/before-changing.ts';
import { headCommit } from '../../git/changes.ts';
import type { Repository } from '../../git/process.ts';
import type { Oid } from '../../model/object.ts';
import { quoteIfNeeded } from '../../model/quote.ts';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import type { Past } from './history.ts';

/** What is to be done about a secret in commits. */
export type Way =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'amend'; readonly commit: Oid }
  | { readonly kind: 'fixup'; readonly commit: Oid }
  | ByHand;

interface ByHand {
  readonly kind: 'by-hand';
  readonly why: string;
  readonly how: string;
}

/**
 * @returns what tells it of one secret after the other, `isAtHead` being whether a file of the last commit holds it; it throws
 * a UserError where HEAD is on no branch. git is asked once of each commit, which may have brought thousands.
 */
export function waysIn(repository: Repository): (past: Past, isAtHead: boolean) => Way {
  const branch = currentBranch(repository);
  const head = headCommit(repository);
  const isKept = askedOnce((commit: Oid) => isInRefs(repository, commit));
  const isFetched = askedOnce((commit: Oid) => isInFetchedRefs(repository, commit));
  const traceOf = askedOnce((name: string) => mayBePushed(repository, name));
  const rebaseOf = askedOnce((commit: Oid) => rebasing(repository, commit));

  return (past, isAtHead) => {
    const { fingerprint, commits, isPushed, refs } = past;
    if (isPushed) return { kind: 'pushed' };
    // What only a reflog leads to goes away by itself.
    const living = branch === undefined ? commits : commits.filter(isKept);
    const [commit, ...more] = living;
    if (commit === undefined) return withoutCommit(past, isAtHead);
    if (isFetched(commit)) return { kind: 'pushed' };
    if (branch === undefined)
      throw new UserError('HEAD is on no branch, so a commit that is changed would belong to none', {
        hint: 'Nothing was changed. git switch to the branch of that commit, then run the same command again.',
      });
    const others = refs.filter((ref) => ref !== branch && ref !== 'HEAD');
    const [other] = others;
    if (other !== undefined && !refs.includes(branch))
      return byHand(`it is in the history of ${listed(others)}, and not of this branch`, leaving(other));
    const rebase = rebaseOf(living.at(-1)!);
    if (more.length > 0)
      return byHand(
        `${living.length} commits brought it: ${living.slice(0, 5).map(short).join(', ')}`,
        rebase,
      );
    if (other !== undefined) return byHand(`it is in the history of ${listed(others)}, too`, rebase);
    if (isInMessage(past))
      return byHand(
        `it stands in the message, a name or a header of commit ${short(commit)}`,
        commit === head ? 'git commit --amend, without it' : rebase,
      );
    if (!isAtHead)
      return byHand(
        `commit ${short(commit)} brought it, and at HEAD it is gone, or allowed by a comment`,
        `${rebase}; is it harmless? Then its kh1: number in keyhalt.toml allows older commits, too`,
      );
    const trace = traceOf(branch);
    if (trace !== undefined)
      return byHand(
        `commit ${short(commit)} may have been pushed: ${visible(trace)}`,
        `if it was, keyhalt respond ${fingerprint}; if you know that it was not: ${rebase}`,
      );
    return { kind: commit === head ? 'amend' : 'fixup', commit };
  };
}

function askedOnce<Told>(ask: (name: string) => Told): (name: string) => Told {
  const told = new Map<string, Told>();
  return (name) => {
    if (!told.has(name)) told.set(name, ask(name));
    return told.get(name)!;
  };
}

const byHand = (why: string, how: string): ByHand => ({ kind: 'by-hand', why, how });

/** Where no commit that a ref leads to brought it. */
function withoutCommit({ appearances }: Past, isAtHead: boolean): ByHand {
  const object = appearances.find(
    ({ commit, isFile, isName, fromTop }) =>
      commit === undefined && isName === undefined && (isFile === undefined || fromTop !== undefined),
  );
  if (object !== undefined)
    return byHand(
      `${object.path} holds it`,
      `git tag --delete, or git update-ref -d for other refs, takes away what leads there; make it anew without the secret, then ${expiring}`,
    );
  return isAtHead
    ? byHand('it is not known which commit brought it', 'keyhalt scan --history tells what is known of it')
    : byHand('only a reflog, an older stash or the index of a work tree leads to it', expiring);
}

/** How to get a secret out of the history of a ref that the branch in hand is not part of. */
function leaving(ref: string): string {
  const again = 'then run the same command again';
  const name = quoteIfNeeded(ref.replace(/^refs\/(?:heads|tags)\//, ''));
  if (ref === 'refs/stash')
    return `git stash list tells which one it is, git stash drop takes it away; ${again}`;
  if (ref.startsWith('refs/heads/')) return `git switch ${name}, ${again}`;
  if (ref.startsWith('refs/tags/'))
    return `git tag --delete ${name}, and make it anew without the secret; ${again}`;
  return `git update-ref -d ${quoteIfNeeded(ref)} takes all away that it leads to; ${again}`;
}

/** The first three of some refs. */
const listed = (refs: readonly string[]): string =>
  `${refs.slice(0, 3).join(', ')}${refs.length > 3 ? ' and more' : ''}`;

const isInMessage = ({ appearances }: Past): boolean =>
  appearances.length > 0 && appearances.every(({ isFile }) => isFile === undefined);

/** Shown, not run: it takes away everything else that only a reflog keeps, too. */
export const expiring =
  'git reflog expire --expire-unreachable=now --all && git gc --prune=now (it takes away all that only a reflog keeps, such as older stashes)';

/** What a rebase begins with so that it can change a commit; merges stay merges. */
export const rebaseFrom = (repository: Repository, commit: Oid): string =>
  `--rebase-merges ${isRoot(repository, commit) ? '--root' : `${short(commit)}~1`}`;

const rebasing = (repository: Repository, commit: Oid): string =>
  `git rebase -i ${rebaseFrom(repository, commit)}, with edit in front of each commit that holds it`;

export const short = (oid: Oid): string => oid.slice(0, 10);
