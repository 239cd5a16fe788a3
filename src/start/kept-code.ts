import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import type { Script } from 'node:vm';
import { crc32 } from 'node:zlib';
import { isOwnFolder, ofOthers, ownContent } from '../cache/own-files.ts';

/** At the end of a file: the exit code of the run that left it (a byte), and a sum of the text and of all before it (four). */
const endLength = 5;

/** What was kept so long ago, in milliseconds, may be of a keyhalt or a Node that is gone. */
const longAgo = 90 * 24 * 60 * 60 * 1000;

/** What the name of a file ends with: sums of a text and of V8, and where it was not finished, the process that was to. */
const nameEnd = /(?:-[0-9a-f]{1,8}){2}(?:\.\d+\.tmp)?$/;

/** Of what is kept when the program ends. */
interface Compiled {
  readonly file: string;
  readonly text: Buffer;
  readonly script: Script;
  /** The exit code of the run that left what was known of it, -1 where nothing was. */
  readonly reached: number;
}

/**
 * What V8 compiled, in a folder, so that the next run need not compile it again.
 *
 * Of a text V8 compares nothing but the length, and of what was kept nothing (Node 20 and 22): so each file holds a sum of
 * both, and none counts that others could have written. What cannot be read or written is as good as none.
 */
export class KeptCode {
  readonly #folder: string;
  readonly #use: string;
  readonly #node: string;
  /** Of V8's version, its flags and the processor. */
  readonly #tag = cachedDataVersionTag();
  readonly #compiled: Compiled[] = [];

  /**
   * @param use the hook or command that runs: each compiles other parts of a program
   * @param node the executable that runs
   * @throws where it is not there any more
   */
  constructor(folder: string, use: string, node: string) {
    this.#folder = folder;
    this.#use = use;
    this.#node = buildOf(node);
  }

  /** @param compile makes the script, of what was kept where it is there */
  compiled(name: string, text: Buffer, compile: (kept?: Buffer) => Script): Script {
    const made = crc32(`${this.#tag} ${this.#node}`);
    const id = [name, this.#use, crc32(text).toString(16), made.toString(16)].join('-');
    const file = join(this.#folder, id);
    const kept = read(file, text);
    const script = compile(kept?.code);
    const isTaken = kept !== undefined && script.cachedDataRejected === false;
    this.#compiled.push({ file, text, script, reached: isTaken ? kept.reached : -1 });
    return script;
  }

  /**
   * Keeps all that was compiled, where a run that went as far as this one has not kept it yet.
   *
   * @param code the exit code: where something was found, more was compiled
   * @param now in milliseconds since 1970
   */
  keep(code: number, now: number): void {
    // With flags that were set meanwhile no run starts.
    if ((code !== 0 && code !== 1) || cachedDataVersionTag() !== this.#tag) return;
    const fresh = this.#compiled.filter(({ reached }) => reached < code);
    if (fresh.length === 0) return;
    try {
      makeFolder(this.#folder);
      if (!isOwnFolder(this.#folder)) return;
      this.#forgetBefore(now - longAgo);
      for (const { file, text, script } of fresh) write(file, withEnd(script.createCachedData(), code, text));
    } catch {
      // The next run compiles it again.
    }
  }

  #forgetBefore(time: number): void {
    for (const name of readdirSync(this.#folder)) {
      const file = join(this.#folder, name);
      if (!nameEnd.test(name)) continue;
      const stats = lstatSync(file, { throwIfNoEntry: false });
      if (stats?.isFile() && stats.mtimeMs < time) rmSync(file, { force: true });
    }
  }
}

/**
 * Tells two builds of Node apart. V8 does not: in all of Node 20 it calls itself 11.3.244.8, what one of them kept names
 * parts of V8 by their places, and another that takes it runs something else, or dies.
 */
function buildOf(node: string): string {
  const { size, mtimeMs } = statSync(node);
  return [process.version, process.arch, size, mtimeMs, node].join(' ');
}

function read(file: string, text: Buffer): { readonly code: Buffer; readonly reached: number } | undefined {
  const content = ownContent(file, ofOthers);
  const length = (content?.length ?? 0) - endLength;
  if (content === undefined || length <= 0) return undefined;
  if (content.readUInt32LE(length + 1) !== sumOf(text, content.subarray(0, length + 1))) return undefined;
  return { code: content.subarray(0, length), reached: content[length]! };
}

function withEnd(code: Buffer, reached: number, text: Buffer): Buffer {
  const content = Buffer.concat([code, Buffer.alloc(endLength, reached)]);
  content.writeUInt32LE(sumOf(text, content.subarray(0, -4)), content.length - 4);
  return content;
}

const sumOf = (text: Buffer, content: Buffer): number => crc32(content, crc32(text));

function write(file: string, content: Buffer): void {
  const beside = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(beside, content, { mode: 0o600, flag: 'wx' });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** As src/files/make-folder.ts, which a program that ends cannot wait for: Node's own `recursive` tries for ever in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path) || dirname(path) === path) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
