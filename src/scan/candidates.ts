import { anchorsOf } from './anchors.ts';
import { type Candidate, candidatesAt } from './candidate.ts';
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
  const found = views.flatMap((view) =>
    rules.flatMap((compiled) => {
      const [from, to] = [indexIn(view, stretch.from), indexIn(view, stretch.to)];
      return candidatesAt(compiled, view, anchorsOf(compiled, view.bytes, from, to));
    }),
  );
  if (found.length < 2) return found;
  return withoutEchoes(found, views).sort((a, b) => a.offset - b.offset);
}

/** Two readings can find the same bytes, also shifted by one character; the reading that comes first is right. */
function withoutEchoes(found: readonly Candidate[], views: readonly View[]): Candidate[] {
  const byRank = [...found].sort(
    (a, b) => a.offset - b.offset || views.indexOf(a.view) - views.indexOf(b.view),
  );
  const kept: Candidate[] = [];
  const lastOf = new Map<string, number>();
  for (const candidate of byRank) {
    const place = lastOf.get(candidate.compiled.rule.id);
    const last = place === undefined ? undefined : kept[place];
    if (last === undefined || candidate.offset >= last.offset + last.secret.length * last.view.unit) {
      lastOf.set(candidate.compiled.rule.id, kept.push(candidate) - 1);
    } else if (views.indexOf(candidate.view) < views.indexOf(last.view)) kept[place!] = candidate;
  }
  return kept;
}

/** The candidates of a stretch, to be asked by place; offsets are bytes of the object. */
export class Neighbourhood {
  readonly #sorted: readonly Candidate[];
  readonly #longest: number;

  constructor(sorted: readonly Candidate[]) {
    this.#sorted = sorted;
    this.#longest = sorted.reduce((longest, candidate) => Math.max(longest, lengthOf(candidate)), 0);
  }

  /** Those that start in [from, to). */
  startingIn(from: number, to: number): readonly Candidate[] {
    return this.#sorted.slice(this.#firstAt(from), this.#firstAt(to));
  }

  /** Those with a byte in [from, to). */
  reachingInto(from: number, to: number): readonly Candidate[] {
    const near = this.startingIn(from - this.#longest, to);
    return near.filter((candidate) => candidate.offset + lengthOf(candidate) > from);
  }

  #firstAt(offset: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sorted[middle]!.offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

const lengthOf = ({ secret, view }: Candidate): number => secret.length * view.unit;

/** The first character of a view that starts at or after this byte of the object. */
export const indexIn = ({ bytes, offset, unit }: View, at: number): number =>
  Math.min(bytes.length, Math.max(0, Math.ceil((at - offset) / unit)));
