import { noOid } from './oid-lines.ts';
import type { PackedOid } from './packed-oid.ts';

/**
 * Reads whole lines that git printed where they lie, from their start. What it is asked for and is not there is a
 * `UserError`: git prints something else than what it was asked for.
 */
export class Printed {
  readonly #lines: Buffer;
  #at = 0;

  /** @param lines each with its line feed */
  constructor(lines: Buffer) {
    this.#lines = lines;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#lines.length;
  }

  oid(into: PackedOid): void {
    this.#at = into.read(this.#lines, this.#at);
  }

  /** Goes past this character where it is the next one. @returns whether it is */
  passes(character: number): boolean {
    if (this.#lines[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  pass(character: number): void {
    if (!this.passes(character)) throw noOid();
  }

  /** Which of these words comes next, none of which begins another one. */
  oneOf(words: readonly Buffer[]): number {
    for (const [which, word] of words.entries()) {
      if (!this.#startsWith(word)) continue;
      this.#at += word.length;
      return which;
    }
    throw noOid();
  }

  /** A number in decimal digits. */
  number(): number {
    const start = this.#at;
    let number = 0;
    for (; ; this.#at++) {
      const digit = this.#lines[this.#at]! - zero;
      if (!(digit >= 0 && digit <= 9)) break;
      number = number * 10 + digit;
    }
    if (this.#at === start) throw noOid();
    return number;
  }

  /** What is left of the line, one byte a character. */
  restOfLine(): string {
    const end = this.#lines.indexOf(lineFeed, this.#at);
    const rest = this.#lines.toString('latin1', this.#at, end);
    this.#at = end + 1;
    return rest;
  }

  #startsWith(word: Buffer): boolean {
    for (let at = 0; at < word.length; at++) if (this.#lines[this.#at + at] !== word[at]) return false;
    return true;
  }
}

export const lineFeed = 0x0a;
export const space = 0x20;
const zero = 0x30;
