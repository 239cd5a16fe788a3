/** Which commits a CI asks for, and whose policy is to count: its names are looked up here, none of them is trusted. */
import type { Repository } from '../git/process.ts';
import { parentsOf, youngestOf } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import { between, type Compared, lacking, nothing } from './found.ts';
import { fetchable, find, shown } from './named.ts';
import { pushed } from './pushed.ts';
import type { Asked, Change, Named } from './run.ts';

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
    return lacking(repository, `the head, ${shown(head)}, is not in this clone`, [ref ?? fetchable(head)]);
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
    return lacking(repository, `the base, ${shown(bases[0]!)}, is not in this clone`, [fetchable(wanted)]);
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
