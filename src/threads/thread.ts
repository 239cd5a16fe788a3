import { Worker } from 'node:worker_threads';
import type { OidList } from '../git/oid-list.ts';
import { UserError } from '../model/user-error.ts';
import type { Progress, ScannedObjects } from '../sources/scan-objects.ts';
import { errorOf, type Order, scanOf, type Task, type Word } from './messages.ts';

/** What is new in its memory is looked through when it has come to so many megabytes; more takes no less time. */
const youngest = 6;

/** A thread that scans one block after the other. */
export class ScanThread {
  readonly #worker: Worker;
  readonly #stop: () => void;
  readonly #signal: AbortSignal;
  #answer: { resolve: (scanned: ScannedObjects) => void; reject: (error: unknown) => void } | undefined;
  #death: unknown;

  /** @param signal once aborted, what it has found so far is its answer */
  constructor(program: URL, task: Task, signal: AbortSignal, seen: (progress: Progress) => void) {
    this.#worker = new Worker(program, {
      workerData: task,
      resourceLimits: { maxYoungGenerationSizeMb: youngest },
    });
    this.#signal = signal;
    this.#stop = () => this.#order('stop');
    signal.addEventListener('abort', this.#stop, { once: true });
    this.#worker.on('message', (word: Word) => {
      if ('progress' in word) seen(word.progress);
      else if ('scanned' in word) this.#answer?.resolve(scanOf(word.scanned));
      else this.#die(errorOf(word.failure));
    });
    this.#worker.on('error', (error) => this.#die(ended(error)));
    this.#worker.on('exit', () => this.#die(ended()));
  }

  /** @param block goes to the thread, and is of no use here any more: a copy of each would stay in memory for a while */
  scan(block: OidList): Promise<ScannedObjects> {
    return new Promise((resolve, reject) => {
      this.#answer = { resolve, reject };
      if (this.#death !== undefined) reject(this.#death);
      else this.#scan(block);
    });
  }

  async end(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#stop);
    await this.#worker.terminate();
  }

  #scan({ packed, width }: OidList): void {
    this.#order({ block: { packed, width } }, [packed.buffer as ArrayBuffer]);
  }

  #order(order: Order, handedOver: ArrayBuffer[] = []): void {
    this.#worker.postMessage(order, handedOver);
  }

  #die(error: unknown): void {
    this.#death ??= error;
    this.#answer?.reject(this.#death);
  }
}

/** Its memory may have run out; what it says itself is for a person who mends keyhalt. */
const ended = (cause?: unknown): UserError =>
  new UserError('a thread of the scan ended early, so not everything was read', {
    hint: 'Try again with --threads 1, which takes less memory; if it stays, please report it.',
    cause,
  });
