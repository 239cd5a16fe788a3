import type { AST } from '@eslint-community/regexpp';
import {
  anyButLineEnd,
  anyByte,
  type ByteSet,
  bytesFrom,
  escapeSets,
  inBothCases,
  otherThan,
} from './bytes.ts';
import { PatternError } from './pattern-error.ts';
import type { Translation } from './translate.ts';
import { type Node, one } from './tree.ts';
import { utf8Ranges } from './utf8.ts';

/** Longer ranges are taken as they stand under `(?i)`: they hold both cases anyway. */
const longestFoldedRange = 2048;

/** Characters and classes as bytes, in both cases where they are to be matched in both. */
export class Characters {
  readonly #translation: Translation;

  constructor(translation: Translation) {
    this.#translation = translation;
  }

  one(ast: AST.Character): Node {
    const { ignoreCase } = this.#translation.modeOf(ast.start);
    if (isByte(ast)) return byte(cased(bytesFrom(ast.value), ignoreCase));
    return one('choice', this.#longer([[ast.value, ast.value]], ast, ignoreCase));
  }

  set(ast: AST.CharacterSet): ByteSet {
    if (ast.kind === 'any') return this.#translation.modeOf(ast.start).dotAll ? anyByte : anyButLineEnd;
    if (ast.kind === 'property') throw new Error('a property, which the translation refuses');
    return ast.negate ? otherThan(escapeSets[ast.kind]) : escapeSets[ast.kind];
  }

  class(ast: AST.ClassRangesCharacterClass): Node {
    const { ignoreCase } = this.#translation.modeOf(ast.start);
    const beyond: Range[] = [];
    let bytes: ByteSet = 0n;
    for (const element of ast.elements) {
      if (element.type === 'CharacterSet') bytes |= this.set(element);
      else {
        const [first, last] = element.type === 'Character' ? [element, element] : [element.min, element.max];
        bytes |= this.#bytesOf(first, last);
        if (!isByte(last)) beyond.push([Math.max(first.value, 0x80), last.value]);
      }
    }
    if (beyond.length > 0 && ast.negate)
      throw new PatternError(
        'text is matched byte by byte, so [^…] can hold no character beyond ASCII',
        this.#translation.originOf(ast.start),
      );
    const set = cased(bytes, ignoreCase);
    if (beyond.length === 0) return byte(ast.negate ? otherThan(set) : set);
    const longer = this.#longer(beyond, ast, ignoreCase);
    return one('choice', set === 0n ? longer : [byte(set), ...longer]);
  }

  /** What a range holds of single bytes. */
  #bytesOf(first: AST.Character, last: AST.Character): ByteSet {
    if (isByte(first) && isByte(last)) return bytesFrom(first.value, last.value);
    if (isByte(last) || (isByte(first) && first.value > 0x7f))
      throw new PatternError(
        'a range of a class has a byte \\xHH at one end and a character at the other',
        this.#translation.originOf(first.start),
      );
    return first.value > 0x7f ? 0n : bytesFrom(first.value, 0x7f);
  }

  /** Characters beyond ASCII, as sequences of the bytes of their encodings. */
  #longer(ranges: readonly Range[], ast: AST.Node, ignoreCase: boolean): Node[] {
    const all = ignoreCase ? [...ranges, ...ranges.flatMap(otherCases)] : ranges;
    const sequences = joined(all).flatMap(([first, last]) => utf8Ranges(first, last));
    if (sequences.length === 0)
      throw new PatternError('half a surrogate pair is no character', this.#translation.originOf(ast.start));
    return sequences.map((bytes) =>
      one(
        'sequence',
        bytes.map(([from, to]) => byte(bytesFrom(from, to))),
      ),
    );
  }
}

/** Numbers of characters, both ends included. */
type Range = readonly [first: number, last: number];

const byte = (set: ByteSet): Node => ({ kind: 'byte', set });

/** ASCII is one byte; so is what is written as one. */
const isByte = ({ value, raw }: AST.Character): boolean => value <= 0x7f || raw.startsWith('\\x');

const cased = (set: ByteSet, ignoreCase: boolean): ByteSet => (ignoreCase ? inBothCases(set) : set);

/** The small and the capital forms of characters, where they are one character each. */
function otherCases([first, last]: Range): Range[] {
  if (last - first >= longestFoldedRange) return [];
  const codes = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  const chars = codes.map((code) => String.fromCodePoint(code));
  return chars
    .flatMap((char) => [char.toLowerCase(), char.toUpperCase()])
    .filter((char) => [...char].length === 1)
    .map((char): Range => [char.codePointAt(0)!, char.codePointAt(0)!]);
}

/** The same characters in ascending ranges that do not touch. */
function joined(ranges: readonly Range[]): Range[] {
  const all: [number, number][] = [];
  for (const [first, last] of [...ranges].sort(([a], [b]) => a - b)) {
    const before = all.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else all.push([first, last]);
  }
  return all;
}
