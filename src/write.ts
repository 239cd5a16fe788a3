import type { Writable } from 'node:stream';

/** Writes a text and waits until it is gone; rejects when it cannot be written, so that no report gets lost unseen. */
export function write(stream: Writable, text: string): Promise<void> {
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
