import { joined } from '../model/joined.ts';
import type { ArchiveSkip } from '../model/object.ts';

/**
 * What a reader comes across: a file, or why there is none. Without a name it is about the archive itself, and a source
 * is what stands in front of it or behind it. `beside` are its own bytes that no file shows, all of them in one.
 */
export type Found =
  | { readonly name?: Buffer; readonly source: Source }
  | { readonly name?: Buffer; readonly reason: ArchiveSkip }
  | { readonly beside: Buffer };

/** Thrown only from the bytes of a `Source`, which keeps the reason: its readers see no more than an early end. */
export class Unreadable extends Error {
  readonly reason: ArchiveSkip;

  constructor(reason: ArchiveSkip) {
    super(reason);
    this.reason = reason;
  }
}

/**
 * Bytes that are made when they are asked for, good until another source is asked. Where they end too early, `problem`
 * says why.
 */
export class Source {
  problem: ArchiveSkip | undefined;
  readonly #parts: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);
  #ended = false;

  constructor(parts: AsyncIterable<Buffer>) {
    this.#parts = parts[Symbol.asyncIterator]();
  }

  static of(bytes: Buffer): Source {
    const source = new Source(nothing());
    source.#held = bytes;
    source.#ended = true;
    return source;
  }

  /** Whether nothing will come after what was seen by `peek`. */
  get ended(): boolean {
    return this.#ended;
  }

  /** What comes next, without taking it: at least `count` bytes if there are as many. */
  async peek(count: number): Promise<Buffer> {
    const parts = this.#held.length === 0 ? [] : [this.#held];
    for (let length = this.#held.length; length < count; length += parts.at(-1)!.length) {
      const part = await this.#next();
      if (part === undefined) break;
      parts.push(part);
    }
    if (parts.length > 0) this.#held = joined(parts);
    return this.#held;
  }

  /** What was peeked at stays good, whatever is unpacked next. */
  keep(): void {
    this.#held = Buffer.from(this.#held);
  }

  /** The next bytes, as many as are at hand but not more than `atMost`; none at the end. */
  async take(atMost: number): Promise<Buffer> {
    while (this.#held.length === 0) {
      const part = await this.#next();
      if (part === undefined) break;
      this.#held = part;
    }
    const taken = this.#held.subarray(0, atMost);
    this.#held = this.#held.subarray(taken.length);
    return taken;
  }

  /** All that is left. Whoever stops in the middle leaves the rest in place. */
  async *rest(): AsyncGenerator<Buffer> {
    for (let part = await this.take(Infinity); part.length > 0; part = await this.take(Infinity)) yield part;
  }

  /** All that is left, in one piece. */
  async whole(): Promise<Buffer> {
    const whole = await this.peek(Infinity);
    this.#held = Buffer.alloc(0);
    return whole;
  }

  /** To be called when nothing more is wanted. Whoever asks later gets nothing. */
  async close(): Promise<void> {
    this.#ended = true;
    this.#held = Buffer.alloc(0);
    await this.#parts.return?.();
  }

  async #next(): Promise<Buffer | undefined> {
    if (this.#ended) return undefined;
    try {
      const { done, value } = await this.#parts.next();
      if (done !== true) return value;
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      this.problem = error.reason;
    }
    this.#ended = true;
    return undefined;
  }
}

async function* nothing(): AsyncGenerator<Buffer> {}
