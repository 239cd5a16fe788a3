import { isOid, type Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { bringingBack, GitError } from './failure.ts';
import { folderEntriesIn, indexEntriesIn } from './listed-entries.ts';
import { objectsNamed } from './named-objects.ts';
import { noOid, oidIn, oidLines, oidListIn } from './oid-lines.ts';
import { OidList } from './oid-list.ts';
import { askGit, outputOf, type Repository, streamGit } from './process.ts';
import { gitlink, parseRawDiff, RawDiffParser, type RawEntry } from './raw-diff.ts';

/** Immune to every setting and attribute that makes content vanish from a patch: see docs/how-it-reads-git.md. */
const rawOptions = ['--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-textconv'];

/** What the index holds that `base` does not; without a base, that the last commit does not. */
export function indexChanges(repository: Repository, base?: Oid): readonly RawEntry[] {
  if (base !== undefined) return diffIndex(repository, base);
  const known = repository.ahead?.changes();
  if (known !== undefined) return parseRawDiff(known);
  try {
    return diffIndex(repository, 'HEAD');
  } catch (error) {
    if (!(error instanceof GitError) || headCommit(repository) !== undefined) throw error;
    return diffIndex(repository, emptyTree(repository));
  }
}

function diffIndex(repository: Repository, base: string): readonly RawEntry[] {
  const args = [
    'diff-index',
    '--cached',
    // A sparse index holds folders, of which git else tells as a whole.
    '-r',
    ...rawOptions,
    '--no-relative',
    '--ignore-submodules=none',
    base,
    '--',
  ];
  return parseRawDiff(askGit(repository, args).stdout);
}

/** The files that the index has at these paths, which are from the top. */
export function indexFiles(
  repository: Repository,
  paths: readonly string[],
): readonly { readonly oid: Oid; readonly path: string }[] {
  // Without a path git lists all that it has.
  if (paths.length === 0) return [];
  const args = [
    'ls-files',
    '--stage',
    '-z',
    '--full-name',
    '--',
    ...paths.map((path) => `:(top,literal)${path}`),
  ];
  const { stdout } = askGit(repository, args, { env: { GIT_LITERAL_PATHSPECS: '0' } });
  return [...indexEntriesIn(stdout)]
    .filter(({ mode }) => mode.startsWith('100'))
    .map(({ oid, path }) => ({ oid, path: Buffer.from(path, 'latin1').toString('utf8') }));
}

/** The commit that HEAD names; undefined before the first one. @throws UserError where it is missing or damaged */
export function headCommit(repository: Repository): Oid | undefined {
  const commit = named(repository, 'HEAD^{commit}');
  if (commit !== undefined) return commit;
  const oid = named(repository, 'HEAD');
  if (oid === undefined) return undefined;
  throw new UserError(`HEAD names ${oid}, which is missing or damaged, or no commit`, {
    hint: `git fsck names what is broken, and ${bringingBack}`,
  });
}

function named(repository: Repository, name: string): Oid | undefined {
  const { code, stdout } = askGit(repository, ['rev-parse', '-q', '--verify', name], { accept: [0, 1] });
  return code === 0 ? oidIn(stdout) : undefined;
}

/** Asked of git, for its name depends on the repository's hash. */
function emptyTree(repository: Repository): Oid {
  return oidIn(askGit(repository, ['hash-object', '-t', 'tree', '--stdin']).stdout);
}

/**
 * Each change of each of these commits against each of its parents, a root against nothing; those of one commit stand
 * together. Folders are told, too.
 *
 * @returns all that has arrived at a time; the bytes of a path are of all that git said, so who keeps one copies it
 * @throws UserError when git does not answer to the end
 */
export async function* commitChanges(
  repository: Repository,
  commits: readonly Oid[],
): AsyncGenerator<Iterable<RawEntry>> {
  const args = ['diff-tree', '--stdin', '-r', '-t', '-m', '--root', ...rawOptions];
  const git = streamGit(repository, [...args, '--ignore-submodules=none']);
  git.stdin.end(commits.map((commit) => `${commit}\n`).join(''));
  const parser = new RawDiffParser('diff-tree');
  for await (const chunk of outputOf(git)) yield parser.push(chunk);
  parser.end();
}

/** What can be reached from `tips` but not from `excluded`. */
interface Range {
  readonly tips: readonly Oid[];
  readonly excluded: readonly Oid[];
}

/** The commits of a range. */
export const commitsBetween = (repository: Repository, range: Range): readonly Oid[] =>
  range.tips.length === 0 ? [] : oidLines(listRange(repository, range));

/** Its commits, and the tags, trees and blobs that they bring; there may be millions. */
export const objectsBetween = (repository: Repository, range: Range): OidList =>
  range.tips.length === 0
    ? new OidList()
    : oidListIn(listRange(repository, range, '--objects', '--no-object-names', '--missing=error'));

const listRange = (repository: Repository, range: Range, ...options: readonly string[]): Buffer =>
  askGit(repository, ['rev-list', ...options, '--stdin'], { input: linesOf(range) }).stdout;

/** The commits of a range, each with the number of its parents. */
export function commitsIn(repository: Repository, range: Range): ReadonlyMap<Oid, number> {
  if (range.tips.length === 0) return new Map();
  const { stdout } = askGit(repository, ['rev-list', '--parents', '--stdin'], { input: linesOf(range) });
  const lines = stdout.toString('latin1').split('\n');
  if (lines.pop() !== '') throw noOid();
  return new Map(
    lines.map((line) => {
      const [commit, ...parents] = line.split(' ');
      if (![commit!, ...parents].every(isOid)) throw noOid();
      return [commit!, parents.length];
    }),
  );
}

/** The commits outside of a range that it builds on directly. */
export function boundary(repository: Repository, range: Range): readonly Oid[] {
  if (range.tips.length === 0) return [];
  const { stdout } = askGit(repository, ['rev-list', '--boundary', '--stdin'], { input: linesOf(range) });
  return stdout
    .toString('latin1')
    .split('\n')
    .flatMap((line) => (line.startsWith('-') ? [line.slice(1)] : []));
}

const linesOf = ({ tips, excluded }: Range): string =>
  [...tips, ...excluded.map((oid) => `^${oid}`)].map((line) => `${line}\n`).join('');

/** What branches, tags and all other refs name, or those below a folder such as `refs/heads`; each once. */
export function refTips(repository: Repository, folder = 'refs'): readonly Oid[] {
  const { stdout } = askGit(repository, ['for-each-ref', '--format=%(objectname)', folder]);
  return [...new Set(oidLines(stdout))];
}

/** The commit that each of these names: itself, or that a tag stands for; what is none is left out. */
export function commitsOf(repository: Repository, oids: readonly Oid[]): readonly Oid[] {
  return objectNames(
    repository,
    oids.map((oid) => `${oid}^{commit}`),
  );
}

/** The tree of each of these commits, tags or trees, once; what has none, such as a tagged blob, is left out. */
export function treesOf(repository: Repository, tips: readonly Oid[]): readonly Oid[] {
  return [
    ...new Set(
      objectNames(
        repository,
        tips.map((tip) => `${tip}^{tree}`),
      ),
    ),
  ];
}

/** Those of these objects that are here. */
export function presentOf(repository: Repository, oids: readonly Oid[]): readonly Oid[] {
  return objectNames(repository, oids);
}

/** What git finds under these names, without those that it does not find. */
const objectNames = (repository: Repository, names: readonly string[]): readonly Oid[] =>
  objectsNamed(repository, names).filter((oid) => oid !== undefined);

/** The blobs and folders of a tree, by path. */
export function objectsIn(repository: Repository, tree: Oid): ReadonlyMap<string, Oid> {
  const { stdout } = askGit(repository, ['ls-tree', '-r', '-t', '-z', '--full-tree', tree]);
  const objects = [...folderEntriesIn(stdout)].filter(({ mode }) => mode !== gitlink);
  return new Map(objects.map(({ path, oid }) => [path, oid]));
}
