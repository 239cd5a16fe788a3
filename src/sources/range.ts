import { commitsBetween, headCommit } from '../git/changes.ts';
import type { Repository } from '../git/process.ts';
import { remoteNames } from '../git/remotes.ts';
import { commitNamed, commitsInWhole, mergeBases, shallowCommits } from '../git/revisions.ts';
import type { Oid } from '../model/object.ts';
import { rangeSource } from './incoming.ts';
import { cutShort, emptyRange, noCommit, oneCommit, unrelated } from './range-problems.ts';
import type { RangeText } from './range-text.ts';
import type { Source } from './source.ts';

/** The commits at both ends: what `tips` have and `bases` have not is in the range. */
export interface RangeEnds {
  readonly tips: readonly Oid[];
  /** A itself, or with three dots the commits at which A and B part; there is at least one. */
  readonly bases: readonly Oid[];
}

/** @throws UserError for what has no two dots in it */
export function parseRange(text: string): RangeText {
  const [, from, dots, to] = /^(.*?)(\.{2,3})(.*)$/s.exec(text) ?? [];
  if (from === undefined || to === undefined) throw oneCommit(text);
  return { from: from || 'HEAD', to: to || 'HEAD', sinceParting: dots === '...' };
}

/**
 * The commits that a range lies between.
 *
 * @throws UserError where one of them is not here, and where a shallow clone leaves open what is between them
 */
export function rangeEnds(repository: Repository, text: RangeText): RangeEnds {
  const whole = commitsInWhole(repository, text.from, text.to);
  const [from, to] = whole ?? [named(repository, text.from), named(repository, text.to)];
  const shallow = whole === undefined ? shallowCommits(repository) : new Set<Oid>();
  const bases = text.sinceParting ? mergeBases(repository, from, to) : [from];
  if (bases.length === 0) throw shallow.size > 0 ? cutShort(text) : unrelated(text);

  if (shallow.size > 0) {
    const between = commitsBetween(repository, { tips: [to], excluded: bases });
    if (between.length === 0) throw emptyRange(text);
    if (isCutShort(repository, between, { tips: [from], excluded: [to] }, shallow)) throw cutShort(text);
  }
  return { tips: [to], bases };
}

/**
 * Whether a shallow clone leaves open what a range holds.
 *
 * @param between the commits of the range
 * @param beside what only the other end has tells where they part, so its history must be whole there, too
 */
export function isCutShort(
  repository: Repository,
  between: readonly Oid[],
  beside: { readonly tips: readonly Oid[]; readonly excluded: readonly Oid[] },
  shallow: ReadonlySet<Oid>,
): boolean {
  if (shallow.size === 0) return false;
  const others = commitsBetween(repository, beside);
  return [...between, ...others].some((commit) => shallow.has(commit));
}

/** What these words for a range stand for. @throws UserError where there is nothing between its ends */
export function rangeNamed(repository: Repository, text: RangeText, ends: RangeEnds): Source {
  const source = betweenSource(repository, ends);
  if (source.objects.length === 0) throw emptyRange(text);
  return source;
}

/** What the commits of a range bring, also what was added and taken out again on the way. */
export function betweenSource(repository: Repository, { tips, bases }: RangeEnds): Source {
  const [from, to] = [bases, tips].map((oids) => oids.map((oid) => oid.slice(0, 10)).join(' '));
  return rangeSource(repository, `commits ${from}..${to}`, { tips, excluded: bases, known: bases });
}

function named(repository: Repository, revision: string): Oid {
  const commit = commitNamed(repository, revision);
  if (commit !== undefined) return commit;
  throw noCommit(revision, {
    isUnborn: headCommit(repository) === undefined,
    isShallow: shallowCommits(repository).size > 0,
    remotes: remoteNames(repository),
  });
}
