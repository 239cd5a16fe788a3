import { classText } from './bytes.ts';
import { type Edge, type Node, nodesOf } from './tree.ts';

/** A tree as a JavaScript regular expression that needs no flag but, at most, `m`. */
export interface Printed {
  readonly source: string;
  readonly flags: '' | 'm';
  /** The number that a group of the tree has here. */
  readonly numbers: ReadonlyMap<number, number>;
}

/** @param groups those that are asked for: others capture nothing, unless a back-reference needs them */
export function print(tree: Node, groups: Iterable<number>): Printed {
  const nodes = nodesOf(tree);
  const wanted = new Set(groups);
  for (const node of nodes) if (node.kind === 'reference') wanted.add(node.group);
  const opened = nodes.flatMap((node) => (node.kind === 'group' ? [node.number] : []));
  const numbers = new Map(
    opened.filter((group) => wanted.has(group)).map((group, index) => [group, index + 1]),
  );

  const asked = new Set(nodes.flatMap((node) => (node.kind === 'edge' ? [node.edge] : [])));
  const lines = asked.has('line start') || asked.has('line end');
  const multiline = lines && !asked.has('text start') && !asked.has('text end');
  const edges = multiline ? edgesOfLines : edgesOfText;
  return { source: new Printer(numbers, edges).element(tree), flags: multiline ? 'm' : '', numbers };
}

/** `^` and `$` can mean one thing only; where a pattern asks for both, lines are told by looking around. */
const edgesOfText: Readonly<Record<Edge, string>> = {
  'text start': '^',
  'text end': '$',
  'line start': '(?<![^\\n\\r])',
  'line end': '(?![^\\n\\r])',
  word: '\\b',
  'no word': '\\B',
};
const edgesOfLines = { ...edgesOfText, 'line start': '^', 'line end': '$' };

class Printer {
  readonly #numbers: ReadonlyMap<number, number>;
  readonly #edges: Readonly<Record<Edge, string>>;

  constructor(numbers: ReadonlyMap<number, number>, edges: Readonly<Record<Edge, string>>) {
    this.#numbers = numbers;
    this.#edges = edges;
  }

  /** As it can stand in a sequence. */
  element(node: Node): string {
    switch (node.kind) {
      case 'byte':
        return classText(node.set);
      case 'edge':
        return this.#edges[node.edge];
      case 'sequence':
        return node.parts.map((part) => this.element(part)).join('');
      case 'choice':
        return `(?:${node.options.map((option) => this.element(option)).join('|')})`;
      case 'group':
        return this.#numbers.has(node.number) ? `(${this.element(node.body)})` : this.element(node.body);
      case 'repeat':
        return `${this.#atom(node.body)}${counts(node.min, node.max)}${node.greedy ? '' : '?'}`;
      case 'look':
        return `(?${node.behind ? '<' : ''}${node.negated ? '!' : '='}${this.element(node.body)})`;
      case 'reference':
        return `(?:\\${this.#numbers.get(node.group)})`;
    }
  }

  /** As it can be repeated. */
  #atom(node: Node): string {
    if (node.kind === 'group' && !this.#numbers.has(node.number)) return this.#atom(node.body);
    const whole = node.kind === 'byte' || node.kind === 'choice' || node.kind === 'group';
    return whole ? this.element(node) : `(?:${this.element(node)})`;
  }
}

function counts(min: number, max: number): string {
  if (min === 0 && max === 1) return '?';
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
