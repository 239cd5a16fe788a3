import { createHash } from 'node:crypto';
import { writeWhole } from '../files/write-whole.ts';
import { OidList, OidSet } from '../git/oid-list.ts';
import type { Oid } from '../model/object.ts';
import type { KnownObjects } from '../model/report.ts';
import { isUserError } from '../model/user-error.ts';
import { ownContent } from './own-files.ts';

/** What a complete scan of a history came to. */
export interface Summary {
  /** Of the repository, as `historyState` tells it. */
  readonly state: string;
  /** The objects that were clean. */
  readonly known: KnownObjects;
  /** All others of the history: in these is something to tell. */
  readonly told: readonly Oid[];
}

/** What an earlier scan left. */
export interface Remembered {
  /** The objects that were read to their end without anything to tell. */
  readonly clean: () => OidSet;
  /** What belonged to the history, where that scan was complete. */
  readonly summary: Summary | undefined;
  /** What the history said of what was told of it, as whoever asked it has written it; none where that must not be kept. */
  readonly answers: () => unknown;
}

export const nothingRemembered: Remembered = {
  clean: () => new OidSet(),
  summary: undefined,
  answers: () => undefined,
};

/**
 * Which objects an earlier scan read to their end without anything to tell, in a file that may go at any time.
 *
 * An object's name is the digest of what it holds, which a scan checks: whatever happened to the repository, what was
 * clean is. That holds for the same program with the same rules only, so a file of another one is no file at all.
 *
 *     keyhalt clean objects 1 KEY WIDTH\n<summary>\n<answers>\n<names><SHA-256 of all before>
 */
export class CleanObjects {
  readonly #file: string;
  readonly #key: string;

  /** @param key names the program, its rules and its settings; without blanks */
  constructor(file: string, key: string) {
    this.#file = file;
    this.#key = key;
  }

  /** Nothing where there is no file, or one that is damaged, of another key, or not the user's own. */
  read(): Remembered {
    const bytes = ownContent(this.#file) ?? Buffer.alloc(0);
    const head = bytes.subarray(0, bytes.indexOf('\n') + 1).toString('latin1');
    const width = [20, 32].find((each) => head === this.#head(each));
    const content = bytes.subarray(0, -digestLength);
    if (width === undefined || !digestOf(content).equals(bytes.subarray(-digestLength)))
      return nothingRemembered;
    const answers = content.indexOf('\n', head.length) + 1;
    const names = content.indexOf('\n', answers) + 1;
    const parsed = (from: number, end: number) =>
      from === end ? undefined : JSON.parse(content.toString('utf8', from, end));
    return {
      clean: () => OidSet.from(OidList.from(content.subarray(names), width)),
      summary: parsed(head.length, answers - 1),
      answers: () => parsed(answers, names - 1),
    };
  }

  /**
   * Keeps this instead of what was kept before. Where that is not possible, the next scan takes longer.
   *
   * @param answers of the history, parts of a line of JSON
   */
  async write(clean: OidList, summary?: Summary, answers: readonly Uint8Array[] = []): Promise<void> {
    const head = `${this.#head(clean.width)}${summary === undefined ? '' : JSON.stringify(summary)}\n`;
    const content = [Buffer.from(head), ...answers, lineFeed, clean.packed];
    try {
      // Where secrets are many, the answers are large: in one piece all would be in memory three times over.
      await writeWhole(this.#file, [...content, digestOf(...content)], { mode: 0o600 });
    } catch (error) {
      if (!isUserError(error)) throw error;
    }
  }

  #head(width: number): string {
    return `keyhalt clean objects 1 ${this.#key} ${width}\n`;
  }
}

const digestLength = 32;
const lineFeed = Buffer.from('\n');

const digestOf = (...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
