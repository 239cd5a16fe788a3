import type { Progress } from '../sources/scan-objects.ts';

/** In milliseconds. */
const between = 100;

/**
 * How far a scan is, on one line that is written again and again.
 *
 * @param write puts text on a terminal
 * @param clock in milliseconds
 */
export class ProgressLine {
  readonly #write: (text: string) => void;
  readonly #clock: () => number;
  readonly #started: number;
  #last: number;

  constructor(write: (text: string) => void, clock: () => number) {
    this.#write = write;
    this.#clock = clock;
    this.#started = clock();
    this.#last = this.#started;
  }

  show(progress: Progress): void {
    const now = this.#clock();
    if (now - this.#last < between) return;
    this.#last = now;
    this.#write(`\r\u001b[K${progressText(progress, (now - this.#started) / 1000)}`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#last !== this.#started) this.#write('\r\u001b[K');
  }
}

/** "12,345 of 166,000 objects, 210 MB/s, something found in 3, 12 s left" */
export function progressText({ objects, of, bytes, found }: Progress, seconds: number): string {
  const number = (value: number) => Math.round(value).toLocaleString('en');
  return [
    of === undefined ? `${number(objects)} read` : `${number(objects)} of ${number(of)} objects`,
    `${number(bytes / 1e6 / seconds)} MB/s`,
    ...(found > 0 ? [`something found in ${number(found)}`] : []),
    ...(of === undefined ? [] : [`${number((seconds / objects) * (of - objects))} s left`]),
  ].join(', ');
}
