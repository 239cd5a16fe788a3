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

const inIndex = /^([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-3])\t(.+)$/s;
const inFolder = /^([0-7]{6}) ([a-z]+) ([0-9a-f]{40}|[0-9a-f]{64})\t(.+)$/s;

/** What `git ls-files --stage -z` prints, one after the other. @throws UserError for anything else */
export const indexEntriesIn = (output: Buffer): Iterable<IndexEntry> =>
  entriesIn(output, inIndex, ([, mode, oid, stage, path]) => ({ mode, oid, stage, path }));

/** What `git ls-tree -z` prints, one after the other. @throws UserError for anything else */
export const folderEntriesIn = (output: Buffer): Iterable<FolderEntry> =>
  entriesIn(output, inFolder, ([, mode, type, oid, path]) => ({ mode, type, oid, path }));

type Parts = readonly [all: string, string, string, string, string];

/** There may be a million: so no groups with names, which V8 makes in an object of several times the size. */
function* entriesIn<Entry>(output: Buffer, form: RegExp, made: (parts: Parts) => Entry): Generator<Entry> {
  for (const entry of pathsIn(output)) {
    const parts = form.exec(entry.toString('latin1'));
    if (parts === null) throw unreadable();
    yield made(parts as unknown as Parts);
  }
}

/** What git prints for `-z`, one after the other, in the same memory. @throws UserError where the last one does not end */
export function* pathsIn(output: Buffer): Generator<Buffer> {
  for (let start = 0, end = 0; start < output.length; start = end + 1) {
    end = output.indexOf(0, start);
    if (end === -1) throw unreadable();
    yield output.subarray(start, end);
  }
}

const unreadable = (): UserError =>
  new UserError('git printed something else than paths and what they hold', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
