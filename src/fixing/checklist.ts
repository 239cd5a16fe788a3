/** A secret that a remote has seen. */
interface Pushed {
  readonly fingerprint: string;
  readonly refs: readonly string[];
}

/** What to do about what was pushed: nothing here rewrites that by itself. */
export function pushedWords(pushed: readonly Pushed[]): readonly string[] {
  const [first] = pushed;
  const names = pushed.map(({ fingerprint }) => fingerprint).join(' ');
  return [
    ...pushed.map(
      ({ fingerprint, refs }) =>
        `pushed: ${fingerprint} in ${refs.slice(0, 3).join(', ')}${refs.length > 3 ? ' and more' : ''}`,
    ),
    `  1. What was pushed is known to others. Rotate first: keyhalt respond ${first?.fingerprint}`,
    `  2. Then take it out of history: keyhalt fix ${names} --replace-text`,
  ];
}

/** What to do with the file for filter-repo, in the order in which it is to be done. */
export const rewriteWords = (file: string, isInMessages: boolean): readonly string[] => [
  'Rewriting makes nothing secret again: rotate first (keyhalt respond). Then:',
  '  1. Tell everybody who works on it, and have them push what they have. Close pull requests that can be closed.',
  '  2. Take a fresh clone, which git filter-repo asks for: git clone --mirror URL rewritten && cd rewritten',
  `  3. git filter-repo --replace-text ${file}${isInMessages ? ` --replace-message ${file}` : ''}`,
  '  4. Look at what came of it: keyhalt scan --history',
  '  5. git push --force --mirror URL (protected branches have to be opened for that; refs of pull requests, such as refs/pull/…, are refused, and stay)',
  '  6. Everybody clones anew, or rebases what is their own onto the new commits; a merge of an old clone brings it all back.',
  '  7. What stays: forks, clones and mirrors of others, refs of pull requests, what the host has cached by commit, caches and artifacts of CI, packages and images. Ask the host to clean up; delete caches; ask the owners of forks.',
];
