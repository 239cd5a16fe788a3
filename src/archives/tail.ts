import { hasZipAtEnd, longestZipEnd } from './kind.ts';

/** Keeps the end of what passes by, where a zip would end. */
export class Tail {
  #end: Buffer = Buffer.alloc(0);
  #seen = 0;

  async *follow(parts: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const part of parts) {
      this.#end = Buffer.concat([this.#end, part.subarray(-longestZipEnd)]).subarray(-longestZipEnd);
      this.#seen += part.length;
      yield part;
    }
  }

  /** To be asked at the end. */
  get holdsZip(): boolean {
    return hasZipAtEnd(this.#end, this.#seen - this.#end.length);
  }
}
