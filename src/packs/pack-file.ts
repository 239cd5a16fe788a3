import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { ObjectType } from '../git/cat-file-parser.ts';
import type { PackIndex } from './pack-index.ts';

/** What stands in front of an object in a pack. */
export interface PackEntry {
  /** Undefined for a delta. */
  readonly type: ObjectType | undefined;
  /** Of what is deflated, in bytes. */
  readonly size: number;
  /** Where that begins. */
  readonly dataAt: number;
  /** Of a delta, where its base begins. */
  readonly baseAt: number;
}

const types: readonly (ObjectType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];
/** A delta names its base by where it is, or by its name. */
const [offsetDelta, nameDelta] = [6, 7];
/** Numbers of up to 2^49, in groups of seven bits. */
const longestNumber = 8;
const longestHeader = 64;
/** What is read at a time, in bytes: objects lie side by side in the order in which they are asked for … */
const readAhead = 128 * 1024;
/** … but for bases. */
const readAside = 8 * 1024;

/** What of which file is in memory. */
interface Window {
  /** Where in memory it is, and how large it can be. */
  readonly at: number;
  readonly size: number;
  owner: PackFile | undefined;
  /** Which bytes of the file are in there. */
  from: number;
  end: number;
}

/**
 * A pack is read onwards, and now and then further in front: where the base of a delta is that is not at hand any more.
 * So there are two windows, one that moves on and one for the others. All packs share them.
 */
export class Windows {
  readonly memory: Buffer;
  readonly ahead: Window;
  readonly aside: Window;

  constructor(memory: Buffer) {
    this.memory = memory;
    const size = memory.length >> 1;
    this.ahead = { at: 0, size, owner: undefined, from: 0, end: 0 };
    this.aside = { at: size, size, owner: undefined, from: 0, end: 0 };
  }
}

/** A pack. Places that it tells are places in the memory of its windows. */
export class PackFile {
  readonly index: PackIndex;
  readonly #file: number;
  readonly #size: number;
  readonly #windows: Windows;

  constructor(path: string, index: PackIndex, windows: Windows) {
    this.index = index;
    this.#file = openSync(path, 'r');
    this.#size = fstatSync(this.#file).size;
    this.#windows = windows;
  }

  close(): void {
    closeSync(this.#file);
  }

  /** Undefined for what is no object, or a delta whose base is not in here. */
  entryAt(offset: number): PackEntry | undefined {
    const place = this.bring(offset, longestHeader);
    if (place === undefined) return undefined;
    const bytes = this.#windows.memory;
    let next = place.at;
    let byte = bytes[next++]!;
    const kind = (byte >> 4) & 7;
    let size = byte & 15;
    for (let factor = 16, length = 0; byte >= 128; factor *= 128, length++) {
      if (length === longestNumber) return undefined;
      byte = bytes[next++]!;
      size += (byte & 127) * factor;
    }
    let baseAt = -1;
    if (kind === offsetDelta) {
      byte = bytes[next++]!;
      let back = byte & 127;
      for (let length = 0; byte >= 128; length++) {
        if (length === longestNumber) return undefined;
        byte = bytes[next++]!;
        back = (back + 1) * 128 + (byte & 127);
      }
      baseAt = offset - back;
      if (back === 0 || baseAt <= 0) return undefined;
    } else if (kind === nameDelta) {
      baseAt = this.index.offsetOf(bytes.subarray(next));
      if (baseAt <= 0) return undefined;
      next += this.index.width;
    } else if (types[kind] === undefined) return undefined;
    return { type: types[kind], size, dataAt: offset + next - place.at, baseAt };
  }

  /** Brings so many bytes, or all that follow, into memory: where they are there; undefined where there are none. */
  bring(offset: number, length: number): { readonly at: number; readonly end: number } | undefined {
    const { ahead, aside } = this.#windows;
    if (offset >= this.#size || length > ahead.size) return undefined;
    const end = Math.min(this.#size, offset + length);
    const has = (window: Window) => window.owner === this && offset >= window.from && end <= window.end;
    const window = has(ahead) ? ahead : has(aside) ? aside : this.#read(offset, end);
    if (end > window.end) return undefined;
    const at = window.at + offset - window.from;
    return { at, end: at + end - offset };
  }

  #read(offset: number, end: number): Window {
    const { ahead, aside, memory } = this.#windows;
    const movesOn = ahead.owner !== this || offset >= ahead.from;
    const window = movesOn ? ahead : aside;
    const wanted = Math.min(window.size, Math.max(end - offset, movesOn ? readAhead : readAside));
    window.owner = this;
    window.from = offset;
    window.end = offset + readSync(this.#file, memory, window.at, wanted, offset);
    return window;
  }
}
