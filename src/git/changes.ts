import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { GitError } from './failure.ts';
import { askGit, type Repository } from './process.ts';
import { parseRawDiff, type RawEntry } from './raw-diff.ts';

const hex = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Immune to every setting and attribute that makes content vanish from a patch: see docs/design.md. */
const rawOptions = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv'];

/** What the index holds that `base` does not; without a base, that the last commit does not. */
export async function indexChanges(repository: Repository, base?: Oid): Promise<readonly RawEntry[]> {
  if (base !== undefined) return diffIndex(repository, base);
  try {
    return await diffIndex(repository, 'HEAD');
  } catch (error) {
    if (!(error instanceof GitError) || (await headCommit(repository)) !== undefined) throw error;
    return diffIndex(repository, await emptyTree(repository));
  }
}

async function diffIndex(repository: Repository, base: string): Promise<readonly RawEntry[]> {
  const args = [
    'diff-index',
    '--cached',
    ...rawOptions,
    '--no-relative',
    '--ignore-submodules=none',
    base,
    '--',
  ];
  return parseRawDiff((await askGit(repository, args)).stdout);
}

/** The commit that HEAD names; undefined before the first one. */
export async function headCommit(repository: Repository): Promise<Oid | undefined> {
  const args = ['rev-parse', '-q', '--verify', 'HEAD^{commit}'];
  const { code, stdout } = await askGit(repository, args, { accept: [0, 1] });
  return code === 0 ? oidIn(stdout) : undefined;
}

/** Asked of git, for its name depends on the repository's hash. */
async function emptyTree(repository: Repository): Promise<Oid> {
  return oidIn((await askGit(repository, ['hash-object', '-t', 'tree', '--stdin'])).stdout);
}

/** Each change of each of these commits against each of its parents, a root against nothing. */
export async function commitChanges(
  repository: Repository,
  commits: readonly Oid[],
): Promise<readonly RawEntry[]> {
  const args = ['diff-tree', '--stdin', '-r', '-m', '--root', ...rawOptions, '--ignore-submodules=none'];
  const input = commits.map((commit) => `${commit}\n`).join('');
  return parseRawDiff((await askGit(repository, args, { input })).stdout);
}

/** Commits, and with `objects` also tags, trees and blobs, that can be reached from `tips` but not from `excluded`. */
export async function reachable(
  repository: Repository,
  range: { readonly tips: readonly Oid[]; readonly excluded: readonly Oid[] },
  what: 'commits' | 'objects',
): Promise<readonly Oid[]> {
  if (range.tips.length === 0) return [];
  const lines = [...range.tips, ...range.excluded.map((oid) => `^${oid}`)];
  const objects = what === 'objects' ? ['--objects', '--no-object-names', '--missing=error'] : [];
  const { stdout } = await askGit(repository, ['rev-list', ...objects, '--stdin'], {
    input: lines.map((line) => `${line}\n`).join(''),
  });
  return oidLines(stdout);
}

/** The blobs of a commit, by path. */
export async function blobsOf(repository: Repository, commit: Oid): Promise<ReadonlyMap<string, Oid>> {
  const { stdout } = await askGit(repository, ['ls-tree', '-r', '-z', '--full-tree', commit]);
  const blobs = new Map<string, Oid>();
  for (const entry of stdout.toString('latin1').split('\0')) {
    const tab = entry.indexOf('\t');
    const [, type, oid] = entry.slice(0, Math.max(0, tab)).split(' ');
    if (type === 'blob') blobs.set(entry.slice(tab + 1), oid!);
  }
  return blobs;
}

/** @throws UserError unless every line is an object name. */
export function oidLines(output: Buffer): readonly Oid[] {
  const lines = output.toString('latin1').split('\n');
  if (lines.at(-1) === '') lines.pop();
  if (!lines.every((line) => hex.test(line))) throw noOid();
  return lines;
}

function oidIn(output: Buffer): Oid {
  const [oid, ...more] = oidLines(output);
  if (oid === undefined || more.length > 0) throw noOid();
  return oid;
}

const noOid = (): UserError =>
  new UserError('git printed something else than object names', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
