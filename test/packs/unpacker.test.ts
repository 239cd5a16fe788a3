/** What a pack says of its objects is followed as far as git would make it, and never in a circle. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { Packs } from '../../src/packs/packs.ts';
import { scratch } from '../support/scratch.ts';

/** The name of the how manyeth object of a pack, from 0. */
const nameOf = (place: number): Buffer => {
  const name = Buffer.alloc(20);
  name.writeUInt32BE(place, 0);
  return name;
};

/** Less than sixteen bytes, as they stand in a pack that says of them how many they are. */
const blobOf = (text: string, size = text.length): Buffer =>
  Buffer.concat([Buffer.of(0x30 + size), deflateSync(Buffer.from(text))]);
const deltaOn = (base: number, ...bytes: readonly number[]): Buffer =>
  Buffer.concat([Buffer.of(0x70 + bytes.length), nameOf(base), deflateSync(Buffer.from(bytes))]);
/** What it is made from is one byte, what it makes another one, which it says. */
const toB = [1, 1, 1, 0x62];

/** A pack of a blob, `a`, and of others. */
function packOf(...others: readonly Buffer[]): Packs {
  const objects = [blobOf('a'), ...others];
  const path = join(mkdtempSync(join(scratch, 'keyhalt-unpacker-')), 'pack');
  onTestFinished(() => rmSync(join(path, '..'), { recursive: true }));
  writeFileSync(`${path}.pack`, Buffer.concat([Buffer.alloc(12), ...objects, Buffer.alloc(20)]));
  let end = 12;
  const offsets = objects.map(({ length }) => {
    end += length;
    return end - length;
  });
  const index = {
    width: 20,
    first: Uint32Array.from(objects.keys()),
    second: new Uint32Array(objects.length),
    offsets: Uint32Array.from(offsets),
  };
  const packs = Packs.open(new Map([[path, index]]))!;
  onTestFinished(() => packs.close());
  return packs;
}

const textAt = (packs: Packs, place: number): string | undefined =>
  packs.objectNamed(nameOf(place).toString('hex'))?.bytes.toString('latin1');

test('a chain of deltas is followed as long as git makes one, and no longer', () => {
  const one = deltaOn(0, ...toB);
  const on = (base: number): Buffer => Buffer.concat([one.subarray(0, 1), nameOf(base), one.subarray(21)]);
  const packs = packOf(...Array.from({ length: 4097 }, (_, base) => on(base)));

  expect(textAt(packs, 4097)).toBeUndefined();
  expect(textAt(packs, 4096)).toBe('b');
});

test('deltas that name one another as their bases are left to git', () => {
  const packs = packOf(...[2, 1, 3].map((base) => deltaOn(base, ...toB)));

  expect([0, 1, 2, 3].map((place) => textAt(packs, place))).toEqual(['a', undefined, undefined, undefined]);
});

test('what is not as a pack says is left to git, and so is what is made from it', () => {
  const damaged = (entry: Buffer): Buffer => {
    entry[entry.length - 7]! ^= 0xff;
    return entry;
  };
  const bad = [
    blobOf('a', 2),
    damaged(blobOf('a')),
    damaged(deltaOn(0, ...toB)),
    // From another base, to more than it makes, and of no size at all.
    deltaOn(0, 2, 1, 1, 0x62),
    deltaOn(0, 1, 2, 1, 0x62),
    deltaOn(0, 0x81),
  ];
  const packs = packOf(...bad, ...bad.map((_, at) => deltaOn(1 + at, ...toB)));

  expect(bad.flatMap((_, at) => [1 + at, 1 + bad.length + at]).map((place) => textAt(packs, place))).toEqual(
    Array.from({ length: 2 * bad.length }, () => undefined),
  );
  expect(textAt(packs, 0)).toBe('a');
});
