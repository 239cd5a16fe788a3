import type { Oid } from '../model/object.ts';
import type { KnownObjects } from '../model/report.ts';

/** What a complete scan of a history came to. */
export interface Summary {
  /** Of the repository, as `historyState` tells it. */
  readonly state: string;
  /** The objects that were clean. */
  readonly known: KnownObjects;
  /** All others of the history: in these is something to tell. */
  readonly told: readonly Oid[];
  /** What the history said of these, as whoever asked it has written it; none where that must not be kept. */
  readonly answers?: unknown;
}

/** One line; what is written is covered by a digest, so that what is read is what was written. */
export const textOf = (summary: Summary | undefined): string =>
  summary === undefined ? '' : JSON.stringify(summary);

export const summaryIn = (line: string): Summary | undefined =>
  line === '' ? undefined : (JSON.parse(line) as Summary);
