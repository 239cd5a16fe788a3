import { lstatSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { headCommit, workTreeChanges } from '../git/changes.ts';
import { keptMessage, messageSettings } from '../git/message.ts';
import { askGit, type Repository } from '../git/process.ts';
import { UserError } from '../model/user-error.ts';
import type { Scanner } from '../scan/scanner.ts';
import { nothingBefore, type OldContent, type Source } from './source.ts';

const label = 'commit message';

/**
 * The text of a commit message, as git will keep it.
 *
 * Below a scissors line may stand the diff that `commit -v` shows, or text that git keeps. No guess is made: only
 * what stands neither in the staged nor in the old content counts there, so a commit that removes a key passes.
 * git is asked for all that only when the whole file looks suspicious at all.
 */
export function messageSources(
  repository: Repository,
  file: string,
  scanner: Scanner,
  staged: () => Source,
): readonly Source[] {
  const raw = readMessage(resolve(repository.cwd, file));
  if (!scanner.scan(raw).suspicious) return [textSource(raw)];
  const { text, belowScissors } = keptMessage(repository, raw, messageSettings(repository));
  const amended = () => lastMessage(repository);
  return [
    textSource(text, amended),
    textSource(belowScissors, () => joined(amended(), shownContent(repository, staged()))),
  ];
}

const textSource = (bytes: Buffer, before: Source['before'] = () => nothingBefore): Source => ({
  what: label,
  objects: new Map(),
  names: [],
  texts: [{ label, bytes }],
  submodules: [],
  before,
});

/** The message that an amended commit begins with: who takes a key out of it must not be stopped by it. */
function lastMessage(repository: Repository): OldContent {
  const head = headCommit(repository);
  return head === undefined ? nothingBefore : { ...nothingBefore, objects: [head] };
}

const joined = (a: OldContent, b: OldContent): OldContent => ({
  objects: [...a.objects, ...b.objects],
  names: [...a.names, ...b.names],
  texts: [...a.texts, ...b.texts],
});

/** All that a diff below the scissors can show: both sides of the index, and with `-v -v` the work tree. */
function shownContent(repository: Repository, staged: Source): OldContent {
  const old = staged.before();
  return {
    objects: [...new Set([...old.objects, ...staged.objects.keys()])],
    names: [...old.names, ...staged.names],
    texts: workTreeChanges(repository).flatMap(({ path }) => fileInWorkTree(repository, path)),
  };
}

/** Nothing for what is no plain file: what cannot be read here is not taken away, and so stops the commit. */
function fileInWorkTree(repository: Repository, path: Buffer): Buffer[] {
  const top = askGit(repository, ['rev-parse', '--show-toplevel']).stdout.subarray(0, -1);
  const place = Buffer.concat([top, Buffer.from('/'), path]);
  const status = lstatSync(place, { throwIfNoEntry: false });
  return status?.isFile() && status.size <= largestFile ? [readFileSync(place)] : [];
}

const largestFile = 64 * 1024 * 1024;

function readMessage(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw new UserError(`the message file cannot be read (${code})`, {
      hint: 'Check the path and its permissions.',
      cause,
    });
  }
}
