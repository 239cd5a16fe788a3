import type { Oid } from '../model/object.ts';
import type { ReadObjects } from './object-reader.ts';

/** Who made a commit, and when. */
export interface Authorship {
  /** `Ada <ada@example.com>` */
  readonly author: Buffer;
  /** In seconds since 1970. */
  readonly time: number;
}

/** Whatever follows a name, an address ends with the last > on the line. */
const authorLine = /^author (.*>) (-?\d{1,15}) [+-]\d+$/m;

/** The authors of these commits. One that names none as git does has an empty one, at the start of time. */
export async function authorsOf(
  read: ReadObjects,
  commits: readonly Oid[],
): Promise<ReadonlyMap<Oid, Authorship>> {
  const authors = new Map<Oid, Authorship>();
  let head = '';
  for await (const some of read(commits)) {
    for (const part of some) {
      if ('broken' in part) throw part.broken;
      if (part.first) head = '';
      if (head.length < longestHeader) head += part.bytes.toString('latin1');
      if (part.last) authors.set(part.oid, authorshipIn(head));
    }
  }
  return authors;
}

function authorshipIn(head: string): Authorship {
  const end = head.indexOf('\n\n');
  const [, author = '', time = '0'] = authorLine.exec(end === -1 ? head : head.slice(0, end)) ?? [];
  return { author: Buffer.from(author, 'latin1'), time: Number(time) };
}

/** In bytes; signatures and merged tags stand in headers, too, but behind the author. */
const longestHeader = 65_536;
