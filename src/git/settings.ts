import { askGit, type Repository } from './process.ts';

/** A setting of git as it is in force: its key with section and name in small letters, and one of its values. */
type Setting = readonly [key: string, value: string];

/** All whose key matches, in the order of the files that say them: the last of a key wins. @param pattern as git has it */
export function settingsLike(repository: Repository, pattern: string): readonly Setting[] {
  const { stdout } = askGit(repository, ['config', '-z', '--get-regexp', pattern], { accept: [0, 1] });
  return stdout
    .toString('utf8')
    .split('\0')
    .filter(Boolean)
    .map((entry) => {
      const end = entry.indexOf('\n');
      return end === -1 ? [entry, ''] : [entry.slice(0, end), entry.slice(end + 1)];
    });
}
