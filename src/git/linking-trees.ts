import type { Oid } from '../model/object.ts';
import type { ObjectPart } from './cat-file-parser.ts';
import { isSubmodule } from './tree-entries.ts';

/** Takes down trees that name a submodule, while they are read: of every tree of an audit, so it makes nothing of an entry. */
export class LinkingTrees {
  readonly oids: Oid[] = [];
  #found = false;
  /** What of an entry was seen: its mode, whether its name has begun, and how many bytes of an object name are to come. */
  #mode = 0;
  #isInName = false;
  #left = 0;

  see({ oid, bytes, first, last }: Pick<ObjectPart, 'oid' | 'bytes' | 'first' | 'last'>): void {
    if (first) [this.#found, this.#mode, this.#isInName, this.#left] = [false, 0, false, 0];
    this.#look(bytes, oid.length / 2);
    if (last && this.#found) this.oids.push(oid);
  }

  /** `100644 name\0` and the bytes of an object name each. A part may end anywhere. */
  #look(bytes: Buffer, width: number): void {
    for (let at = this.#left; ; at += width) {
      if (!this.#isInName) {
        for (; at < bytes.length && bytes[at] !== blank; at++)
          this.#mode = (this.#mode << 3) | (bytes[at]! & 7);
        this.#left = Math.max(0, at - bytes.length);
        if (at >= bytes.length) return;
      }
      const end = bytes.indexOf(0, at);
      this.#isInName = end === -1;
      if (this.#isInName) return;
      this.#found ||= isSubmodule(this.#mode);
      this.#mode = 0;
      at = end + 1;
    }
  }
}

const blank = 0x20;
