import { fstatSync, writeSync } from 'node:fs';
import type { Writable } from 'node:stream';

/** Why something is lost that was to be written to a stream: whatever follows, not all of it is there. */
const losses = new WeakMap<Writable, unknown>();

/**
 * Writes a text and waits until it is gone; rejects when it cannot be written, or something before it could not, so that no
 * report gets lost unseen.
 */
export async function write(stream: Writable, text: string): Promise<void> {
  if (losses.has(stream)) throw losses.get(stream);
  try {
    await writeTo(stream, text);
  } catch (error) {
    losses.set(stream, error);
    throw error;
  }
}

/** Whether this is why something that was to be written there is lost. */
export const isLossOf = (stream: Writable, error: unknown): boolean =>
  losses.has(stream) && losses.get(stream) === error;

async function writeTo(stream: Writable, text: string): Promise<void> {
  const file = fileBehind(stream);
  if (file !== undefined) return writeWhole(file, Buffer.from(text));
  return new Promise((resolve, reject) => {
    stream.once('error', reject);
    stream.write(text, (error) => {
      // The stream tells of a failure once more, which must be heard.
      if (error) return reject(error);
      stream.off('error', reject);
      resolve();
    });
  });
}

/** The number of the file that a stream of the process is sent to, if it is. */
function fileBehind(stream: Writable): number | undefined {
  const { fd } = stream as { readonly fd?: unknown };
  return typeof fd === 'number' && fstatSync(fd).isFile() ? fd : undefined;
}

/** Node's own streams take a file for written when only its beginning was, as on a disk that is nearly full. */
function writeWhole(file: number, bytes: Buffer): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
