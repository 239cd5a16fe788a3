import { lstatSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readNamed } from '../files/read-named.ts';
import { headCommit, indexFiles } from '../git/changes.ts';
import { keptMessage, messageSettings } from '../git/message.ts';
import type { Repository } from '../git/process.ts';
import { topOf } from '../git/work-tree.ts';
import { fileError } from '../model/file-error.ts';
import { UserError } from '../model/user-error.ts';
import type { Scanner } from '../scan/scanner.ts';
import { noPaths, nothingBefore, type OldContent, type Source } from './source.ts';

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
  if (file === '')
    throw new UserError('the name of the message file is empty', {
      hint: 'Name the file that holds the message: keyhalt scan --message FILE.',
    });
  const raw = readMessage(resolve(repository.cwd, file));
  if (!scanner.scan(raw).suspicious) return [textSource(raw)];
  const { text, belowScissors, mayBeDiff } = keptMessage(repository, raw, messageSettings(repository));
  const amended = () => lastMessage(repository);
  return [
    textSource(text, async () => amended()),
    textSource(belowScissors, async () =>
      mayBeDiff ? joined(amended(), await shownContent(repository, staged(), belowScissors)) : amended(),
    ),
  ];
}

const textSource = (bytes: Buffer, before: Source['before'] = async () => nothingBefore): Source => ({
  what: label,
  isApart: true,
  objects: [],
  pathsOf: noPaths,
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

/** `a` has no texts. */
const joined = (a: OldContent, b: OldContent): OldContent => ({
  objects: [...a.objects, ...b.objects],
  names: [...a.names, ...b.names],
  texts: b.texts,
});

/** All that a diff below the scissors can show: both sides of the index, and with `-v -v` the work tree, too. */
async function shownContent(repository: Repository, staged: Source, shown: Buffer): Promise<OldContent> {
  const old = await staged.before();
  const files = indexFiles(repository, pathsIn(shown));
  const staging = files.map(({ oid }) => oid);
  return {
    objects: [...new Set([...old.objects, ...staged.objects, ...staging])],
    names: [...old.names, ...staged.names],
    // Of what is not tracked `-v -v` shows nothing.
    texts: filesInWorkTree(
      repository,
      files.map(({ path }) => path),
    ),
  };
}

/** The files that a diff names. One that is named in another way is not taken away, and so stops the commit. */
function pathsIn(diff: Buffer): readonly string[] {
  const found = diff.toString('utf8').matchAll(/^(?:---|\+\+\+) [abciw]\/([^\t\n"]+)/gm);
  const paths = new Set([...found].map(([, path]) => path!));
  // Whoever wrote such a path, it was not git.
  return [...paths].filter((path) => !path.split('/').includes('..')).slice(0, mostFiles);
}

/** One after the other, so that never two of them are in memory. */
function* filesInWorkTree(repository: Repository, paths: readonly string[]): Generator<Buffer> {
  if (paths.length === 0) return;
  const top = topOf(repository);
  for (const path of paths) {
    const status = lstatSync(join(top, path), { throwIfNoEntry: false });
    if (status?.isFile() && status.size <= largestFile) yield readFileSync(join(top, path));
  }
}

const mostFiles = 1000;
const largestFile = 64 * 1024 * 1024;

/** In bytes. */
const largestMessage = 256 * 2 ** 20;

function readMessage(path: string): Buffer {
  try {
    return readNamed(path, largestMessage);
  } catch (cause) {
    throw fileError(
      `the message file ${path} cannot be read`,
      cause,
      'Name the file that holds the message.',
    );
  }
}
