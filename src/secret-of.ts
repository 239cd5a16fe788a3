import { readFile, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { isBelow } from './files/below.ts';
import { readObjects } from './git/object-reader.ts';
import type { Repository } from './git/process.ts';
import { objectNamed } from './git/revisions.ts';
import { standingOf, topOf } from './git/work-tree.ts';
import { defaultLimits } from './model/archive-limits.ts';
import type { Appearance } from './model/finding.ts';
import type { Oid } from './model/object.ts';
import { UserError } from './model/user-error.ts';
import type { Revealed } from './scan/reveal.ts';
import type { Scanner } from './scan/scanner.ts';

/** As much of an appearance as leads back to it. */
export type Place = Pick<Appearance, 'path' | 'blob' | 'commit'>;

/** Of one secret, where it was read again. */
export interface Reread {
  readonly place: Place;
  /** All that the object or file says at the place, or the member of an archive that holds the secret. */
  readonly bytes: Buffer;
  /** Every place in `bytes` that says it; at least one. */
  readonly revealed: readonly Revealed[];
}

/** What must be in memory as a whole, in bytes. */
const largest = 512 * 1024 * 1024;

/**
 * A secret, read again at the first of its places that still says it. For what cannot do without it: it goes into no
 * report, message or log. Places may come from a report, which may be anybody's: no file is touched that lies outside of
 * the work tree, or of the current folder where there is none.
 *
 * @param places of a finding, or of the key ID that belongs to it
 * @throws UserError where none of them can be read, or says it any more
 */
export async function secretOf(
  repository: Repository,
  scanner: Scanner,
  { fingerprint, places }: { readonly fingerprint: string; readonly places: readonly Place[] },
): Promise<Reread> {
  const cwd = await realpath(repository.cwd);
  const folder = standingOf(repository).kind === 'work-tree' ? await realpath(topOf(repository)) : cwd;
  const bytesOf = (name: string) => fileBytes(folder, resolve(cwd, name));
  for (const place of places) {
    const bytes = await contentAt(repository, place, bytesOf);
    if (bytes === undefined) continue;
    for await (const part of partsOf(bytes)) {
      const revealed = scanner.reveal(part, fingerprint);
      if (revealed.length > 0) return { place, bytes: part, revealed };
    }
  }
  throw new UserError(`${fingerprint} cannot be read again at ${wordsFor(places)}`, {
    hint: 'Is this the repository, and the place in it, from which the finding comes? Nothing outside of it is read. Scan again, and take the fingerprint of that.',
  });
}

/** What stands at a place; undefined for what is not there any more, or is neither object nor file. */
async function contentAt(
  repository: Repository,
  place: Place,
  bytesOf: (name: string) => Promise<Buffer | undefined>,
): Promise<Buffer | undefined> {
  const oid = objectAt(repository, place);
  if (oid !== undefined) return objectBytes(repository, oid);
  // What stands in an archive has that before the first `!`, which may belong to a name, too.
  const { path } = place;
  return (
    (await bytesOf(path)) ?? (path.includes('!') ? bytesOf(path.slice(0, path.indexOf('!'))) : undefined)
  );
}

/** A blob; else the commit or tag whose own text it is, which is known by words (`src/findings/places.ts`). */
function objectAt(repository: Repository, { path, blob, commit }: Place): Oid | undefined {
  if (blob !== undefined) return blob;
  if (path === 'commit message') return commit;
  const [, digits] = /^(?:message of tag|(?:dangling )?object) ([0-9a-f]{10})(?:$|,)/.exec(path) ?? [];
  const [, ref] = /^object of (refs\/.+)$/.exec(path) ?? [];
  const name = digits ?? ref;
  return name === undefined ? undefined : objectNamed(repository, name);
}

async function objectBytes(repository: Repository, oid: Oid): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  for await (const part of readObjects(repository, [oid])) {
    if ('broken' in part) return undefined;
    if (part.size > largest) return undefined;
    parts.push(Buffer.from(part.bytes));
  }
  return Buffer.concat(parts);
}

/** A path that leads outside is not even looked at: on some machines that asks another machine for it. */
async function fileBytes(folder: string, name: string): Promise<Buffer | undefined> {
  const path = isBelow(folder, name) ? await realpath(name).catch(() => undefined) : undefined;
  if (path === undefined || !isBelow(folder, path)) return undefined;
  const status = await stat(path).catch(() => undefined);
  if (!status?.isFile() || status.size > largest) return undefined;
  return readFile(path).catch(() => undefined);
}

/** The content itself, and of an archive each of its members. */
async function* partsOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
  const { expand } = await import('./archives/expand.ts');
  for await (const member of expand(bytes, defaultLimits)) {
    if ('reason' in member) continue;
    const parts: Buffer[] = [];
    for await (const part of member.parts) parts.push(Buffer.from(part));
    yield Buffer.concat(parts);
  }
}

function wordsFor(places: readonly Place[]): string {
  const [first] = places;
  if (first === undefined) return 'no place';
  return places.length === 1 ? first.path : `${first.path} or ${places.length - 1} more`;
}
