import type { Skipped } from '../model/object.ts';

/** A line for each reason why something was deliberately not read, with the first so many paths. */
export const skippedLines = (skipped: readonly Skipped[], named: number): string[] =>
  Object.entries(skippedWords).flatMap(([reason, [one, more]]) => {
    const paths = skipped.filter((part) => part.reason === reason).map(({ path }) => path);
    if (paths.length === 0) return [];
    const shown = paths.slice(0, named);
    const rest = paths.length > shown.length ? ' …' : '';
    return [`not scanned: ${paths.length} ${paths.length === 1 ? one : more} (${shown.join(', ')}${rest})`];
  });

/** What was not read, one of it and several. */
export const skippedWords: Readonly<Record<Skipped['reason'], readonly [one: string, more: string]>> = {
  submodule: ['submodule', 'submodules'],
  'git-lfs': ['file kept by Git LFS', 'files kept by Git LFS'],
  'git-annex': ['file kept by git-annex', 'files kept by git-annex'],
  'special-file': ['pipe, socket or device', 'pipes, sockets and devices'],
  'git-folder': ['git folder', 'git folders'],
  link: ['symbolic link, which is not followed', 'symbolic links, which are not followed'],
  'binary-patch': ['binary file in a patch', 'binary files in a patch'],
  'archive-too-deep': ['archive inside archives, too deep', 'archives inside archives, too deep'],
  'archive-too-large': ['archive, too large', 'archives, too large'],
  'archive-ratio': [
    'archive member that unpacks to far too much',
    'archive members that unpack to far too much',
  ],
  'archive-too-many-members': ['archive with too many members', 'archives with too many members'],
  'archive-encrypted': ['encrypted archive member', 'encrypted archive members'],
  'archive-damaged': ['damaged archive member', 'damaged archive members'],
  'archive-unsupported': ['archive of a kind that is not read', 'archives of kinds that are not read'],
};
