import type { Found } from '../ci/found.ts';
import type { Repository } from '../git/process.ts';
import type { Verdicts } from '../policy/verdicts.ts';
import { betweenSource } from '../sources/range.ts';
import { emptySource, type Source } from '../sources/source.ts';
import { heldSource } from '../sources/tracked.ts';
import {
  type CommitsToCheck,
  type ReadingOptions,
  verdictsBy,
  verdictsOfBases,
  verdictsOfTips,
} from './committed.ts';
import { policyApart } from './load.ts';

/**
 * What a CI asks for. The policy of the base counts: what a change adds to its own pardon is told as proposed.
 *
 * @param by who asks for it, for the report
 */
export function comparedToCheck(repository: Repository, found: Found, by: string): CommitsToCheck {
  return {
    source: () => {
      const source = sourceOf(repository, found);
      return { ...source, what: `${source.what} (${by})` };
    },
    verdicts: async (options) => {
      const verdicts = await verdictsOf(repository, found, { ...options, mend, allowing });
      return { ...verdicts, notes: [...found.notes, ...(verdicts.notes ?? [])] };
    },
  };
}

function sourceOf(repository: Repository, found: Found): Source {
  switch (found.kind) {
    case 'commits':
      return betweenSource(repository, found);
    case 'files':
      return heldSource(repository, found.commit);
    case 'nothing':
      return emptySource('no commits');
  }
}

async function verdictsOf(repository: Repository, found: Found, reading: ReadingOptions): Promise<Verdicts> {
  switch (found.kind) {
    case 'commits': {
      const { tips, judges, isFirst } = found;
      return isFirst
        ? verdictsOfTips(repository, tips, 'nothing was there before', reading)
        : verdictsOfBases(repository, { tips, bases: judges }, reading);
    }
    case 'files':
      return verdictsBy(repository, [found.commit], reading);
    case 'nothing':
      return { policy: await policyApart(repository.cwd, reading) };
  }
}

const mend =
  'Mend it on the base first; until then --config FILE names another configuration, which counts instead.';

const allowing =
  'a false positive: merge its kh1: number in keyhalt.toml first; what a change brings is only proposed.';
