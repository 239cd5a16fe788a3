import type { Readable } from 'node:stream';
import { UserError } from './model/user-error.ts';

/** What is taken into memory as one text, in bytes. */
const largest = 256 * 1024 * 1024;

/**
 * All of a stream, as UTF-8 text.
 *
 * @param name what the stream is called
 * @throws UserError when it has more than 256 MiB
 */
export async function readAll(stream: Readable, name = 'standard input'): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > largest)
      throw new UserError(`${name} has more than ${largest / 1024 / 1024} MiB`, {
        hint: 'Is it what was meant? Nothing of that size is read here.',
      });
  }
  return Buffer.concat(chunks).toString('utf8');
}
