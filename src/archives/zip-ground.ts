import type { Entry, LocalFileHeader } from 'yauzl';
import { isZero } from './zeros.ts';

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Between two files there may be the sizes of the first: four numbers, the larger ones of eight bytes. */
const longestDescriptor = 24;

/** Which of a zip's bytes its files take, and what else is in it. */
export class Ground {
  readonly #zip: Buffer;
  readonly #directory: number;
  readonly #taken: Stretch[] = [];
  readonly #comments: Buffer[] = [];

  constructor(zip: Buffer, directory: number) {
    this.#zip = zip;
    this.#directory = directory;
  }

  /** @param packed how many bytes behind its header the file really takes */
  take(entry: Entry, local: LocalFileHeader, packed: number): void {
    this.#taken.push({ from: entry.relativeOffsetOfLocalHeader, to: local.fileDataStart + packed });
    if (entry.fileCommentRaw.length > 0) this.#comments.push(entry.fileCommentRaw);
  }

  /** Where the first file begins. */
  get start(): number {
    return this.#taken.reduce((least, { from }) => Math.min(least, from), this.#directory);
  }

  /** Whether there is more between the files than belongs there, such as a file that is not listed. */
  hasHidden(): boolean {
    return this.#gaps().some((gap) => gap.length > longestDescriptor && !isSigningBlock(gap));
  }

  /** What no file shows. */
  beside(): readonly Buffer[] {
    return [...this.#comments, ...this.#gaps().filter(({ length }) => length > longestDescriptor)];
  }

  #gaps(): readonly Buffer[] {
    const taken = this.#taken.toSorted((a, b) => a.from - b.from);
    let at = this.start;
    const gaps: Buffer[] = [];
    for (const { from, to } of [...taken, { from: this.#directory, to: this.#directory }]) {
      if (from > at) gaps.push(this.#zip.subarray(at, from));
      at = Math.max(at, to);
    }
    return gaps.filter((gap) => !isZero(gap));
  }
}

/** Android's packages have one in front of their list. */
const isSigningBlock = (gap: Buffer): boolean => gap.includes('APK Sig Block 42', -16, 'latin1');
