/** What an object is found to be does not depend on the pieces that it comes in, and what ends a scan takes nothing away. */
import { expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import type { BrokenObject, ObjectPart } from '../../src/git/cat-file-parser.ts';
import { OidSet } from '../../src/git/oid-list.ts';
import { defaultLimits } from '../../src/model/archive-limits.ts';
import { interrupted } from '../../src/model/interrupted.ts';
import type { Oid } from '../../src/model/object.ts';
import { UserError } from '../../src/model/user-error.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { faultsOf, scanObjects, scanParts, type Watch } from '../../src/sources/scan-objects.ts';
import type { Part } from '../../src/sources/source.ts';
import { gzip, noise, type ZipFile, zip } from '../archives/build.ts';
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

const oids = ['a', 'b', 'c', 'd'].map((digit) => digit.repeat(40)) as [Oid, Oid, Oid, Oid];
const [a, b, c, d] = oids;
const listed = OidSet.from(oids).list;
const keyOf = (name: string) => `KEY=${fakes(name).awsKeyId}\n`;
const blob = (oid: Oid, content: string | Buffer, more: Partial<ObjectPart> = {}): ObjectPart => {
  const bytes = Buffer.from(content);
  return { oid, type: 'blob', bytes, size: bytes.length, first: true, last: true, ...more };
};
const broken = (oid: Oid): BrokenObject => ({ oid, broken: failure(`object ${oid} is broken`) });
const failure = (message: string) => new UserError(message, { hint: '' });

/** A scan of four objects, of which these parts come, and then an error. */
const scanOf = (
  parts: readonly (ObjectPart | BrokenObject)[],
  end?: Error,
  watch?: Watch,
  limits = defaultLimits,
) => {
  const read = async function* () {
    for (const part of parts) yield [part];
    if (end !== undefined) throw end;
  };
  return scanObjects(new Scanner(rules), read, listed, limits, watch);
};

rare('the same where a long comment ends it, in whatever small pieces it comes', async () => {
  const whole = zip([{ name: 'a' }], { front, comment: 'c'.repeat(65_000) });

  expect((await scanned(whole, 5000)).skippedMembers).toEqual(goneByThen);
});

rare('an archive of which nobody knows the size is told when it comes to more than 64 MB', async () => {
  const bytes = Buffer.alloc(1024 * 1024);
  const first = Buffer.concat([gzip(''), bytes]);
  const pieces = async function* (count: number): AsyncGenerator<Part> {
    for (let at = 0; at < count; at++)
      yield {
        oid: 'program',
        type: 'file',
        bytes: at === 0 ? first : bytes,
        size: 0,
        first: at === 0,
        last: at === count - 1,
      };
  };
  const reasons = async (count: number) =>
    (await scanParts(new Scanner(rules), pieces(count), defaultLimits)).skippedMembers.map(
      ({ reason }) => reason,
    );

  expect(await reasons(64)).toEqual(['archive-too-large']);
  expect(await reasons(63)).toEqual([]);
});

test('what was found in objects that are broken is kept, and they count as not read, as all behind an error', async () => {
  const archive = zip([{ name: '.env', content: keyOf('b'), method: 0 }]);
  const begun = [blob(b, archive, { last: false }), broken(b)];
  const parts = [blob(a, 'nothing'), ...begun, blob(c, keyOf('c')), broken(c)];

  const scan = await scanOf(parts, failure('git failed'));

  expect([scan.objects, scan.kinds]).toEqual([1, { blob: 1 }]);
  expect([...scan.found].map(([oid, { detections, members }]) => [oid, detections.length, members])).toEqual([
    [b, 1, []],
    [c, 1, []],
  ]);
  expect([...scan.unread]).toEqual([b, c, d]);
  expect(faultsOf(scan).map(({ message }) => message)).toEqual([
    `object ${b} is broken`,
    `object ${c} is broken`,
    'git failed',
  ]);
});

test('whoever ends a scan gets what was found until then, also in the object that had just begun', async () => {
  const ended = { signal: AbortSignal.abort() };
  const parts = [blob(a, keyOf('a'), { last: false })];

  // With Ctrl-C in a terminal git ends, too.
  for (const scan of [await scanOf(parts, undefined, ended), await scanOf([], failure('git failed'), ended)])
    expect(scan.errors).toEqual([interrupted()]);
  expect([...(await scanOf(parts, undefined, ended)).found.keys()]).toEqual([a]);
});

test('a mistake in the program is none of git', async () => {
  await expect(scanOf([], new TypeError('a mistake'))).rejects.toThrow('a mistake');
});

test('an archive of more than 64 MB is told, one of as many is opened', async () => {
  const limit = 64 * 1024 * 1024;
  const archive = zip([{ name: '.env', content: keyOf('a') }]);

  const scan = await scanOf([blob(a, archive, { size: limit }), blob(b, archive, { size: limit + 1 })]);

  expect([...scan.found.keys()]).toEqual([a]);
  expect(scan.skippedMembers).toEqual([{ oid: b, path: [], reason: 'archive-too-large' }]);
});

test('where no archive is to be opened, none is told', async () => {
  const limits = { ...defaultLimits, depth: 0 };

  expect(await scanOf([blob(a, zip([{ name: keyOf('a') }]))], undefined, {}, limits)).toMatchObject({
    objects: 1,
    skippedMembers: [],
  });
});

test('what stands in an archive, in the names of its files and beside them is found, and what was not read is told', async () => {
  const { awsKeyId } = fakes('name');
  const files = [
    { name: awsKeyId, method: 0 },
    { name: '.env', content: keyOf('content') },
    { name: 'closed', content: 'x', flags: 1 },
  ];

  const scan = await scanOf([
    blob(a, gzip(zip(files), { name: 'n' })),
    blob(b, zip(files.slice(1), { comment: keyOf('comment') })),
  ]);

  const told = [...scan.found.values()].map(({ members, detections, known }) => ({
    members: members.map(({ path, detections: { length } }) => [path.join('>'), length]),
    outside: detections.length,
    known: known.length,
  }));
  expect(told).toEqual([
    {
      members: [
        [`n>${awsKeyId}`, 1],
        ['n>.env', 1],
      ],
      outside: 0,
      known: 2,
    },
    { members: [['.env', 1]], outside: 1, known: 2 },
  ]);
  expect(scan.skippedMembers.map(({ oid, path, reason }) => [oid, path.join('>'), reason])).toEqual([
    [a, 'n>closed', 'archive-encrypted'],
    [b, 'closed', 'archive-encrypted'],
  ]);
});
