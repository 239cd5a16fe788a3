/** What `keyhalt fix` would change in files, before anything is. */

import { isUtf8 } from 'node:buffer';
import { posix } from 'node:path';
import { withIgnored } from '../../fixing/ignoring.ts';
import { kindOf } from '../../fixing/languages.ts';
import { applied, type Replacement, rewriting, type Spot } from '../../fixing/rewrite.ts';
import { filteredAmong, ignoredAmong, unwatchedPaths } from '../../git/before-changing.ts';
import type { Repository } from '../../git/process.ts';
import { defined } from '../../model/defined.ts';
import { UserError } from '../../model/user-error.ts';
import type { Content, Files, KnownFile, StoredContent, WorkFile } from './files.ts';

/** A content before and after. */
export interface Edit<Of extends Content> {
  readonly old: Of;
  readonly bytes: Buffer;
  readonly replacements: readonly Replacement[];
}

export interface FileEdit {
  readonly file: KnownFile;
  readonly work?: Edit<WorkFile>;
  readonly index?: Edit<StoredContent>;
  /** It goes out of the index and stays on the disk. */
  readonly untracked: boolean;
}

/** A `.gitignore` with more lines. */
export interface IgnoreEdit {
  /** From the top. */
  readonly path: string;
  /** Safe to print. */
  readonly shown: string;
  readonly old?: WorkFile;
  readonly bytes: Buffer;
  readonly added: readonly string[];
}

export interface LeftThere {
  readonly shown: string;
  readonly line: number;
  readonly fingerprint: string;
  readonly why: string;
}

export interface Edits {
  readonly files: readonly FileEdit[];
  readonly ignoring: readonly IgnoreEdit[];
  /** Files that are to be ignored then. */
  readonly ignored: readonly KnownFile[];
  readonly left: readonly LeftThere[];
  readonly notes: readonly string[];
}

/** What becomes of these secrets in these files. */
export function editsFor(
  repository: Repository,
  files: Files,
  wanted: readonly { readonly file: KnownFile; readonly fingerprints: ReadonlySet<string> }[],
): Edits {
  const edits: FileEdit[] = [];
  const left: LeftThere[] = [];
  const notes = new Set<string>();
  const ignored: KnownFile[] = [];
  const untouchable = untouchableIn(repository, wanted);
  for (const { file, fingerprints } of wanted) {
    const path = file.path.toString('utf8');
    const why = untouchable(file, fingerprints);
    if (why !== undefined) {
      const { spots } = [file.work, file.index].find((one) => spotsIn(one, fingerprints).length > 0)!;
      for (const { line, fingerprint } of spots.filter((one) => fingerprints.has(one.fingerprint)))
        left.push({ shown: file.shown, line, fingerprint, why });
      continue;
    }
    if (
      kindOf(path).kind === 'private' &&
      [file.index, file.work].some((one) => spotsIn(one, fingerprints).length > 0)
    ) {
      ignored.push(file);
      edits.push({ file, untracked: file.index !== undefined });
      continue;
    }
    const edit = <Of extends Content>(content: Of | undefined, where: string): Edit<Of> | undefined => {
      const spots = spotsIn(content, fingerprints);
      if (content === undefined || spots.length === 0) return undefined;
      const made = edited(files, file, content, spots);
      for (const { spot, why } of made.left)
        left.push({ shown: `${file.shown}${where}`, line: spot.line, fingerprint: spot.fingerprint, why });
      for (const note of made.notes) notes.add(`${file.shown}: ${note}`);
      return made.replacements.length === 0 ? undefined : { old: content, ...made };
    };
    const isSame = file.index !== undefined && file.work?.bytes.equals(file.index.bytes);
    const index = edit(file.index, isSame ? '' : ' (staged)');
    const known = left.length;
    const work = edit(file.work, file.index === undefined ? '' : ' (work tree)');
    // What is the same in both places is told once.
    if (isSame) left.length = known;
    if (index === undefined && work === undefined) continue;
    edits.push({
      ...{ file, untracked: false },
      ...defined({ work, index }),
    });
  }
  return {
    files: edits,
    ...ignoring(
      repository,
      files,
      ignored.map(({ path }) => path),
    ),
    ignored,
    left,
    notes: [...notes],
  };
}

/** Why a file is left as a whole; undefined where it can be changed. */
function untouchableIn(
  repository: Repository,
  wanted: readonly { readonly file: KnownFile }[],
): (file: KnownFile, fingerprints: ReadonlySet<string>) => string | undefined {
  const paths = wanted.map(({ file }) => file.path);
  const unwatched = paths.length === 0 ? new Set() : unwatchedPaths(repository);
  const filtered = paths.length === 0 ? new Set() : filteredAmong(repository, paths);
  return (file, fingerprints) => {
    const { work, index } = file;
    const holding = [work, index].filter((one) => spotsIn(one, fingerprints).length > 0);
    const isPrivate = kindOf(file.path.toString('utf8')).kind === 'private';
    const key = file.path.toString('latin1');
    if (holding.length === 0) return undefined;
    const why = [work, index].find((one) => one?.why !== undefined)?.why;
    // One that is not rewritten may be of any size, and have any number of names.
    if (why !== undefined && !(isPrivate && isUtf8(file.path))) return why;
    if (index !== undefined && unwatched.has(key))
      return 'git does not look at it here (sparse checkout, skip-worktree or assume-unchanged)';
    return filtered.has(key) && !holding.includes(index)
      ? 'a filter of .gitattributes changes it on its way into git: see what git makes of it'
      : undefined;
  };
}

const spotsIn = (content: Content | undefined, fingerprints: ReadonlySet<string>): readonly Spot[] =>
  (content?.spots ?? []).filter(({ fingerprint }) => fingerprints.has(fingerprint));

/** The new content, once it has been scanned: where a finding would still be there, or a new one, nothing is done. */
function edited(files: Files, file: KnownFile, content: Content, spots: readonly Spot[]) {
  const text = content.bytes.toString('latin1');
  const made = rewriting(file.path.toString('utf8'), text, spots);
  const bytes = Buffer.from(applied(text, made.replacements), 'latin1');
  const after = files.examine(bytes, file.shown).spots;
  const gone = new Set(made.replacements.flatMap(({ spot }) => spot?.fingerprint ?? []));
  const before = new Set(content.spots.map(({ fingerprint }) => fingerprint));
  const isClean = after.every(({ fingerprint }) => before.has(fingerprint) && !gone.has(fingerprint));
  if (isClean) return { ...made, bytes };
  const why = 'it would still be found after the change';
  const moved = made.replacements.flatMap(({ spot }) => (spot === undefined ? [] : [{ spot, why }]));
  return { bytes: content.bytes, replacements: [], left: [...made.left, ...moved], notes: [] };
}

/** Each file that is not ignored gets a line in the nearest `.gitignore`, or in a new one at the top. */
function ignoring(repository: Repository, files: Files, paths: readonly Buffer[]) {
  const known = paths.length === 0 ? new Set<string>() : ignoredAmong(repository, paths);
  const edits = new Map<string, IgnoreEdit>();
  for (const path of paths.filter((one) => !known.has(one.toString('latin1')))) {
    const name = path.toString('utf8');
    const place = nearest(files, name);
    const old = files.work(Buffer.from(place));
    const { bytes, added } = edits.get(place) ?? { bytes: old?.bytes ?? Buffer.alloc(0), added: [] };
    const relative = posix.relative(posix.dirname(place), name);
    const text = withIgnored(bytes.toString('latin1'), Buffer.from(relative).toString('latin1'));
    if (text === undefined || files.entry(Buffer.from(place))?.mode === '120000')
      throw new UserError(`no line in ${place} can name ${JSON.stringify(name)}`, {
        hint: 'Nothing was changed. Rename the file, or make .gitignore a plain file.',
      });
    const line = text.slice(bytes.length).trim();
    edits.set(place, {
      ...{ path: place, shown: files.shown(Buffer.from(place)), bytes: Buffer.from(text, 'latin1') },
      added: [...added, Buffer.from(line, 'latin1').toString('utf8')],
      ...defined({ old }),
    });
  }
  return { ignoring: [...edits.values()] };
}

function nearest(files: Files, name: string): string {
  for (let folder = posix.dirname(name); folder !== '.'; folder = posix.dirname(folder)) {
    const place = `${folder}/.gitignore`;
    if (files.work(Buffer.from(place)) !== undefined) return place;
  }
  return '.gitignore';
}
