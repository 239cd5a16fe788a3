/** How much of it `keyhalt fix` does in one run. */
import type { Repository } from '../../git/process.ts';
import type { CommitWay } from './commit.ts';
import { type Edits, editsFor } from './edits.ts';
import type { Files } from './files.ts';
import type { Past } from './history.ts';
import type { Wanted } from './wanted.ts';
import { waysIn } from './way.ts';

/** What is done this time: one commit at most is changed. */
export interface Step {
  readonly edits: Edits;
  readonly commit?: CommitWay;
  /** Of whose secrets something stays in history. */
  readonly pushed: readonly Past[];
  readonly byHand: readonly { readonly past: Past; readonly why: string; readonly how: string }[];
  /** Whether more is left for the next time. */
  readonly isMore: boolean;
}

export function nextStep(
  repository: Repository,
  files: Files,
  wanted: readonly Wanted[],
  pasts: ReadonlyMap<string, Past>,
): Step {
  const atHead = new Set(
    wanted.flatMap(({ file }) => file.head?.spots.map(({ fingerprint }) => fingerprint) ?? []),
  );
  const wayFor = waysIn(repository);
  const ways = [...pasts.values()].map((past) => ({
    past,
    way: wayFor(past, atHead.has(past.fingerprint)),
  }));
  const local = ways.flatMap(({ past, way }) =>
    way.kind === 'amend' || way.kind === 'fixup' ? [{ past, way }] : [],
  );
  const fresh = wanted.flatMap(({ fingerprints }) => [...fingerprints]).filter((one) => !pasts.has(one));
  const others = ways.filter(({ past }) => !local.some((one) => one.past === past));
  const first = (local.find(({ way }) => way.kind === 'amend') ?? local[0])?.way;
  const isCommit =
    first !== undefined &&
    fresh.length === 0 &&
    !others.some(({ past }) => wanted.some(({ fingerprints }) => fingerprints.has(past.fingerprint)));
  const chosen = new Set(
    isCommit
      ? local.filter(({ way }) => way.commit === first.commit).map(({ past }) => past.fingerprint)
      : [...fresh, ...others.map(({ past }) => past.fingerprint)],
  );
  const now = wanted.map(({ file, fingerprints }) => ({
    file,
    fingerprints: new Set([...fingerprints].filter((one) => chosen.has(one))),
  }));
  return {
    edits: editsFor(repository, files, now),
    ...(isCommit ? { commit: first } : {}),
    pushed: ways.filter(({ way }) => way.kind === 'pushed').map(({ past }) => past),
    byHand: ways.flatMap(({ past, way }) => (way.kind === 'by-hand' ? [{ past, ...way }] : [])),
    isMore: local.some(({ past }) => !chosen.has(past.fingerprint)),
  };
}
