import { closeSync, fstatSync, openSync } from 'node:fs';
import type { ObjectType } from '../git/cat-file-parser.ts';
import { offsetOf, type PackIndex } from './pack-index.ts';
import type { Windows } from './windows.ts';

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
      baseAt = offsetOf(this.index, bytes.subarray(next));
      if (baseAt <= 0) return undefined;
      next += this.index.width;
    } else if (types[kind] === undefined) return undefined;
    return { type: types[kind], size, dataAt: offset + next - place.at, baseAt };
  }

  /** Brings so many bytes, or all that follow, into memory: where they are there; undefined where there are none. */
  bring(offset: number, length: number): { readonly at: number; readonly end: number } | undefined {
    if (offset >= this.#size) return undefined;
    const end = Math.min(this.#size, offset + length);
    const at = this.#windows.bring(this.#file, offset, end);
    return at === undefined ? undefined : { at, end: at + end - offset };
  }
}
