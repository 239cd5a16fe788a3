import { realpathSync, rmSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { isBelow } from '../../files/below.ts';
import { rewriteWords } from '../../fixing/checklist.ts';
import { replaceLines } from '../../fixing/replace-text.ts';
import { gitFiles } from '../../git/git-files.ts';
import type { Repository } from '../../git/process.ts';
import { repositoryAt, standingOf } from '../../git/work-tree.ts';
import { fileError } from '../../model/file-error.ts';
import type { Appearance } from '../../model/finding.ts';
import { quote } from '../../model/quote.ts';
import { UserError } from '../../model/user-error.ts';
import type { Scanner } from '../../scan/scanner.ts';
import { secretOf } from '../../secret-of.ts';
import type { History } from './history.ts';
import type { FixOptions } from './options.ts';
import type { Asked } from './wanted.ts';

interface Around {
  readonly repository: Repository;
  readonly scanner: Scanner;
  readonly options: FixOptions;
}

/** Writes the file that `git filter-repo --replace-text` reads, outside of the repository, and has it removed afterwards. */
export async function writeReplaceText(
  { fingerprints, places }: Asked,
  { found: pasts, problems }: History,
  { repository, scanner, options }: Around,
): Promise<number> {
  const { replaceFile, untilDone, print } = options;
  if (fingerprints.length === 0 || places.length > 0)
    throw new UserError('--replace-text wants fingerprints', {
      hint: 'keyhalt fix kh1:… --replace-text; keyhalt scan --history tells them.',
    });
  if (replaceFile === undefined && untilDone === undefined)
    throw new UserError('the file holds the secret, and nobody can be asked here when it is to go away', {
      hint: 'Run it on a terminal, or name the file with --replace-file PATH and remove it yourself afterwards.',
    });
  const [problem] = problems;
  if (problem !== undefined)
    throw new UserError(`not all of history is known: ${problem.message}`, { hint: problem.hint });
  const missing = fingerprints.find((one) => !pasts.has(one));
  if (missing !== undefined)
    throw new UserError(`${missing} is not in the history of this repository`, {
      hint: 'keyhalt scan --history tells all that is here.',
    });
  const appearances = [...pasts.values()].flatMap(({ fingerprint, appearances }) =>
    appearances.map((place) => ({ fingerprint, place })),
  );
  const { values, left } = await valuesAt(repository, scanner, appearances);
  for (const line of left) print(line);
  if (values.length === 0) return 1;
  const isInMessages = appearances.some(({ place }) => place.isFile === undefined);
  const path =
    replaceFile === undefined
      ? join(await freshFolder(repository), 'replacements.txt')
      : resolve(options.repository.cwd, replaceFile);
  demandOutside(repository, path);
  const cleanUp = () => rmSync(dirname(path), { recursive: true, force: true });
  const wait = replaceFile === undefined ? untilDone!(cleanUp) : undefined;
  await writePrivate(path, replaceLines(values));

  const name = quote(path);
  print(`${path}: holds the secret itself, readable by you alone.`);
  for (const line of rewriteWords(name, isInMessages)) print(line);
  if (wait === undefined) print(`  8. Remove the file: rm -f ${name}`);
  else {
    await wait('Press Enter when that is done: then the file is removed.');
    print('The file is removed.');
  }
  return left.length > 0 ? 1 : 0;
}

/** In every way in which they are written; and what filter-repo does not reach. */
async function valuesAt(
  repository: Repository,
  scanner: Scanner,
  all: readonly { readonly fingerprint: string; readonly place: Appearance }[],
): Promise<{ readonly values: readonly Buffer[]; readonly left: readonly string[] }> {
  const values: Buffer[] = [];
  const left = new Set<string>();
  const seen = new Set<string>();
  for (const { fingerprint, place } of all) {
    const key = `${fingerprint} ${place.blob ?? place.commit ?? place.path} ${place.archive ?? ''}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const why = whyNot(place);
    if (why !== undefined) {
      left.add(`left: ${place.path} ${fingerprint}: ${why}`);
      continue;
    }
    const { bytes, revealed } = await secretOf(repository, scanner, { fingerprint, places: [place] });
    if (bytes.subarray(0, 8192).includes(0))
      left.add(
        `left: ${place.path} ${fingerprint}: git filter-repo leaves binary files as they are; --invert-paths --path takes the file out`,
      );
    else for (const { written } of revealed) values.push(Buffer.from(written));
  }
  return { values, left: [...left] };
}

function whyNot({ isName, archive }: Appearance): string | undefined {
  if (isName) return 'it is in a name; git filter-repo --path-rename OLD:NEW renames it';
  return archive === undefined
    ? undefined
    : 'it is in an archive; git filter-repo --invert-paths --path takes the file out';
}

async function freshFolder(repository: Repository): Promise<string> {
  const base = realpathSync(tmpdir());
  demandOutside(repository, join(base, 'x'));
  const folder = await mkdtemp(join(base, 'keyhalt-'));
  await chmod(folder, 0o700);
  return folder;
}

/** @throws UserError for a place that a commit might take along */
function demandOutside(repository: Repository, path: string): void {
  const folder = realFolder(dirname(path));
  const isInGit = isBelow(realpathSync(gitFiles(repository).common), folder);
  // Neither in this one, nor in another work tree of it, nor in one of something else.
  if (isInGit || standingOf(repositoryAt(folder, repository)).kind !== 'none')
    throw new UserError('the file holds the secret, so it may not be in a repository', {
      hint: 'Name a place outside of it: --replace-file ~/replacements.txt',
    });
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (cause) {
    throw fileError(`the folder ${folder} cannot be used`, cause, 'Name a file in a folder that is there.');
  }
}

async function writePrivate(path: string, content: Buffer): Promise<void> {
  try {
    await writeFile(path, content, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') await rm(path, { force: true });
    const hint = 'Name one that is not there yet, in a folder that you may write to.';
    throw fileError('the file for git filter-repo cannot be written', cause, hint);
  }
}
