import { UserError } from '../model/user-error.ts';
import { headerAt, type Span } from './header.ts';
import { endOfHunk, endOfLine, type Hunk, hunkHeader } from './hunk.ts';
import { type NameLines, pathIn, pathInHeader } from './names.ts';

/** A file that a patch changes. */
export interface FilePatch {
  readonly path: Buffer;
  readonly hunks: readonly Hunk[];
}

export interface Patch {
  readonly bytes: Buffer;
  readonly files: readonly FilePatch[];
  /** Files whose new content is not there, or encoded. */
  readonly binaries: readonly Buffer[];
  /** Lines of its headers that hold nothing but names which were there before, in their order. */
  readonly knownNames: readonly Span[];
  /** Paths that it brings. */
  readonly broughtPaths: readonly Buffer[];
}

/**
 * Reads unified diffs, alone or in mails, one after the other. What stands around them is text of people and programs.
 *
 * @throws UserError where it is not what it says it is: a hunk that is shorter than its header says, one of no file, no
 *   change at all
 */
export const readPatch = (bytes: Buffer): Patch => new PatchReader(bytes).read();

class PatchReader implements Patch {
  readonly bytes: Buffer;
  readonly files: (FilePatch & { readonly hunks: Hunk[] })[] = [];
  readonly binaries: Buffer[] = [];
  readonly knownNames: Span[] = [];
  readonly broughtPaths: Buffer[] = [];
  #at = 0;
  #start = 0;
  #line = 0;
  #names: NameLines = {};
  #changes = 0;
  /** The file whose hunks come, and whether the last line was one of a hunk. */
  #file: (FilePatch & { readonly hunks: Hunk[] }) | undefined;
  #isAfterHunk = false;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  read(): Patch {
    // A byte order mark, as Windows editors write it.
    if (this.bytes.indexOf('\xef\xbb\xbf', 0, 'latin1') === 0) this.#at = 3;
    while (this.#at < this.bytes.length) this.#read(this.#next());
    this.#leaveFile();
    if (this.#changes === 0) {
      throw new UserError('there is no change in this patch', {
        hint: 'Hand over a unified diff without colour, in UTF-8: git diff, git format-patch --stdout, diff -u.',
      });
    }
    return this;
  }

  #read(line: string): void {
    const wasAfterHunk = this.#isAfterHunk;
    this.#isAfterHunk = false;
    if (/^@@+ -/.test(line)) {
      this.#hunk(line);
      return;
    }
    if (wasAfterHunk && line.startsWith('+') && !line.startsWith('+++ '))
      throw this.#malformed('a hunk is longer than its header says');
    this.#leaveFile();
    const [, kind, text] = /^diff --(git|cc|combined) (.+)$/.exec(line) ?? [];
    if (text !== undefined) {
      this.#names = { git: { text, isCombined: kind !== 'git' } };
      this.#changes += 1;
      if (kind === 'git') this.#header(this.#start);
    } else if (line.startsWith('--- ') && this.#peek().startsWith('+++ ')) {
      this.#file = {
        path: bytesOf(pathIn(line.slice(4), this.#next().slice(4), this.#names)),
        hunks: [],
      };
      this.files.push(this.#file);
    } else if (/^(?:rename|copy) to /.test(line)) {
      this.#names = { ...this.#names, to: line.slice(line.indexOf(' to ') + 4) };
    } else if (line === 'GIT binary patch' || /^Binary files .+ differ$/.test(line)) {
      this.binaries.push(bytesOf(pathInHeader(this.#names) || line));
      this.#changes += 1;
    } else if (/^content-transfer-encoding:\s*(?:base64|quoted-printable)\s*$/i.test(line)) {
      throw this.#malformed('a mail is encoded', 'git mailinfo decodes it: hand over what that writes.');
    }
  }

  #header(at: number): void {
    const { known, brought } = headerAt(this.bytes, at);
    this.knownNames.push(...known);
    if (brought !== undefined) this.broughtPaths.push(bytesOf(brought));
  }

  #hunk(line: string): void {
    const header = hunkHeader(line);
    if (this.#file === undefined) throw this.#malformed('a hunk of no file: "---" and "+++" are missing');
    if (header === undefined) throw this.#malformed('the header of a hunk cannot be read');
    const to = endOfHunk(this.bytes, this.#at, header);
    if (to === undefined) throw this.#malformed('a hunk is not as long as its header says');
    const { signs, newLine, oldLine } = header;
    this.#file.hunks.push({ signs, newLine, oldLine, start: this.#start, from: this.#at, to });
    this.#changes += 1;
    for (; this.#at < to; this.#line += 1) this.#at = endOfLine(this.bytes, this.#at);
    this.#isAfterHunk = true;
  }

  /** Hunks follow the names of their file at once. */
  #leaveFile(): void {
    if (this.#file?.hunks.length === 0) throw this.#malformed('a file is named, and no hunk follows');
    this.#file = undefined;
  }

  #next(): string {
    const line = this.#peek();
    this.#start = this.#at;
    this.#at = endOfLine(this.bytes, this.#at);
    this.#line += 1;
    return line;
  }

  /** The next line without its end, one character a byte; of a long one only what a header may need. */
  #peek(): string {
    const end = Math.min(endOfLine(this.bytes, this.#at), this.#at + longestLine);
    return this.bytes.toString('latin1', this.#at, end).replace(/\r?\n$/, '');
  }

  #malformed(what: string, hint = 'It was cut or edited: make it again with git diff or git format-patch.') {
    return new UserError(`the patch cannot be read at its line ${this.#line}: ${what}`, { hint });
  }
}

/** No path is longer, however it is quoted, in bytes. */
const longestLine = 64 * 1024;

const bytesOf = (text: string): Buffer => Buffer.from(text, 'latin1');
