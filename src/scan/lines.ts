import { countByte } from './count-byte.ts';

/** Where a line starts, and its number from 1. */
export interface LineStart {
  readonly line: number;
  readonly start: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Counts lines along an object that is seen stretch by stretch.
 *
 * A line ends with a line feed. Where none has come yet, lone carriage returns count instead, as in files of old
 * Macs. A byte order mark is no column of the first line.
 */
export class LineCounter {
  #at = 0;
  #feeds = 0;
  #returns = 0;
  #start = 0;

  /** The line of byte `offset` of the object; never smaller than in the call before. `bytes` begin at `base`. */
  lineAt(bytes: Uint8Array, base: number, offset: number): LineStart {
    this.advance(bytes, base, offset);
    return { line: 1 + (this.#feeds > 0 ? this.#feeds : this.#returns), start: this.#start };
  }

  advance(bytes: Uint8Array, base: number, offset: number): void {
    if (this.#at === 0 && base === 0) this.#start = markLength(bytes);
    const from = this.#at - base;
    const to = offset - base;
    if (to <= from) return;
    const feeds = countByte(bytes, lineFeed, from, to);
    if (feeds > 0) {
      const last = bytes.lastIndexOf(lineFeed, to - 1);
      this.#feeds += feeds;
      this.#start = base + last + (isFirstOfTwo(bytes, last) ? 2 : 1);
    } else if (this.#feeds === 0) this.#countReturns(bytes, base, from, to);
    this.#at = offset;
  }

  #countReturns(bytes: Uint8Array, base: number, from: number, to: number): void {
    for (
      let at = bytes.indexOf(carriageReturn, from);
      at !== -1 && at < to;
      at = bytes.indexOf(carriageReturn, at + 1)
    ) {
      this.#returns++;
      this.#start = base + at + (isFirstOfTwo(bytes, at) ? 2 : 1);
    }
  }
}

/** In UTF-16 LE a line end's own NUL follows; in BE it came before. */
const isFirstOfTwo = (bytes: Uint8Array, at: number): boolean => bytes[at + 1] === 0 && bytes[at - 1] !== 0;

function markLength(bytes: Uint8Array): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 2;
  return 0;
}
