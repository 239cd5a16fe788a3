/** What a pack says of its deltas is followed as far as git would make them, and never in a circle. */
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

/** A pack of a blob, `a`, and as many deltas, each with the place of its base; all of them come to `b`. */
function packOf(bases: readonly number[]): Packs {
  // What it is made from is one byte, what it makes another one, which it says.
  const delta = deflateSync(Buffer.from([1, 1, 1, 0x62]));
  const objects = [
    Buffer.concat([Buffer.of(0x31), deflateSync(Buffer.from('a'))]),
    ...bases.map((base) => Buffer.concat([Buffer.of(0x74), nameOf(base), delta])),
  ];
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
  const chain = (length: number) => Array.from({ length }, (_, at) => at);

  expect(textAt(packOf(chain(4096)), 4096)).toBe('b');
  expect(textAt(packOf(chain(4097)), 4097)).toBeUndefined();
});

test('deltas that name one another as their bases are left to git', () => {
  const packs = packOf([2, 1, 3]);

  expect([0, 1, 2, 3].map((place) => textAt(packs, place))).toEqual(['a', undefined, undefined, undefined]);
});
