/** What must be known of a repository before something in it is changed. */
import type { Oid } from '../model/object.ts';
import { askGit, type Repository } from './process.ts';
import { settingsLike } from './settings.ts';

/** The branch that HEAD is on, as `refs/heads/main`; undefined where it is on none. */
export function currentBranch(repository: Repository): string | undefined {
  const { code, stdout } = askGit(repository, ['symbolic-ref', '-q', 'HEAD'], { accept: [0, 1] });
  return code === 0 ? stdout.toString('utf8').replace(/\n$/, '') : undefined;
}

/** Whether it is the first commit of all. */
export const isRoot = (repository: Repository, commit: Oid): boolean =>
  askGit(repository, ['rev-list', '--parents', '--max-count=1', commit]).stdout.toString('latin1').trim() ===
  commit;

/** Whether a branch, a tag or the like has the commit in its history. @param folder `refs/remotes`, say, for some of them */
export function isInRefs(repository: Repository, commit: Oid, folder = 'refs'): boolean {
  const args = ['for-each-ref', '--count=1', `--contains=${commit}`, '--format=%(refname)', folder];
  return askGit(repository, args).stdout.length > 0;
}

/** Those of these paths, which are from the top, that git would leave out by a rule, whether it tracks them or not. */
export function ignoredAmong(repository: Repository, paths: readonly Buffer[]): ReadonlySet<string> {
  // A name that begins with a colon would mean something else; literal ones are not understood here.
  const input = Buffer.concat(paths.flatMap((path) => [Buffer.from('./'), path, Buffer.of(0)]));
  const args = ['check-ignore', '--no-index', '-z', '--stdin'];
  const question = { input, accept: [0, 1], env: { GIT_LITERAL_PATHSPECS: '0' } };
  const { stdout } = askGit(repository, args, question);
  return new Set(
    stdout
      .toString('latin1')
      .split('\0')
      .flatMap((path) => (path === '' ? [] : [path.slice(2)])),
  );
}

/** Tracked paths, one byte a character, whose files git does not look at: out of a sparse checkout, or so marked. */
export function unwatchedPaths(repository: Repository): ReadonlySet<string> {
  const { stdout } = askGit(repository, ['ls-files', '-v', '-z', '--full-name', '--', ':(top)'], {
    env: { GIT_LITERAL_PATHSPECS: '0' },
  });
  const entries = stdout.toString('latin1').split('\0');
  return new Set(entries.filter((entry) => /^[a-zS] /.test(entry)).map((entry) => entry.slice(2)));
}

/** Those of these paths, which are from the top, that go through a filter between the work tree and git. */
export function filteredAmong(repository: Repository, paths: readonly Buffer[]): ReadonlySet<string> {
  const input = Buffer.concat(paths.flatMap((path) => [path, Buffer.of(0)]));
  const { stdout } = askGit(repository, ['check-attr', '-z', '--stdin', 'filter'], { input });
  const fields = stdout.toString('latin1').split('\0');
  return new Set(
    fields.filter((_, at) => at % 3 === 0 && !/^(?:unspecified|unset|)$/.test(fields[at + 2] ?? '')),
  );
}

/** Whether a ref that is fetched into, wherever the settings put those, has the commit in its history. */
export const isInFetchedRefs = (repository: Repository, commit: Oid): boolean =>
  ['refs/remotes', ...fetchedInto(repository)].some((folder) => isInRefs(repository, commit, folder));

/** Folders of refs, and refs, besides the user's own branches and tags. */
const fetchedInto = (repository: Repository): readonly string[] =>
  settingsLike(repository, '^remote\\..*\\.fetch$')
    .map(([, spec]) => spec.split(':')[1]?.replace(/\/?\*.*$/, '') ?? '')
    .filter((folder) => folder !== '' && !/^refs(?:\/(?:heads|tags)(?:\/.*)?)?$/.test(folder));

/** Why a commit of a branch may have been pushed although no remote-tracking branch tells; undefined where it cannot. */
export function mayBePushed(repository: Repository, branch: string): string | undefined {
  const name = branch.replace(/^refs\/heads\//, '');
  const settings = settingsLike(repository, '^(remote|branch)\\.');
  const remotes = new Set(
    settings.flatMap(([key]) => /^remote\.(.+)\.(?:url|pushurl)$/s.exec(key)?.[1] ?? []),
  );
  const valuesOf = (key: string) => settings.filter(([one]) => one === key).map(([, value]) => value);
  const blind = [...remotes].find(
    (remote) => !valuesOf(`remote.${remote}.fetch`).some((spec) => brings(spec, branch)),
  );
  if (blind !== undefined) return `what is pushed to ${blind} leaves no trace here`;
  const [remote] = valuesOf(`branch.${name}.remote`);
  const [upstream] = valuesOf(`branch.${name}.merge`);
  if (remote === undefined || upstream === undefined || !remotes.has(remote)) return undefined;
  const args = ['for-each-ref', '--format=%(upstream:track)', branch];
  const isGone = askGit(repository, args).stdout.toString('latin1').trim() === '[gone]';
  // In a clone of an empty repository nothing is there yet, and so nothing is gone.
  const knowsRemote =
    askGit(repository, ['for-each-ref', '--count=1', `refs/remotes/${remote}`]).stdout.length > 0;
  return isGone && knowsRemote ? `${upstream} of ${remote}, its upstream, is gone` : undefined;
}

/** Whether a refspec to fetch by, such as `+refs/heads/*:refs/remotes/origin/*`, brings a branch. */
function brings(spec: string, branch: string): boolean {
  const [from = '', to = ''] = spec.replace(/^\+/, '').split(':');
  const [start = '', end] = from.split('*');
  const isOfIt = end === undefined ? from === branch : branch.startsWith(start) && branch.endsWith(end);
  return to !== '' && isOfIt;
}
