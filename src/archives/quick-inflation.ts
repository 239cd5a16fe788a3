import { slack, type Unpack, unpackIn } from '../kernel/unpack.ts';

/** What is larger is left to zlib, which needs memory for parts of it alone; in bytes. */
const largest = 4 * 1024 * 1024;

/** Undefined where there is no WebAssembly; made when the first file of an archive is unpacked. */
let made: { readonly unpack: Unpack | undefined } | undefined;

/** How many archives are being read. Of several none is unpacked in here: they would write over each other's files. */
let reading = 0;

/** To be called before an archive is read. @returns what is to be called after that */
export function beginReading(): () => void {
  reading += 1;
  return () => {
    reading -= 1;
  };
}

/**
 * Unpacks a stream of deflate that ends with these bytes and comes to `size` of them, in the same memory each time: zlib
 * would leave as much garbage as it unpacks.
 *
 * @returns what is good until the next call; undefined for what zlib has to be asked for
 */
export function quicklyInflated(packed: Buffer, size: number): Buffer | undefined {
  if (reading > 1 || packed.length > largest || size > largest) return undefined;
  made ??= { unpack: unpackIn(2 * (largest + slack)) };
  const { unpack } = made;
  if (unpack === undefined) return undefined;
  const { memory, freeAt, inflateRaw } = unpack;
  const output = freeAt + largest + slack;
  memory.set(packed, freeAt);
  if (!inflateRaw(freeAt, freeAt + packed.length, output, size)) return undefined;
  return memory.subarray(output, output + size);
}
