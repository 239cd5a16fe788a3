import type { Kind, KnownObjects } from './report.ts';

/** How many there are of each kind. */
export type Kinds = Readonly<Partial<Record<Kind, number>>>;

export function sumOfKinds(all: readonly Kinds[]): Kinds {
  const sum: Partial<Record<Kind, number>> = {};
  for (const kinds of all)
    for (const [kind, number] of Object.entries(kinds) as [Kind, number][])
      sum[kind] = (sum[kind] ?? 0) + number;
  return sum;
}

export const nothingKnown: KnownObjects = { objects: 0, kinds: {}, bytes: 0 };
