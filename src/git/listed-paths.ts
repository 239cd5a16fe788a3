import type { Oid } from '../model/object.ts';
import type { StoredObjects } from './stored-objects.ts';

/** Where the objects of a history stand: for each the path at which git comes across it first, empty at the top. */
export class ListedPaths {
  readonly #stored: StoredObjects;
  /** For each stored object the number of its path, from 1; 0 for what has none. */
  readonly #numbers: Int32Array;
  /** There are far fewer files and folders than there are blobs and trees. */
  readonly #numberOf = new Map<string, number>();
  readonly #paths: string[] = [];
  /** Of objects that were not stored yet when that was listed. */
  readonly #later = new Map<Oid, string>();

  constructor(stored: StoredObjects) {
    this.#stored = stored;
    this.#numbers = new Int32Array(stored.length);
  }

  /** @param place where it stands among the stored ones, -1 where it does not @param path one byte a character */
  add(oid: Oid, place: number, path: string): void {
    if (place === -1) this.#later.set(apart(oid), apart(path));
    else this.#numbers[place] = this.#numberFor(path);
  }

  get(oid: Oid): Buffer | undefined {
    const place = this.#stored.indexOf(oid);
    const path = place === -1 ? this.#later.get(oid) : this.#paths[this.#numbers[place]! - 1];
    return path === undefined ? undefined : Buffer.from(path, 'latin1');
  }

  #numberFor(path: string): number {
    const known = this.#numberOf.get(path);
    if (known !== undefined) return known;
    const copy = apart(path);
    const number = this.#paths.push(copy);
    this.#numberOf.set(copy, number);
    return number;
  }
}

/** A piece of a text keeps all of that in memory: a copy does not. */
const apart = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
