import { type AST, visitRegExpAST } from '@eslint-community/regexpp';
import { Characters } from './characters.ts';
import { PatternError } from './pattern-error.ts';
import type { Translation } from './translate.ts';
import { type Node, one } from './tree.ts';

/** A pattern as a tree, with the number of its capturing groups. */
export interface Built {
  readonly tree: Node;
  readonly groups: number;
}

/** How often anything may be repeated where an end is set, repetitions in each other multiplied. */
const mostRepeats = 10_000;

export function build(ast: AST.Pattern, translation: Translation): Built {
  const numbers = new Map<AST.CapturingGroup, number>();
  visitRegExpAST(ast, { onCapturingGroupEnter: (group) => numbers.set(group, numbers.size + 1) });
  return { tree: new Builder(translation, numbers).choice(ast.alternatives, 1), groups: numbers.size };
}

class Builder {
  readonly #translation: Translation;
  readonly #numbers: ReadonlyMap<AST.CapturingGroup, number>;
  readonly #characters: Characters;

  constructor(translation: Translation, numbers: ReadonlyMap<AST.CapturingGroup, number>) {
    this.#translation = translation;
    this.#numbers = numbers;
    this.#characters = new Characters(translation);
  }

  /** @param times how often what stands around it repeats it */
  choice(alternatives: readonly AST.Alternative[], times: number): Node {
    const options = alternatives.map(({ elements }) =>
      one(
        'sequence',
        elements.map((element) => this.#node(element, times)),
      ),
    );
    // Single bytes side by side are one way to go on, not many.
    const bytes = options.flatMap((option) => (option.kind === 'byte' ? [option.set] : []));
    if (bytes.length === options.length) return { kind: 'byte', set: bytes.reduce((all, set) => all | set) };
    return one('choice', options);
  }

  #node(ast: AST.Element, times: number): Node {
    switch (ast.type) {
      case 'Character':
        return this.#characters.one(ast);
      case 'CharacterSet':
        return { kind: 'byte', set: this.#characters.set(ast) };
      case 'CharacterClass':
        return this.#characters.class(ast as AST.ClassRangesCharacterClass);
      case 'Group':
        return this.choice(ast.alternatives, times);
      case 'CapturingGroup':
        return { kind: 'group', number: this.#numbers.get(ast)!, body: this.choice(ast.alternatives, times) };
      case 'Quantifier':
        return this.#repeat(ast, times);
      case 'Assertion':
        return this.#assertion(ast, times);
      case 'Backreference':
        return this.#reference(ast);
      case 'ExpressionCharacterClass':
        throw new Error('a class of the v flag, which is not set');
    }
  }

  #repeat(ast: AST.Quantifier, times: number): Node {
    const { min, max } = ast;
    const all = times * Math.max(1, Number.isFinite(max) ? max : min);
    if (all > mostRepeats)
      throw new PatternError(
        `repetitions with an end add up to more than ${mostRepeats.toLocaleString('en')} times`,
        this.#translation.originOf(ast.element.end),
      );
    const greedy = ast.greedy !== this.#translation.modeOf(ast.element.end).ungreedy;
    return { kind: 'repeat', min, max, greedy, body: this.#node(ast.element, all) };
  }

  #assertion(ast: AST.Assertion, times: number): Node {
    const { multiline } = this.#translation.modeOf(ast.start);
    switch (ast.kind) {
      case 'start':
        return { kind: 'edge', edge: multiline ? 'line start' : 'text start' };
      case 'end':
        return { kind: 'edge', edge: multiline ? 'line end' : 'text end' };
      case 'word':
        return { kind: 'edge', edge: ast.negate ? 'no word' : 'word' };
      case 'lookahead':
      case 'lookbehind': {
        const body = this.choice(ast.alternatives, times);
        return { kind: 'look', behind: ast.kind === 'lookbehind', negated: ast.negate, body };
      }
    }
  }

  /** A name that several groups have means the one of them that took part; the others match the empty text. */
  #reference(ast: AST.Backreference): Node {
    if (this.#translation.modeOf(ast.start).ignoreCase)
      throw new PatternError('a back-reference cannot ignore case', this.#translation.originOf(ast.start));
    const parts = [ast.resolved].flat().map((group): Node => {
      return { kind: 'reference', group: this.#numbers.get(group)! };
    });
    return one('sequence', parts);
  }
}
