/** Threads scan every object once, and what one of them tells comes as it was. */
import { expect, test } from 'vitest';
import { OidSet } from '../../src/git/oid-list.ts';
import type { StoredObjects } from '../../src/git/stored-objects.ts';
import { UserError } from '../../src/model/user-error.ts';
import type { ScannedObjects } from '../../src/sources/scan-objects.ts';
import { blocksOf, Shares } from '../../src/threads/blocks.ts';
import { errorOf, plainError, plainScan, scanOf } from '../../src/threads/messages.ts';

test.each([
  ['nothing', []],
  ['one object', [5]],
  ['objects of one size', Array.from({ length: 100 }, () => 5)],
  ['large ones in front', [90_000_000, 80_000_000, ...Array.from({ length: 50 }, () => 5)]],
  ['a large one behind', [...Array.from({ length: 50 }, () => 5), 90_000_000]],
])('blocks of %s hold each place once, in their order', (_, sizes) => {
  const lists: number[] = [];
  const stored = {
    sizeAt: (place: number) => sizes[place]!,
    listOf: (places: Int32Array) => lists.push(...places),
  } as unknown as StoredObjects;
  const places = Int32Array.from(sizes.keys());

  const blocks = blocksOf(stored, places, 2);
  for (const block of blocks) block.oids();

  expect(lists).toEqual([...places]);
  expect(blocks.reduce((sum, { length }) => sum + length, 0)).toBe(places.length);
});

test('each block goes to one worker, whoever asks', () => {
  for (const order of [
    [0, 0, 0, 0, 0],
    [1, 1, 1, 1, 1],
    [0, 1, 0, 1, 1],
    [1, 0, 0, 0, 0],
  ]) {
    const shares = new Shares(5, 2);

    expect(order.map((worker) => shares.take(worker)).toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect([shares.take(0), shares.take(1)]).toEqual([undefined, undefined]);
  }
});

test('what a thread found, skipped, could not read and says comes over', () => {
  const [a, b] = ['a'.repeat(40), 'b'.repeat(40)] as const;
  const failure = (message: string) => new UserError(message, { hint: '' });
  const scan: ScannedObjects = {
    found: new Map([
      [
        a,
        {
          type: 'blob',
          known: ['kh1:1'],
          detections: [],
          suspicious: true,
          members: [{ path: [Buffer.from('x')], detections: [] }],
        },
      ],
    ]),
    ...{ objects: 3, kinds: { blob: 3 }, bytes: 7, pointers: [a], linking: [b] },
    skippedMembers: [{ oid: b, path: [Buffer.from('y')], reason: 'archive-damaged' }],
    broken: [{ oid: b, broken: failure('broken') }],
    errors: [failure('git failed')],
    unread: OidSet.from([b]),
  };

  const come = scanOf(structuredClone(plainScan(scan)));

  expect({ ...come, unread: [...come.unread] }).toEqual({ ...scan, unread: [b] });
  expect(come.found.get(a)!.members[0]!.path[0]).toBeInstanceOf(Buffer);
  expect(come.skippedMembers[0]!.path[0]).toBeInstanceOf(Buffer);
  for (const error of [...come.errors, come.broken[0]!.broken]) expect(error).toBeInstanceOf(UserError);
});

test('a mistake in the program stays one, with where it was', () => {
  const error = errorOf(structuredClone(plainError(new TypeError('a mistake'))));

  expect(error).not.toBeInstanceOf(UserError);
  expect([error.message, error.stack]).toEqual([
    'TypeError: a mistake',
    expect.stringContaining('blocks.test.ts'),
  ]);
});
