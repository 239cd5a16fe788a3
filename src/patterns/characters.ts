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
    if (isByte(ast)) return { kind: 'byte', set: cased(bytesFrom(ast.value), ignoreCase) };
    return one('choice', this.#longer(ast.value, ast.value, ast, ignoreCase));
  }

  set(ast: AST.CharacterSet): ByteSet {
    if (ast.kind === 'any') return this.#translation.modeOf(ast.start).dotAll ? anyByte : anyButLineEnd;
    if (ast.kind === 'property') throw new Error('a property, which the translation refuses');
    return ast.negate ? otherThan(escapeSets[ast.kind]) : escapeSets[ast.kind];
  }

  class(ast: AST.ClassRangesCharacterClass): Node {
    const { ignoreCase } = this.#translation.modeOf(ast.start);
    const longer: Node[] = [];
    let bytes: ByteSet = 0n;
    for (const element of ast.elements) {
      if (element.type === 'CharacterSet') bytes |= this.set(element);
      else {
        const [first, last] = element.type === 'Character' ? [element, element] : [element.min, element.max];
        const [alone, others] = this.#range(first, last, ignoreCase);
        bytes |= alone;
        longer.push(...others);
      }
    }
    if (longer.length > 0 && ast.negate)
      throw new PatternError(
        'text is matched byte by byte, so [^…] can hold no character beyond ASCII',
        this.#translation.originOf(ast.start),
      );
    const set = cased(bytes, ignoreCase);
    const byte: Node = { kind: 'byte', set: ast.negate ? otherThan(set) : set };
    return longer.length === 0 ? byte : one('choice', set === 0n ? longer : [byte, ...longer]);
  }

  /** What a range holds: bytes, and sequences of bytes. */
  #range(first: AST.Character, last: AST.Character, ignoreCase: boolean): [ByteSet, Node[]] {
    if (isByte(first) && isByte(last)) return [bytesFrom(first.value, last.value), []];
    if (isByte(last) || (isByte(first) && first.value > 0x7f))
      throw new PatternError(
        'a range of a class has a byte \\xHH at one end and a character at the other',
        this.#translation.originOf(first.start),
      );
    const ascii = first.value > 0x7f ? 0n : bytesFrom(first.value, 0x7f);
    return [ascii, this.#longer(Math.max(first.value, 0x80), last.value, first, ignoreCase)];
  }

  /** Characters beyond ASCII, each a sequence of the bytes of its encoding. */
  #longer(first: number, last: number, ast: AST.Node, ignoreCase: boolean): Node[] {
    const ranges = utf8Ranges(first, last);
    if (ignoreCase && last - first < longestFoldedRange) {
      for (let code = first; code <= last; code++)
        ranges.push(...otherCases(code).flatMap((other) => utf8Ranges(other, other)));
    }
    if (ranges.length === 0)
      throw new PatternError('half a surrogate pair is no character', this.#translation.originOf(ast.start));
    return ranges.map((bytes) =>
      one(
        'sequence',
        bytes.map(([from, to]): Node => ({ kind: 'byte', set: bytesFrom(from, to) })),
      ),
    );
  }
}

/** ASCII is one byte; so is what is written as one. */
const isByte = ({ value, raw }: AST.Character): boolean => value <= 0x7f || raw.startsWith('\\x');

const cased = (set: ByteSet, ignoreCase: boolean): ByteSet => (ignoreCase ? inBothCases(set) : set);

/** The small and the capital form of a character, where they are one character each and not this one. */
function otherCases(code: number): number[] {
  const char = String.fromCodePoint(code);
  const cases = [char.toLowerCase(), char.toUpperCase()].map((text) => ({
    text,
    code: text.codePointAt(0)!,
  }));
  return cases
    .filter((one) => one.code !== code && one.text === String.fromCodePoint(one.code))
    .map((one) => one.code);
}
