import type { Oid } from '../model/object.ts';
import type { Part } from './source.ts';

/** Takes down trees that name a submodule, while they are read. What only looks like it is taken down, too. */
export class LinkingTrees {
  readonly oids: Oid[] = [];
  #end = Buffer.alloc(0);
  #found = false;

  see({ oid, bytes, first, last }: Pick<Part, 'oid' | 'bytes' | 'first' | 'last'>): void {
    if (first) this.#found = false;
    const seen = first ? bytes : Buffer.concat([this.#end, bytes]);
    this.#found ||= seen.includes(mode);
    if (!last) this.#end = Buffer.from(seen.subarray(1 - mode.length));
    else if (this.#found) this.oids.push(oid);
  }
}

/** What the entry of a submodule begins with. */
const mode = Buffer.from('160000 ');
