import { readSync } from 'node:fs';
import type { Oid } from '../model/object.ts';
import type { Oids } from './oid-list.ts';

/** What git was asked while Node started. Whatever of it is not there, or not whole, is asked for once more. */
export interface Ahead {
  /** The output of `diff-index --raw -z` of the index and HEAD. */
  readonly changes: () => Buffer | undefined;
  /** The output of `cat-file --batch` for these objects. */
  readonly objects: (oids: Oids) => Buffer | undefined;
}

/** What stands behind a list that git printed to its end; `bin/keyhalt-hook` writes it. */
const end = 'keyhalt: read to the end\n';
/** More is better read in a stream, in bytes. */
const most = 8 * 1024 * 1024;

/**
 * The answers that come through two pipes: a list that ends with `end`, and objects in any order. Each is read to its
 * end when it is first asked for. On Windows the first is never there: the shell of Git for Windows hands no other pipes to a
 * program of Windows than its input and output.
 */
export function readAhead(listing: number, objects: number, read: typeof readSync = readSync): Ahead {
  let changes: Buffer | undefined;
  let answers: ReadonlyMap<Oid, Buffer> | undefined;
  return {
    changes: () => {
      changes ??= wholeList(allOf(listing, read));
      return changes;
    },
    objects: (oids) => {
      answers ??= answersIn(allOf(objects, read));
      const found: Buffer[] = [];
      for (const oid of oids) {
        const answer = answers.get(oid);
        if (answer === undefined) return undefined;
        found.push(answer);
      }
      return Buffer.concat(found);
    },
  };
}

/** The list in front of its end. An empty one is asked for again: the gate saw something. */
function wholeList(bytes: Buffer): Buffer | undefined {
  const length = bytes.length - end.length;
  return length > 0 && bytes.toString('latin1', length) === end ? bytes.subarray(0, length) : undefined;
}

/** Nothing where it cannot be read or is more than is wanted. */
function allOf(pipe: number, read: typeof readSync): Buffer {
  const parts: Buffer[] = [];
  for (let size = 0; size <= most; ) {
    const part = Buffer.allocUnsafe(64 * 1024);
    let length: number;
    try {
      length = read(pipe, part);
    } catch (error) {
      // So Windows says that a pipe has ended.
      if ((error as NodeJS.ErrnoException).code !== 'EOF') return Buffer.alloc(0);
      length = 0;
    }
    if (length === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, length));
    size += length;
  }
  return Buffer.alloc(0);
}

const header = /^([0-9a-f]{40}|[0-9a-f]{64}) (?:(blob|commit|tag|tree) ([0-9]{1,15})|missing)\n/;
const longestHeader = 128;

/** Each whole answer, with the header that it begins with and the line feed behind it, by what it answers. */
function answersIn(bytes: Buffer): ReadonlyMap<Oid, Buffer> {
  const answers = new Map<Oid, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const found = header.exec(bytes.toString('latin1', at, at + longestHeader));
    if (found === null) break;
    const [line, oid = '', type, size] = found;
    const start = at;
    at += line.length + (type === undefined ? 0 : Number(size) + 1);
    if (type !== undefined && at <= bytes.length) answers.set(oid, bytes.subarray(start, at));
  }
  return answers;
}
