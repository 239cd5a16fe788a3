import { findAnchors } from './anchors.ts';
import { type Candidate, candidateAt } from './candidate.ts';
import type { CompiledRule } from './compile.ts';
import type { View } from './views.ts';

/** A stretch of an object, in bytes from its start. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Every candidate with an anchor in the stretch, once, in the order of their places. */
export function candidatesIn(
  rules: readonly CompiledRule[],
  views: readonly View[],
  stretch: Stretch,
): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const view of views) {
    findAnchors(rules, view.bytes, indexIn(view, stretch.from), indexIn(view, stretch.to), (compiled, at) => {
      const candidate = candidateAt(compiled, view, at);
      if (candidate === undefined) return;
      const key = `${candidate.offset} ${compiled.rule.id}`;
      if (!found.has(key)) found.set(key, candidate);
    });
  }
  return [...found.values()].sort((a, b) => a.offset - b.offset);
}

/** The first character of a view that starts at or after this byte of the object. */
export const indexIn = ({ bytes, offset, unit }: View, at: number): number =>
  Math.min(bytes.length, Math.max(0, Math.ceil((at - offset) / unit)));
