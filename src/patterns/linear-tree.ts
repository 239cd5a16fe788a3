import { type Node, nullable, type Repeat, some } from './tree.ts';

/** A tree that V8's linear engine can run, and where groups stand in it. */
export interface LinearTree {
  readonly tree: Node;
  /**
   * For a group asked for: other groups, whose lengths add up to the way from the start of the match to it. One that
   * is repeated is not in the tree any more: no sum leads to its last turn.
   */
  readonly leads: ReadonlyMap<number, readonly number[]>;
}

/** The linear engine goes through the whole tree for each byte of a text. */
const largest = 1000;

/**
 * The same pattern for an engine that counts to 16 at most and does not tell where a group begins: counted
 * repetitions are written out, and what leads to a group is a group itself.
 *
 * Undefined where that cannot be done: look-around, back-references, trees that grow too large. Nor are repetitions
 * of what may be empty left to it: it gets them wrong (Node 20: the groups of `(?:((b[ab])*)?|a)` on "b").
 */
export function linearTree(tree: Node, groups: readonly number[]): LinearTree | undefined {
  const isBeyond = (node: Node): boolean =>
    node.kind === 'look' || node.kind === 'reference' || (node.kind === 'repeat' && nullable(node.body));
  if (some(tree, isBeyond) || sizeOf(tree) > largest) return undefined;

  const leads = new Leads(groups);
  const kept = groups.filter((group) => !isRepeated(tree, group));
  return { tree: leads.into(writtenOut(withOnly(tree, kept)), []), leads: leads.found };
}

const isRepeated = (tree: Node, group: number): boolean =>
  some(tree, (node) => isMany(node) && some(node, (one) => one.kind === 'group' && one.number === group));

const isMany = (node: Node): boolean => node.kind === 'repeat' && node.max > 1;

/** How many bytes it takes at most when each repetition without end runs once. */
function sizeOf(node: Node): number {
  switch (node.kind) {
    case 'sequence':
      return node.parts.reduce((sum, part) => sum + sizeOf(part), 0);
    case 'choice':
      return node.options.reduce((sum, option) => sum + sizeOf(option), 0);
    case 'repeat':
      return Math.max(1, Number.isFinite(node.max) ? node.max : node.min) * sizeOf(node.body);
    case 'group':
    case 'look':
      return sizeOf(node.body);
    default:
      return 1;
  }
}

function map(node: Node, change: (child: Node) => Node): Node {
  switch (node.kind) {
    case 'sequence':
      return { ...node, parts: node.parts.map(change) };
    case 'choice':
      return { ...node, options: node.options.map(change) };
    case 'group':
    case 'repeat':
    case 'look':
      return { ...node, body: change(node.body) };
    default:
      return node;
  }
}

function withOnly(node: Node, groups: readonly number[]): Node {
  if (node.kind === 'group' && !groups.includes(node.number)) return withOnly(node.body, groups);
  return map(node, (child) => withOnly(child, groups));
}

const hasGroup = (node: Node): boolean => some(node, ({ kind }) => kind === 'group');

/** Without counts: a{2,4} as aa(a(a)?)?. What is tried first stays first; no group stands in what is copied. */
function writtenOut(node: Node): Node {
  if (node.kind !== 'repeat') return map(node, writtenOut);
  const body = writtenOut(node.body);
  const { min, max } = node;
  if (max <= 1 || (min <= 1 && max === Number.POSITIVE_INFINITY)) return { ...node, body };
  if (max === Number.POSITIVE_INFINITY) return sequence([...times(min - 1, body), { ...node, min: 1, body }]);
  return sequence([...times(min, body), ...optional(max - min, body, node)]);
}

const sequence = (parts: readonly Node[]): Node => ({ kind: 'sequence', parts });

const times = (count: number, node: Node): Node[] => Array.from({ length: count }, () => node);

function optional(count: number, body: Node, { greedy }: Repeat): Node[] {
  let inner: Node[] = [];
  for (let i = 0; i < count; i++)
    inner = [{ kind: 'repeat', min: 0, max: 1, greedy, body: sequence([body, ...inner]) }];
  return inner;
}

class Leads {
  readonly found = new Map<number, readonly number[]>();
  #next: number;

  constructor(groups: readonly number[]) {
    this.#next = Math.max(0, ...groups) + 1;
  }

  /** @param lead the groups in front of the node */
  into(node: Node, lead: readonly number[]): Node {
    if (node.kind === 'group') this.found.set(node.number, lead);
    if (node.kind === 'sequence') return this.#sequence(node.parts, lead);
    return map(node, (child) => this.into(child, lead));
  }

  /** a b(c)d(e) becomes ((a b)(c)d)(e). */
  #sequence(parts: readonly Node[], lead: readonly number[]): Node {
    let before: Node[] = [];
    for (const part of parts) {
      let way = lead;
      if (before.length > 0 && hasGroup(part)) {
        const number = this.#next++;
        before = [{ kind: 'group', number, body: sequence(before) }];
        way = [...lead, number];
      }
      before.push(this.into(part, way));
    }
    return sequence(before);
  }
}
