/** Which secrets in which files `keyhalt fix` was asked to take out. */
import { existsSync } from 'node:fs';
import { posix, relative, resolve, sep } from 'node:path';
import { type CheckOptions, check } from '../../commit.ts';
import type { Spot } from '../../fixing/rewrite.ts';
import { commitChanges, headCommit, indexChanges } from '../../git/changes.ts';
import type { Repository } from '../../git/process.ts';
import { absent, folder, gitlink, type RawEntry } from '../../git/raw-diff.ts';
import { repositoryAt, workTreePaths } from '../../git/work-tree.ts';
import type { Appearance, Finding } from '../../model/finding.ts';
import { fingerprintPattern, keysOf } from '../../model/fingerprints.ts';
import { UserError } from '../../model/user-error.ts';
import { lineCount } from '../../scan/explain.ts';
import { ambiguous, demandFingerprint } from '../named-fingerprint.ts';
import { demandLine, placeIn } from '../named-place.ts';
import type { Files, KnownFile } from './files.ts';

/** Secrets in a file. */
export interface Wanted {
  readonly file: KnownFile;
  readonly fingerprints: ReadonlySet<string>;
}

export interface Asked {
  /** Whole, or the beginnings of some. */
  readonly fingerprints: readonly string[];
  readonly places: readonly { readonly path: string; readonly line?: number }[];
}

/** Takes apart what was named: `kh1:…`, PATH or PATH:LINE. A file that is there counts before a line of another one. */
export function askedBy(words: readonly string[], cwd: string): Asked {
  const fingerprints = words.filter((word) => word.startsWith('kh1:'));
  for (const fingerprint of fingerprints) demandFingerprint(fingerprint);
  // It would be the current folder: all of it.
  if (words.includes(''))
    throw new UserError('a path is empty', {
      hint: 'Name a file, a folder or PATH:LINE as seen from here; keyhalt fix . is the current folder.',
    });
  const places = words.filter((word) => !fingerprints.includes(word));
  return {
    fingerprints,
    places: places.map((word) => {
      const named = existsSync(resolve(cwd, word)) ? undefined : placeIn(word, cwd);
      return named ?? { path: word };
    }),
  };
}

/**
 * The same with whole fingerprints.
 *
 * @param known all that there are, asked for where one is not whole
 * @throws UserError for what none begins with, or more than one
 */
export async function inWhole(asked: Asked, known: () => Promise<Iterable<string>>): Promise<Asked> {
  if (asked.fingerprints.every((one) => fingerprintPattern.test(one))) return asked;
  const all = [...new Set(await known())];
  const fingerprints = asked.fingerprints.map((name) => {
    const [whole, ...others] = all.filter((one) => one.startsWith(name));
    if (others.length > 0) throw ambiguous(name);
    // Of a whole one it is said later what is wrong with it.
    if (whole === undefined && !fingerprintPattern.test(name)) throw notFound(name);
    return whole ?? name;
  });
  return { ...asked, fingerprints };
}

export const notFound = (name: string): UserError =>
  new UserError(`there is no finding ${name} here`, {
    hint: 'Is it allowed, or in another repository? keyhalt scan --history shows all that is here.',
  });

/** Of all that is found in the work tree, the index and the last commit. */
export async function fingerprintsHere(repository: Repository, files: Files): Promise<readonly string[]> {
  const all = await inFiles(files, listed(repository), anyPlace);
  return all.flatMap(({ fingerprints }) => [...fingerprints]);
}

/** A secret that stands in no text of a file, such as in its name or in an archive. */
export type OutOfReach = Pick<Appearance, 'path'> & Pick<Finding, 'fingerprint'>;

export interface AllWanted {
  readonly wanted: readonly Wanted[];
  readonly outOfReach: readonly OutOfReach[];
}

/** What the next commit adds, by the same engine and policy as `scan --staged`. */
export async function stagedWanted(
  repository: Repository,
  files: Files,
  options: CheckOptions,
): Promise<AllWanted> {
  const report = await check(repository, { staged: true }, options);
  const [problem] = report.errors;
  if (problem !== undefined) throw new UserError(problem.message, { hint: problem.hint });
  const found = new Set(report.findings.flatMap(unallowedIn));
  if (found.size === 0) return { wanted: [], outOfReach: [] };
  const wanted = await inFiles(files, pathsOf(indexChanges(repository)), ({ index }) => index, found);
  const outOfReach = report.findings.flatMap(({ fingerprint, appearances }) =>
    appearances
      .filter(({ isName, archive }) => isName || archive !== undefined)
      .map(({ path }) => ({ path, fingerprint })),
  );
  return { wanted, outOfReach };
}

/** A finding and the key IDs that belong to it. One without places is allowed. */
export const unallowedIn = (finding: Finding): readonly string[] => [
  finding.fingerprint,
  ...keysOf(finding)
    .filter(({ appearances }) => appearances?.length !== 0)
    .map((key) => key.fingerprint),
];

/** What lies in the work tree and is not in the last commit. */
export async function workTreeWanted(repository: Repository, files: Files): Promise<readonly Wanted[]> {
  const all: Wanted[] = [];
  for (const path of listed(repository)) {
    if ((files.work(path)?.spots.length ?? 0) === 0) continue;
    const file = await files.at(path);
    const known = new Set(file.head?.spots.map((spot) => spot.fingerprint));
    const fingerprints = new Set(
      file.work!.spots.map((spot) => spot.fingerprint).filter((one) => !known.has(one)),
    );
    if (fingerprints.size > 0) all.push({ file, fingerprints });
  }
  return all;
}

/** What the last commit brought. */
export async function lastCommitWanted(repository: Repository, files: Files): Promise<readonly Wanted[]> {
  const head = headCommit(repository);
  if (head === undefined) return [];
  const entries: RawEntry[] = [];
  for await (const some of commitChanges(repository, [head]))
    for (const entry of some)
      if (entry.newMode !== folder) entries.push({ ...entry, path: Buffer.from(entry.path) });
  const all = await inFiles(files, pathsOf(entries), ({ head }) => head);
  if (all.length === 0) return [];
  const before = new Set<string>();
  for (const { oldMode, oldOid, path } of entries) {
    if (!oldMode.startsWith('100')) continue;
    const { spots } = files.examine(await files.bytesOf(oldOid), files.shown(path));
    for (const { fingerprint } of spots) before.add(fingerprint);
  }
  return all
    .map(({ file, fingerprints }) => ({
      file,
      fingerprints: new Set([...fingerprints].filter((one) => !before.has(one))),
    }))
    .filter(({ fingerprints }) => fingerprints.size > 0);
}

/** Everything that was asked for, wherever in the files of the work tree, the index or the last commit it stands. */
export async function namedWanted(
  repository: Repository,
  files: Files,
  { fingerprints, places }: Asked,
  cwd: string,
): Promise<readonly Wanted[]> {
  const all: Wanted[] = [];
  for (const { path, line } of places) {
    const paths = placesBelow(repository, files, path, cwd);
    if (line !== undefined)
      for (const one of paths) {
        const file = await files.at(one);
        demandLine(line, linesIn(file) ?? line, file.shown);
      }
    const found = await inFiles(files, paths, inWorkTreeOrIndex);
    const there = found.map(({ file, fingerprints }) => ({
      file,
      fingerprints:
        line === undefined
          ? fingerprints
          : new Set(
              inWorkTreeOrIndex(file)
                .spots.filter((one) => one.line === line)
                .map((one) => one.fingerprint),
            ),
    }));
    all.push(...there.filter((one) => one.fingerprints.size > 0));
  }
  if (fingerprints.length > 0) {
    const some = new Set(fingerprints);
    all.push(...(await inFiles(files, listed(repository), anyPlace, some)));
  }
  return merged(all);
}

/** How many lines it has where it has the most; undefined where it is neither in the work tree nor in the index. */
function linesIn({ work, index }: KnownFile): number | undefined {
  const contents = [work, index].flatMap((content) => content?.bytes ?? []);
  return contents.length === 0 ? undefined : Math.max(...contents.map((bytes) => lineCount(bytes, true)));
}

const inWorkTreeOrIndex = ({ work, index }: KnownFile) => ({
  spots: [work, index].flatMap((content) => content?.spots ?? []),
});

const anyPlace = ({ work, index, head }: KnownFile) => ({
  spots: [work, index, head].flatMap((content) => content?.spots ?? []),
});

/** A path as a person names it: a file, or everything in a folder. */
function placesBelow(repository: Repository, files: Files, path: string, cwd: string): readonly Buffer[] {
  const fromTop = relative(repository.cwd, resolve(cwd, path)).split(sep).join('/');
  if (fromTop === '..' || fromTop.startsWith('../'))
    throw new UserError(`${path} is not in this repository`, {
      hint: 'Run keyhalt fix in the repository that it is in.',
    });
  const all = listed(repository);
  const there = all.filter((one) => {
    const name = one.toString('utf8');
    return fromTop === '' || name === fromTop || name.startsWith(`${fromTop}/`);
  });
  const submodule = all.length > 0 && submoduleAbove(files, fromTop);
  if (submodule)
    throw new UserError(`${path} is in a submodule`, { hint: `Run keyhalt fix in there: cd ${submodule}` });
  if (there.length === 0)
    throw new UserError(`git neither tracks ${path} nor would add it`, {
      hint: existsSync(resolve(cwd, path))
        ? 'It is ignored, an empty folder or no file, so no commit takes it along.'
        : 'Name a file as seen from here.',
    });
  return there;
}

function submoduleAbove(files: Files, path: string): string | undefined {
  for (let above = path; above !== '.' && above !== ''; above = posix.dirname(above))
    if (files.entry(Buffer.from(above))?.isSubmodule) return above;
  return undefined;
}

const listed = (repository: Repository): readonly Buffer[] =>
  [...workTreePaths(repositoryAt(repository.cwd, repository)).paths]
    .filter(({ kind }) => kind !== 'submodule')
    .map(({ path }) => path);

const pathsOf = (entries: readonly RawEntry[]): readonly Buffer[] => {
  const there = entries.filter(({ newMode }) => newMode !== absent && newMode !== gitlink);
  return [...new Map(there.map(({ path }) => [path.toString('latin1'), path])).values()];
};

/** @param among these secrets, and the key IDs that belong to them; all, if it is not said */
async function inFiles(
  files: Files,
  paths: readonly Buffer[],
  contentOf: (file: KnownFile) => Pick<NonNullable<KnownFile['work']>, 'spots'> | undefined,
  among?: ReadonlySet<string>,
): Promise<readonly Wanted[]> {
  const isAmong = ({ fingerprint, belongsTo }: Spot) =>
    among === undefined || among.has(fingerprint) || (belongsTo !== undefined && among.has(belongsTo));
  const all: Wanted[] = [];
  for (const path of paths) {
    const file = await files.at(path);
    const found = (contentOf(file)?.spots ?? []).filter(isAmong);
    const fingerprints = new Set(found.map(({ fingerprint }) => fingerprint));
    if (fingerprints.size > 0) all.push({ file, fingerprints });
  }
  return all;
}

/** One entry for each file. */
export function merged(all: readonly Wanted[]): readonly Wanted[] {
  const files = new Map<string, Wanted>();
  for (const { file, fingerprints } of all) {
    const key = file.path.toString('latin1');
    files.set(key, {
      file,
      fingerprints: new Set([...(files.get(key)?.fingerprints ?? []), ...fingerprints]),
    });
  }
  return [...files.values()];
}
