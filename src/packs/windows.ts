import { readSync } from 'node:fs';

/** What of which file is in memory. */
interface Window {
  /** Where in memory it is, and how large it can be. */
  readonly at: number;
  readonly size: number;
  file: number;
  /** Which bytes of the file are in there. */
  from: number;
  end: number;
  /** When it was of use last. */
  used: number;
}

/** Objects that are made from one another lie near each other, but not side by side: so there are several windows. */
const small = { count: 64, size: 32 * 1024 };
/** So much of a small one is in front of what is asked for, in bytes: bases are there, and other deltas of them. */
const inFront = 8 * 1024;

/** Stretches of files as they were read, in one piece of memory. What is read for one may take the place of others. */
export class Windows {
  readonly memory: Buffer;
  readonly #windows: readonly Window[];
  /** For what is larger than the others. */
  readonly #large: Window;
  #last: Window;
  #clock = 0;

  /** @param memory of `Windows.sizeFor(longest)` bytes */
  constructor(memory: Buffer) {
    this.memory = memory;
    const windowAt = (at: number, size: number): Window => ({ at, size, file: -1, from: 0, end: 0, used: 0 });
    this.#windows = Array.from({ length: small.count }, (_, nth) => windowAt(nth * small.size, small.size));
    const at = small.count * small.size;
    this.#large = windowAt(at, memory.length - at);
    this.#last = this.#large;
  }

  /** How much memory is needed to read `longest` bytes at a time. */
  static sizeFor(longest: number): number {
    return small.count * small.size + longest;
  }

  /** Where in memory the bytes [from, end) of a file are, after reading them if need be; undefined where they are not. */
  bring(file: number, from: number, end: number): number | undefined {
    const has = (window: Window) => window.file === file && from >= window.from && end <= window.end;
    const window = has(this.#last) ? this.#last : (this.#windows.find(has) ?? this.#read(file, from, end));
    if (window === undefined || end > window.end) return undefined;
    window.used = ++this.#clock;
    this.#last = window;
    return window.at + from - window.from;
  }

  #read(file: number, from: number, end: number): Window | undefined {
    const isSmall = end - from <= small.size - inFront;
    const window = isSmall ? this.#oldest() : this.#large;
    if (end - from > window.size) return undefined;
    const start = isSmall ? Math.max(0, from - inFront) : from;
    const length = isSmall ? window.size : end - from;
    // Until it is read, it has nothing.
    window.file = -1;
    window.end = start + readSync(file, this.memory, window.at, length, start);
    window.from = start;
    window.file = file;
    return window;
  }

  #oldest(): Window {
    return this.#windows.reduce((oldest, window) => (window.used < oldest.used ? window : oldest));
  }
}
