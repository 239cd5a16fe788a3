/**
 * The order in which each object can be made from its base right after that, or with little in between.
 *
 * It walks from every object that is no delta to those that are made from it, and from these on. Of several the one with
 * the most behind it comes last: a base is wanted again only as long as there is less to come, so that of all bases on the
 * way few are to be kept at a time.
 *
 * @param bases for each object the place of the one that it is a delta of, -1 where it is none
 * @param sizes of each, in bytes, as far as such numbers go
 * @returns all places, each once
 */
export function deltaOrder(bases: Int32Array, sizes: Uint32Array): Int32Array {
  const { length } = bases;
  const weights = weightsOf(bases, sizes);
  const { first, next } = childrenOf(bases, weights);
  const order = new Int32Array(length);
  const isPlaced = new Uint8Array(length);
  // What is large stays in memory for a while when it is of no use any more: the weights have had theirs.
  const stack = new Int32Array(weights.buffer);
  let placed = 0;
  const walkFrom = (root: number) => {
    let depth = 0;
    stack[depth++] = root;
    while (depth > 0) {
      const place = stack[--depth]!;
      if (isPlaced[place] === 1) continue;
      isPlaced[place] = 1;
      order[placed++] = place;
      // What is put down last is taken up first.
      for (let child = first[place]!; child !== -1; child = next[child]!) stack[depth++] = child;
    }
  };
  for (let place = 0; place < length; place++) if (bases[place] === -1) walkFrom(place);
  // Copies in several packs may be deltas of one another: then nothing leads to them.
  if (placed < length) for (let place = 0; place < length; place++) walkFrom(place);
  return order;
}

/**
 * About how many bytes each object and all that is made from it take; of a base that stands behind its deltas, too little.
 */
function weightsOf(bases: Int32Array, sizes: Uint32Array): Float32Array {
  const weights = Float32Array.from(sizes);
  for (let place = bases.length - 1; place >= 0; place--) {
    const base = bases[place]!;
    if (base !== -1) weights[base]! += weights[place]!;
  }
  return weights;
}

/** For each object the first of those that are made from it, and for each of those the next: the heaviest first. */
function childrenOf(bases: Int32Array, weights: Float32Array) {
  const [first, next] = [new Int32Array(bases.length).fill(-1), new Int32Array(bases.length).fill(-1)];
  for (let place = bases.length - 1; place >= 0; place--) {
    const base = bases[place]!;
    if (base === -1) continue;
    const heaviest = first[base]!;
    if (heaviest === -1 || weights[place]! >= weights[heaviest]!) {
      next[place] = heaviest;
      first[base] = place;
    } else {
      next[place] = next[heaviest]!;
      next[heaviest] = place;
    }
  }
  return { first, next };
}
