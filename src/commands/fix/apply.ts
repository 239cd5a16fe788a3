/** Does what `keyhalt fix` has shown: all of it, or nothing. */
import { lstatSync } from 'node:fs';
import { resolve } from 'node:path';
import { writeWhole } from '../../files/write-whole.ts';
import { ignoredAmong } from '../../git/before-changing.ts';
import { trackedEntries } from '../../git/files.ts';
import type { Repository } from '../../git/process.ts';
import { type NewEntry, rememberedIndex, setInIndex, storeBlob, takenOut } from '../../git/rewriting.ts';
import { UserError } from '../../model/user-error.ts';
import type { Edits, FileEdit, IgnoreEdit } from './edits.ts';
import type { Files, WorkFile } from './files.ts';
import { shellName } from './show.ts';

/** How it is taken back: by a program, and by a person. */
export interface Done {
  readonly undo: () => Promise<void>;
  /** Lines for a shell at the top of the work tree. */
  readonly undoLines: readonly string[];
}

interface Write {
  readonly path: string;
  readonly old?: WorkFile;
  readonly bytes: Buffer;
}

/** @throws UserError where a file may not be written, or is not any more what was shown; nothing is changed then */
export async function apply(repository: Repository, files: Files, edits: Edits): Promise<Done> {
  const writes = writesOf(repository, edits);
  for (const write of writes) demandWritable(write);
  const entries = indexEntries(repository, edits.files);
  demandUnchanged(repository, files, edits);

  const undoLines = [
    ...edits.ignoring.flatMap((edit) => undoLinesOfIgnoring(repository, edit)),
    ...edits.files.flatMap((edit) => undoLinesOf(repository, edit)),
  ];
  const putBackIndex = rememberedIndex(repository);
  const written: Write[] = [];
  const undo = async () => {
    const steps = [
      ...written.reverse().map(
        ({ path, old }) =>
          () =>
            restore(path, old),
      ),
      putBackIndex,
    ];
    const failed: unknown[] = [];
    for (const step of steps)
      try {
        await step();
      } catch (error) {
        failed.push(error);
      }
    if (failed.length > 0)
      throw new UserError(`not all could be put back: ${(failed[0] as Error).message}`, {
        hint: `git status tells what is changed. Put it back by: ${undoLines.join('; ')}`,
        cause: failed[0],
      });
  };
  try {
    for (const write of writes) {
      await writeWhole(write.path, write.bytes, modeOf(write.old));
      written.push(write);
    }
    setInIndex(repository, entries);
    demandIgnored(repository, edits);
  } catch (error) {
    await undo();
    throw error;
  }
  return { undo, undoLines };
}

function writesOf(repository: Repository, { files, ignoring }: Edits): readonly Write[] {
  return [
    ...files.flatMap(({ work }) =>
      work === undefined ? [] : [{ path: work.old.place, old: work.old, bytes: work.bytes }],
    ),
    ...ignoring.map(({ path, old, bytes }) => ({
      ...{ path: resolve(repository.cwd, path), bytes },
      ...(old === undefined ? {} : { old }),
    })),
  ];
}

function demandWritable({ path, old }: Write): void {
  const status = lstatSync(path, { throwIfNoEntry: false });
  if (old === undefined && status === undefined) return;
  const nothing = 'Nothing was changed. ';
  if (old === undefined || !status?.isFile())
    throw new UserError(`${path} is no plain file`, { hint: `${nothing}Put a plain file there first.` });
  if ((status.mode & 0o200) === 0)
    throw new UserError(`${path} is read-only`, {
      hint: `${nothing}chmod u+w it, then run the same command again.`,
    });
}

/** The new content of the index. What is stored and not used yet does no harm. */
const indexEntries = (repository: Repository, edits: readonly FileEdit[]): readonly NewEntry[] =>
  edits.flatMap(({ file, index, untracked }): readonly NewEntry[] => {
    if (untracked) return [{ path: file.path, mode: takenOut, oid: file.index!.oid }];
    if (index === undefined) return [];
    return [{ path: file.path, mode: index.old.mode, oid: storeBlob(repository, index.bytes) }];
  });

/** Between the question and the answer somebody may have gone on working. */
function demandUnchanged(repository: Repository, files: Files, { files: edits, ignoring }: Edits): void {
  const now = new Map(trackedEntries(repository).map((one) => [one.path.toString('latin1'), one]));
  const isAsShown =
    edits.every(
      ({ file, work }) =>
        now.get(file.path.toString('latin1'))?.oid === file.index?.oid &&
        (work === undefined || files.work(file.path)?.bytes.equals(work.old.bytes) === true),
    ) &&
    ignoring.every(({ path, old }) => {
      const there = files.work(Buffer.from(path));
      return old === undefined ? there === undefined : there?.bytes.equals(old.bytes) === true;
    });
  if (!isAsShown)
    throw new UserError('a file has changed since it was shown', {
      hint: 'Nothing was changed. Run the same command again.',
    });
}

/** What stood there stays in git's own database until git cleans up, and can be brought back from it. */
function undoLinesOf(repository: Repository, { file, work, index, untracked }: FileEdit): readonly string[] {
  const name = shellName(file);
  const old = file.index;
  const isOfIndex = old !== undefined && (untracked || index !== undefined);
  const inIndex = isOfIndex ? [`git update-index -z --index-info, with ${old.mode} ${old.oid}`] : [];
  const workOid =
    work === undefined
      ? undefined
      : old?.bytes.equals(work.old.bytes)
        ? old.oid
        : storeBlob(repository, work.old.bytes);
  if (name === undefined)
    return [...inIndex, ...(workOid === undefined ? [] : [`git cat-file blob ${workOid}`])];
  // Nothing but a name was staged: `git add --intent-to-add`.
  const isOnlyMeant = untracked && old?.bytes.length === 0;
  const intoIndex = isOnlyMeant
    ? 'git add -N -f'
    : `git update-index --add --cacheinfo ${old?.mode} ${old?.oid}`;
  return [
    ...(isOfIndex ? [`${intoIndex} ${name}`] : []),
    ...(workOid === undefined ? [] : [`git cat-file blob ${workOid} > ${name}`]),
  ];
}

function undoLinesOfIgnoring(repository: Repository, { path, shown, old }: IgnoreEdit): readonly string[] {
  const name = shellName({ path: Buffer.from(path), shown });
  if (name === undefined) return [];
  return [
    old === undefined ? `rm -f ${name}` : `git cat-file blob ${storeBlob(repository, old.bytes)} > ${name}`,
  ];
}

const modeOf = (old: WorkFile | undefined) =>
  old === undefined ? { mode: 0o666 } : { mode: old.mode, isExact: true };

async function restore(path: string, old: WorkFile | undefined): Promise<void> {
  if (old !== undefined) return writeWhole(path, old.bytes, modeOf(old));
  const { rm } = await import('node:fs/promises');
  await rm(path, { force: true });
}

/** A rule further down, or in a folder below, may take it back. */
function demandIgnored(repository: Repository, { ignored, ignoring }: Edits): void {
  if (ignored.length === 0) return;
  const known = ignoredAmong(
    repository,
    ignored.map(({ path }) => path),
  );
  const seen = ignored.find(({ path }) => !known.has(path.toString('latin1')));
  if (seen === undefined) return;
  const name = shellName(seen) ?? 'PATH';
  throw new UserError(
    `${ignoring[0]?.path ?? '.gitignore'} names it, and another rule takes it back: ${name}`,
    {
      hint: `Nothing was changed, for it would be added again. git check-ignore -v --no-index ${name} names the rule that begins with !: take it out.`,
    },
  );
}
