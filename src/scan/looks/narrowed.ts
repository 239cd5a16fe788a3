import type { Replacement } from '../view.ts';

type Decoded = Pick<Replacement, 'bytes' | 'starts' | 'ends'>;

/** Text of two bytes a character, in either order, without its NULs. */
export function narrowed(all: Decoded): Decoded {
  const nuls = [0, 0];
  for (let i = 0; i < all.bytes.length; i++) if (all.bytes[i] === 0) nuls[i & 1]!++;
  const [even, odd] = nuls as [number, number];
  const least = all.bytes.length / 4;
  if (Math.max(even, odd) <= least || Math.min(even, odd) > least / 10) return all;
  const first = odd > even ? 0 : 1;
  const isKept = (_: number, index: number) => (index & 1) === first;
  return {
    bytes: all.bytes.filter(isKept) as Buffer,
    starts: all.starts.filter(isKept),
    ends: all.ends.filter(isKept),
  };
}
