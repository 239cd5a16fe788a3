import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';

/** One changed path between two sides, as `--raw -z` prints it. Mode 000000 means "not there". */
export interface RawEntry {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: Oid;
  readonly newOid: Oid;
  /** A, D, M, T or U; with renames off there is no other. */
  readonly status: string;
  /** The name's own bytes, from the top of the work tree. */
  readonly path: Buffer;
  /** Only in the output of `diff-tree --stdin`. */
  readonly commit?: Oid;
}

export const gitlink = '160000';
export const absent = '000000';

const meta = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([ADMTU])$/;
const commitLine = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * Reads the output of `diff-index --raw -z` or `diff-tree --stdin --raw -z`: fields that end with NUL, alternating
 *
 *     :100644 100644 3f1c… 9ab0… M\0dir/name\0
 *
 * and, from `diff-tree --stdin`, a commit's id in front of its entries.
 *
 * @throws UserError when a single byte is not as it should be: a shorter list would be a silent pass.
 */
export function parseRawDiff(
  output: Buffer,
  from: 'diff-index' | 'diff-tree' = 'diff-index',
): readonly RawEntry[] {
  const entries: RawEntry[] = [];
  let commit: Oid | undefined;
  for (let at = 0; at < output.length; ) {
    const [field, next] = fieldAt(output, at);
    at = next;
    const text = field.toString('latin1');
    if (from === 'diff-tree' && commitLine.test(text)) {
      commit = text;
      continue;
    }
    const found = meta.exec(text);
    if (found === null) throw unreadable();
    const [path, afterPath] = fieldAt(output, at);
    if (path.length === 0) throw unreadable();
    at = afterPath;
    entries.push(entryOf(found, path, commit));
  }
  return entries;
}

function fieldAt(output: Buffer, at: number): [Buffer, number] {
  const end = output.indexOf(0, at);
  if (end === -1) throw unreadable();
  return [output.subarray(at, end), end + 1];
}

const entryOf = (found: RegExpExecArray, path: Buffer, commit: Oid | undefined): RawEntry => ({
  oldMode: found[1]!,
  newMode: found[2]!,
  oldOid: found[3]!,
  newOid: found[4]!,
  status: found[5]!,
  path,
  ...(commit === undefined ? {} : { commit }),
});

const unreadable = (): UserError =>
  new UserError('git printed a list of changes that cannot be read to its end', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
