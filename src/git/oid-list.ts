import type { Oid } from '../model/object.ts';

/** Object names in a row. An array of strings is one; a list of millions is kept packed. */
export interface Oids extends Iterable<Oid> {
  readonly length: number;
  at(index: number): Oid | undefined;
}

/** Object names in 20 bytes each (32 with SHA-256) instead of the hundred that strings in an array take. */
export class OidList implements Oids {
  length = 0;
  #width = 0;
  #bytes = Buffer.alloc(0);

  /** @param oid of the same hash as those before */
  add(oid: Oid): void {
    if (this.length === 0) this.#width = oid.length / 2;
    const at = this.length * this.#width;
    if (at + this.#width > this.#bytes.length) this.#grow();
    this.#bytes.write(oid, at, 'hex');
    this.length += 1;
  }

  at(index: number): Oid | undefined {
    if (index < 0 || index >= this.length) return undefined;
    return this.#bytes.toString('hex', index * this.#width, (index + 1) * this.#width);
  }

  *[Symbol.iterator](): Generator<Oid> {
    for (let index = 0; index < this.length; index++) yield this.at(index)!;
  }

  #grow(): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(4096, this.#bytes.length * 2));
    this.#bytes.copy(larger);
    this.#bytes = larger;
  }
}
