import type { Node } from './tree.ts';

const mostForks = 64;
/** So many words side by side count as another fork. */
const manyOptions = 64;
/** Forks times the bits of the empty ways. */
const mostEntangled = 320;

/**
 * Whether compiling it could take longer than anyone waits.
 *
 * V8 looks ahead along all ways through a pattern, and nothing interrupts it: 40 times `(?:a?|b?)` is never done, nor
 * is 64 times `(?:(?:a|bc){3}d?){3}`. Within these limits of 56,000 patterns made for the purpose the worst took 1.2 s;
 * of the 306 of gitleaks the worst has 53 forks, and 309.
 */
export function isIntricate(tree: Node): boolean {
  const forks = forksIn(tree);
  const ways = Math.max(...Object.values(emptyWays(tree)));
  return forks > mostForks || forks * Math.log2(ways) > mostEntangled;
}

/** Places where a search may go on in more than one way, those in short counted repetitions as often as V8 copies them. */
function forksIn(node: Node): number {
  switch (node.kind) {
    case 'byte':
      return 0;
    case 'edge':
    case 'reference':
      return 1;
    case 'group':
      return forksIn(node.body);
    case 'look':
      return 1 + forksIn(node.body);
    case 'sequence':
      return sum(node.parts.map(forksIn));
    case 'choice':
      return 1 + node.options.length / manyOptions + sum(node.options.map(forksIn));
    case 'repeat':
      return 1 + copies(Number.isFinite(node.max) ? node.max : node.min) * forksIn(node.body);
  }
}

const copies = (times: number): number => Math.min(3, Math.max(1, times));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** In how many ways a node, or parts of it that stand in a row, can match the empty text. */
interface EmptyWays {
  readonly all: number;
  /** The most of those parts that it begins with, and ends with, and of any. At least 1. */
  readonly head: number;
  readonly tail: number;
  readonly most: number;
}

const noWay: EmptyWays = { all: 0, head: 1, tail: 1, most: 1 };
const oneWay: EmptyWays = { ...noWay, all: 1 };

function emptyWays(node: Node): EmptyWays {
  switch (node.kind) {
    case 'byte':
      return noWay;
    case 'edge':
    case 'reference':
      return oneWay;
    case 'group':
      return emptyWays(node.body);
    case 'look':
      return eitherOf([oneWay, emptyWays(node.body)]);
    case 'sequence':
      return node.parts.map(emptyWays).reduce(inRow, oneWay);
    case 'choice':
      return eitherOf(node.options.map(emptyWays));
    case 'repeat': {
      const body = emptyWays(node.body);
      const turns = Array.from({ length: copies(node.max) }, () => body).reduce(inRow);
      return node.min === 0 ? eitherOf([turns, oneWay]) : turns;
    }
  }
}

const inRow = (one: EmptyWays, next: EmptyWays): EmptyWays => ({
  all: one.all * next.all,
  head: Math.max(one.head, one.all * next.head),
  tail: Math.max(next.tail, one.tail * next.all),
  most: Math.max(one.most, next.most, one.tail * next.head),
});

const eitherOf = (options: readonly EmptyWays[]): EmptyWays => ({
  all: sum(options.map(({ all }) => all)),
  head: sum(options.map(({ head }) => head)),
  tail: sum(options.map(({ tail }) => tail)),
  most: Math.max(...options.map(({ most }) => most)),
});
