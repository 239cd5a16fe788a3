import type { Exposure, Moment } from '../model/finding.ts';
import { count } from './count.ts';
import { dayOf } from './date.ts';

/** How many refs are named before the list is cut, and who names all of them then. */
export interface RefsNamed {
  readonly named: number;
  readonly hint: string;
}

/** How long a secret has been where, a line for each thing to know. */
export function exposureLines(exposure: Exposure, refsNamed: RefsNamed): string[] {
  const { first, last, gone, isAtHead, days, reintroduced, refs, isPushed } = exposure;
  return [
    `  since ${momentOf(first)}${last.commit === first.commit ? '' : `, last in ${momentOf(last)}`}`,
    `  ${isAtHead ? 'still at HEAD' : gone === undefined ? 'not at HEAD' : `gone from HEAD since ${momentOf(gone)}`}, exposed for ${days === 0 ? 'less than a day' : count(days, 'day')}${reintroduced === 0 ? '' : `, brought back ${reintroduced === 1 ? 'once' : `${reintroduced} times`}`}`,
    `  ${refs.length === 0 ? 'in no branch or tag, only in what git remembers of them' : `in ${refsOf(refs, refsNamed)}`}${isPushed ? ': pushed' : ''}`,
  ];
}

const momentOf = ({ commit, author, time }: Moment): string =>
  `${dayOf(time)} (commit ${commit.slice(0, 10)}${author === '' ? '' : ` by ${author}`})`;

function refsOf(refs: readonly string[], { named, hint }: RefsNamed): string {
  const shown = refs.slice(0, named).map(shortRef);
  const more = refs.length - shown.length;
  return `${shown.join(', ')}${more === 0 ? '' : ` and ${more} more (${hint})`}`;
}

/** As people write it, with what it is where that is no branch. */
const shortRef = (ref: string): string =>
  ref
    .replace(/^refs\/heads\//, '')
    .replace(/^refs\/remotes\//, '')
    .replace(/^refs\/tags\//, 'tag ')
    .replace(/^refs\/stash$/, 'stash');
