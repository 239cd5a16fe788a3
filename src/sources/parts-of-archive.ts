import { archiveKind, hasZipAtEnd } from '../archives/kind.ts';
import { joined } from '../model/joined.ts';
import type { SkipReason } from '../model/object.ts';

/** An archive is kept in memory while it is opened; a larger one is skipped, in bytes. */
const largestArchive = 64 * 1024 * 1024;
/** What only its end shows to be one, is kept from its start up to here, in bytes. */
const largestAppended = 4 * 1024 * 1024;

/** The parts of an object as long as it may be an archive. */
export class PartsOfArchive {
  /** Why it is not opened. */
  skip: SkipReason | undefined;
  #parts: Buffer[] = [];
  /** Of what is kept, and of what was in front of it. */
  #size = 0;
  #gone = 0;
  #isArchive: boolean;
  /** Whether all of it is kept. */
  #isKept = true;

  constructor(first: Buffer, last: boolean, size: number) {
    const kind = archiveKind(first);
    this.#isArchive = kind !== undefined || (last && hasZipAtEnd(first));
    if (kind === 'unsupported') this.skip = 'archive-unsupported';
    else if (this.#isArchive && size > largestArchive) this.skip = 'archive-too-large';
    else this.#push(first);
  }

  add(part: Buffer, last: boolean): void {
    if (this.skip !== undefined) return;
    this.#push(part);
    if (this.#isArchive) {
      // Of standard input and of a file that grows nobody knew the size.
      if (this.#size > largestArchive) [this.skip, this.#parts] = ['archive-too-large', []];
      return;
    }
    // The end of other objects tells whether an archive is appended, as in one that unpacks itself.
    this.#isKept &&= this.#size <= largestAppended;
    if (!this.#isKept) this.#keepEnd();
    if (!last || !hasZipAtEnd(Buffer.concat(this.#parts), this.#gone)) return;
    if (this.#isKept) this.#isArchive = true;
    else this.skip = 'archive-unsupported';
  }

  #push(part: Buffer): void {
    this.#parts.push(part);
    this.#size += part.length;
  }

  /** Keeps the last 64 kB, and at least two parts. */
  #keepEnd(): void {
    while (this.#parts.length > 2 && this.#size - this.#parts[0]!.length >= endOfZip) {
      const { length } = this.#parts.shift()!;
      this.#size -= length;
      this.#gone += length;
    }
  }

  get isWhole(): boolean {
    return this.#isArchive && this.skip === undefined;
  }

  whole(): Buffer {
    return joined(this.#parts);
  }
}

/** No record at the end of a zip is longer, in bytes. */
const endOfZip = 65_557;
