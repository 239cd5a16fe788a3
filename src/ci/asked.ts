import { UserError } from '../model/user-error.ts';
import { noProvider } from './problems.ts';
import { providerIn } from './providers.ts';
import type { Asked, Environment, Named, Provider } from './run.ts';

/** What a person says instead of the CI: anything that git takes for a commit. */
export interface Ends {
  readonly base?: string;
  readonly head?: string;
}

/** What is asked for, and by whom. */
export interface Question {
  readonly asked: Asked;
  /** `GitHub Actions, pull_request`; what a person said stands in it, too. */
  readonly by: string;
  readonly provider?: Provider;
}

/**
 * What a CI runs for, as its environment tells it. What a person says counts instead.
 *
 * @param read what a file holds
 * @throws UserError where nothing tells it, or only half of it, or it is not what it is to be
 */
export function questionIn(env: Environment, ends: Ends, read: (path: string) => string): Question {
  const { base, head } = { base: worded(ends, 'base'), head: worded(ends, 'head') };
  const provider = providerIn(env);
  const known = provider === undefined ? {} : { provider };
  if (base !== undefined && (head !== undefined || provider === undefined))
    return { asked: change(head ?? { words: 'HEAD' }, base), by: byPerson(ends), ...known };
  if (provider === undefined) throw noProvider();
  const { event, asked } = provider.tell(env, read);
  const by = [provider.name, event, ...(base === undefined && head === undefined ? [] : [byPerson(ends)])];
  return { asked: replaced(asked, base, head), by: by.join(', '), provider };
}

function worded(ends: Ends, name: keyof Ends): Named | undefined {
  const words = ends[name];
  if (words === '')
    throw new UserError(`--${name} is empty`, { hint: 'Name a commit or branch, or leave it out.' });
  return words === undefined ? undefined : { words };
}

const change = (head: Named, base: Named): Asked => ({ kind: 'change', head, bases: [base] });

/** At most one of both is said. */
function replaced(asked: Asked, base: Named | undefined, head: Named | undefined): Asked {
  if (base !== undefined) return change(asked.kind === 'deletion' ? { words: 'HEAD' } : asked.head, base);
  if (head === undefined) return asked;
  switch (asked.kind) {
    case 'change': {
      const { merged: _, ref: __, ...others } = asked;
      return { ...others, head };
    }
    case 'push':
      return { ...asked, head };
    case 'deletion':
      throw new UserError('--head is said, and nothing tells its base', {
        hint: 'keyhalt ci --base REV --head REV',
      });
  }
}

const byPerson = (ends: Ends): string =>
  (['base', 'head'] as const).flatMap((name) => (ends[name] === undefined ? [] : `--${name}`)).join(' ');
