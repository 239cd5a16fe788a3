import type { Oid } from '../model/object.ts';
import { doubled } from './doubled.ts';
import { OidList, type OidSet } from './oid-list.ts';

/** Of objects that are told one after the other: which of them each is stored as a delta of. */
export class DeltaBases {
  readonly #oids: OidSet;
  #places: Int32Array;
  #length = 0;
  /** Of which objects the base was not there yet when they were told, and their bases; packed, for there are many. */
  readonly #waiting: number[] = [];
  readonly #awaited = new OidList();

  /** @param oids all that are told, each before its base is @param room for how many there is room at once */
  constructor(oids: OidSet, room: number) {
    this.#oids = oids;
    this.#places = new Int32Array(room);
  }

  /** The base of the next object. */
  add(base: Oid | undefined): void {
    const index = this.#length++;
    if (index === this.#places.length) this.#places = doubled(this.#places);
    const place = base === undefined ? -1 : this.#oids.indexOf(base);
    this.#places[index] = place;
    if (base === undefined || place !== -1) return;
    this.#waiting.push(index);
    this.#awaited.add(base);
  }

  /** For each object the place of its base, -1 where it has none, or none of these. */
  places(): Int32Array {
    for (const [at, index] of this.#waiting.entries())
      this.#places[index] = this.#oids.indexOfAt(this.#awaited, at);
    return this.#places.subarray(0, this.#length);
  }
}
