import { joined } from '../model/joined.ts';
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
export const folder = '040000';
export const absent = '000000';

/**
 * Reads the output of `diff-index --raw -z`: fields that end with NUL, alternating
 *
 *     :100644 100644 3f1c… 9ab0… M\0dir/name\0
 *
 * @throws UserError when a single byte is not as it should be: a shorter list would be a silent pass.
 */
export function parseRawDiff(output: Buffer): readonly RawEntry[] {
  const parser = new RawDiffParser('diff-index');
  const entries = [...parser.push(output)];
  parser.end();
  // What such a folder holds would be looked at by nobody.
  if (entries.some(({ oldMode, newMode }) => oldMode === folder || newMode === folder)) throw unreadable();
  return entries;
}

/**
 * The same of output that comes in parts. It may be long, so its bytes are looked at where they lie. In that of
 * `diff-tree --stdin` a commit's id stands in front of its entries.
 */
export class RawDiffParser {
  readonly #from: 'diff-index' | 'diff-tree';
  readonly #objects: ReadonlySet<Oid> | undefined;
  /** 1 for each start of a name that one of these objects has. */
  readonly #starts: Uint8Array | undefined;
  /** The parts of a field whose end has not come yet. */
  #begun: Buffer[] = [];
  /** What stands in front of a path: 'unwanted' of one that is passed over, undefined where none is due. */
  #meta: Meta | 'unwanted' | undefined;
  #commit: Oid | undefined;
  readonly #onCommit: ((commit: Oid) => void) | undefined;

  /**
   * @param objects where it is given, entries with none of these on either side are read and passed over
   * @param onCommit called with the id of each commit, before its entries
   */
  constructor(
    from: 'diff-index' | 'diff-tree',
    { objects, onCommit }: { objects?: ReadonlySet<Oid> | undefined; onCommit?: (commit: Oid) => void } = {},
  ) {
    this.#from = from;
    this.#objects = objects;
    this.#onCommit = onCommit;
    if (objects === undefined) return;
    this.#starts = new Uint8Array(0x10000);
    for (const oid of objects) this.#starts[startOf(Buffer.from(oid, 'latin1'), 0)] = 1;
  }

  *push(chunk: Buffer): Generator<RawEntry> {
    if (chunk.length > 0) this.#begun.push(chunk);
    // A path may be longer than many chunks.
    if (!chunk.includes(0)) return;
    const bytes = joined(this.#begun);
    let at = 0;
    for (let end = bytes.indexOf(0, bytes.length - chunk.length); end !== -1; end = bytes.indexOf(0, at)) {
      const entry = this.#see(bytes, at, end);
      at = end + 1;
      if (entry !== undefined) yield entry;
    }
    this.#begun = at === bytes.length ? [] : [bytes.subarray(at)];
  }

  /** To be called at the end of the output. @throws UserError when it ends in the middle of an entry */
  end(): void {
    if (this.#begun.length > 0 || this.#meta !== undefined) throw unreadable();
  }

  /** A field that ends there. */
  #see(bytes: Buffer, from: number, end: number): RawEntry | undefined {
    const meta = this.#meta;
    if (meta !== undefined) {
      if (from === end) throw unreadable();
      this.#meta = undefined;
      if (meta === 'unwanted') return undefined;
      return entryOf(meta, bytes.subarray(from, end), this.#commit);
    }
    if (this.#from === 'diff-tree' && isWidth(end - from) && areDigits(bytes, from, end)) {
      this.#commit = bytes.toString('latin1', from, end);
      this.#onCommit?.(this.#commit);
    } else this.#meta = this.#metaIn(bytes, from, end);
    return undefined;
  }

  /** Of `:100644 100644 3f1c… 9ab0… M`. */
  #metaIn(bytes: Buffer, from: number, end: number): Meta | 'unwanted' {
    const width = (end - from - widthWithoutOids) / 2;
    const [old, status] = [from + 15, end - 1];
    const next = old + width + 1;
    if (!isWidth(width) || bytes[from] !== colon || !statuses.has(bytes[status]!)) throw unreadable();
    for (const place of [from + 7, old - 1, next - 1, status - 1])
      if (bytes[place] !== blank) throw unreadable();
    const isRight =
      areDigits(bytes, from + 1, from + 7, 8) &&
      areDigits(bytes, from + 8, old - 1, 8) &&
      areDigits(bytes, old, next - 1) &&
      areDigits(bytes, next, status - 1);
    if (!isRight) throw unreadable();
    if (!this.#mayBeWanted(bytes, old) && !this.#mayBeWanted(bytes, next)) return 'unwanted';
    const text = bytes.toString('latin1', from, end);
    const [oldMode, newMode] = [text.slice(1, 7), text.slice(8, 14)];
    const [oldOid, newOid] = [text.slice(15, 15 + width), text.slice(16 + width, -2)];
    const meta = { oldMode, newMode, oldOid, newOid, status: text.slice(-1) };
    const isWanted = this.#objects?.has(meta.oldOid) !== false || this.#objects.has(meta.newOid);
    return isWanted ? meta : 'unwanted';
  }

  #mayBeWanted(bytes: Buffer, oid: number): boolean {
    return this.#starts === undefined || this.#starts[startOf(bytes, oid)] === 1;
  }
}

type Meta = Omit<RawEntry, 'path' | 'commit'>;

/** There may be many: to spread these takes as long as all else. */
const entryOf = (
  { oldMode, newMode, oldOid, newOid, status }: Meta,
  path: Buffer,
  commit: Oid | undefined,
) =>
  commit === undefined
    ? { oldMode, newMode, oldOid, newOid, status, path }
    : { oldMode, newMode, oldOid, newOid, status, path, commit };

const [colon, blank] = [0x3a, 0x20];
/** What is not part of one of the two names. */
const widthWithoutOids = ':100644 100644   M'.length;
const statuses = new Set(Buffer.from('ADMTU'));

/** What each byte is as a digit of hexadecimal numbers, in small letters; for others more than any digit is. */
const digits = new Uint8Array(256).fill(0x80);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) digits[digit] = value;

const isWidth = (width: number): boolean => width === 40 || width === 64;

/** Whether [from, end) are digits of numbers to a base that is a power of two. */
function areDigits(bytes: Buffer, from: number, end: number, base: 8 | 16 = 16): boolean {
  let all = 0;
  for (let at = from; at < end; at++) all |= digits[bytes[at]!]!;
  return all < base;
}

/** What the first four digits of a name come to. */
const startOf = (bytes: Buffer, at: number): number =>
  (digits[bytes[at]!]! << 12) |
  (digits[bytes[at + 1]!]! << 8) |
  (digits[bytes[at + 2]!]! << 4) |
  digits[bytes[at + 3]!]!;

const unreadable = (): UserError =>
  new UserError('git printed a list of changes that cannot be read to its end', {
    hint: 'Nothing was judged. Try again; if it stays, please report it with the output of git --version.',
  });
