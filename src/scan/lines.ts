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
    for (let i = this.#at - base; i < offset - base; i++) {
      const byte = bytes[i]!;
      if (byte > carriageReturn) continue;
      if (byte === lineFeed) this.#feed(base + i + 1 + (this.#isTwoByte(bytes, i) ? 1 : 0));
      else if (byte === carriageReturn && this.#feeds === 0 && bytes[i + 1] !== lineFeed)
        this.#return(base + i + 1);
    }
    this.#at = Math.max(this.#at, offset);
  }

  #feed(next: number): void {
    this.#feeds++;
    this.#start = next;
  }

  #return(next: number): void {
    this.#returns++;
    this.#start = next;
  }

  /** In UTF-16 LE the line feed's own NUL follows; in BE it came before. */
  #isTwoByte(bytes: Uint8Array, i: number): boolean {
    return bytes[i + 1] === 0 && bytes[i - 1] !== 0;
  }
}

function markLength(bytes: Uint8Array): number {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 3;
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return 2;
  return 0;
}
