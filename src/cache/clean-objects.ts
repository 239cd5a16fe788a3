import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { OidList, OidSet } from '../git/oid-list.ts';
import { isUserError } from '../model/user-error.ts';
import { writeWhole } from '../write-whole.ts';

/**
 * Which objects an earlier scan read to their end without anything to tell, in a file that may go at any time.
 *
 * An object's name is the digest of what it holds, which a scan checks: whatever happened to the repository, what was
 * clean is. That holds for the same program with the same rules only, so a file of another one is no file at all.
 *
 *     keyhalt clean objects 1 KEY WIDTH\n<names><SHA-256 of all before>
 */
export class CleanObjects {
  readonly #file: string;
  readonly #key: string;

  /** @param key names the program, its rules and its settings; without blanks */
  constructor(file: string, key: string) {
    this.#file = file;
    this.#key = key;
  }

  /** None where there is no file, or one that is damaged or of another key. */
  async read(): Promise<OidSet> {
    const bytes = await readFile(this.#file).catch(() => Buffer.alloc(0));
    const end = bytes.length - digestLength;
    const head = bytes.subarray(0, bytes.indexOf('\n') + 1).toString('latin1');
    const width = [20, 32].find((each) => head === this.#head(each));
    const names = bytes.subarray(head.length, Math.max(head.length, end));
    if (width === undefined || names.length % width !== 0) return new OidSet();
    if (!digestOf(bytes.subarray(0, end)).equals(bytes.subarray(end))) return new OidSet();
    return OidSet.from(OidList.from(names, width));
  }

  /** Keeps these instead of what was kept before. Where that is not possible, the next scan takes longer. */
  async write(oids: OidList): Promise<void> {
    const content = Buffer.concat([Buffer.from(this.#head(oids.width)), oids.packed]);
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
