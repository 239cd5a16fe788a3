/** An index is taken as git takes it, or not at all: then git is asked. */
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { offsetOf, type PackIndex, readPackIndex } from '../../src/packs/pack-index.ts';
import { aRepo } from '../support/repo.ts';
import { packFile } from './pack-file.ts';

/** Where the index of a pack with three objects is. */
function anIndex(): string {
  return packFile(aRepo().commit('start', { a: 'a\n' }).git('repack -q -ad'), 'idx');
}

test('an index that is too short, or longer than one can be, is none', () => {
  const path = anIndex();
  const whole = readFileSync(path);

  expect(readPackIndex(path, 20)?.offsets).toHaveLength(3);
  for (const size of [0, 8, 1031, 1032, whole.length - 1]) {
    writeFileSync(path, whole.subarray(0, size));
    expect(readPackIndex(path, 20)).toBeUndefined();
  }
  // As many places of eight bytes as there are objects, and one more.
  for (const [more, isOne] of [
    [8 * 3, true],
    [8 * 4, false],
  ] as const) {
    writeFileSync(path, whole);
    truncateSync(path, whole.length + more);
    expect(readPackIndex(path, 20) !== undefined).toBe(isOne);
  }
});

test.each([0, 7])('an index of another kind or version, as its byte %i says, is none', (at) => {
  const path = anIndex();
  const bytes = readFileSync(path);
  bytes[at]! += 1;
  writeFileSync(path, bytes);

  expect(readPackIndex(path, 20)).toBeUndefined();
});

test('an index that claims more objects than it can have names of is none, whatever it claims', () => {
  const path = anIndex();
  const bytes = readFileSync(path);
  for (const count of [4, 0xffff, 0xffff_ffff]) {
    bytes.writeUInt32BE(count, 8 + 4 * 255);
    writeFileSync(path, bytes);
    expect(readPackIndex(path, 20)).toBeUndefined();
  }
});

test.each([
  ['sha1', '2'],
  ['sha256', '2,0x1000'],
] as const)(
  'all of thousands of %s are found where git says, places written as in %s',
  (objectFormat, version) => {
    const blobs = Array.from({ length: 9000 }, (_, at) => `blob\ndata ${`${at}`.length}\n${at}\n`).join('');
    const repo = aRepo({ objectFormat }).git('-c fastimport.unpackLimit=1 fast-import --quiet', {
      input: blobs,
    });
    repo.git(['index-pack', `--index-version=${version}`, packFile(repo, 'pack')]);
    const path = packFile(repo, 'idx');

    const index = readPackIndex(path, objectFormat === 'sha1' ? 20 : 32)!;

    const told = repo.read('show-index', { input: readFileSync(path) }).split('\n');
    const wrong = told.filter((line) => {
      const [offset, oid] = line.split(' ');
      return offsetOf(index, Buffer.from(oid!, 'hex')) !== Number(offset);
    });
    expect([told.length, wrong]).toEqual([9000, []]);
  },
);

test('names that begin alike are told apart by their first eight bytes, however many there are', () => {
  const count = 100_000;
  const seconds = Array.from({ length: count }, (_, at) => 3 * at);
  const index: PackIndex = {
    width: 20,
    first: new Uint32Array(count).fill(7),
    second: Uint32Array.from(seconds),
    offsets: Uint32Array.from(seconds, (_, at) => 12 + at),
  };
  const offsetOfName = (first: number, second: number): number => {
    const name = Buffer.alloc(20);
    name.writeUInt32BE(first, 0);
    name.writeUInt32BE(second, 4);
    return offsetOf(index, name);
  };

  const found = seconds.map((second) => offsetOfName(7, second));

  expect(found).toEqual([...index.offsets]);
  expect([offsetOfName(7, 1), offsetOfName(6, 0), offsetOfName(8, 0), offsetOfName(7, 3 * count)]).toEqual([
    -1, -1, -1, -1,
  ]);
});
