import { readlinkSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { leadsDown } from '../files/below.ts';
import { chunksOf, sharedSize } from '../files/chunks.ts';
import { type Entry, inside, isMadeUp, kindAt, walk } from '../files/walk.ts';
import type { BrokenObject } from '../git/cat-file-parser.ts';
import type { Repository } from '../git/process.ts';
import { fileError } from '../model/file-error.ts';
import type { FileSkip, Skipped } from '../model/object.ts';
import { isUserError, UserError } from '../model/user-error.ts';
import { decodeBytes } from '../model/visible.ts';
import {
  type ContentPlace,
  type Contents,
  noPaths,
  nothingBefore,
  type Part,
  type Source,
} from './source.ts';
import { filesOfWorkTree } from './work-tree-files.ts';

/** Which files, and how they are called. */
export interface FilesWanted {
  /** Files and folders, absolute or as seen from where the scan was started. */
  readonly paths: readonly string[];
  /** Whether git says what of a folder counts. */
  readonly git: boolean;
  /** The path from the top of the work tree, as its policy knows it, of one that is seen from here. */
  readonly fromTop?: ((path: Buffer) => Buffer) | undefined;
  /** Whether they are in no work tree, as far as is known. */
  readonly isApart?: boolean;
}

/**
 * Files as they lie on the disk. Of a folder in a repository those that git tracks or would track, else all; a file
 * that is named is read in any case.
 *
 * @throws UserError for a path where nothing is, and when git does not answer
 */
export function filesSource(repository: Repository, { paths, git, fromTop, isApart }: FilesWanted): Source {
  const named = paths.map((path) => entriesAt(path, repository, git));
  const contents = new Files(named, repository.cwd, fromTop);
  return {
    what: 'files',
    ...(isApart ? { isApart } : {}),
    objects: [],
    pathsOf: noPaths,
    names: contents.names,
    texts: [],
    contents,
    submodules: contents.submodules,
    before: async () => nothingBefore,
  };
}

type Found = Entry | { readonly path: Buffer; readonly kind: 'submodule' | 'named-link' };

function entriesAt(path: string, repository: Repository, git: boolean): Iterable<Found> {
  const { cwd } = repository;
  const there = resolve(cwd, path);
  const shown = shownFrom(cwd, path, there);
  // A slash at the end asks for the folder behind a link.
  const kind = namedKind(/[/\\]$/.test(path) ? `${there}${sep}` : there, path);
  // What is named and not read must not look clean.
  if (isNeverRead(kind, there)) return [{ path: shown, kind: 'unreadable', error: neverRead() }];
  if (kind === 'folder' && isMadeUp(Buffer.from(there)))
    return [{ path: shown, kind: 'unreadable', error: nothingStored() }];
  if (kind === 'link') return [{ path: shown, kind: 'named-link' }];
  if (kind !== 'folder') return [{ path: shown, kind }];
  const files = git ? filesOfWorkTree(there, shown, repository) : undefined;
  return seenFromHere(files ?? walk(shown, locatedIn(cwd)), shown, relative(there, cwd));
}

/** Pipes and devices, and links to them: `/dev/stdin`, and what shells make of `<(command)`. */
function isNeverRead(kind: string, there: string): boolean {
  if (kind !== 'link') return kind === 'special-file';
  if (/^\/(?:dev\/(?:stdin$|fd\/)|proc\/[^/]+\/fd\/)/.test(there)) return true;
  try {
    const status = statSync(there);
    return !status.isFile() && !status.isDirectory();
  } catch {
    // It leads nowhere, or where nobody may look: then it is a link like any other.
    return false;
  }
}

const neverRead = (): UserError =>
  new UserError('standard input, a pipe or a device is not opened by its path', {
    hint: 'keyhalt scan - reads standard input: COMMAND | keyhalt scan -, or keyhalt scan - < FILE.',
  });

const nothingStored = (): UserError =>
  new UserError('the kernel makes up what is in there when it is read, and there is no end of that', {
    hint: 'keyhalt scan - reads one of its files: keyhalt scan - < FILE.',
  });

/** Of a folder that we are in, what is here needs no way up and down again. */
function* seenFromHere(entries: Iterable<Found>, folder: Buffer, wayBack: string): Generator<Found> {
  const isAround = wayBack !== '' && leadsDown(wayBack);
  const here = Buffer.concat([inside(folder, Buffer.from(wayBack.split(sep).join('/'))), Buffer.from('/')]);
  for (const entry of entries) {
    const isHere = isAround && entry.path.subarray(0, here.length).equals(here);
    yield isHere ? { ...entry, path: entry.path.subarray(here.length) } : entry;
  }
}

function namedKind(there: string, path: string): ReturnType<typeof kindAt> & string {
  // Of bytes that are no UTF-8 Node makes another name.
  const isOther = there.includes('\ufffd');
  const hint = isOther
    ? 'Its path may hold bytes that are no UTF-8, which Node cannot hand on: name a folder above it, or rename it.'
    : 'Name files or folders as seen from here; keyhalt scan . is the current folder.';
  const missing = { hint };
  if (path === '') throw new UserError('a path is empty', missing);
  try {
    const kind = kindAt(Buffer.from(there));
    if (kind !== undefined) return kind;
  } catch (cause) {
    throw cannotRead(path, cause);
  }
  throw new UserError(`there is no file or folder ${path}`, missing);
}

/** As reports name it: with /, from where the scan was started; what is not below that and was named so, from the root. */
function shownFrom(cwd: string, path: string, there: string): Buffer {
  const way = relative(cwd, there);
  const shown = isAbsolute(path) && !leadsDown(way) ? there : way;
  return Buffer.from(shown === '' ? '.' : shown.split(sep).join('/'));
}

const locatedIn = (cwd: string) => {
  const folder = Buffer.from(cwd);
  return (path: Buffer): Buffer => (isAbsolute(path.toString('latin1')) ? path : inside(folder, path));
};

/** A file's key is its path, one character a byte. */
const keyOf = (path: Buffer): string => path.toString('latin1');

class Files implements Contents {
  readonly skipped: Skipped[] = [];
  readonly names: Buffer[] = [];
  readonly submodules: Buffer[] = [];
  readonly #entries: readonly Iterable<Found>[];
  readonly #at: (path: Buffer) => Buffer;
  readonly #fromTop: FilesWanted['fromTop'];
  readonly #shared = Buffer.allocUnsafeSlow(sharedSize);

  constructor(entries: readonly Iterable<Found>[], cwd: string, fromTop: FilesWanted['fromTop']) {
    this.#entries = entries;
    this.#at = locatedIn(cwd);
    this.#fromTop = fromTop;
  }

  placeOf(key: string): ContentPlace {
    const path = Buffer.from(key, 'latin1');
    const fromTop = this.#fromTop?.(path);
    return { path, isFile: true, ...(fromTop === undefined ? {} : { fromTop }) };
  }

  async *read(): AsyncGenerator<Part | BrokenObject> {
    const seen = new Set<string>();
    for (const entries of this.#entries) {
      for (const entry of entries) {
        const oid = keyOf(entry.path);
        if (seen.has(oid)) continue;
        // One folder has each of its paths once.
        if (this.#entries.length > 1) seen.add(oid);
        this.names.push(entry.path);
        try {
          yield* this.#partsOf(entry, oid);
        } catch (error) {
          yield { oid, broken: cannotRead(decodeBytes(entry.path), error) };
        }
      }
    }
  }

  *#partsOf(entry: Found, oid: string): Generator<Part> {
    const { path, kind } = entry;
    const at = this.#at(path);
    if (kind === 'unreadable') throw entry.error;
    if (kind === 'submodule') this.submodules.push(path);
    else if (kind === 'file')
      for (const chunk of chunksOf(at, this.#shared)) yield { oid, type: 'file', ...chunk };
    else if (kind === 'link' || kind === 'named-link') {
      // git stores the text of a link, too.
      const bytes = readlinkSync(at, { encoding: 'buffer' });
      yield { oid, type: 'file', bytes, size: bytes.length, first: true, last: true };
      if (kind === 'named-link') this.#skip(path, 'link');
    } else this.#skip(path, kind);
  }

  #skip(path: Buffer, reason: FileSkip): void {
    this.skipped.push({ path: decodeBytes(path), reason });
  }
}

function cannotRead(path: string, cause: unknown): UserError {
  if (isUserError(cause)) return new UserError(`${path}: ${cause.message}`, { hint: cause.hint, cause });
  return fileError(`${path} cannot be read`, cause, 'Try again; everything else was read.');
}
