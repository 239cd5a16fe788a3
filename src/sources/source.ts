import type { Oid, TextObject } from '../model/object.ts';

/** Where an object of a range came in: the commit, and the path where it has one. */
export interface Origin {
  readonly commit: Oid;
  readonly path?: Buffer;
}

/** What a change replaces: only findings that stand in none of it are new. */
export interface OldContent {
  readonly objects: readonly Oid[];
  readonly names: readonly Buffer[];
  readonly texts: Iterable<Uint8Array>;
}

/** What is to be scanned, named but not yet read. */
export interface Source {
  /** In words, for the report. */
  readonly what: string;
  /** Objects with the paths at which the change puts them; none for objects that stand in a range. */
  readonly objects: ReadonlyMap<Oid, readonly Buffer[]>;
  /** File names that the change brings. */
  readonly names: readonly Buffer[];
  readonly texts: readonly TextObject[];
  /** Paths of submodules, which are repositories of their own. */
  readonly submodules: readonly Buffer[];
  /** Asked only when something was found. */
  readonly before: () => OldContent;
  /** Where the objects of a range came in. Asked only for those in which something was found. */
  readonly locate?: () => ReadonlyMap<Oid, readonly Origin[]>;
}

export const nothingBefore: OldContent = { objects: [], names: [], texts: [] };
