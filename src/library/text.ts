import { setImmediate } from 'node:timers/promises';
import { interrupted } from '../model/interrupted.ts';
import { UserError } from '../model/user-error.ts';
import type { Content } from './options.ts';

/** So much is scanned at a time, in bytes; in between, others have their turn. */
const atATime = 1024 * 1024;

/**
 * The content as a stream that ends when the signal says so, also while it keeps silent.
 *
 * @throws UserError for what is none
 */
export function streamOf(content: Content, signal: AbortSignal | undefined): AsyncIterable<Uint8Array> {
  if (typeof content === 'string') return inPieces(Buffer.from(content), signal);
  if (content instanceof Uint8Array) return inPieces(content, signal);
  if (typeof content?.[Symbol.asyncIterator] === 'function')
    return signal === undefined ? content : endable(content, signal);
  throw new UserError('this is no text', {
    hint: 'Hand over a string, a Uint8Array or an async iterable of these.',
  });
}

async function* inPieces(bytes: Uint8Array, signal: AbortSignal | undefined): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += atATime) {
    if (at > 0) await setImmediate();
    if (signal?.aborted) throw interrupted();
    yield bytes.subarray(at, at + atATime);
  }
}

async function* endable(stream: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const iterator = stream[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await nextOf(iterator, signal);
      if (done) return;
      yield value;
    }
  } finally {
    // One that keeps silent may never let go, so nobody waits for it.
    void Promise.resolve(iterator.return?.()).catch(() => {});
  }
}

const nextOf = (
  iterator: AsyncIterator<Uint8Array>,
  signal: AbortSignal,
): Promise<IteratorResult<Uint8Array>> =>
  new Promise((resolve, reject) => {
    const stop = () => reject(interrupted());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    iterator
      .next()
      .finally(() => signal.removeEventListener('abort', stop))
      .then(resolve, reject);
  });
