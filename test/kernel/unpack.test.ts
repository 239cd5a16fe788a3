/** Inflating gives what zlib gives and applying a delta what it says, or says that it cannot; nothing else is written. */
import { constants, deflateRawSync, deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unpackIn } from '../../src/kernel/unpack.ts';
import { costly, thorough } from '../support/keyhalt.ts';

const unpack = unpackIn(4_000_000)!;
const [input, output] = [unpack.freeAt, unpack.freeAt + 1_000_000];
const slack = 8;

/** What comes of it; undefined when it says that it cannot. */
function inflated(stream: Uint8Array, size: number, inflate = unpack.inflate): Buffer | undefined {
  unpack.memory.fill(0xee, output - 64, output + size + 64);
  unpack.memory.set(stream, input);
  const done = inflate(input, input + stream.length, output, size);
  expect(unpack.memory.subarray(output - 64, output).every((byte) => byte === 0xee)).toBe(true);
  const behind = unpack.memory.subarray(output + size + slack, output + size + 64);
  expect(behind.every((byte) => byte === 0xee)).toBe(true);
  return done ? Buffer.from(unpack.memory.subarray(output, output + size)) : undefined;
}

/** Bytes as they come in files: text of few words, runs, and what cannot be compressed. */
const anyBytes = fc
  .array(
    fc.oneof(
      fc.array(fc.constantFrom('const ', 'return ', 'value', ' = ', '(', ');\n', '  '), { size: '+2' }),
      fc
        .tuple(fc.string({ minLength: 1, maxLength: 3 }), fc.nat({ max: 600 }))
        .map(([s, n]) => [s.repeat(n)]),
      fc.uint8Array({ size: '+2' }).map((bytes) => [Buffer.from(bytes).toString('latin1')]),
    ),
    { size: '+1' },
  )
  .map((parts) => Buffer.from(parts.flat().join(''), 'latin1'));

const anyOptions = fc.record({
  level: fc.integer({ min: 0, max: 9 }),
  memLevel: fc.integer({ min: 1, max: 9 }),
  strategy: fc.constantFrom(
    constants.Z_DEFAULT_STRATEGY,
    constants.Z_HUFFMAN_ONLY,
    constants.Z_RLE,
    constants.Z_FIXED,
  ),
});

const numRuns = thorough ? 5000 : costly ? 200 : 60;

describe('inflating', () => {
  test('gives what was deflated, however that was done', () => {
    fc.assert(
      fc.property(anyBytes, anyOptions, (bytes, options) => {
        expect(inflated(deflateSync(bytes, options), bytes.length)?.equals(bytes)).toBe(true);
      }),
      { numRuns },
    );
  });

  test('of more or fewer bytes than there are is none', () => {
    const bytes = Buffer.from('some words, some words, and some more words');
    const stream = deflateSync(bytes);

    expect([-1, 1, 20].map((more) => inflated(stream, bytes.length + more))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('of a bare stream gives the same, when it ends with the input', () => {
    fc.assert(
      fc.property(anyBytes, anyOptions, (bytes, options) => {
        const stream = deflateRawSync(bytes, options);

        expect(inflated(stream, bytes.length, unpack.inflateRaw)?.equals(bytes)).toBe(true);
        for (const one of [Buffer.concat([stream, Buffer.alloc(1)]), stream.subarray(0, -1)])
          expect(inflated(one, bytes.length, unpack.inflateRaw)).toBeUndefined();
      }),
      { numRuns },
    );
  });

  test('of a stream that is cut gives nothing', () => {
    const bytes = Buffer.from(Array.from({ length: 300 }, (_, at) => `line ${at * at}`).join('\n'));
    const stream = deflateSync(bytes);
    // The last four bytes are a checksum, which nobody reads.
    for (let length = 0; length < stream.length - 4; length++)
      expect(inflated(stream.subarray(0, length), bytes.length)).toBeUndefined();
  });

  test.skipIf(!costly)('of a stream that is damaged ends, and writes nowhere else', () => {
    fc.assert(
      fc.property(
        anyBytes,
        anyOptions,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (bytes, options, at, flip) => {
          const stream = Buffer.from(deflateSync(bytes, options));
          stream[at % stream.length]! ^= flip;

          const ours = inflated(stream, bytes.length);

          let theirs: Buffer | undefined;
          try {
            theirs = inflateSync(stream);
          } catch {}
          if (theirs !== undefined && theirs.length === bytes.length) expect(ours?.equals(theirs)).toBe(true);
        },
      ),
      { numRuns },
    );
  });
});

/** What a delta is made of: a stretch of the base, or bytes of its own. */
type Op = { readonly from: number; readonly length: number } | { readonly insert: Uint8Array };

const sizeBytes = (size: number): number[] =>
  size < 128 ? [size] : [(size & 127) | 128, ...sizeBytes(size >> 7)];

function bytesOf(op: Op): number[] {
  if ('insert' in op) return [op.insert.length, ...op.insert];
  const places = [op.from & 255, (op.from >> 8) & 255, (op.from >> 16) & 255, 0];
  const lengths =
    op.length === 0x10000 ? [0, 0, 0] : [op.length & 255, (op.length >> 8) & 255, op.length >> 16];
  const all = [...places, ...lengths];
  const head = all.reduce((bits, byte, at) => (byte === 0 ? bits : bits | (1 << at)), 128);
  return [head, ...all.filter((byte) => byte !== 0)];
}

const resultOf = (base: Buffer, ops: readonly Op[]): Buffer =>
  Buffer.concat(ops.map((op) => ('insert' in op ? op.insert : base.subarray(op.from, op.from + op.length))));

const anyDelta = fc.uint8Array({ minLength: 1, maxLength: 70_000, size: 'max' }).chain((bytes) =>
  fc.record({
    base: fc.constant(Buffer.from(bytes)),
    ops: fc.array(
      fc.oneof(
        fc.record({ insert: fc.uint8Array({ minLength: 1, maxLength: 127 }) }),
        fc
          .tuple(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 0x10000 }))
          .map(([from, length]) => ({ from, length: Math.min(length, bytes.length - from) })),
      ),
      { maxLength: 20 },
    ),
  }),
);

function applied(delta: Uint8Array, base: Buffer, size: number): Buffer | undefined {
  const baseAt = input + delta.length;
  unpack.memory.set(delta, input);
  unpack.memory.set(base, baseAt);
  unpack.memory.fill(0xee, output + size, output + size + 64);
  const done = unpack.applyDelta(input, input + delta.length, baseAt, base.length, output, size);
  expect(unpack.memory.subarray(output + size, output + size + 64).every((byte) => byte === 0xee)).toBe(true);
  return done ? Buffer.from(unpack.memory.subarray(output, output + size)) : undefined;
}

describe('a delta', () => {
  test('gives what it says', () => {
    fc.assert(
      fc.property(anyDelta, ({ base, ops }) => {
        const due = resultOf(base, ops);
        const delta = Buffer.from([
          ...sizeBytes(base.length),
          ...sizeBytes(due.length),
          ...ops.flatMap(bytesOf),
        ]);

        expect(applied(delta, base, due.length)?.equals(due)).toBe(true);
        expect(unpack.sizeOfResult(input, input + delta.length)).toBe(due.length);
        // Another base, or another result, is not what it is for.
        expect(applied(delta, Buffer.concat([base, base]), due.length)).toBeUndefined();
        expect(applied(delta, base, due.length + 1)).toBeUndefined();
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });

  test('that is damaged or cut ends, and writes nowhere else', () => {
    fc.assert(
      fc.property(
        anyDelta,
        fc.nat(),
        fc.nat({ max: 255 }),
        fc.boolean(),
        ({ base, ops }, at, flip, isCut) => {
          const due = resultOf(base, ops);
          const delta = Buffer.from([
            ...sizeBytes(base.length),
            ...sizeBytes(due.length),
            ...ops.flatMap(bytesOf),
          ]);
          delta[at % delta.length]! ^= flip;

          applied(isCut ? delta.subarray(0, at % delta.length) : delta, base, due.length);
        },
      ),
      { numRuns: Math.ceil(numRuns / 4) },
    );
  });
});
