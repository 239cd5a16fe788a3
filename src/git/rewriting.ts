/** What `keyhalt fix` writes through git, and nothing else does. */
import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Oid } from '../model/object.ts';
import { gitPath } from './git-paths.ts';
import { withoutSetHooks } from './hook-settings.ts';
import { oidIn } from './oid-lines.ts';
import { askGit, type Repository, runAsUser } from './process.ts';

/** Stores bytes as they are, through no filter, and names them. */
export function storeBlob(repository: Repository, bytes: Uint8Array): Oid {
  return oidIn(askGit(repository, ['hash-object', '-w', '--no-filters', '--stdin'], { input: bytes }).stdout);
}

/** A path in the index. */
export interface NewEntry {
  /** From the top, in its own bytes. */
  readonly path: Buffer;
  readonly mode: string;
  readonly oid: Oid;
}

/** The mode of an entry that goes out of the index; what it names does not count then. */
export const takenOut = '0';

/** Changes all of these in the index, or none. */
export function setInIndex(repository: Repository, entries: readonly NewEntry[]): void {
  if (entries.length === 0) return;
  const lines = entries.flatMap(({ path, mode, oid }) => [
    Buffer.from(`${mode} ${oid}\t`),
    path,
    Buffer.of(0),
  ]);
  askGit(repository, ['update-index', '-z', '--index-info'], {
    input: Buffer.concat(lines),
    env: withoutSetHooks(repository),
  });
}

/** Remembers the index; what is returned puts it back, byte for byte, as git does it: through its lock. */
export function rememberedIndex(repository: Repository): () => void {
  const path = gitPath(repository, ['--git-path', 'index']);
  const read = () => (existsSync(path) ? readFileSync(path) : undefined);
  const old = read();
  const mode = old === undefined ? 0 : statSync(path).mode & 0o777;
  return () => {
    const now = read();
    if (old === undefined) return rmSync(path, { force: true });
    if (now?.equals(old)) return;
    writeFileSync(`${path}.lock`, old, { mode, flag: 'wx' });
    renameSync(`${path}.lock`, path);
  };
}

/**
 * Commits what is staged, as the user would, hooks and signatures and all.
 *
 * @param how into the last commit, or beside an older one, to be put into it by a rebase
 */
export function commitStaged(
  repository: Repository,
  how: { readonly amend: true } | { readonly fixup: Oid },
): ReturnType<typeof runAsUser> {
  const words = 'amend' in how ? ['--amend', '--no-edit'] : [`--fixup=${how.fixup}`];
  return runAsUser(repository, ['commit', '--quiet', ...words]);
}
