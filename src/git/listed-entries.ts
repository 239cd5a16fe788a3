import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';

/** What an index or a folder has at a path. */
export interface ListedEntry {
  /** As git writes it: `100644`, `120000` for a link. */
  readonly mode: string;
  readonly oid: Oid;
  /** One byte a character. */
  readonly path: string;
}

interface IndexEntry extends ListedEntry {
  /** 0, or of a path in conflict the side that has it: 1 to 3. */
  readonly stage: string;
}

interface FolderEntry extends ListedEntry {
  /** `blob`, `tree`, or `commit` for a submodule. */
  readonly type: string;
}

const inIndex = /^(?<mode>[0-7]{6}) (?<oid>[0-9a-f]{40}|[0-9a-f]{64}) (?<stage>[0-3])\t(?<path>.+)$/s;
const inFolder = /^(?<mode>[0-7]{6}) (?<type>[a-z]+) (?<oid>[0-9a-f]{40}|[0-9a-f]{64})\t(?<path>.+)$/s;

/** What `git ls-files --stage -z` prints. @throws UserError for anything else */
export const indexEntriesIn = (output: Buffer): readonly IndexEntry[] => entriesIn(output, inIndex);

/** What `git ls-tree -z` prints. @throws UserError for anything else */
export const folderEntriesIn = (output: Buffer): readonly FolderEntry[] => entriesIn(output, inFolder);

function entriesIn<Entry>(output: Buffer, form: RegExp): readonly Entry[] {
  const entries = output.toString('latin1').split('\0');
  if (entries.pop() !== '') throw unreadable();
  return entries.map((entry) => {
    const groups = form.exec(entry)?.groups;
    if (groups === undefined) throw unreadable();
    return groups as Entry;
  });
}

const unreadable = (): UserError =>
  new UserError('git printed something else than paths and what they hold', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
