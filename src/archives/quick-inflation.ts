import { type Unpack, unpackIn } from '../kernel/unpack.ts';

/** What is larger is left to zlib, which needs memory for parts of it alone; in bytes. */
const largest = 4 * 1024 * 1024;
/** Inflating writes over some bytes behind its output. */
const slack = 16;

/** Undefined where there is no WebAssembly; made when the first file of an archive is unpacked. */
let made: { readonly unpack: Unpack | undefined } | undefined;

/**
 * Unpacks a stream of deflate that ends with these bytes and comes to `size` of them, in the same memory each time: zlib
 * would leave as much garbage as it unpacks.
 *
 * @returns what is good until the next call; undefined for what zlib has to be asked for
 */
export function quicklyInflated(packed: Buffer, size: number): Buffer | undefined {
  if (packed.length > largest || size > largest) return undefined;
  made ??= { unpack: unpackIn(2 * (largest + slack) + 65_536) };
  const { unpack } = made;
  if (unpack === undefined) return undefined;
  const { memory, freeAt, inflateRaw } = unpack;
  const output = freeAt + largest + slack;
  memory.set(packed, freeAt);
  if (!inflateRaw(freeAt, freeAt + packed.length, output, size)) return undefined;
  return memory.subarray(output, output + size);
}
