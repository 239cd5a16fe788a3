import wasm from './assembly/unpack.wasm';

/** What `assembly/unpack.ts` exports. Places are bytes of its memory. */
export interface Unpack {
  readonly memory: Buffer;
  /** Where input and output may begin. */
  readonly freeAt: number;
  /** Whether the zlib stream at [from, end) comes to exactly `size` bytes; eight bytes behind these may change, too. */
  readonly inflate: (from: number, end: number, output: number, size: number) => boolean;
  /** The same of a bare stream of deflate, which ends at `end`. */
  readonly inflateRaw: Unpack['inflate'];
  /** How many bytes the delta at [from, end) comes to; -1 when it does not say so. */
  readonly sizeOfResult: (from: number, end: number) => number;
  /** Whether the delta applies to a base of `baseSize` bytes, and comes to exactly `size` bytes. */
  readonly applyDelta: (
    from: number,
    end: number,
    base: number,
    baseSize: number,
    output: number,
    size: number,
  ) => boolean;
}

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): void };
  readonly freeAt: { readonly value: number };
  readonly inflate: (...places: number[]) => number;
  readonly inflateRaw: (...places: number[]) => number;
  readonly sizeOfResult: Unpack['sizeOfResult'];
  readonly applyDelta: (...places: number[]) => number;
}

/** Inflating writes over so many bytes behind its output at most. */
export const slack = 16;
const page = 65_536;
let compiled: WebAssembly.Module | undefined;

/** What undoes deflate and deltas, in a memory with `size` bytes free; undefined where there is no WebAssembly. */
export function unpackIn(size: number): Unpack | undefined {
  const exports = instanceWith(size);
  if (exports === undefined) return undefined;
  const { memory, freeAt, inflate, inflateRaw, sizeOfResult, applyDelta } = exports;
  return {
    memory: Buffer.from(memory.buffer),
    freeAt: freeAt.value,
    inflate: (from, end, output, size) => inflate(from, end, output, size) !== 0,
    inflateRaw: (from, end, output, size) => inflateRaw(from, end, output, size) !== 0,
    sizeOfResult,
    applyDelta: (from, end, base, baseSize, output, size) =>
      applyDelta(from, end, base, baseSize, output, size) !== 0,
  };
}

/** Undefined where there is no WebAssembly, or too little memory for it. */
function instanceWith(size: number): Exports | undefined {
  try {
    compiled ??= new WebAssembly.Module(Buffer.from(wasm, 'base64'));
    const exports = new WebAssembly.Instance(compiled).exports as unknown as Exports;
    const pages = Math.ceil((exports.freeAt.value + size) / page);
    exports.memory.grow(Math.max(0, pages - exports.memory.buffer.byteLength / page));
    return exports;
  } catch {
    return undefined;
  }
}
