import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { UserError } from '../model/user-error.ts';

/** A stretch of a file; `first` and `last` are both true for a file in one. */
export interface Chunk {
  readonly bytes: Buffer;
  /** Of the file when it was opened, in bytes; what the kernel makes up on the spot says 0. */
  readonly size: number;
  readonly first: boolean;
  readonly last: boolean;
}

/** A file that fits is read into one buffer that all of them share, in bytes. */
export const sharedSize = 256 * 1024;
/** Of larger files each chunk is a buffer of its own, which whoever gets it may keep. */
const chunkSize = 1024 * 1024;

/** What a file may hold that had no bytes when it was opened, in bytes. */
const mostOfNoSize = 64 * 1024 * 1024;

/** What became a link since it was looked at is not followed, what became a pipe is not waited for. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * A file from its first byte to its last, in chunks. When it cannot be read any further, what was read before comes
 * with `last`, and then the error.
 *
 * @param shared of `sharedSize`; the chunk of a small file lies in it until the next file is read
 * @throws the error of the file system, or a UserError for a file that shrank meanwhile or is no file any more
 */
export function* chunksOf(path: Buffer, shared: Buffer): Generator<Chunk> {
  const file = openSync(path, flags);
  try {
    const status = fstatSync(file);
    if (!status.isFile()) throw changed('became something else than a file');
    const { size } = status;
    let { bytes, error } = fill(file, shared);
    let read = bytes.length;
    let first = true;
    if (bytes.length === shared.length) bytes = Buffer.from(bytes);
    while (error === undefined && read >= sharedSize) {
      const next = fill(file, Buffer.allocUnsafeSlow(chunkSize));
      error = next.error;
      if (next.bytes.length === 0) break;
      yield { bytes, size, first, last: false };
      first = false;
      bytes = next.bytes;
      read += bytes.length;
      // It says that nothing is in it, as files do that the kernel makes up, some of them without end.
      if (size === 0 && read > mostOfNoSize) {
        error = new UserError('it says that it is empty, and does not end', {
          hint: 'Name the folders that hold files; what is in here is made up while it is read, or written all the time.',
        });
        break;
      }
    }
    yield { bytes, size, first, last: true };
    if (error !== undefined) throw error;
    if (read < size) throw changed('became shorter');
  } finally {
    closeSync(file);
  }
}

/** As much as the buffer holds or the file has; an error with what came before it. */
function fill(file: number, buffer: Buffer): { bytes: Buffer; error?: unknown } {
  let filled = 0;
  try {
    while (filled < buffer.length) {
      const read = readSync(file, buffer, filled, buffer.length - filled, null);
      if (read === 0) break;
      filled += read;
    }
  } catch (error) {
    return { bytes: buffer.subarray(0, filled), error };
  }
  return { bytes: buffer.subarray(0, filled) };
}

const changed = (how: string): UserError =>
  new UserError(`it ${how} while it was read`, { hint: 'Try again when nothing writes it.' });
