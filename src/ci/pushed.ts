import type { Repository } from '../git/process.ts';
import { shallowCommits, youngestOf } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import { between, type Compared, files, lacking } from './found.ts';
import { defaultBranchOf, fetchable, find, shown } from './named.ts';
import type { Named, Push } from './run.ts';

/** What commits on a branch bring. */
export function pushed(repository: Repository, push: Push): Compared {
  const tip = find(repository, push.head);
  if (tip === undefined)
    return lacking(repository, `the head, ${shown(push.head)}, is not in this clone`, [fetchable(push.head)]);
  const known = push.defaultBranch ?? defaultBranchOf(repository);
  const isThere = push.branchAt === undefined || find(repository, push.branchAt) === tip;
  const isDefault = push.branch !== undefined && push.branch === known && isThere;
  const trunk = known === undefined || isDefault ? undefined : find(repository, { branch: known });
  if (push.before !== undefined) return pushedOver(repository, tip, push.before, trunk);
  if (isDefault) return push.isNew ? first(repository, tip) : files(tip);
  if (known === undefined)
    return lacking(repository, 'nothing says what the branch held before, nor which branch is the default');
  if (trunk === undefined)
    return lacking(repository, `the default branch, ${known}, is not in this clone`, [
      fetchable({ branch: known }),
    ]);
  const found = beside(repository, tip, trunk);
  return found.kind === 'nothing' && !push.isNew ? files(tip) : found;
}

/** @param trunk where the default branch is; undefined where it is itself pushed, or not here */
function pushedOver(repository: Repository, tip: Oid, before: Named, trunk: Oid | undefined): Compared {
  const old = find(repository, before);
  if (old !== undefined) {
    const bases = youngestOf(repository, trunk === undefined ? [old] : [old, trunk]);
    const judges = trunk === undefined ? [old] : [trunk];
    return between(repository, { tips: [tip], bases, judges, why: 'what was pushed over what was there' });
  }
  // Of a whole clone it is gone for good: a push has replaced it.
  if (trunk === undefined || shallowCommits(repository).size > 0)
    return lacking(repository, `what was there before the push, ${shown(before)}, is not in this clone`, [
      fetchable(before),
    ]);
  const notes = [
    `what was there before the push (${shown(before)}) is not in this clone, so all is looked at that the default branch has not`,
  ];
  return beside(repository, tip, trunk, notes);
}

/** What a branch has and the default branch has not. */
function beside(repository: Repository, tip: Oid, trunk: Oid, notes: readonly string[] = []): Compared {
  const why = 'what the branch has and the default branch has not';
  return between(repository, { tips: [tip], bases: [trunk], judges: [trunk], why, notes });
}

/** The first push of all: it decides for itself, for nobody else could. */
function first(repository: Repository, tip: Oid): Compared {
  const why = 'all of it, for nothing was there before';
  return between(repository, { tips: [tip], bases: [], judges: [], isFirst: true, why });
}
