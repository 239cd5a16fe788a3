import type { Repository } from '../git/process.ts';
import { parseReceivedRefs, receivedEnds, receivedSource } from '../sources/received.ts';
import { type CommitsToCheck, verdictsOfBases, verdictsOfTips } from './committed.ts';

/**
 * What a push brings to the repository that it goes to. What the refs hold that are pushed over decides what is allowed,
 * for new ones HEAD; nothing that comes from the other side does, except for the first push of all.
 *
 * @param input what git hands to pre-receive on standard input
 */
export function receivedToCheck(repository: Repository, input: string): CommitsToCheck {
  const refs = parseReceivedRefs(input);
  return {
    source: () => receivedSource(repository, refs),
    verdicts: async (options) => {
      const { isFirst, ...ends } = receivedEnds(repository, refs);
      const reading = { ...options, mend, allowing };
      return isFirst
        ? verdictsOfTips(repository, ends.tips, 'this repository holds nothing yet', reading)
        : verdictsOfBases(repository, ends, reading);
    },
  };
}

const mend =
  'Mend it and push again; where this repository already has it, its administrator lifts the hook for the push that mends it.';

const allowing = 'a false positive: push its kh1: number in keyhalt.toml first, by itself.';
