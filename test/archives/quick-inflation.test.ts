import { deflateRawSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { expand, type Member } from '../../src/archives/expand.ts';
import { quicklyInflated } from '../../src/archives/quick-inflation.ts';
import { Source } from '../../src/archives/source.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { gzip, lines, noise, tar, unpacked, zip } from './build.ts';

type Expansion = ReturnType<typeof expand>;

const words = Buffer.from('some words, '.repeat(1000));

test('a file is unpacked when it comes to just so many bytes', () => {
  const packed = deflateRawSync(words);

  expect(quicklyInflated(packed, words.length)?.equals(words)).toBe(true);
  expect([-1, 1].map((more) => quicklyInflated(packed, words.length + more))).toEqual([undefined, undefined]);
  expect(quicklyInflated(Buffer.concat([packed, words]), words.length)).toBeUndefined();
});

test('up to 4 MB, packed or not', () => {
  const size = 4 * 1024 * 1024;
  const [most, more] = [Buffer.alloc(size), Buffer.alloc(size + 1)];
  const unpackable = noise(size);

  expect(quicklyInflated(deflateRawSync(most), size)?.equals(most)).toBe(true);
  expect(quicklyInflated(deflateRawSync(more), size + 1)).toBeUndefined();
  expect(quicklyInflated(deflateRawSync(unpackable, { level: 0 }), size)).toBeUndefined();
});

test('the next file takes its place', () => {
  const first = quicklyInflated(deflateRawSync(words), words.length)!;
  const before = Buffer.from(first);
  quicklyInflated(deflateRawSync(noise(200)), 200);

  expect(before.equals(words)).toBe(true);
  expect(first.equals(words)).toBe(false);
});

test('what is peeked at and kept stays as it is', async () => {
  const first = quicklyInflated(deflateRawSync(words), words.length)!;
  const source = Source.of(first);
  const peeked = new Source(
    (async function* () {
      yield* source.rest();
    })(),
  );
  await peeked.peek(10);
  peeked.keep();
  quicklyInflated(deflateRawSync(noise(20_000)), 20_000);

  expect((await peeked.whole()).equals(words)).toBe(true);
});

test.each([
  ['zip', zip],
  ['tar', tar],
  ['gzip of a tar', (files: Parameters<typeof tar>[0]) => gzip(tar(files))],
])('a %s in a zip has all of its files, also when each is unpacked where it was', async (_, pack) => {
  const files = [1, 2, 3].map((nth) => ({ name: `f${nth}`, content: `content ${nth} `.repeat(2000) }));
  const inner = pack(files);

  const found = await unpacked(
    zip([
      { name: 'inner', content: inner },
      { name: 'last', content: words },
    ]),
  );

  expect(found.map(({ content }) => content?.toString())).toEqual([
    ...files.map(({ content }) => content),
    words.toString(),
  ]);
});

test('of archives that are read in turn each has its own files', async () => {
  const zips = ['one ', 'two '].map((word) =>
    zip([1, 2, 3].map((nth) => ({ name: `f${nth}`, content: `${word}${nth} `.repeat(2000) }))),
  );
  const [one, two] = zips.map((bytes) => expand(bytes, defaultLimits)) as [Expansion, Expansion];
  const next = async (expansion: Expansion) => (await expansion.next()).value as Member;

  const seen: string[] = [];
  for (let nth = 0; nth < 3; nth++)
    for (const member of [await next(one), await next(two)]) {
      const parts: Buffer[] = [];
      for await (const part of member.parts) parts.push(Buffer.from(part));
      seen.push(Buffer.concat(parts).toString().slice(0, 5));
    }

  expect(seen).toEqual(['one 1', 'two 1', 'one 2', 'two 2', 'one 3', 'two 3']);
  await Promise.all([one, two].map((expansion) => expansion.return(undefined)));
  expect(quicklyInflated(deflateRawSync(words), words.length)?.equals(words)).toBe(true);
});

test('a file that is not what its sum says is told as damaged, with what is there', async () => {
  const bytes = zip([{ name: 'a.txt', content: 'content of a' }]);
  // In both headers.
  const sum = bytes.readUInt32LE(14);
  for (let at = bytes.length - 4; at >= 0; at--)
    if (bytes.readUInt32LE(at) === sum) bytes.writeUInt32LE(sum ^ 1, at);

  expect(await lines(bytes)).toEqual(['a.txt: content of a', 'a.txt ! archive-damaged']);
});
