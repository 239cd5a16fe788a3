import type { ByteSet } from './bytes.ts';

export type Edge = 'text start' | 'text end' | 'line start' | 'line end' | 'word' | 'no word';

/** What a pattern asks of bytes: no flags, no letters in two cases, no character longer than a byte. */
export type Node =
  | { readonly kind: 'byte'; readonly set: ByteSet }
  | { readonly kind: 'edge'; readonly edge: Edge }
  | { readonly kind: 'sequence'; readonly parts: readonly Node[] }
  | { readonly kind: 'choice'; readonly options: readonly Node[] }
  | { readonly kind: 'group'; readonly number: number; readonly body: Node }
  | Repeat
  | { readonly kind: 'look'; readonly behind: boolean; readonly negated: boolean; readonly body: Node }
  | { readonly kind: 'reference'; readonly group: number };

export interface Repeat {
  readonly kind: 'repeat';
  readonly min: number;
  readonly max: number;
  readonly greedy: boolean;
  readonly body: Node;
}

/** A sequence or a choice, or what it has if that is one thing. */
export function one(kind: 'sequence' | 'choice', nodes: readonly Node[]): Node {
  if (nodes.length === 1) return nodes[0]!;
  return kind === 'sequence' ? { kind, parts: nodes } : { kind, options: nodes };
}

export function childrenOf(node: Node): readonly Node[] {
  switch (node.kind) {
    case 'sequence':
      return node.parts;
    case 'choice':
      return node.options;
    case 'group':
    case 'repeat':
    case 'look':
      return [node.body];
    case 'byte':
    case 'edge':
    case 'reference':
      return [];
  }
}

/** The node and all that stands in it, in the order in which they begin. */
export function nodesOf(node: Node, nodes: Node[] = []): Node[] {
  nodes.push(node);
  for (const child of childrenOf(node)) nodesOf(child, nodes);
  return nodes;
}

/** Whether a node that passes the test stands anywhere in the tree. */
export const some = (node: Node, test: (node: Node) => boolean): boolean =>
  test(node) || childrenOf(node).some((child) => some(child, test));

/** Whether it may match without taking a byte. */
export function nullable(node: Node): boolean {
  switch (node.kind) {
    case 'byte':
      return false;
    case 'sequence':
      return node.parts.every(nullable);
    case 'choice':
      return node.options.some(nullable);
    case 'group':
      return nullable(node.body);
    case 'repeat':
      return node.min === 0 || nullable(node.body);
    case 'edge':
    case 'look':
    case 'reference':
      return true;
  }
}
