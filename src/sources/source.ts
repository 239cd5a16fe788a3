import type { BrokenObject, ObjectPart, ObjectType } from '../git/cat-file-parser.ts';
import { among, type Oids } from '../git/oid-list.ts';
import type { Exposure } from '../model/finding.ts';
import type { Oid, Skipped, TextObject } from '../model/object.ts';

/** Where an object came in: the path where it has one, and the commit of a range or history. */
export interface Origin {
  readonly path?: Buffer;
  readonly commit?: Oid;
  /** The ref that names the folder in which it has this path: it is in no commit. */
  readonly ref?: Buffer;
  /** `Ada <ada@example.com>`, and seconds since 1970, of that commit. */
  readonly author?: Buffer;
  readonly time?: number;
  /** Words for the place where it has no path: `commit message`, if not told. */
  readonly words?: string;
}

/** An object in which something was found, or of which something was not read. */
export interface FoundObject {
  readonly oid: Oid;
  readonly type: Part['type'];
}

/** Where the objects of a source came in. */
export interface Origins {
  /** What is not in here has no place; one with an empty list stands at others that are. */
  readonly of: ReadonlyMap<Oid, readonly Origin[]>;
  /** Whether it could not be told where things stand. */
  readonly isUnknown?: true;
  /** Paths of submodules that came in. */
  readonly submodules?: readonly Buffer[];
  /** Names that came in, among them those that trees were found for, each with its whole path. */
  readonly names?: readonly Origin[];
}

/** What holds a secret: blobs, commits and tags, and paths, each once. As lists: a set of one takes nine times the memory. */
export interface Holders {
  readonly objects: readonly Oid[];
  /** One byte a character. */
  readonly paths: readonly string[];
  /** Where it is allowed, and so is none: `placeKey` of an object and a path. */
  readonly allowed?: ReadonlySet<string>;
}

/** A place of a history. @param path of a file, safe to print */
export const placeKey = (object: Oid, path: string): string => `${object} ${path}`;

/** What a change replaces: only findings that stand in none of it are new. */
export interface OldContent {
  readonly objects: readonly Oid[];
  readonly names: readonly Buffer[];
  readonly texts: Iterable<Uint8Array>;
}

/** A part of something that is read, as of an object. Of a file `oid` is its key. */
export interface Part extends Omit<ObjectPart, 'type'> {
  readonly type: ObjectType | 'file';
}

/** Where a content stands. */
export interface ContentPlace {
  /** Its path, or the words for where it stands when it is no file. */
  readonly path: Buffer;
  readonly isFile: boolean;
  /** Its path from the top of the work tree, as the policy knows it, where that is another one. */
  readonly fromTop?: Buffer;
  /** For a content that is only a part of a file: the line of the file for a line of the content, both from 1. */
  readonly lineOf?: (line: number) => number;
}

/** Content that is no object of git, such as files. Each is named by a key of its own, in place of an object name. */
export interface Contents {
  /** Every content, in parts; what cannot be read is told as a broken one. Asked once. */
  read(): AsyncIterable<Part | BrokenObject>;
  placeOf(key: string): ContentPlace;
  /** What was deliberately not read. Complete when all is read. */
  readonly skipped: readonly Skipped[];
}

/** Where objects stand, as far as that is known. */
export interface Paths {
  get(oid: Oid): Buffer | undefined;
}

/** What is to be scanned, named but not yet read. */
export interface Source {
  /** In words, for the report. */
  readonly what: string;
  readonly objects: Oids;
  /** Whether no repository keeps what it reads: nothing finds that again. */
  readonly isApart?: true;
  /** The paths at which the change puts an object; none for objects that stand in a range. */
  readonly pathsOf: (oid: Oid) => readonly Buffer[];
  /** File names that the change brings. */
  readonly names: readonly Buffer[];
  readonly texts: readonly TextObject[];
  readonly contents?: Contents;
  /** Paths of submodules, which are repositories of their own. */
  readonly submodules: readonly Buffer[];
  /** Those of a range or history. Asked once, where trees in it name some. */
  readonly submodulesIn?: (trees: readonly Oid[]) => Promise<readonly Buffer[]>;
  /** Where archives of a history stand that were not read to their end, a path each. Asked once; without it, `locate` is. */
  readonly pathsOfArchives?: (oids: readonly Oid[]) => Promise<Paths>;
  /** Asked only when something was found, and after `locate`, if that is asked at all. */
  readonly before: () => Promise<OldContent>;
  /** Where objects of a range or history came in. Asked once, for those of which there is something to say. */
  readonly locate?: (found: readonly FoundObject[]) => Promise<Origins>;
  /** How long each of these secrets has been where; undefined for one in no commit. Asked after `locate`. */
  readonly exposures?: (secrets: readonly Holders[]) => Promise<readonly (Exposure | undefined)[]>;
  /** How many branches, tags and the like it asks for. */
  readonly refs?: number;
}

export const nothingBefore: OldContent = { objects: [], names: [], texts: [] };
export const noPaths = (): readonly Buffer[] => [];

/** There is nothing to be scanned, and it is said why. */
export const emptySource = (what: string): Source => ({
  what,
  objects: [],
  pathsOf: noPaths,
  names: [],
  texts: [],
  submodules: [],
  before: async () => nothingBefore,
});

/** Of these objects those of a source, which was not read alone. */
export const ofSource = ({ objects }: Source, some: Iterable<Oid>): readonly Oid[] => among(objects, some);
