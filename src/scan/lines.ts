import { countByte } from '../kernel/count-byte.ts';
import { trailingByte } from '../kernel/wide-text.ts';
import { beginsWithMark, wides } from './roots.ts';
import type { Stretch } from './stretches.ts';
import type { Reading, Root } from './view.ts';

/** Both from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** The places of one object, in whichever readings it is seen. */
export class Places {
  readonly #counters = new Map<Reading, LineCounter>();
  readonly #head: Uint8Array;

  /** @param bytes the object, or the first stretch of it */
  constructor(bytes: Uint8Array) {
    this.#head = Uint8Array.prototype.slice.call(bytes, 0, 4);
  }

  /** As those of `LineCounter`. */
  placeAt(root: Root, index: number): Place {
    return this.#counterOf(root).placeAt(root, index);
  }

  /** Ends a stretch that is not the last one: no place in front of its end is asked for any more. */
  leave({ bytes, base, from, to }: Stretch, roots: readonly Root[]): void {
    for (const root of roots) this.#counterOf(root).advance(root, root.indexOf(base + to));
    if (!bytes.includes(0)) return;
    // Text in which no word of ASCII stands is no root, but its lines end, too.
    const shown = new Set(roots.map(({ reading }) => reading));
    for (const [reading, { unit, count, behind }] of wideEndsIn(bytes, base, from, to))
      if (!shown.has(reading)) this.#counterOf({ reading, unit }).pass(count, behind);
  }

  #counterOf({ reading, unit }: Pick<Root, 'reading' | 'unit'>): LineCounter {
    const known = this.#counters.get(reading);
    if (known !== undefined) return known;
    const counter = new LineCounter(beginsWithMark(this.#head, unit));
    this.#counters.set(reading, counter);
    return counter;
  }
}

/** A stretch of an object in one reading. */
type Text = Pick<Root, 'bytes' | 'base' | 'unit'>;

const lineFeed = 0x0a;

/**
 * Counts lines and columns along one reading of an object that is seen stretch by stretch.
 *
 * A line ends with `\n`, as for git: a lone `\r` ends none. A column is a character, however many bytes it takes; a byte that is
 * part of no UTF-8 character is one, too.
 */
export class LineCounter {
  /** Where the last question was, and where the last stretch ended: questions of one stretch may go back to that. */
  #now: Counted;
  #kept: Counted;

  /** @param hasMark whether the object begins with a byte order mark, which is no column of the first line */
  constructor(hasMark = false) {
    this.#now = { at: 0, line: 1, column: hasMark ? 0 : 1 };
    this.#kept = this.#now;
  }

  /** The place of character `index` of a stretch; those of the stretch before are not asked for any more. */
  placeAt(text: Text, index: number): Place {
    const at = text.base + index;
    this.#now = moved(at < this.#now.at ? this.#kept : this.#now, text, at);
    const { line, column } = this.#now;
    return { line, column };
  }

  /** The stretch ends there: no place in front of it is asked for any more. */
  advance(text: Text, index: number): void {
    this.placeAt(text, index);
    this.#kept = this.#now;
  }

  /** The same of a stretch that was not seen, in which so many lines end. @param behind the character behind the last */
  pass(count: number, behind: number): void {
    this.#now = { at: behind, line: this.#now.line + count, column: 1 };
    this.#kept = this.#now;
  }
}

/** The ends of lines in one reading of a stretch: how many, and the character of the object behind the last of them. */
interface WideEnds {
  readonly unit: 2 | 4;
  count: number;
  behind: number;
}

/** Those in [from, to) of a stretch, in every reading as wide text that has some. */
function wideEndsIn(bytes: Buffer, base: number, from: number, to: number): ReadonlyMap<Reading, WideEnds> {
  const ends = new Map<Reading, WideEnds>();
  const text = bytes.subarray(from, to);
  for (let at = text.indexOf(lineFeed); at !== -1; at = text.indexOf(lineFeed, at + 1)) {
    if (bytes[from + at - 1] !== 0 && bytes[from + at + 1] !== 0) continue;
    for (const { reading, unit, phase, letterAt } of wides) {
      const start = from + at - letterAt;
      if ((base + start) % unit !== phase || !isAlone(bytes, start, unit, letterAt)) continue;
      const known = ends.get(reading) ?? { unit, count: 0, behind: 0 };
      known.count += 1;
      known.behind = Math.max(known.behind, Math.floor((base + start) / unit) + 1);
      ends.set(reading, known);
    }
  }
  return ends;
}

/** Whether all bytes of a character but this one are NUL. */
function isAlone(bytes: Uint8Array, start: number, unit: number, letterAt: number): boolean {
  for (let at = 0; at < unit; at++) if (at !== letterAt && bytes[start + at] !== 0) return false;
  return true;
}

/** How far was counted, in characters of the reading from the start of the object. */
interface Counted extends Place {
  readonly at: number;
}

function moved(counted: Counted, text: Text, at: number): Counted {
  if (at <= counted.at) return counted;
  const [from, to] = [Math.max(0, counted.at - text.base), at - text.base];
  const { count, last } = lineEndsIn(text.bytes, from, to);
  const line = counted.line + count;
  if (count > 0) return { at, line, column: 1 + charactersIn(text, last, to) };
  // A reading that shows up late has not seen what stands before the stretch; no line of it ended there.
  const unseen = Math.max(0, text.base - counted.at);
  return { at, line, column: counted.column + unseen + charactersIn(text, from, to) };
}

/** How many lines end in [from, to), and where the last of them does. */
function lineEndsIn(bytes: Buffer, from: number, to: number): { count: number; last: number } {
  const count = countByte(bytes, lineFeed, from, to);
  return { count, last: count > 0 ? bytes.lastIndexOf(lineFeed, to - 1) + 1 : from };
}

/** How many characters [from, to) of a stretch are. */
export function charactersIn({ bytes, unit }: Text, from: number, to: number): number {
  if (unit === 4) return to - from;
  return to - from - (unit === 2 ? countByte(bytes, trailingByte, from, to) : continuingIn(bytes, from, to));
}

/** How many bytes of [from, to) go on with a character of UTF-8 that began before them. */
function continuingIn(bytes: Uint8Array, from: number, to: number): number {
  let found = 0;
  let at = from;
  // A character may begin in front.
  while (at > 0 && from - at < 3 && isContinuing(bytes[at])) at--;
  while (at < to) {
    const end = at + (bytes[at]! < 0x80 ? 1 : lengthOfCharacter(bytes, at));
    for (let next = at + 1; next < end; next++) if (next >= from && next < to) found++;
    at = end;
  }
  return found;
}

/** How many bytes the character takes that begins there; 1 where none does. */
function lengthOfCharacter(bytes: Uint8Array, at: number): number {
  const [lead, second = 0] = [bytes[at]!, bytes[at + 1]];
  const length = lead < 0xc2 || lead > 0xf4 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  for (let i = 1; i < length; i++) if (!isContinuing(bytes[at + i])) return 1;
  const isTooLong = (lead === 0xe0 && second < 0xa0) || (lead === 0xf0 && second < 0x90);
  const isNone = (lead === 0xed && second >= 0xa0) || (lead === 0xf4 && second >= 0x90);
  return isTooLong || isNone ? 1 : length;
}

const isContinuing = (byte: number | undefined): boolean => byte !== undefined && (byte & 0xc0) === 0x80;
