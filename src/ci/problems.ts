import { UserError } from '../model/user-error.ts';
import type { Lacking } from './found.ts';
import { providers } from './providers.ts';
import type { Provider } from './run.ts';

/** What to do where something is lacking, with the line for this CI. */
export const lackingProblem = (lacking: Lacking, provider?: Provider): UserError =>
  new UserError(`${lacking.what}, so it is not known what the change brings`, {
    hint: lacking.isShallow ? inShallow(lacking, provider) : inWhole(lacking),
  });

function inShallow({ wanted }: Lacking, provider?: Provider): string {
  const line = provider?.wholeHistory ?? 'let git fetch --unshallow bring the rest';
  const refs = (wanted ?? []).filter((ref) => /^\+?refs\//.test(ref));
  const more =
    refs.length === 0 ? '' : ` If it is still missing then: git fetch --no-tags origin ${refs.join(' ')}`;
  return `This clone is shallow: ${line}, or let keyhalt ci --deepen fetch what is missing.${more}`;
}

const inWhole = ({ wanted }: Lacking): string =>
  wanted === undefined || wanted.length === 0
    ? 'Name commits that are here, as git log --oneline --all shows them: keyhalt ci --base REV --head REV.'
    : `git fetch --no-tags origin ${wanted.join(' ')} brings it, and so does keyhalt ci --deepen.`;

export const noProvider = (): UserError =>
  new UserError('what to compare is not known: this is no CI that keyhalt knows', {
    hint: `Say what to compare with: keyhalt ci --base origin/main [--head REV]. Known by their variables: ${providers.map(({ name, sign }) => `${name} (${sign})`).join(', ')}.`,
  });
