import { rangesOf } from './bytes.ts';
import type { Node } from './tree.ts';

/** Text that every match holds, as far as it is easily told. */
interface Required {
  /** All of what the node matches, if that is always the same text. */
  readonly exact: string | undefined;
  readonly longest: string;
}

const nothing: Required = { exact: undefined, longest: '' };

/** The longest text of ASCII characters that every match must hold; undefined when none is easily told. */
export const requiredLiteral = (tree: Node): string | undefined => requiredBy(tree).longest || undefined;

function requiredBy(node: Node): Required {
  switch (node.kind) {
    case 'byte':
      return byteAlone(node.set);
    // They take nothing: what stands in front and behind stands side by side.
    case 'edge':
    case 'look':
      return { exact: '', longest: '' };
    case 'group':
      return requiredBy(node.body);
    case 'repeat': {
      if (node.min === 0) return nothing;
      const body = requiredBy(node.body);
      const once = node.min === 1 && node.max === 1;
      return once ? body : { exact: undefined, longest: body.longest };
    }
    case 'sequence':
      return inRow(node.parts.map(requiredBy));
    case 'choice':
    case 'reference':
      return nothing;
  }
}

function byteAlone(set: bigint): Required {
  const [[first, last] = [0, 1], ...others] = rangesOf(set);
  if (others.length > 0 || first !== last || first > 0x7e || first < 0x20) return nothing;
  const char = String.fromCharCode(first);
  return { exact: char, longest: char };
}

function inRow(parts: readonly Required[]): Required {
  let run = '';
  let longest = '';
  for (const part of parts) {
    run = part.exact === undefined ? '' : run + part.exact;
    for (const text of [run, part.longest]) if (text.length > longest.length) longest = text;
  }
  return { exact: parts.every(({ exact }) => exact !== undefined) ? run : undefined, longest };
}
