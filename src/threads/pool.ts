import { OidSet } from '../git/oid-list.ts';
import { interrupted } from '../model/interrupted.ts';
import { isUserError, type UserError } from '../model/user-error.ts';
import { nothingScanned, together } from '../sources/history-part.ts';
import type { Progress, ScannedObjects, Watch } from '../sources/scan-objects.ts';
import { type Block, Shares } from './blocks.ts';
import type { Task } from './messages.ts';
import { ScanThread } from './thread.ts';

/** What threads run, and how many of them there are to be. */
export interface Threads {
  readonly program: URL;
  readonly count: number;
  /** Whether that many are wanted even where one would be as fast. */
  readonly isWanted: boolean;
}

/**
 * Scans blocks of objects in threads, each with a git and a scanner of its own. A thread that git or the user stops, or
 * that ends early, stops the others. What was found until then is kept.
 *
 * @throws whatever else a thread could not go on for
 */
export async function scanInThreads(
  { program, count }: Threads,
  task: Task,
  blocks: readonly Block[],
  { signal, seen }: Watch = {},
): Promise<ScannedObjects> {
  const workers = Math.min(count, blocks.length);
  const shares = new Shares(blocks.length, workers);
  const tally = new Tally(blocks);
  const scanned: (ScannedObjects | undefined)[] = blocks.map(() => undefined);
  const deaths: UserError[] = [];
  const end = new AbortController();
  const stop = () => end.abort();
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });

  const work = async (worker: number) => {
    const thread = new ScanThread(program, task, end.signal, (progress) => {
      seen?.(tally.with(worker, progress));
    });
    try {
      for (;;) {
        const block = end.signal.aborted ? undefined : shares.take(worker);
        if (block === undefined) return;
        const part = await thread.scan(blocks[block]!.oids());
        scanned[block] = part;
        tally.end(worker, part);
        if (part.errors.length > 0) stop();
      }
    } catch (error) {
      stop();
      if (!isUserError(error)) throw error;
      deaths.push(error);
    } finally {
      await thread.end();
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: workers }, (_, worker) => work(worker)));
  signal?.removeEventListener('abort', stop);
  for (const one of ends) if (one.status === 'rejected') throw one.reason;
  const all = together(scanned.map((part, block) => part ?? unread(blocks[block]!)));
  if (signal?.aborted) return { ...all, errors: [interrupted()] };
  // Where git failed in one thread, the others were interrupted for that.
  const [first] = [...deaths, ...all.errors.filter(({ message }) => message !== interrupted().message)];
  return first === undefined ? all : { ...all, errors: [first] };
}

/** A block that nobody came to, or came to its end. */
const unread = (block: Block): ScannedObjects => ({
  ...nothingScanned(),
  unread: OidSet.from(block.oids()),
});

const nothing: Progress = { objects: 0, bytes: 0, found: 0 };

/** How far all threads are together. */
class Tally {
  readonly #of: number;
  readonly #running = new Map<number, Progress>();
  #done = nothing;

  constructor(blocks: readonly Block[]) {
    this.#of = blocks.reduce((sum, { length }) => sum + length, 0);
  }

  with(worker: number, progress: Progress): Progress {
    this.#running.set(worker, progress);
    return { ...[...this.#running.values()].reduce(sumOf, this.#done), of: this.#of };
  }

  end(worker: number, { objects, bytes, found }: ScannedObjects): void {
    this.#running.delete(worker);
    this.#done = sumOf(this.#done, { objects, bytes, found: found.size });
  }
}

const sumOf = (a: Progress, b: Progress): Progress => ({
  objects: a.objects + b.objects,
  bytes: a.bytes + b.bytes,
  found: a.found + b.found,
});
