import { joined } from '../model/joined.ts';
import type { Oid } from '../model/object.ts';
import { UserError } from '../model/user-error.ts';
import type { Oids } from './oid-list.ts';

export type ObjectType = 'blob' | 'commit' | 'tag' | 'tree';

/**
 * A part of an object's bytes; `first` and `last` are both true for an object in one part. A first one tells what the
 * object is: it is the whole object, or of at least `leastFirst` bytes.
 */
export interface ObjectPart {
  readonly oid: Oid;
  readonly type: ObjectType;
  /** Of the whole object, in bytes. */
  readonly size: number;
  readonly bytes: Buffer;
  readonly first: boolean;
  readonly last: boolean;
}

/** An answer that is no object. The others can still be read. */
export interface BrokenObject {
  readonly oid: Oid;
  readonly broken: UserError;
}

/** In bytes. Pieces of a pipe end anywhere, and by their beginning archives are known. */
export const leastFirst = 64 * 1024;

const header = /^([0-9a-f]{40}|[0-9a-f]{64}) (blob|commit|tag|tree) ([0-9]{1,15})$/;
/** Longer than any header that git can print. */
const longestHeader = 128;

/**
 * Reads what `cat-file --batch` prints for a known list of objects:
 *
 *     9ab0… blob 12\n<12 bytes>\n
 *
 * git says `<oid> missing` for a missing and for a damaged object alike and still exits 0. Anything but the answer
 * that is due, or that it is missing, is an error.
 */
export class CatFileParser {
  readonly #due: Oids;
  #answered = 0;
  /** Of the next header what has come of it. */
  #head = '';
  #current: { oid: Oid; type: ObjectType; size: number; left: number; isGiven: boolean } | undefined;
  #newline = false;
  /** What has come of an object of which nothing was given out yet. */
  #held: Buffer[] = [];

  constructor(due: Oids) {
    this.#due = due;
  }

  /** The place in the list of the object in the middle of which git is; undefined where it is between two. */
  get unfinished(): number | undefined {
    return this.#current === undefined ? undefined : this.#answered;
  }

  /** What has come of that object and was not given out yet: its first part, which is shorter than one ought to be. */
  get held(): ObjectPart | undefined {
    if (this.#current === undefined || this.#held.length === 0) return undefined;
    const { oid, type, size } = this.#current;
    return { oid, type, size, bytes: joined(this.#held), first: true, last: false };
  }

  /** @throws UserError when an answer is not the one that is due. */
  *push(chunk: Buffer): Generator<ObjectPart | BrokenObject> {
    for (let at = 0; at < chunk.length; ) {
      if (this.#newline) {
        if (chunk[at] !== 0x0a)
          throw damaged(this.#due.at(this.#answered - 1)!, 'did not end where it should');
        this.#newline = false;
        at += 1;
      } else if (this.#current === undefined) {
        const { next, answer } = this.#readHeader(chunk, at);
        at = next;
        if (answer !== undefined) yield answer;
      } else {
        const bytes = chunk.subarray(at, at + this.#current.left);
        at += bytes.length;
        const part = this.#part(bytes);
        if (part !== undefined) yield part;
      }
    }
  }

  /** To be called when git has ended. @throws UserError when answers are missing. */
  end(): void {
    if (this.#answered < this.#due.length || this.#newline || this.#head.length > 0) {
      throw damaged(
        this.#due.at(this.#answered) ?? this.#due.at(this.#due.length - 1) ?? 'no object',
        'was not given by git',
      );
    }
  }

  /** Reads on to the end of a header; what it answers by itself is a missing object. */
  #readHeader(chunk: Buffer, at: number): { next: number; answer?: BrokenObject } {
    const newline = chunk.indexOf(0x0a, at);
    const end = newline === -1 ? chunk.length : newline;
    if (this.#head.length + end - at > longestHeader) throw this.#unexpected();
    const text = this.#head + chunk.toString('latin1', at, end);
    if (newline === -1) {
      this.#head = text;
      return { next: chunk.length };
    }
    this.#head = '';
    const due = this.#due.at(this.#answered);
    if (due !== undefined && text === `${due} missing`) {
      this.#answered += 1;
      return { next: newline + 1, answer: { oid: due, broken: damaged(due, 'is missing or damaged') } };
    }
    const found = header.exec(text);
    if (found === null || found[1] !== due) throw this.#unexpected();
    const size = Number(found[3]);
    this.#current = { oid: due!, type: found[2] as ObjectType, size, left: size, isGiven: false };
    return { next: newline + 1 };
  }

  /** The next part of the current object; undefined while its first one is too short to be given out. */
  #part(bytes: Buffer): ObjectPart | undefined {
    const current = this.#current!;
    const { oid, type, size } = current;
    current.left -= bytes.length;
    const last = current.left === 0;
    if (!current.isGiven) {
      this.#held.push(bytes);
      if (!last && size - current.left < leastFirst) return undefined;
    }
    const part = current.isGiven ? bytes : joined(this.#held);
    const first = !current.isGiven;
    current.isGiven = true;
    this.#held = [];
    if (last) {
      this.#current = undefined;
      this.#newline = true;
      this.#answered += 1;
    }
    return { oid, type, size, bytes: part, first, last };
  }

  #unexpected(): UserError {
    const due = this.#due.at(this.#answered);
    if (due !== undefined) return damaged(due, 'was answered with something else');
    return damaged(
      this.#due.at(this.#due.length - 1) ?? 'no object',
      'was followed by more than was asked for',
    );
  }
}

/** An object that git cannot give out, and what is the matter with it. */
export const damaged = (oid: Oid, what: string): UserError =>
  new UserError(`object ${oid} ${what}`, {
    hint: 'git fsck names what is broken; git fetch or git add brings it back, in a partial clone git fetch --refetch --no-filter.',
  });
