/** What a question can come to. */
import { commitsBetween } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { shallowCommits } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import { isCutShort } from '../sources/range.ts';

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

interface Range {
  readonly tips: readonly Oid[];
  readonly bases: readonly Oid[];
  readonly judges: readonly Oid[];
  readonly isFirst?: boolean;
  readonly why: string;
  readonly notes?: readonly string[];
}

/** What the tips have and the bases have not, if that is known, and anything. */
export function between(repository: Repository, { isFirst = false, notes = [], ...range }: Range): Compared {
  const { tips, bases } = range;
  const brought = commitsBetween(repository, { tips, excluded: bases });
  if (brought.length === 0)
    return nothing(`everything that ${shortly(tips)} has is in ${shortly(bases)} already`);
  const shallow = shallowCommits(repository);
  if (isCutShort(repository, brought, { tips: bases, excluded: tips }, shallow))
    return lacking(repository, 'the history that is here ends within what is to be looked at', [...shallow]);
  return { kind: 'commits', ...range, isFirst, notes };
}

const shortly = (oids: readonly Oid[]): string => oids.map((oid) => oid.slice(0, 10)).join(' ');

export const nothing = (why: string): Compared => ({
  kind: 'nothing',
  why,
  notes: [`nothing was looked at: ${why}`],
});

/** For whoever is not told what is new. */
export const files = (commit: Oid): Compared => ({
  kind: 'files',
  commit,
  why: 'the files that it holds, for nothing tells what of it is new',
  notes: [
    `nothing tells what of commit ${commit.slice(0, 10)} is new: the files that it holds were looked at, by its own policy (--base names what to compare it with)`,
  ],
});

/** @param wanted what origin has to be asked for, where it is known how */
export function lacking(
  repository: Repository,
  what: string,
  wanted?: readonly (string | undefined)[],
): Lacking {
  const isShallow = shallowCommits(repository).size > 0;
  return { kind: 'lacking', what, wanted: wanted?.filter((one) => one !== undefined), isShallow };
}
