import { setImmediate } from 'node:timers/promises';
import type { BrokenObject, ObjectPart } from '../git/cat-file-parser.ts';
import { NameCheck } from '../git/name-check.ts';
import type { ReadObjects } from '../git/object-reader.ts';
import { OidList, type Oids } from '../git/oid-list.ts';
import type { Repository } from '../git/process.ts';
import type { Oid } from '../model/object.ts';
import { Packs } from './packs.ts';

/** So much is read at a time, in bytes; in between, others have their turn. */
const atATime = 1024 * 1024;

/** Where git is asked for one here and one there, it is faster to ask it for all. */
const mostQuestions = 100;

/**
 * Reads objects from the packs itself, several times as fast as git hands them out, and leaves to git what it does not
 * find there or does not understand.
 *
 * Only what has the digest that its name says is given out: a mistake in unpacking costs time, and nothing else. The bytes
 * of a part are good until the next one is asked for.
 *
 * @param git reads the rest
 */
export const packedObjects =
  (repository: Repository, git: ReadObjects): ReadObjects =>
  (oids) =>
    read(repository, git, oids);

async function* read(
  repository: Repository,
  git: ReadObjects,
  oids: Oids,
): AsyncGenerator<Iterable<ObjectPart | BrokenObject>> {
  const [first] = oids;
  const packs = first === undefined ? undefined : Packs.open(repository, first.length / 2);
  if (packs === undefined) return yield* git(oids);
  try {
    const reading = new Reading(packs, oids);
    for (let asked = 0; !reading.isAtEnd; ) {
      yield reading.some();
      const missed = asked < mostQuestions ? reading.missed() : reading.rest();
      if (missed.length > 0) {
        asked += 1;
        yield* git(missed);
      }
      await setImmediate();
    }
  } finally {
    packs.close();
  }
}

class Reading {
  readonly #packs: Packs;
  readonly #oids: Oids;
  readonly #names = new NameCheck();
  #next = 0;

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
      const part = this.#partNamed(this.#oids.at(this.#next)!);
      if (part === undefined) return;
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
      if (this.#partNamed(oid) !== undefined) break;
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
