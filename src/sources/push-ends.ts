import { boundary, commitsBetween, commitsOf } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { type RememberedTip, rememberedTips } from '../git/remotes.ts';
import type { Oid } from '../model/object.ts';
import { isZero, type Push, pushedRange } from './push.ts';

/** The commits at both ends of a push. */
export interface PushEnds {
  /** Those that are pushed. */
  readonly tips: readonly Oid[];
  readonly bases: Bases;
}

/** What of the other side a push is to be judged by. */
export type Bases =
  /** The commits that it is pushed over, and for what is new there those that it grew from. */
  | { readonly kind: 'built-on'; readonly commits: readonly Oid[]; readonly isElsewhere: boolean }
  /** It builds on nothing that is there: what else there is, the default branch where it is known. */
  | { readonly kind: 'beside'; readonly commits: readonly Oid[]; readonly isElsewhere: boolean }
  /** It holds something, and nothing of that is here. */
  | { readonly kind: 'unseen' }
  /** Nothing is known of it, nor of any other remote. */
  | { readonly kind: 'nothing' }
  /** Branches end, and nothing is sent. */
  | { readonly kind: 'not-asked' };

/**
 * What a push builds on. Whatever is remembered of the other side counts here, also where it may be out of date or
 * another place's, and of a place that nothing is known of what is remembered of others: a push decides for itself
 * only where nobody else could.
 */
export function pushEnds(repository: Repository, push: Push): PushEnds {
  const { sent, range } = pushedRange(repository, push);
  const tips = commitsOf(repository, range.tips);
  if (sent.length === 0) return { tips, bases: { kind: 'not-asked' } };

  const over = commitsOf(repository, range.known);
  const { remembered, isElsewhere } = memoryOf(repository, push.remote);
  const there = [...new Set([...over, ...commitsOf(repository, oidsOf(remembered))])];
  const known = new Set(range.known);
  const added = sent.filter(({ remoteOid }) => !known.has(remoteOid));
  const grown = grownFrom(
    repository,
    commitsOf(repository, [...new Set(added.map(({ localOid }) => localOid))]),
    there,
  );
  const commits = [...new Set([...over, ...grown])];
  if (commits.length > 0)
    return { tips, bases: { kind: 'built-on', commits, isElsewhere: isElsewhere && over.length === 0 } };

  const heads = commitsOf(repository, oidsOf(remembered.filter(({ isHead }) => isHead)));
  if (there.length > 0)
    return { tips, bases: { kind: 'beside', commits: heads.length > 0 ? heads : there, isElsewhere } };
  const isEmpty = remembered.length === 0 && sent.every(({ remoteOid }) => isZero(remoteOid));
  return { tips, bases: { kind: isEmpty ? 'nothing' : 'unseen' } };
}

/** What is remembered of this remote, or, where that is nothing, of all. */
function memoryOf(
  repository: Repository,
  remote: string,
): { remembered: readonly RememberedTip[]; isElsewhere: boolean } {
  const own = rememberedTips(repository, remote);
  if (own.length > 0) return { remembered: own, isElsewhere: false };
  return { remembered: rememberedTips(repository), isElsewhere: true };
}

/** The commits there that these grew from. Those that are there themselves speak only when there is nothing else. */
function grownFrom(repository: Repository, tips: readonly Oid[], there: readonly Oid[]): readonly Oid[] {
  const range = { tips, excluded: there };
  const edges = boundary(repository, range);
  if (edges.length > 0 || there.length === 0) return edges;
  return commitsBetween(repository, range).length === 0 ? tips : [];
}

const oidsOf = (tips: readonly RememberedTip[]): readonly Oid[] => [...new Set(tips.map(({ oid }) => oid))];
