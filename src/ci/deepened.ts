import { type Depth, fetchFromOrigin } from '../git/fetch.ts';
import type { Repository } from '../git/process.ts';
import { shallowCommits } from '../git/revisions.ts';
import { isUserError } from '../model/user-error.ts';
import { compared } from './compared.ts';
import type { Compared, Lacking } from './found.ts';
import { fetchable, find } from './named.ts';
import type { Asked } from './run.ts';

/** Most changes go back no farther; all of the rest takes longer. In commits. */
const firstStep = 200;
/** What is lacking may be the head, then the base, then what is between them, all of it. */
const mostTurns = 5;

/**
 * As `compared`; what is lacking for that is fetched from origin.
 *
 * @param tell is told of each fetch before it is done
 * @throws UserError where origin does not give it out
 */
export function deepened(repository: Repository, asked: Asked, tell: (line: string) => void): Compared {
  const bring = (refs: readonly string[], depth?: Depth) => {
    const how = depth === undefined ? '' : depth === 'all' ? ' with all history' : `, ${depth} commits more`;
    tell(`fetching ${shortened(refs)} from origin${how}`);
    fetchFromOrigin(repository, refs, depth);
  };
  bringReplaced(repository, asked, bring);
  let found = compared(repository, asked);
  for (let turn = 0; turn < mostTurns && found.kind === 'lacking'; turn += 1) {
    const refs = refsFor(repository, found);
    if (refs.length === 0) return found;
    bring(refs, found.isShallow ? (turn === 0 ? firstStep : 'all') : undefined);
    found = compared(repository, asked);
  }
  return found;
}

/** What a forced push has replaced is in no branch any more, and some servers still give it out. */
function bringReplaced(
  repository: Repository,
  asked: Asked,
  bring: (refs: readonly string[], depth?: Depth) => void,
): void {
  const before = asked.kind === 'push' ? asked.before : undefined;
  const ref = before === undefined || find(repository, before) !== undefined ? undefined : fetchable(before);
  if (ref === undefined) return;
  try {
    bring([ref], shallowCommits(repository).size > 0 ? firstStep : undefined);
  } catch (error) {
    // Then it is gone for good, and something else is compared.
    if (!isUserError(error)) throw error;
  }
}

/**
 * History grows behind what is asked for, so where a shallow clone ends is asked for, too: unlike what is checked out, that
 * came from origin.
 */
const refsFor = (repository: Repository, { wanted }: Lacking): readonly string[] =>
  wanted === undefined ? [] : [...new Set([...wanted, ...shallowCommits(repository)])];

/** `+refs/heads/main:refs/remotes/origin/main` is `refs/heads/main`; of many the first are named. */
function shortened(refs: readonly string[]): string {
  const names = refs.map((ref) =>
    ref.replace(/^\+|:.*$/g, '').replace(/^[0-9a-f]{40,64}$/, (hash) => hash.slice(0, 10)),
  );
  const rest = names.length - namedAtMost;
  return rest > 0 ? `${names.slice(0, namedAtMost).join(' ')} and ${rest} more` : names.join(' ');
}

const namedAtMost = 4;
