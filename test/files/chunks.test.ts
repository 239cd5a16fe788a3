import { spawnSync } from 'node:child_process';
import fs, { appendFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Chunk, chunksOf, sharedSize } from '../../src/files/chunks.ts';
import { aRepo } from '../support/repo.ts';

const shared = Buffer.alloc(sharedSize);
const fileOf = (size: number): string => {
  const path = aRepo().beside('file');
  writeFileSync(path, Buffer.alloc(size, 'abcdefg'));
  return path;
};
const chunks = (path: string) => chunksOf(Buffer.from(path), shared);

describe('a file', () => {
  test.each([0, 1, sharedSize - 1, sharedSize, sharedSize + 1, 3_000_000])(
    'of %i bytes is read whole',
    (size) => {
      const read = [...chunks(fileOf(size))].map((chunk) => ({ ...chunk, bytes: Buffer.from(chunk.bytes) }));

      expect(Buffer.concat(read.map(({ bytes }) => bytes)).equals(Buffer.alloc(size, 'abcdefg'))).toBe(true);
      expect(read.map(({ first }) => first)).toEqual(read.map((_, index) => index === 0));
      expect(read.map(({ last }) => last)).toEqual(read.map((_, index) => index === read.length - 1));
      expect(read.every((chunk) => chunk.size === size)).toBe(true);
    },
  );

  test('of several chunks may be kept, as archives are', () => {
    const kept = [...chunks(fileOf(2_000_000))];
    const other = fileOf(0);
    appendFileSync(other, 'something else');
    expect([...chunks(other)]).toHaveLength(1);

    expect(Buffer.concat(kept.map(({ bytes }) => bytes)).equals(Buffer.alloc(2_000_000, 'abcdefg'))).toBe(
      true,
    );
  });

  test('that is made up on the spot says no size, and is read all the same', () => {
    const [only] = [...chunks('/proc/self/status')];

    expect(only).toMatchObject({ size: 0, first: true, last: true });
    expect(only!.bytes.length).toBeGreaterThan(100);
  });

  test('that shrinks is an error after what was there', () => {
    const path = fileOf(3_000_000);
    const reading = chunks(path);
    const seen: Chunk[] = [reading.next().value as Chunk];
    truncateSync(path, 100);

    expect(() => seen.push(...reading)).toThrow(/became shorter/);
    expect(seen[0]!.last).toBe(false);
  });

  test('that became a pipe is not waited for, and one that became a link is not followed', () => {
    const [pipe, link] = [aRepo().beside('pipe'), aRepo().beside('link')];
    spawnSync('mkfifo', [pipe]);
    symlinkSync(fileOf(3), link);

    expect(() => [...chunks(pipe)]).toThrow(/became something else/);
    expect(() => [...chunks(link)]).toThrow(/ELOOP/);
  });

  test('that grows is read to its new end', () => {
    const path = fileOf(3_000_000);
    const reading = chunks(path);
    const seen = [reading.next().value as Chunk];
    // More than what is read at a time.
    appendFileSync(path, `${'.'.repeat(2_000_000)}more`);

    seen.push(...reading);

    expect(
      Buffer.concat(seen.map(({ bytes }) => bytes))
        .subarray(-4)
        .toString(),
    ).toBe('more');
  });
});

describe('a disk that fails', () => {
  afterEach(() => {
    vi.restoreAllMocks();
    syncBuiltinESMExports();
  });

  /** As of a disk that gives the first bytes of a file only. */
  function failingAfter(good: number, size: number): void {
    const { readSync, fstatSync } = fs;
    let left = good;
    const read = (file: number, buffer: Buffer, at: number, length: number): number => {
      if (left === 0) throw new Error('EIO');
      const some = readSync(file, buffer, at, Math.min(length, left), null);
      left -= some;
      return some;
    };
    vi.spyOn(fs, 'readSync').mockImplementation(read as typeof readSync);
    vi.spyOn(fs, 'fstatSync').mockImplementation(((file: number) =>
      Object.assign(fstatSync(file), { size })) as typeof fstatSync);
    syncBuiltinESMExports();
  }

  const chunkSize = 1024 * 1024;
  const places = [0, 1000, sharedSize, sharedSize + 1000, sharedSize + chunkSize];
  // What the kernel makes up says 0.
  test.each(places.flatMap((good) => [3_000_000, 0].map((size) => [good, size] as const)))(
    'behind %i bytes of a file that says %i is an error, and these come before it',
    (good, size) => {
      const path = fileOf(3_000_000);
      const seen: { length: number; last: boolean }[] = [];
      failingAfter(good, size);

      const read = () => {
        for (const { bytes, last } of chunks(path)) seen.push({ length: bytes.length, last });
      };

      expect(read).toThrow('EIO');
      expect(seen.reduce((sum, { length }) => sum + length, 0)).toBe(good);
      expect(seen.map(({ last }) => last)).toEqual(seen.map((_, index) => index === seen.length - 1));
    },
  );
});
