import { setImmediate } from 'node:timers/promises';
import type { BrokenObject, ObjectPart } from '../git/cat-file-parser.ts';
import { NameCheck } from '../git/name-check.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import { OidList, type Oids } from '../git/oid-list.ts';
import type { Oid } from '../model/object.ts';
import { type PackIndexes, Packs } from './packs.ts';

/** So much is read at a time, in bytes; in between, others have their turn. */
const atATime = 1024 * 1024;

/** Where git is asked for one here and one there, it is faster to ask it for all. */
const mostQuestions = 100;

/**
 * Reads objects from the packs itself, several times as fast as git hands them out, and leaves to git what it does not
 * find there or does not understand. Packs stay open from one list to the next.
 *
 * Only what has the digest that its name says is given out: a mistake in unpacking costs time, and nothing else. The bytes
 * of a part are good until the next one is asked for, so one list is read at a time.
 */
export class PackedObjects {
  readonly #indexes: (width: number) => PackIndexes;
  readonly #git: ReadObjects;
  #packs: Packs | undefined;
  #isOpen = false;

  /**
   * @param indexes is asked for the packs before the first list is read, whose names take so many bytes each
   * @param git reads the rest
   */
  constructor(indexes: (width: number) => PackIndexes, git: ReadObjects) {
    this.#indexes = indexes;
    this.#git = git;
  }

  readonly read: ReadObjects = (oids) => this.#read(oids);

  close(): void {
    this.#packs?.close();
    this.#packs = undefined;
    this.#isOpen = false;
  }

  async *#read(oids: Oids): AsyncGenerator<Iterable<ObjectPart | BrokenObject>> {
    const packs = this.#packsFor(oids);
    if (packs === undefined) return yield* this.#git(oids);
    const reading = new Reading(packs, oids);
    for (let asked = 0; !reading.isAtEnd; ) {
      yield reading.some();
      const missed = asked < mostQuestions ? reading.missed() : reading.rest();
      if (missed.length > 0) {
        asked += 1;
        yield* this.#git(missed);
      }
      await setImmediate();
    }
  }

  #packsFor(oids: Oids): Packs | undefined {
    const first = oids.at(0);
    if (!this.#isOpen && first !== undefined) {
      this.#packs = Packs.open(this.#indexes(first.length / 2));
      this.#isOpen = true;
    }
    return this.#packs;
  }
}

class Reading {
  readonly #packs: Packs;
  readonly #oids: Oids;
  readonly #names = new NameCheck();
  #next = 0;
  /** The next one, where it was looked at and is not taken yet. */
  #ready: ObjectPart | undefined;

  constructor(packs: Packs, oids: Oids) {
    this.#packs = packs;
    this.#oids = oids;
  }

  get isAtEnd(): boolean {
    return this.#next === this.#oids.length;
  }

  /** The next objects, as far as they are in packs. */
  *some(): Generator<ObjectPart> {
    for (let read = 0; read < atATime && !this.isAtEnd; ) {
      const part = this.#ready ?? this.#partNamed(this.#oids.at(this.#next)!);
      if (part === undefined) return;
      this.#ready = undefined;
      this.#next += 1;
      read += part.size + perObject;
      yield part;
    }
  }

  /** The next objects, as far as they are not. */
  missed(): OidList {
    const missed = new OidList();
    for (; !this.isAtEnd; this.#next++) {
      const oid = this.#oids.at(this.#next)!;
      this.#ready = this.#partNamed(oid);
      if (this.#ready !== undefined) break;
      missed.add(oid);
    }
    return missed;
  }

  rest(): OidList {
    const rest = new OidList();
    for (; !this.isAtEnd; this.#next++) rest.add(this.#oids.at(this.#next)!);
    return rest;
  }

  #partNamed(oid: Oid): ObjectPart | undefined {
    const unpacked = this.#packs.objectNamed(oid);
    if (unpacked === undefined) return undefined;
    const { type, bytes } = unpacked;
    const part = { oid, type, size: bytes.length, bytes, first: true, last: true };
    return this.#names.nameOf(part) === oid ? part : undefined;
  }
}

/** What an object costs beside its bytes, in bytes. */
const perObject = 1024;
