import wasm from './assembly/wide-text.wasm';
import { type Cell, instanceOf } from './instance.ts';
import { foreignByte, type Narrow, narrow } from './wide-text.ts';

/** Made when wide text comes first: most scans see none. */
let quickly: Narrow | undefined;

/** As `narrow`, with instructions for sixteen bytes at a time; the plain one where too little memory is to be had. */
export const quickNarrow: Narrow = (...text) => {
  quickly ??= made() ?? narrow;
  quickly(...text);
};

/** What `assembly/wide-text.ts` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly narrow: (characters: number, letterAt: number) => void;
  readonly inputAt: Cell;
  readonly outputAt: Cell;
  readonly mostCharacters: Cell;
}

function made(): Narrow | undefined {
  const instance = instanceOf(new WebAssembly.Module(Buffer.from(wasm, 'base64')));
  if (instance === undefined) return undefined;
  const exports = instance.exports as unknown as Exports;
  const most = exports.mostCharacters.value;
  const input = new Uint8Array(exports.memory.buffer, exports.inputAt.value, 2 * most);
  const output = new Uint8Array(exports.memory.buffer, exports.outputAt.value, most);
  return (bytes, first, letterAt, out) => {
    const whole = Math.max(0, (bytes.length - first) >> 1);
    out.fill(foreignByte, whole);
    for (let done = 0; done < whole; ) {
      // What a character is can depend on the one in front.
      const before = done === 0 ? 0 : 1;
      const count = Math.min(most, whole - done + before);
      const from = first + 2 * (done - before);
      input.set(bytes.subarray(from, from + 2 * count));
      exports.narrow(count, letterAt);
      out.set(output.subarray(before, count), done);
      done += count - before;
    }
  };
}
