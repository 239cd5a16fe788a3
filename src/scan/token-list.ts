/** How far in front of a stretch a token that reaches into it may begin and still be seen whole, in characters. */
export const tokenReach = 8192;

const wordsOfToken = 3;

/**
 * Tokens, ascending: unbroken stretches of base64 and escapes, in characters of their view. They are packed, in memory
 * that is kept: text is full of tokens, and as objects they were a quarter of all garbage of an audit.
 */
export class TokenList {
  length = 0;
  /** For each token its start, its end, and 1 when it is plain. */
  #words = new Int32Array(1024 * wordsOfToken);

  /** @param isPlain without an escape in it */
  add(start: number, end: number, isPlain: boolean): void {
    const at = this.length * wordsOfToken;
    if (at === this.#words.length) this.#grow();
    this.#words[at] = start;
    this.#words[at + 1] = end;
    this.#words[at + 2] = isPlain ? 1 : 0;
    this.length += 1;
  }

  startAt(index: number): number {
    return this.#words[index * wordsOfToken]!;
  }

  endAt(index: number): number {
    return this.#words[index * wordsOfToken + 1]!;
  }

  isPlainAt(index: number): boolean {
    return this.#words[index * wordsOfToken + 2] === 1;
  }

  clear(): void {
    this.length = 0;
  }

  /** Leaves only those of which this is so. */
  keep(isWanted: (start: number, end: number) => boolean): void {
    const { length } = this;
    this.clear();
    for (let index = 0; index < length; index++) {
      const [start, end] = [this.startAt(index), this.endAt(index)];
      if (isWanted(start, end)) this.add(start, end, this.isPlainAt(index));
    }
  }

  #grow(): void {
    const words = new Int32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
  }
}
