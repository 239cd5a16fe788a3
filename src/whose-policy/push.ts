import type { Repository } from '../git/process.ts';
import { UserError } from '../model/user-error.ts';
import type { Verdicts } from '../policy/verdicts.ts';
import { type Push, parsePushedRefs, pushSource } from '../sources/push.ts';
import { type Bases, pushEnds } from '../sources/push-ends.ts';
import { type CommitsToCheck, verdictsOfBases, verdictsOfTips } from './committed.ts';
import type { PolicyOptions } from './load.ts';

/** Lets one push decide for itself: `KEYHALT_POLICY=pushed git push`. */
const variable = 'KEYHALT_POLICY';

/**
 * What a push sends.
 *
 * @param input what git hands to pre-push on standard input
 */
export function pushToCheck(
  repository: Repository,
  to: Pick<Push, 'remote' | 'url'>,
  input: string,
): CommitsToCheck {
  const push = { ...to, refs: parsePushedRefs(input) };
  return {
    source: () => pushSource(repository, push),
    verdicts: (options) => pushVerdicts(repository, push, options),
  };
}

/**
 * Whose policy counts in a push: that of the commits that it builds on, for nothing may pardon itself. What is pushed
 * may only propose: its configuration, baseline and comments are told, and do not count.
 *
 * Where nothing is known of any other side, or the user says so for this push, what is pushed decides.
 */
async function pushVerdicts(repository: Repository, push: Push, options: PolicyOptions): Promise<Verdicts> {
  const asked = repository.env[variable];
  if (asked !== undefined && asked !== 'pushed' && asked !== 'base') {
    throw new UserError(`${variable} is neither "base" nor "pushed"`, {
      hint: `Unset it; ${variable}=pushed lets the configuration, baseline and comments of what is pushed count.`,
    });
  }
  const { tips, bases } = pushEnds(repository, push);
  const reading = { ...options, mend, allowing };
  if (asked === 'pushed') return verdictsOfTips(repository, tips, `${variable} says so`, reading);
  if (bases.kind === 'nothing') return verdictsOfTips(repository, tips, unknown, reading);
  const held = 'commits' in bases ? bases.commits : [];
  const verdicts = await verdictsOfBases(repository, { tips, bases: held }, reading);
  return { ...verdicts, notes: [...notesOn(bases), ...verdicts.notes] };
}

const mend = `Mend it; where the other side already has it, push with ${variable}=pushed, so that what is pushed decides.`;

const allowing = `a false positive: push its kh1: number in keyhalt.toml first, or at once: ${variable}=pushed git push`;

/** What a reader must know where it is not simply the commits that are pushed over, or grown from, that decide. */
function notesOn(bases: Bases): string[] {
  switch (bases.kind) {
    case 'built-on':
      return bases.isElsewhere
        ? [`${unknown}: what the push grew from at other remotes decides what is allowed`]
        : [];
    case 'beside':
      return bases.isElsewhere
        ? [`${unknown}: what other remotes hold decides what is allowed`]
        : ['the push builds on nothing that the other side holds: what that holds decides what is allowed'];
    case 'unseen':
      return ['the other side holds what is not known here, so nothing is allowed before git fetch'];
    case 'nothing':
    case 'not-asked':
      return [];
  }
}

const unknown = 'nothing is known of what the other side holds';
