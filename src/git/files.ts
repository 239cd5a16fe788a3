import { madeAnew } from '../model/lists.ts';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { folderEntriesIn, indexEntriesIn, type ListedEntry } from './listed-entries.ts';
import { askGit, type Repository } from './process.ts';
import { gitlink } from './raw-diff.ts';

/** A file at the top of the repository, and the blob that holds it. */
export interface FileBlob {
  readonly name: string;
  readonly oid: Oid;
  /** As git writes it: `100644`. */
  readonly mode: string;
}

const plainFile = /^100(?:644|755)$/;

/** Of these files at the top those that are staged, by name. @throws UserError for what is no plain file. */
export function stagedFiles(repository: Repository, names: readonly string[]): ReadonlyMap<string, FileBlob> {
  const paths = names.map((name) => `:(top,literal)${name}`);
  const { stdout } = askGit(repository, ['ls-files', '--stage', '-z', '--full-name', '--', ...paths], {
    env: { GIT_LITERAL_PATHSPECS: '0' },
  });
  const found = new Map<string, FileBlob>();
  for (const { mode, oid, stage, path } of indexEntriesIn(stdout)) {
    const name = names.find((one) => path === one || path.startsWith(`${one}/`)) ?? path;
    // A folder of that name lists what is in it.
    if (path !== name || stage !== '0' || !plainFile.test(mode)) throw notPlain(name, 'staged');
    found.set(name, { name, oid, mode });
  }
  return found;
}

/** Of these files at the top those that a commit has, by name. @throws UserError for what is no plain file. */
export function filesInCommit(
  repository: Repository,
  commit: Oid,
  names: readonly string[],
): ReadonlyMap<string, FileBlob> {
  const { stdout } = askGit(repository, ['ls-tree', '-z', '--full-tree', commit, '--', ...names], {
    env: { GIT_LITERAL_PATHSPECS: '1' },
  });
  const found = new Map<string, FileBlob>();
  for (const { mode, oid, path: name } of folderEntriesIn(stdout)) {
    if (!plainFile.test(mode)) throw notPlain(name, `in commit ${commit.slice(0, 10)}`);
    found.set(name, { name, oid, mode });
  }
  return found;
}

/** The files, links and submodules that a commit holds. */
export function entriesInCommit(repository: Repository, commit: Oid): readonly TrackedEntry[] {
  const { stdout } = askGit(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  return Array.from(folderEntriesIn(stdout), trackedEntry);
}

/** A file, link or submodule in an index; one in conflict stands there with each of its sides. */
export interface TrackedEntry {
  readonly oid: Oid;
  /** As git writes it: `100644`, `120000` for a link. */
  readonly mode: string;
  /** From the top. */
  readonly path: Buffer;
  readonly isSubmodule: boolean;
}

/** What the index holds. */
export const trackedEntries = (repository: Repository): readonly TrackedEntry[] => [...trackedIn(repository)];

/**
 * What an index holds, to be gone through as often as is wanted; nothing of it is kept but what git printed.
 *
 * @param index the one that counts here, if not told
 */
export function trackedIn(repository: Repository, index?: string): Iterable<TrackedEntry> {
  const { stdout } = askGit(repository, ['ls-files', '--stage', '-z', '--full-name', '--', ':(top)'], {
    env: { GIT_LITERAL_PATHSPECS: '0', ...(index === undefined ? {} : { GIT_INDEX_FILE: index }) },
  });
  return madeAnew(function* () {
    for (const entry of indexEntriesIn(stdout)) yield trackedEntry(entry);
  });
}

const trackedEntry = ({ mode, oid, path }: ListedEntry): TrackedEntry => ({
  oid,
  mode,
  path: Buffer.from(path, 'latin1'),
  isSubmodule: mode === gitlink,
});

const notPlain = (name: string, where: string): UserError =>
  new UserError(`${name} is ${where} as something else than one plain file`, {
    hint: 'Resolve the conflict or replace the link, and git add it.',
  });
