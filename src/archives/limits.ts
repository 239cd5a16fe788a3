import type { ArchiveLimits } from '../model/archive-limits.ts';
import type { ArchiveSkip } from '../model/object.ts';
import { Unreadable } from './source.ts';

/** Small files compress well: up to here no ratio is suspicious. */
const harmlessSize = 1024 * 1024;

/** What one object may still unpack to. */
export class Budget {
  readonly depth: number;
  readonly #ratio: number;
  #bytes: number;
  #members: number;
  #exhausted: ArchiveSkip | undefined;

  constructor({ depth, ratio, bytes, members }: ArchiveLimits) {
    this.depth = depth;
    this.#ratio = ratio;
    this.#bytes = bytes;
    this.#members = members;
  }

  /** Which limit of the whole object was hit, if one was: then nothing more is unpacked. */
  get exhausted(): ArchiveSkip | undefined {
    return this.#exhausted;
  }

  /** Counts a member, and says whether there may be this one. */
  admit(): boolean {
    this.#members -= 1;
    if (this.#members < 0) this.#exhausted ??= 'archive-too-many-members';
    return this.#members >= 0;
  }

  /** Why a member that says so much of itself is not even begun. It costs nothing, so others still have their turn. */
  refuse(size: number, packed: number): ArchiveSkip | undefined {
    if (this.#isBomb(size, packed)) return 'archive-ratio';
    return size > this.#bytes ? 'archive-too-large' : undefined;
  }

  /** Counts what a member of so many packed bytes unpacks to. What it returns throws `Unreadable` at a limit. */
  meter(packed: number): (part: Buffer) => void {
    let size = 0;
    return ({ length }) => {
      size += length;
      this.#bytes -= length;
      if (this.#bytes < 0) {
        this.#exhausted ??= 'archive-too-large';
        throw new Unreadable('archive-too-large');
      }
      if (this.#isBomb(size, packed)) throw new Unreadable('archive-ratio');
    };
  }

  #isBomb(size: number, packed: number): boolean {
    return size > harmlessSize && size > packed * this.#ratio;
  }
}
