import type { Oid } from '../model/object.ts';
import { askGit, type Repository } from './process.ts';
import { settingsLike } from './settings.ts';

export const remoteNames = (repository: Repository): readonly string[] =>
  lines(askGit(repository, ['remote']).stdout);

/** Whether this is a remote whose branches are fetched from that URL. */
export function isFetchedFrom(
  repository: Repository,
  { remote, url }: { readonly remote: string; readonly url: string },
): boolean {
  if (!remoteNames(repository).includes(remote)) return false;
  const fetched = askGit(repository, ['remote', 'get-url', remote], { accept: [0, 2, 128] }).stdout;
  return lines(fetched)[0] === url;
}

/** A branch of a remote as it was last seen. */
export interface RememberedTip {
  readonly oid: Oid;
  /** `refs/remotes/origin/main` */
  readonly name: string;
  /** Whether it is the remote's HEAD: its default branch. */
  readonly isHead: boolean;
}

/** The branches that are remembered of a remote, without those in its folder that are fetched from elsewhere; without one, of all. */
export function rememberedTips(repository: Repository, remote?: string): readonly RememberedTip[] {
  const remotes = remoteNames(repository);
  if (remote !== undefined && !remotes.includes(remote)) return [];
  const folder = remote === undefined ? 'refs/remotes/' : `refs/remotes/${remote}/`;
  const args = ['for-each-ref', '--format=%(objectname) %(refname) %(symref)', folder];
  const isOfOther = remote === undefined ? () => false : fetchedElsewhere(repository, remote, remotes);
  return (
    lines(askGit(repository, args).stdout)
      .map((line) => line.split(' ') as [Oid, string, string])
      // A name that stands for one elsewhere, as for a branch of here, tells nothing of the remote.
      .filter(([, name, target]) => !isOfOther(name) && (target === '' || target.startsWith(folder)))
      .map(([oid, name, target]) => ({ oid, name, isHead: name.endsWith('/HEAD') && target !== '' }))
  );
}

/** The branch that a remote's HEAD is remembered to be: `main`. */
export function headBranchOf(repository: Repository, remote: string): string | undefined {
  const ref = `refs/remotes/${remote}/`;
  const { code, stdout } = askGit(repository, ['symbolic-ref', '-q', `${ref}HEAD`], { accept: [0, 1, 128] });
  const target = stdout.toString('utf8').replace(/\n$/, '');
  return code === 0 && target.startsWith(ref) ? target.slice(ref.length) : undefined;
}

/**
 * Tells of a ref whether it holds what is fetched from elsewhere, though it is in the folder of this remote: the name of
 * another one may begin with its name, another one may be told to fetch into that folder, and git svn does so for
 * origin by itself.
 */
function fetchedElsewhere(
  repository: Repository,
  remote: string,
  remotes: readonly string[],
): (name: string) => boolean {
  const pattern = String.raw`^(remote\..*\.fetch|svn-remote\..*\.(fetch|branches|tags))$`;
  const told = settingsLike(repository, pattern)
    .filter(([key]) => key !== `remote.${remote}.fetch`)
    .map(([, spec]) => spec.split(':')[1] ?? '');
  const named = remotes.filter((other) => other.startsWith(`${remote}/`));
  const targets = [...told, ...named.map((other) => `refs/remotes/${other}/*`)];
  return (name) =>
    targets.some((target) => {
      const start = target.replace(/[*{].*$/s, '');
      return start === target ? name === target : name.startsWith(start);
    });
}

const lines = (output: Buffer): readonly string[] =>
  output
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '');
