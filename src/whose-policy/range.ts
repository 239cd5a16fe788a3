import type { Repository } from '../git/process.ts';
import { demandGit } from '../git/version.ts';
import { parseRange, rangeEnds, rangeNamed } from '../sources/range.ts';
import type { RangeText } from '../sources/range-text.ts';
import { type CommitsToCheck, verdictsOfBases } from './committed.ts';

/**
 * What the commits of a range bring, such as `A..B` or `A...B`. The policy at the base counts: what they add to their own
 * pardon is told as proposed.
 *
 * @throws UserError where it is no range, or what it holds is not known
 */
export function rangeToCheck(repository: Repository, words: string | RangeText): CommitsToCheck {
  const range = typeof words === 'string' ? parseRange(words) : words;
  demandGit(repository);
  const ends = rangeEnds(repository, range);
  return {
    source: () => rangeNamed(repository, range, ends),
    verdicts: (options) => verdictsOfBases(repository, ends, { ...options, mend, allowing }),
  };
}

const mend = 'Mend it; where it is older than the range, scan with --config FILE, which counts instead.';

const allowing =
  'a false positive by its kh1: number in keyhalt.toml at the base; what the range brings is only proposed.';
