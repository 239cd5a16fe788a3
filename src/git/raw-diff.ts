import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import { isOid } from './oid-lines.ts';

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
export const folder = '040000';
export const absent = '000000';

const meta = /^:([0-7]{6}) ([0-7]{6}) ([0-9a-f]{40}|[0-9a-f]{64}) ([0-9a-f]{40}|[0-9a-f]{64}) ([ADMTU])$/;

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
  const parser = new RawDiffParser(from);
  const entries = [...parser.push(output)];
  parser.end();
  return entries;
}

/** The same of output that comes in parts. */
export class RawDiffParser {
  readonly #from: 'diff-index' | 'diff-tree';
  #rest: Buffer = Buffer.alloc(0);
  #meta: RegExpExecArray | undefined;
  #commit: Oid | undefined;
  /** How many ids of commits came. */
  headers = 0;

  constructor(from: 'diff-index' | 'diff-tree') {
    this.#from = from;
  }

  *push(chunk: Buffer): Generator<RawEntry> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (let end = bytes.indexOf(0); end !== -1; end = bytes.indexOf(0, at)) {
      const entry = this.#see(bytes.subarray(at, end));
      at = end + 1;
      if (entry !== undefined) yield entry;
    }
    this.#rest = bytes.subarray(at);
  }

  /** To be called at the end of the output. @throws UserError when it ends in the middle of an entry */
  end(): void {
    if (this.#rest.length > 0 || this.#meta !== undefined) throw unreadable();
  }

  #see(field: Buffer): RawEntry | undefined {
    if (this.#meta !== undefined) {
      if (field.length === 0) throw unreadable();
      const entry = entryOf(this.#meta, field, this.#commit);
      this.#meta = undefined;
      return entry;
    }
    const text = field.toString('latin1');
    if (this.#from === 'diff-tree' && isOid(text)) {
      this.#commit = text;
      this.headers += 1;
      return undefined;
    }
    this.#meta = meta.exec(text) ?? undefined;
    if (this.#meta === undefined) throw unreadable();
    return undefined;
  }
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
