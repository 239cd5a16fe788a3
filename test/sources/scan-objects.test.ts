/** What an object is found to be does not depend on the pieces that it comes in. */
import { expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { scanParts } from '../../src/sources/scan-objects.ts';
import type { Part } from '../../src/sources/source.ts';
import { noise, type ZipFile, zip } from '../archives/build.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';

/** A program that unpacks itself: a zip with a key behind what runs it. */
const program = (length: number) =>
  Buffer.concat([
    Buffer.from('#!/bin/sh\n'.padEnd(length, '#')),
    zip([{ name: '.env', content: Buffer.from(`KEY=${fakes().awsKeyId}\n`.repeat(9)) }]),
  ]);

async function* piecesOf(whole: Buffer, length: number): AsyncGenerator<Part> {
  for (let at = 0; at < whole.length; at += length) {
    const bytes = whole.subarray(at, at + length);
    const last = at + length >= whole.length;
    yield { oid: 'program', type: 'file', bytes, size: whole.length, first: at === 0, last };
  }
}

const scanned = (whole: Buffer, length: number) =>
  scanParts(new Scanner(rules), piecesOf(whole, length), defaultLimits);

test.each([1_000_000, 100_000, 65_536, 70_001])(
  'a zip behind a program is opened, in pieces of %i bytes',
  async (length) => {
    const { found, skippedMembers } = await scanned(program(300_000), length);

    expect([...found.values()].flatMap(({ members }) => members.map(({ path }) => String(path)))).toEqual([
      '.env',
    ]);
    expect(skippedMembers).toEqual([]);
  },
);

const front = Buffer.alloc(4_200_000, '#\n');
const zipBehind = (...files: readonly ZipFile[]) => zip(files, { front });
const goneByThen = [{ oid: 'program', path: [], reason: 'archive-unsupported' }];

test('one behind more than 4 MB is told, for its start is gone by then', async () => {
  const whole = zip([{ name: '.env', content: fakes().awsKeyId }], { front, counted: true });

  const { found, skippedMembers } = await scanned(whole, 65_536);

  expect([...found.values()].flatMap(({ members }) => members)).toEqual([]);
  expect(skippedMembers).toEqual(goneByThen);
});

rare.each([
  ['all but its end', zipBehind({ name: 'noise', content: noise(200_000) })],
  [
    'a part of its list',
    zipBehind(...Array.from({ length: 2000 }, (_, n) => ({ name: `${n}`.padStart(99) }))),
  ],
])('the same where %s is gone', async (_, whole) => {
  expect((await scanned(whole, 65_536)).skippedMembers).toEqual(goneByThen);
});
