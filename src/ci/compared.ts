/** Which commits a CI asks for, and whose policy is to count: its names are looked up here, none of them is trusted. */
import { reachable } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { parentsOf, shallowCommits, youngestOf } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import { isCutShort } from '../sources/range.ts';
import { defaultBranchOf, fetchable, find, shown } from './named.ts';
import type { Asked, Change, Named, Push } from './run.ts';

/** What is to be looked at. `why` says it in words, after a list of commits. */
export type Compared =
  /** What the tips have and the bases have not. */
  | {
      readonly kind: 'commits';
      readonly tips: readonly Oid[];
      readonly bases: readonly Oid[];
      /** Whose policy counts. */
      readonly judges: readonly Oid[];
      /** Nothing was there before, so the tips decide for themselves. */
      readonly isFirst: boolean;
      readonly why: string;
      readonly notes: readonly string[];
    }
  /** The files that a commit holds, by its own policy: nothing tells what is new. */
  | { readonly kind: 'files'; readonly commit: Oid; readonly why: string; readonly notes: readonly string[] }
  /** There is nothing that is new. */
  | { readonly kind: 'nothing'; readonly why: string; readonly notes: readonly string[] }
  | Lacking;

/** Something is not here without which nothing can be told. */
export interface Lacking {
  readonly kind: 'lacking';
  /** A sentence. */
  readonly what: string;
  /** What brings it, as `git fetch origin` takes it, as far as that is known; undefined where nothing can. */
  readonly wanted: readonly string[] | undefined;
  readonly isShallow: boolean;
}

/** What is there to be looked at. */
export type Found = Exclude<Compared, Lacking>;

export function compared(repository: Repository, asked: Asked): Compared {
  switch (asked.kind) {
    case 'change':
      return changed(repository, asked);
    case 'push':
      return pushed(repository, asked);
    case 'deletion':
      return nothing('a branch or tag was taken away, and nothing came');
  }
}

function changed(repository: Repository, { head, merged, bases, ref }: Change): Compared {
  const tip = find(repository, head);
  if (tip === undefined)
    return lacking(repository, `the head, ${shown(head)}, is not here`, [ref ?? fetchable(head)]);
  const merge = merged === undefined ? undefined : mergeOf(repository, merged, tip);
  if (merge !== undefined)
    return between(repository, {
      ...merge,
      judges: merge.bases,
      why: 'the merge commit of the change, without the base that it was made of',
    });
  const held = bases.flatMap((base) => find(repository, base) ?? []);
  // A branch can be asked for in every repository; a commit that no branch names, only in some.
  const wanted = bases.find((base) => 'branch' in base) ?? bases[0]!;
  if (held.length === 0)
    return lacking(repository, `the base, ${shown(bases[0]!)}, is not here`, [fetchable(wanted)]);
  const youngest = youngestOf(repository, held);
  const why = 'what the head has and its base has not';
  return between(repository, { tips: [tip], bases: youngest, judges: youngest, why });
}

/** The commit that CI itself made of the head and something else, which then is the base. */
function mergeOf(
  repository: Repository,
  merged: Named,
  head: Oid,
): { readonly tips: readonly Oid[]; readonly bases: readonly Oid[] } | undefined {
  const merge = find(repository, merged);
  const parents = merge === undefined ? [] : parentsOf(repository, merge);
  const bases = parents.filter((parent) => parent !== head);
  return parents.length === 2 && bases.length === 1 ? { tips: [merge!], bases } : undefined;
}

function pushed(repository: Repository, push: Push): Compared {
  const tip = find(repository, push.head);
  if (tip === undefined)
    return lacking(repository, `the head, ${shown(push.head)}, is not here`, [fetchable(push.head)]);
  const known = push.defaultBranch ?? defaultBranchOf(repository);
  const isThere = push.branchAt === undefined || find(repository, push.branchAt) === tip;
  const isDefault = push.branch !== undefined && push.branch === known && isThere;
  const trunk = known === undefined || isDefault ? undefined : find(repository, { branch: known });
  if (push.before !== undefined) return pushedOver(repository, tip, push.before, trunk);
  if (isDefault) return push.isNew ? first(repository, tip) : files(tip);
  if (known === undefined)
    return lacking(repository, 'nothing says what the branch held before, nor which branch is the default');
  if (trunk === undefined)
    return lacking(repository, `the default branch, ${known}, is not here`, [fetchable({ branch: known })]);
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
    return lacking(repository, `what was there before the push, ${shown(before)}, is not here`, [
      fetchable(before),
    ]);
  const notes = [
    `what was there before the push (${shown(before)}) is not here, so all is looked at that the default branch has not`,
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

const files = (commit: Oid): Compared => ({
  kind: 'files',
  commit,
  why: 'the files that it holds, for nothing tells what of it is new',
  notes: [
    `nothing tells what of commit ${commit.slice(0, 10)} is new: the files that it holds were looked at, by its own policy (--base names what to compare it with)`,
  ],
});

const nothing = (why: string): Compared => ({
  kind: 'nothing',
  why,
  notes: [`nothing was looked at: ${why}`],
});

interface Range {
  readonly tips: readonly Oid[];
  readonly bases: readonly Oid[];
  readonly judges: readonly Oid[];
  readonly isFirst?: boolean;
  readonly why: string;
  readonly notes?: readonly string[];
}

function between(repository: Repository, { isFirst = false, notes = [], ...range }: Range): Compared {
  const { tips, bases } = range;
  const brought = reachable(repository, { tips, excluded: bases }, 'commits');
  const shallow = shallowCommits(repository);
  if (isCutShort(repository, brought, { tips: bases, excluded: tips }, shallow))
    return lacking(repository, 'the history that is here ends within what is to be looked at', [...shallow]);
  if (brought.length > 0) return { kind: 'commits', ...range, isFirst, notes };
  const [tip, base] = [tips, bases].map((oids) => oids.map((oid) => oid.slice(0, 10)).join(' '));
  return nothing(`everything that ${tip} has is in ${base} already`);
}

/** @param wanted what origin has to be asked for, where it is known how */
function lacking(repository: Repository, what: string, wanted?: readonly (string | undefined)[]): Lacking {
  const isShallow = shallowCommits(repository).size > 0;
  return { kind: 'lacking', what, wanted: wanted?.filter((one) => one !== undefined), isShallow };
}
