import { indexChanges } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { absent, gitlink, type RawEntry } from '../git/raw-diff.ts';
import { append } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { OldContent, Source } from './source.ts';

/**
 * What the next commit adds: the index, as git has it, against the last commit.
 *
 * In a merge it is what differs from every parent: resolutions, and what was slipped in beside them. What came in
 * from a side unchanged is that side's (`incoming.ts`).
 */
export function stagedSource(repository: Repository, mergeHeads: readonly Oid[]): Source {
  const sides = [undefined, ...mergeHeads].map((parent) => indexChanges(repository, parent));
  const entries = differingFromAll(sides);
  const present = entries.filter(
    ({ newMode, newOid }) => newMode !== absent && newMode !== gitlink && isObject(newOid),
  );
  const paths = pathsByBlob(present);
  return {
    what: 'staged content',
    objects: [...paths.keys()],
    pathsOf: (oid) => paths.get(oid) ?? [],
    names: entries.filter(({ status }) => status === 'A').map(({ path }) => path),
    texts: [],
    submodules: entries.filter(({ newMode }) => newMode === gitlink).map(({ path }) => path),
    before: async () => oldContent(sides.flat()),
  };
}

/** Entries of the first side whose path and new content stand in every other side, too. */
function differingFromAll(sides: readonly (readonly RawEntry[])[]): readonly RawEntry[] {
  const [first = [], ...others] = sides;
  const unmerged = first.find(({ status }) => status === 'U');
  if (unmerged !== undefined) throw conflict(unmerged);
  const sets = others.map((side) => new Set(side.map(keyOf)));
  return first.filter((entry) => sets.every((set) => set.has(keyOf(entry))));
}

const keyOf = ({ newMode, newOid, path }: RawEntry): string =>
  `${newMode} ${newOid} ${path.toString('latin1')}`;

function pathsByBlob(entries: readonly RawEntry[]): Map<Oid, Buffer[]> {
  const paths = new Map<Oid, Buffer[]>();
  for (const { newOid, path } of entries) append(paths, newOid, path);
  return paths;
}

/** The other side of each change. */
function oldContent(entries: readonly RawEntry[]): OldContent {
  const blobs = entries.filter(
    ({ oldMode, oldOid }) => oldMode !== absent && oldMode !== gitlink && isObject(oldOid),
  );
  return {
    objects: [...new Set(blobs.map(({ oldOid }) => oldOid))],
    names: entries.filter(({ status }) => status === 'D').map(({ path }) => path),
    texts: [],
  };
}

/** An all-zero name stands for content that is no object: none is staged that way, so it must not be skipped. */
function isObject(oid: Oid): boolean {
  if (/[^0]/.test(oid)) return true;
  throw new UserError('git lists staged content that it has no object for', {
    hint: 'Run git add for it again.',
  });
}

const conflict = ({ path }: RawEntry): UserError =>
  new UserError(
    `${visible(decodeBytes(path))} is not merged yet, so what the next commit adds is not known`,
    {
      hint: 'Resolve the conflict and git add it.',
    },
  );
