import { constants, crc32, createInflateRaw, inflateRawSync } from 'node:zlib';
import { quicklyInflated } from './quick-inflation.ts';
import { Unreadable } from './source.ts';

/** A stream of its own costs as much as unpacking 100 kB, so what is small is unpacked at once. */
const small = { packed: 64 * 1024, unpacked: 256 * 1024 };
const largeParts = 256 * 1024;
const smallParts = 4 * 1024;

/** With this, zlib gives all there is of a stream that breaks off, and it is no error: sizes and sums tell. */
const toTheLastByte = { finishFlush: constants.Z_SYNC_FLUSH };

/** What an archive says of a file, in bytes. */
export interface Told {
  readonly size: number;
  readonly crc: number;
}

/**
 * Unpacks the deflate stream with which the bytes begin, and knows then what it came to. A part is good until the next
 * file is unpacked.
 */
export class Inflation {
  /** How many of the packed bytes belong to the stream; all of them, as long as that is not known. */
  packed: number;
  size = 0;
  crc = 0;
  readonly #bytes: Buffer;
  readonly #count: (part: Buffer) => void;
  readonly #told: Told | undefined;

  /**
   * @param count is told of every part before it is handed on, and may throw to end it all
   * @param told where that is known before
   */
  constructor(bytes: Buffer, count: (part: Buffer) => void, told?: Told) {
    this.#bytes = bytes;
    this.#count = count;
    this.#told = told;
    this.packed = bytes.length;
  }

  /** What was unpacked, up to where the stream ends, breaks off or goes wrong. */
  async *parts(): AsyncGenerator<Buffer> {
    const right = this.#asTold();
    if (right !== undefined) return yield* this.#whole(right, this.#told?.crc);
    const whole = this.#atOnce();
    if (whole !== undefined) return yield* this.#whole(whole);
    try {
      for await (const part of this.#streamed(largeParts)) yield this.#counted(part);
    } catch (error) {
      if (!isDamage(error)) throw error;
      yield* this.#untilDamage();
    }
  }

  *#whole(part: Buffer, crc?: number): Generator<Buffer> {
    if (part.length > 0) yield this.#counted(part, crc);
  }

  /** All of it, when it is just what the archive says; if not, zlib tells more of it. */
  #asTold(): Buffer | undefined {
    if (this.#told === undefined) return undefined;
    const { size, crc } = this.#told;
    const whole = quicklyInflated(this.#bytes, size);
    return whole !== undefined && crc32(whole) === crc ? whole : undefined;
  }

  /** All of it, when it is small and whole. */
  #atOnce(): Buffer | undefined {
    const start = this.#bytes.subarray(0, small.packed);
    try {
      const unpacked = inflateRawSync(start, {
        ...toTheLastByte,
        info: true,
        maxOutputLength: small.unpacked,
      });
      // With `info`, zlib's own types are wrong.
      const { buffer, engine } = unpacked as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
      if (engine.bytesWritten === start.length && start.length < this.#bytes.length) return undefined;
      this.packed = engine.bytesWritten;
      return buffer;
    } catch {
      // Too large or damaged: as a stream it can be read as far as it goes.
      return undefined;
    }
  }

  async *#streamed(chunkSize: number): AsyncGenerator<Buffer> {
    const stream = createInflateRaw({ ...toTheLastByte, chunkSize });
    stream.end(this.#bytes);
    for await (const part of stream) yield part;
    this.packed = stream.bytesWritten;
  }

  /** zlib gives nothing of a part in which it meets an error: so once more, in small parts, from where it was. */
  async *#untilDamage(): AsyncGenerator<Buffer> {
    let known = this.size;
    try {
      for await (const part of this.#streamed(smallParts)) {
        if (part.length > known) yield this.#counted(part.subarray(known));
        known = Math.max(0, known - part.length);
      }
    } catch (error) {
      throw isDamage(error) ? new Unreadable('archive-damaged') : error;
    }
  }

  #counted(part: Buffer, crc = crc32(part, this.crc)): Buffer {
    this.#count(part);
    this.size += part.length;
    this.crc = crc;
    return part;
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');

/** The same for bytes that are not packed. */
export class Stored {
  readonly packed: number;
  size = 0;
  crc = 0;
  readonly #bytes: Buffer;
  readonly #count: (part: Buffer) => void;

  constructor(bytes: Buffer, count: (part: Buffer) => void) {
    this.#bytes = bytes;
    this.#count = count;
    this.packed = bytes.length;
  }

  async *parts(): AsyncGenerator<Buffer> {
    this.#count(this.#bytes);
    this.size = this.#bytes.length;
    this.crc = crc32(this.#bytes);
    if (this.size > 0) yield this.#bytes;
  }
}
