import { closeSync, openSync, readSync } from 'node:fs';

const chunkSize = 64 * 1024;

/**
 * All of a file that a person named, be it a pipe; a device that never ends, or what was not meant, is not read on and on.
 *
 * @param most in bytes
 * @throws what the file system says, or an Error that says that there is more
 */
export function readNamed(path: string, most: number): Buffer {
  const file = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= most; ) {
      const chunk = Buffer.allocUnsafe(chunkSize);
      const read = readSync(file, chunk, 0, chunkSize, null);
      if (read === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, read));
      size += read;
    }
  } finally {
    closeSync(file);
  }
  throw new Error(`it has more than ${most / 2 ** 20} MB`);
}
