import { deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { archiveKind, hasZipAtEnd } from '../../src/archives/kind.ts';
import { runs } from '../support/scanning.ts';
import { gzip, lines, noise, pax, type TarFile, tar, type Unpacked, unpacked, zip } from './build.ts';

type Tree =
  | { readonly kind: 'file'; readonly content: Buffer }
  | { readonly kind: 'zip' | 'tar'; readonly children: readonly Child[] }
  | { readonly kind: 'gzip'; readonly name: string | undefined; readonly child: Tree };

interface Child {
  readonly name: string;
  readonly tree: Tree;
  /** Which of two ways to write it down. */
  readonly second: boolean;
}

const isArchive = (bytes: Buffer) => archiveKind(bytes) !== undefined || hasZipAtEnd(bytes);

const anyContent = (largest: number) =>
  fc
    .oneof(
      { weight: 8, arbitrary: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)) },
      { weight: 1, arbitrary: fc.nat(largest).map(noise) },
      { weight: 1, arbitrary: fc.nat(largest).map((length) => Buffer.alloc(length)) },
    )
    .filter((content) => !isArchive(content));

const anyName = fc
  .oneof(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ minLength: 90, maxLength: 300 }))
  .filter((name) => !name.endsWith('/') && !name.includes('\0'));

/** @param largest of a file, in bytes */
const anyArchive = (largest: number): fc.Arbitrary<Tree> =>
  fc.letrec<{ tree: Tree; archive: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'archives' },
      fc.record({ kind: fc.constant('file' as const), content: anyContent(largest) }),
      tie('archive'),
    ),
    archive: fc.oneof(
      { depthIdentifier: 'archives' },
      fc.record({
        kind: fc.constantFrom('zip' as const, 'tar' as const),
        children: fc.array(fc.record({ name: anyName, tree: tie('tree'), second: fc.boolean() }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      fc.record({
        kind: fc.constant('gzip' as const),
        name: fc.option(anyName, { nil: undefined }),
        child: tie('tree'),
      }),
    ),
  })).archive;

function packed(tree: Tree): Buffer {
  switch (tree.kind) {
    case 'file':
      return tree.content;
    case 'gzip':
      return gzip(packed(tree.child), tree.name === undefined ? {} : { name: tree.name });
    case 'zip':
      return zip(
        tree.children.map(({ name, tree: child, second }) => ({
          name,
          content: packed(child),
          ...(second ? { method: 0 } : { streamed: true }),
        })),
      );
    case 'tar':
      return tar(tree.children.flatMap(tarFiles));
  }
}

function tarFiles({ name, tree, second }: Child): readonly TarFile[] {
  const file = { name, content: packed(tree), gnu: second };
  if (Buffer.byteLength(name) <= 100) return [file];
  return [second ? { name: '././@LongLink', type: 'L', content: `${name}\0` } : pax({ path: name }), file];
}

/** The files as they are to come out: a tar in gzip has no name of its own. */
function files(tree: Tree, path: readonly string[] = [], root = path): readonly Unpacked[] {
  switch (tree.kind) {
    case 'file':
      return [{ path: path.map((name) => Buffer.from(name)), content: tree.content }];
    case 'gzip':
      return files(tree.child, [...path, tree.name ?? '(content)'], path);
    case 'zip':
      return tree.children.flatMap(({ name, tree: child }) => files(child, [...path, name]));
    case 'tar':
      return tree.children.flatMap(({ name, tree: child }) => files(child, [...root, name]));
  }
}

const everything = { depth: 100, ratio: Number.POSITIVE_INFINITY };

test('every file comes out as it went in, from whatever archives in archives', async () => {
  await fc.assert(
    fc.asyncProperty(anyArchive(700_000), async (tree) => {
      const found = await unpacked(packed(tree), everything);

      const [come, gone] = [found, files(tree)].map((list) =>
        list.map(({ path, content, reason }) => ({ path: path.map(String), size: content?.length, reason })),
      );
      expect(come).toEqual(gone);
      expect(found.every(({ content }, n) => content!.equals(files(tree)[n]!.content!))).toBe(true);
    }),
    runs(60),
  );
});

/** What can happen to a file: one byte is another one, or the end is missing. */
const anyDamage = fc.oneof(
  fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    flip: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), flip: fc.constant(0) }),
  // Near the end, where the list of a zip and the sums of gzip are.
  fc.record({ at: fc.integer({ min: -100, max: -1 }), flip: fc.integer({ min: 1, max: 255 }) }),
);

function damaged(bytes: Buffer, { at, flip }: { at: number; flip: number }): Buffer {
  const place = at < 0 ? Math.max(0, bytes.length + at) : Math.floor(at * bytes.length);
  if (flip === 0) return bytes.subarray(0, place);
  const result = Buffer.from(bytes);
  result[place]! ^= flip;
  return result;
}

test('of a damaged zip or gzip every file comes out as it went in, or it is told that it is damaged', async () => {
  await fc.assert(
    fc.asyncProperty(anyArchive(100_000), anyDamage, async (tree, damage) => {
      fc.pre(tree.kind !== 'tar');
      const bytes = damaged(packed(tree), damage);
      // Else it is no archive any more, and its bytes are all there is.
      fc.pre(isArchive(bytes));

      const found = await unpacked(bytes, everything);

      if (found.some(({ reason }) => reason !== undefined)) return;
      const gone = files(tree);
      expect(found).toHaveLength(gone.length);
      expect(found.every(({ content }, n) => content!.equals(gone[n]!.content!))).toBe(true);
    }),
    runs(200),
  );
});

/** Texts that are not like any other, so that one can look for them. */
const mark = (n: number) => `words-without-a-space-${n}-of-them`;

const anyMarkedFile = fc.constantFrom<(n: () => string) => readonly TarFile[]>(
  (next) => [{ name: next(), content: next() }],
  (next) => [{ name: next(), content: `${'x'.repeat(600)}${next()}`, padding: next() }],
  (next) => [{ name: next(), type: '2', link: next() }],
  (next) => [{ name: `${next()}/${next()}`, prefix: next(), content: '' }],
  (next) => [{ name: next(), user: next(), content: next() }],
  (next) => [pax({ path: next(), comment: next() }), { name: next(), content: next() }],
  (next) => [pax({ comment: next() }, 'g'), { name: next(), content: next() }],
  (next) => [
    { name: 'x', type: 'L', content: next() },
    { name: next(), content: next() },
  ],
  (next) => [{ name: next(), type: 'S', content: next() }],
);

interface Change {
  readonly how: 'flip' | 'leave out' | 'swap' | 'zero' | 'cut';
  readonly at: number;
  readonly other: number;
}

/** Blocks move and vanish; bytes change. */
const anyDisorder = fc.array(
  fc.record<Change>({
    how: fc.constantFrom(
      'flip' as const,
      'leave out' as const,
      'swap' as const,
      'zero' as const,
      'cut' as const,
    ),
    at: fc.nat(),
    other: fc.nat(),
  }),
  { maxLength: 3 },
);

function disordered(bytes: Buffer, changes: readonly Change[]): Buffer {
  return changes.reduce((before, { how, at, other }) => {
    if (before.length < 1024) return before;
    const blocks = Array.from({ length: Math.floor(before.length / 512) }, (_, n) =>
      Buffer.from(before.subarray(n * 512, n * 512 + 512)),
    );
    const one = at % blocks.length;
    const two = other % blocks.length;
    if (how === 'cut') return before.subarray(0, at % before.length);
    if (how === 'flip') blocks[one]![other % 512]! ^= 0x80;
    if (how === 'zero') blocks[one]!.fill(0);
    if (how === 'leave out') blocks.splice(one, 1);
    if (how === 'swap') [blocks[one], blocks[two]] = [blocks[two]!, blocks[one]!];
    return Buffer.concat(blocks);
  }, bytes);
}

test('of a tar in gzip no text is passed over, in whatever disorder it is', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyMarkedFile, { minLength: 1, maxLength: 5 }),
      anyDisorder,
      async (makers, changes) => {
        let count = 0;
        const made = makers.flatMap((make) => make(() => mark(count++)));
        const bytes = disordered(Buffer.concat([tar(made), Buffer.from(mark(count++))]), changes);
        fc.pre(archiveKind(bytes) === 'tar');

        const found = await lines(gzipSync(bytes));

        const there = bytes.toString('latin1');
        const shown = found.join('\n');
        const marks = Array.from({ length: count }, (_, n) => mark(n)).filter((text) => there.includes(text));
        expect(marks.filter((text) => !shown.includes(text))).toEqual([]);
      },
    ),
    runs(200),
  );
});

test('bytes without order never end in an error', async () => {
  const starts = [
    gzip('').subarray(0, 10),
    zip([{ name: 'a', content: 'b' }]),
    tar([{ name: 'a', content: 'b' }], ''),
    deflateRawSync('x'),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 300 })), { maxLength: 8 }),
      async (parts) => {
        await unpacked(Buffer.concat(parts));
      },
    ),
    runs(200),
  );
});
