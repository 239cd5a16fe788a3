/** Whatever is asked for in whatever order, what is in memory is what is in the file. */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { Windows } from '../../src/packs/windows.ts';
import { costly } from '../support/keyhalt.ts';
import { scratch } from '../support/scratch.ts';

const longest = 60_000;
const size = 3_000_000;

const folder = mkdtempSync(join(scratch, 'keyhalt-windows-'));
afterAll(() => rmSync(folder, { recursive: true }));

function files(): { bytes: Buffer; file: number }[] {
  return [1, 2].map((nth) => {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size; at += 4) bytes.writeUInt32LE(at * nth, at);
    writeFileSync(join(folder, `${nth}`), bytes);
    return { bytes, file: openSync(join(folder, `${nth}`), 'r') };
  });
}

const opened = files();

/** Near each other, as bases and their deltas are, or anywhere; short, or too long for a small window. */
const anyRead = fc.record({
  which: fc.constantFrom(0, 1),
  from: fc.oneof(fc.nat({ max: 100_000 }), fc.nat({ max: size - 1 })),
  length: fc.oneof(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: longest })),
});

test('what is brought is what stands there', () => {
  fc.assert(
    fc.property(fc.array(anyRead, { size: '+2' }), (reads) => {
      const windows = new Windows(Buffer.alloc(Windows.sizeFor(longest)));
      for (const { which, from, length } of reads) {
        const { bytes, file } = opened[which]!;
        const end = Math.min(size, from + length);

        const at = windows.bring(file, from, end);

        expect(at).toBeDefined();
        expect(windows.memory.subarray(at, at! + end - from).equals(bytes.subarray(from, end))).toBe(true);
      }
    }),
    { numRuns: costly ? 100 : 15 },
  );
});

test('what is not there, or too long, is not', () => {
  const windows = new Windows(Buffer.alloc(Windows.sizeFor(longest)));
  const { file } = opened[0]!;

  expect(windows.bring(file, size - 10, size + 1)).toBeUndefined();
  expect(windows.bring(file, size + 10, size + 20)).toBeUndefined();
  expect(windows.bring(file, 0, longest + 1)).toBeUndefined();
  expect(windows.bring(file, size - 10, size)).toBeDefined();
});

test('a file that cannot be read any more is an error of it', () => {
  const windows = new Windows(Buffer.alloc(Windows.sizeFor(longest)));
  const [first, second] = files() as [{ file: number }, { file: number; bytes: Buffer }];
  closeSync(first.file);

  expect(() => windows.bring(first.file, 0, 10)).toThrow('EBADF');
  expect(windows.memory.subarray(windows.bring(second.file, 0, 10)).subarray(0, 10)).toEqual(
    second.bytes.subarray(0, 10),
  );
});
