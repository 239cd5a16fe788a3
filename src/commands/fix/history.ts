/** Where in history the secrets are that `keyhalt fix` is to take out. */
import type { Repository } from '../../git/process.ts';
import type { Appearance, Finding } from '../../model/finding.ts';
import { keysOf } from '../../model/fingerprints.ts';
import type { Oid } from '../../model/object.ts';
import type { Problem } from '../../model/report.ts';
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

/** Reads all of history, as `scan --history` does, for these secrets. @param options whether for the key IDs that belong to them, too */
export async function pastOf(
  repository: Repository,
  wanted: ReadonlySet<string>,
  options: HistoryOptions & { readonly withKeyIds: boolean },
): Promise<History> {
  const { findings, errors } = await scanHistory(repository, options);
  const found = new Map<string, Past>();
  for (const finding of findings) {
    const keys = keysOf(finding);
    const areAll = options.withKeyIds && wanted.has(finding.fingerprint);
    for (const fingerprint of unallowedIn(finding).filter((one) => areAll || wanted.has(one))) {
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

/** Of all that history holds and nothing allows. */
export async function fingerprintsInHistory(
  repository: Repository,
  options: HistoryOptions,
): Promise<readonly string[]> {
  const { findings } = await scanHistory(repository, options);
  return findings.flatMap(unallowedIn);
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
