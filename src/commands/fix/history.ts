/** Where in history the secrets are that `keyhalt fix` is to take out, and what can be done about them there. */

import { currentBranch, isInFetchedRefs, isInRefs, isRoot, mayBePushed } from '../../git/before-changing.ts';
import { headCommit } from '../../git/changes.ts';
import type { Repository } from '../../git/process.ts';
import type { Appearance, Finding } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import type { Oid } from '../../model/object.ts';
import type { Problem } from '../../model/report.ts';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import { type HistoryOptions, scanHistory } from '../scan-history.ts';
import { unallowedIn } from './wanted.ts';

/** A secret in commits. */
export interface Past {
  readonly fingerprint: string;
  /** The commits that brought it in. */
  readonly commits: readonly Oid[];
  readonly isPushed: boolean;
  /** Every branch and tag with it in its history, safe to print. */
  readonly refs: readonly string[];
  readonly appearances: readonly Appearance[];
}

/** A secret in the last commit that an audit does not tell of. */
export const untoldPast = (fingerprint: string): Past => ({
  fingerprint,
  commits: [],
  isPushed: false,
  refs: [],
  appearances: [],
});

/** What history says of some secrets. */
export interface History {
  readonly found: ReadonlyMap<string, Past>;
  /** Why not all of it could be read. */
  readonly problems: readonly Problem[];
}

/** What is to be done about a secret in commits. */
export type Way =
  | { readonly kind: 'pushed' }
  | { readonly kind: 'amend'; readonly commit: Oid }
  | { readonly kind: 'fixup'; readonly commit: Oid }
  | { readonly kind: 'by-hand'; readonly why: string; readonly how: string };

/** Reads all of history, as `scan --history` does, for these secrets. */
export async function pastOf(
  repository: Repository,
  wanted: ReadonlySet<string>,
  options: HistoryOptions,
): Promise<History> {
  const { findings, errors } = await scanHistory(repository, options);
  const found = new Map<string, Past>();
  for (const finding of findings) {
    const keys = keysOf(finding);
    for (const fingerprint of unallowedIn(finding).filter((one) => wanted.has(one))) {
      const appearances =
        fingerprint === finding.fingerprint
          ? finding.appearances
          : (keys.find((key) => key.fingerprint === fingerprint)?.appearances ?? finding.appearances);
      found.set(fingerprint, {
        ...{ fingerprint, appearances },
        commits: commitsOf(appearances, finding),
        isPushed: finding.exposure?.isPushed ?? false,
        refs: finding.exposure?.refs ?? [],
      });
    }
  }
  return { found, problems: errors };
}

/**
 * The commits that brought it in, the first of them last. An appearance tells one commit of each path and content: where
 * that was amended, the exposure tells the one that holds it now.
 */
function commitsOf(
  appearances: readonly Appearance[],
  { appearances: all, exposure }: Finding,
): readonly Oid[] {
  const told = new Set(appearances.flatMap(({ commit }) => commit ?? []));
  const spoken = new Set(all.map(({ commit }) => commit));
  // Of a key ID that stands elsewhere than its secret the exposure is not.
  if (exposure === undefined || ![...told].every((commit) => spoken.has(commit))) return [...told];
  const { first, last } = exposure;
  return [...new Set([last.commit, ...told])]
    .filter((commit) => commit !== first.commit)
    .concat(first.commit);
}

/**
 * What can be done; a commit is changed only where nothing else holds it.
 *
 * @throws UserError where HEAD is on no branch
 */
export function wayFor(
  repository: Repository,
  { fingerprint, commits, isPushed, refs }: Past,
  isAtHead: boolean,
): Way {
  if (isPushed) return { kind: 'pushed' };
  const branch = currentBranch(repository);
  // What only a reflog leads to goes away by itself.
  const living = branch === undefined ? commits : commits.filter((one) => isInRefs(repository, one));
  const [commit, ...more] = living;
  if (commit === undefined)
    return isAtHead
      ? {
          ...{ kind: 'by-hand', why: 'it is not known which commit brought it' },
          how: 'keyhalt scan --history tells what is known of it',
        }
      : {
          ...{ kind: 'by-hand', why: 'only a reflog, a stash or the index of a work tree leads to it' },
          how: expiring,
        };
  if (isInFetchedRefs(repository, commit)) return { kind: 'pushed' };
  if (branch === undefined)
    throw new UserError('HEAD is on no branch, so a commit that is changed would belong to none', {
      hint: 'Nothing was changed. git switch to the branch of that commit, then run the same command again.',
    });
  const byHand = (why: string): Way => ({ kind: 'by-hand', why, how: rebasing(repository, living.at(-1)!) });
  if (more.length > 0)
    return byHand(`${living.length} commits brought it: ${living.slice(0, 5).map(short).join(', ')}`);
  const others = refs.filter((ref) => ref !== branch && ref !== 'HEAD');
  if (others.length > 0)
    return byHand(
      `it is in the history of ${others.slice(0, 3).join(', ')}${others.length > 3 ? ' and more' : ''}, too`,
    );
  if (!isAtHead) return byHand(`commit ${short(commit)} brought it, and no file at HEAD has it any more`);
  const trace = mayBePushed(repository, branch);
  if (trace !== undefined)
    return {
      ...{ kind: 'by-hand', why: `commit ${short(commit)} may have been pushed: ${visible(trace)}` },
      how: `if it was, keyhalt respond ${fingerprint}; if you know that it was not: ${rebasing(repository, commit)}`,
    };
  return { kind: commit === headCommit(repository) ? 'amend' : 'fixup', commit };
}

/** Shown, not run: it takes away everything else that only a reflog keeps, too. */
export const expiring =
  'git reflog expire --expire-unreachable=now --all && git gc --prune=now (it takes away all that only a reflog keeps)';

/** What a rebase begins with so that it can change a commit; merges stay merges. */
export const rebaseFrom = (repository: Repository, commit: Oid): string =>
  `--rebase-merges ${isRoot(repository, commit) ? '--root' : `${short(commit)}~1`}`;

const rebasing = (repository: Repository, commit: Oid): string =>
  `git rebase -i ${rebaseFrom(repository, commit)}, with edit in front of each commit that holds it`;

export const short = (oid: Oid): string => oid.slice(0, 10);
