/** What must be known of a repository before something in it is changed. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Oid } from '../model/object.ts';
import { askGit, type Repository } from './process.ts';

/** The top of the work tree, absolute. @throws UserError where there is none */
export const topOf = (repository: Repository): string =>
  resolve(askGit(repository, ['rev-parse', '--show-toplevel']).stdout.toString('utf8').replace(/\n$/, ''));

const operations: Readonly<Record<string, string>> = {
  MERGE_HEAD: 'merge',
  'rebase-merge': 'rebase',
  'rebase-apply': 'rebase',
  CHERRY_PICK_HEAD: 'cherry-pick',
  REVERT_HEAD: 'revert',
};

/** What was begun and is not ended: `merge`, `rebase`, `cherry-pick` or `revert`; undefined where nothing is. */
export function operationInProgress(repository: Repository): string | undefined {
  const names = Object.keys(operations);
  const args = ['rev-parse', ...names.flatMap((name) => ['--git-path', name])];
  const paths = askGit(repository, args).stdout.toString('utf8').split('\n');
  const begun = names.find((_, at) => existsSync(resolve(repository.cwd, paths[at]!)));
  return begun === undefined ? undefined : operations[begun];
}

/** The branch that HEAD is on, as `refs/heads/main`; undefined where it is on none. */
export function currentBranch(repository: Repository): string | undefined {
  const { code, stdout } = askGit(repository, ['symbolic-ref', '-q', 'HEAD'], { accept: [0, 1] });
  return code === 0 ? stdout.toString('utf8').replace(/\n$/, '') : undefined;
}

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
