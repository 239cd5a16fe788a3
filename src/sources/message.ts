import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { keptMessage, messageSettings } from '../git/message.ts';
import type { Repository } from '../git/process.ts';
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
  return [textSource(text), textSource(belowScissors, () => bothSides(staged()))];
}

const textSource = (bytes: Buffer, before: Source['before'] = () => nothingBefore): Source => ({
  what: label,
  objects: new Map(),
  names: [],
  texts: [{ label, bytes }],
  skipped: [],
  before,
});

function bothSides(staged: Source): OldContent {
  const old = staged.before();
  return {
    objects: [...new Set([...old.objects, ...staged.objects.keys()])],
    names: [...old.names, ...staged.names],
  };
}

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
