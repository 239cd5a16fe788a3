/** What git prints, made up: lists of changes and answers of `cat-file --batch`. */
import { createHash } from 'node:crypto';
import fc from 'fast-check';

export interface Entry {
  readonly oldMode: string;
  readonly newMode: string;
  readonly oldOid: string;
  readonly newOid: string;
  readonly status: string;
  readonly path: Buffer;
}

const hex = (length: number) =>
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });

export const anyOid = fc.oneof(hex(40), hex(64));

/** Names of any bytes but NUL; some look like what stands around them. */
const anyPath = fc.oneof(
  fc
    .string({ minLength: 1, maxLength: 20, unit: 'binary' })
    .map((name) => Buffer.from(name.replaceAll('\0', '\n'))),
  fc.uint8Array({ min: 1, minLength: 1, maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom('a b', 'a\nb', ':100644', `dir/${'a'.repeat(40)}`, ' ').map((name) => Buffer.from(name)),
);

const anyMode = fc.constantFrom('000000', '100644', '100755', '120000', '160000');

const anyEntry = (oid: fc.Arbitrary<string>): fc.Arbitrary<Entry> =>
  fc.record({
    oldMode: anyMode,
    newMode: anyMode,
    oldOid: oid,
    newOid: oid,
    status: fc.constantFrom(...'ADMTU'),
    path: anyPath,
  });

export const anyEntries = fc
  .constantFrom(40, 64)
  .chain((length) => fc.array(anyEntry(hex(length)), { maxLength: 6 }));

export const printed = (entries: readonly Entry[]): Buffer =>
  Buffer.concat(
    entries.flatMap(({ oldMode, newMode, oldOid, newOid, status, path }) => [
      Buffer.from(`:${oldMode} ${newMode} ${oldOid} ${newOid} ${status}\0`),
      path,
      Buffer.of(0),
    ]),
  );

export interface Stored {
  readonly oid: string;
  readonly type: string;
  readonly body: Buffer;
}

const stored = (type: string, body: Buffer, hash: string): Stored => ({
  type,
  body,
  oid: createHash(hash).update(`${type} ${body.length}\0`).update(body).digest('hex'),
});

/** Bodies of any bytes, and such as look like answers themselves. */
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc
    .string({ maxLength: 30, unit: fc.constantFrom('\n', '\0', ' ', 'blob', '3', 'x') })
    .map((text) => Buffer.from(text)),
  anyOid.map((oid) => Buffer.from(`\n${oid} blob 3\nabc\n${oid} missing\n`)),
);

export const anyObjects = fc
  .tuple(
    fc.constantFrom('sha1', 'sha256'),
    fc.array(fc.tuple(fc.constantFrom('blob', 'blob', 'commit', 'tag', 'tree'), anyBody), { maxLength: 6 }),
  )
  .map(([hash, bodies]) => bodies.map(([type, body]) => stored(type, body, hash)));

export const answers = (objects: readonly Stored[]): Buffer =>
  Buffer.concat(
    objects.flatMap(({ oid, type, body }) => [
      Buffer.from(`${oid} ${type} ${body.length}\n`),
      body,
      Buffer.from('\n'),
    ]),
  );

/** Cut at these places, wherever they fall. */
export function inChunks(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length].sort((a, b) => a - b);
  return places.slice(1).map((to, n) => bytes.subarray(places[n], to));
}
