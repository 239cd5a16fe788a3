import type { Node } from './tree.ts';

/** An upper bound of what a backtracking search may do in the worst case. */
interface Cost {
  /** In how many ways it can match from one place. */
  readonly ways: number;
  /** How many steps it takes to try them all. */
  readonly steps: number;
}

/** The most steps that a search of a text of `length` bytes may take: each place is a start, and every way is tried. */
export const stepsOn = (tree: Node, length: number): number => (length + 1) * costOf(tree, length).steps;

/** The longest text, up to `limit`, whose search takes at most `most` steps. */
export function longestWithin(tree: Node, most: number, limit: number): number {
  if (stepsOn(tree, limit) <= most) return limit;
  let [fits, over] = [0, limit];
  while (over - fits > 1) {
    const middle = Math.floor((fits + over) / 2);
    if (stepsOn(tree, middle) <= most) fits = middle;
    else over = middle;
  }
  return fits;
}

function costOf(node: Node, length: number): Cost {
  switch (node.kind) {
    case 'byte':
    case 'edge':
      return { ways: 1, steps: 1 };
    case 'reference':
      return { ways: 1, steps: length + 1 };
    case 'group':
      return costOf(node.body, length);
    case 'look':
      // What a look-around found is never tried in another way.
      return { ways: 1, steps: costOf(node.body, length).steps + 1 };
    case 'choice':
      return node.options
        .map((option) => costOf(option, length))
        .reduce((all, cost) => ({ ways: all.ways + cost.ways, steps: all.steps + cost.steps + 1 }), {
          ways: 0,
          steps: 0,
        });
    case 'sequence':
      // Each way in which the parts before it match is followed by a try of this one.
      return node.parts
        .map((part) => costOf(part, length))
        .reduce((all, cost) => ({ ways: all.ways * cost.ways, steps: all.steps + all.ways * cost.steps }), {
          ways: 1,
          steps: 1,
        });
    case 'repeat': {
      const body = costOf(node.body, length);
      // Beyond its minimum a turn counts only if it takes a byte; that it takes none must be tried, too.
      const most = Math.min(node.max, node.min + length);
      const tries = Math.min(node.max, node.min + length + 1);
      return {
        ways: powers(body.ways, node.min, most),
        // Each turn is a try of the body, and each way in which it fits a decision to go on or not.
        steps: tries === 0 ? 1 : 1 + powers(body.ways, 0, tries - 1) * (body.steps + body.ways),
      };
    }
  }
}

/** base^first + … + base^last */
function powers(base: number, first: number, last: number): number {
  if (base <= 1) return last - first + 1;
  const sum = (base ** (last + 1) - base ** first) / (base - 1);
  return Number.isNaN(sum) ? Number.POSITIVE_INFINITY : sum;
}
