/** What can be wrong with a range of commits, in words and with the command that mends it. */
import { isOid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import type { RangeText } from './range-text.ts';

const shown = ({ from, to, sinceParting }: RangeText): string => `${from}${sinceParting ? '...' : '..'}${to}`;

export const oneCommit = (text: string): UserError =>
  new UserError(text === '' ? '--range is empty' : `--range ${text} does not name two ends`, {
    hint: 'Write --range A..B for what B has and A has not, --range A...B for what B has since it parted from A; HEAD may be left out.',
  });

/** What there is besides. */
interface Here {
  /** HEAD names no commit. */
  readonly isUnborn: boolean;
  readonly isShallow: boolean;
  readonly remotes: readonly string[];
}

export const noCommit = (revision: string, here: Here): UserError =>
  new UserError(`${revision} names no commit in this repository`, { hint: hintFor(revision, here) });

function hintFor(revision: string, here: Here): string {
  if (/^0+$/.test(revision))
    return 'Zeros stand for a branch that is new: name the branch that it grew from, as in --range origin/main...HEAD.';
  if (here.isUnborn && /^(?:HEAD|@)(?![\w/-])/.test(revision))
    return 'HEAD names none. In a new repository make the first commit; keyhalt scan --staged looks at what it will hold.';
  if (/@\{(?:u(?:pstream)?|push)\}/i.test(revision))
    return 'That branch follows none that is here. Name the commit in another way: git branch --all shows what is here.';
  const isObjectName = isOid(revision);
  // A name with ~, ^, @, : or two dots in it is for git here, not for another one.
  if (!/^\w(?:(?!\.\.)[\w./-])*$/.test(revision) || (here.isShallow && isObjectName))
    return here.isShallow ? unshallow : 'git branch --all and git log --oneline show what is here.';
  return isObjectName
    ? `git fetch origin ${revision} brings it; git branch --all shows what is here.`
    : fetching(revision, here);
}

/** The place is named, too: a clone of one branch forgets where others stand. */
function fetching(revision: string, { remotes, isShallow }: Here): string {
  const from = ['origin', ...remotes].find((name) => revision.startsWith(`${name}/`));
  const [remote, branch] =
    from === undefined ? ['origin', revision] : [from, revision.slice(from.length + 1)];
  const how = isShallow ? '--unshallow ' : '';
  return `git fetch ${how}${remote} ${branch}:refs/remotes/${remote}/${branch} brings it, as ${remote}/${branch}; git branch --all shows what is here.`;
}

const unshallow =
  'This clone is shallow: git fetch --unshallow brings the rest (in CI: a checkout with fetch-depth: 0).';

/** The range goes on where the history of a shallow clone ends. */
export const cutShort = (text: RangeText): UserError =>
  new UserError(`${shown(text)} reaches beyond the history that is here, so what it holds is not known`, {
    hint: unshallow,
  });

export const emptyRange = (text: RangeText): UserError =>
  new UserError(`${text.to} has no commit that ${text.from} has not, so there is nothing to scan`, {
    hint:
      text.from === text.to
        ? 'Both ends name the same: name an older one first.'
        : `Are the ends in their order, older first? git log --oneline ${text.to}..${text.from} shows what there is the other way round.`,
  });

export const unrelated = (text: RangeText): UserError =>
  new UserError(`${text.from} and ${text.to} have no commit in common, so they never parted`, {
    hint: `--range ${text.from}..${text.to}, with two dots, takes all that ${text.to} has and ${text.from} has not.`,
  });
