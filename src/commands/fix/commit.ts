/** The commit that `keyhalt fix` makes, or changes. */
import { headCommit, indexChanges } from '../../git/changes.ts';
import type { Repository } from '../../git/process.ts';
import { commitStaged } from '../../git/rewriting.ts';
import { UserError } from '../../model/user-error.ts';
import { visible } from '../../model/visible.ts';
import type { Scanner } from '../../scan/scanner.ts';
import type { Done } from './apply.ts';
import type { Files } from './files.ts';
import { expiring, rebaseFrom, short, type Way } from './way.ts';

/** A commit that can be changed. */
export type CommitWay = Extract<Way, { kind: 'amend' | 'fixup' }>;

/**
 * A commit takes all that is staged: so nothing else may be. And what is changed is the commit that was looked at.
 *
 * @throws UserError before anything is changed
 */
export function demandCommittable(repository: Repository, { head }: Pick<Files, 'head'>): void {
  if (headCommit(repository) !== head)
    throw new UserError('HEAD has moved since it was looked at', {
      hint: 'Nothing was changed. Run the same command again.',
    });
  if (indexChanges(repository).length > 0)
    throw new UserError('something else is staged, and would go into the commit, too', {
      hint: 'Nothing was changed. Commit it, or git stash it, then run the same command again.',
    });
}

export const commitWords = ({ kind, commit }: CommitWay): string =>
  kind === 'amend'
    ? `git commit --amend --no-edit (${short(commit)} is in no remote-tracking branch)`
    : `git commit --fixup=${short(commit)} (it is in no remote-tracking branch)`;

export interface Made {
  readonly lines: readonly string[];
  readonly undo: readonly string[];
}

/** Where git or a hook refuses, everything is as it was. */
export async function commitOrUndo(
  repository: Repository,
  scanner: Scanner,
  { kind, commit }: CommitWay,
  done: Done,
): Promise<Made> {
  const old = headCommit(repository)!;
  const { code, said } = commitStaged(repository, kind === 'amend' ? { amend: true } : { fixup: commit });
  if (code !== 0) {
    await done.undo();
    const words = visible(scanner.redact(said.trim().split('\n').slice(0, 10).join(' / ')));
    const what = code === null ? 'the commit was broken off' : 'git or a hook refused the commit';
    throw new UserError(`${what}, so nothing was changed${words === '' ? '' : `: ${words}`}`, {
      hint: 'Mend what it says, then run the same command again. A commit that would hold nothing goes away with git reset HEAD~1.',
    });
  }
  const made = short(headCommit(repository)!);
  return kind === 'amend'
    ? {
        lines: [
          `Commit ${short(commit)} is ${made} now, without it.`,
          `The old one stays in the reflog, where keyhalt scan --history sees it, until that expires. At once: ${expiring}`,
        ],
        undo: [`git reset --soft ${old}`],
      }
    : {
        lines: [
          `Commit ${made} mends ${short(commit)}, which still holds it until both become one:`,
          `  GIT_SEQUENCE_EDITOR=: git rebase -i --autosquash ${rebaseFrom(repository, commit)}`,
          '  (A later commit that changes the same line is a conflict: resolve it and git rebase --continue.)',
        ],
        undo: [`git reset --soft ${old}`],
      };
}
