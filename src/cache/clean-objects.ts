import { createHash } from 'node:crypto';
import { writeWhole } from '../files/write-whole.ts';
import { OidList, OidSet } from '../git/oid-list.ts';
import { isUserError } from '../model/user-error.ts';
import { ownContent } from './own-files.ts';
import { type Summary, summaryIn, textOf } from './summary.ts';

/** What an earlier scan left. */
export interface Remembered {
  /** The objects that were read to their end without anything to tell. */
  readonly clean: () => OidSet;
  /** What belonged to the history, where that scan was complete. */
  readonly summary: Summary | undefined;
}

export const nothingRemembered: Remembered = { clean: () => new OidSet(), summary: undefined };

/**
 * Which objects an earlier scan read to their end without anything to tell, in a file that may go at any time.
 *
 * An object's name is the digest of what it holds, which a scan checks: whatever happened to the repository, what was
 * clean is. That holds for the same program with the same rules only, so a file of another one is no file at all.
 *
 *     keyhalt clean objects 1 KEY WIDTH\n<summary>\n<names><SHA-256 of all before>
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
    const names = content.indexOf('\n', head.length) + 1;
    return {
      clean: () => OidSet.from(OidList.from(content.subarray(names), width)),
      summary: summaryIn(content.toString('utf8', head.length, names - 1)),
    };
  }

  /** Keeps this instead of what was kept before. Where that is not possible, the next scan takes longer. */
  async write(clean: OidList, summary: Summary | undefined): Promise<void> {
    const head = Buffer.from(`${this.#head(clean.width)}${textOf(summary)}\n`);
    const content = Buffer.concat([head, clean.packed]);
    try {
      await writeWhole(this.#file, Buffer.concat([content, digestOf(content)]), { mode: 0o600 });
    } catch (error) {
      if (!isUserError(error)) throw error;
    }
  }

  #head(width: number): string {
    return `keyhalt clean objects 1 ${this.#key} ${width}\n`;
  }
}

const digestLength = 32;
const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();
