import type { Entry, LocalFileHeader } from 'yauzl';
import { shortestEntry } from './kind.ts';
import { isZero } from './zeros.ts';

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Between two files there may be the sizes of the first: four numbers, the larger ones of eight bytes. */
const longestDescriptor = 24;
/** What else a header says of its file: times and owners are shorter. */
const longestExtra = 40;

/** Which of a zip's bytes its files take, and what else is in it. */
export class Ground {
  readonly #zip: Buffer;
  readonly #directory: number;
  readonly #end: number;
  readonly #taken: Stretch[] = [];
  readonly #said: Buffer[] = [];
  #listed: number;

  /** @param list from where the list of its files begins, to where the end of the zip does */
  constructor(zip: Buffer, list: Stretch) {
    this.#zip = zip;
    this.#directory = list.from;
    this.#listed = list.from;
    this.#end = list.to;
  }

  /** What the list says of a file stands behind what it says of the one before. */
  list({ fileNameRaw, extraFieldRaw, fileCommentRaw }: Entry): void {
    this.#listed += shortestEntry + fileNameRaw.length + extraFieldRaw.length + fileCommentRaw.length;
    this.#said.push(fileCommentRaw);
    if (extraFieldRaw.length > longestExtra) this.#said.push(extraFieldRaw);
  }

  /** @param packed how many bytes behind its header the file really takes */
  take(entry: Entry, local: LocalFileHeader, packed: number): void {
    this.#taken.push({ from: entry.relativeOffsetOfLocalHeader, to: local.fileDataStart + packed });
    if (local.extraField.length > longestExtra) this.#said.push(local.extraField);
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
    const behindList = this.#zip.subarray(this.#listed, Math.max(this.#listed, this.#end));
    return [...this.#said, ...this.#gaps().filter(({ length }) => length > longestDescriptor), behindList];
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
