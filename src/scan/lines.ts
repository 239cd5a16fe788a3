import { countByte } from '../kernel/count-byte.ts';

/** Where a line starts, in characters of its view from the start of the object, and its number from 1. */
export interface LineStart {
  readonly line: number;
  readonly start: number;
}

const lineFeed = 0x0a;
const carriageReturn = 0x0d;

/**
 * Counts lines along one view of an object that is seen stretch by stretch.
 *
 * A line ends with a line feed. Where none has come yet, lone carriage returns count instead, as in files of old
 * Macs.
 */
export class LineCounter {
  #at = 0;
  #feeds = 0;
  #returns = 0;
  #start: number;

  /** @param mark characters at the start that are a byte order mark and no column of the first line */
  constructor(mark = 0) {
    this.#start = mark;
  }

  /** The line of character `position`; never smaller than in the call before. `bytes` begin at character `base`. */
  lineAt(bytes: Uint8Array, base: number, position: number): LineStart {
    this.advance(bytes, base, position);
    return { line: 1 + (this.#feeds > 0 ? this.#feeds : this.#returns), start: this.#start };
  }

  advance(bytes: Uint8Array, base: number, position: number): void {
    const from = Math.max(0, this.#at - base);
    const to = position - base;
    if (to <= from) return;
    const feeds = countByte(bytes, lineFeed, from, to);
    if (feeds > 0) {
      this.#feeds += feeds;
      this.#start = base + bytes.lastIndexOf(lineFeed, to - 1) + 1;
    } else if (this.#feeds === 0) this.#countReturns(bytes, base, from, to);
    this.#at = position;
  }

  #countReturns(bytes: Uint8Array, base: number, from: number, to: number): void {
    let at = bytes.indexOf(carriageReturn, from);
    for (; at !== -1 && at < to; at = bytes.indexOf(carriageReturn, at + 1)) {
      if (bytes[at + 1] === lineFeed) continue;
      this.#returns++;
      this.#start = base + at + 1;
    }
  }
}
