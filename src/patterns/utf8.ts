/** For each byte of a sequence the first and the last value that it may have. */
export type ByteRanges = readonly (readonly [first: number, last: number])[];

/** Characters whose encodings have the same length. Surrogates have none. */
const sameLength = [
  [0x00, 0x7f],
  [0x80, 0x7ff],
  [0x800, 0xd7ff],
  [0xe000, 0xffff],
  [0x10000, 0x10ffff],
] as const;

/** The UTF-8 encodings of all characters from `first` to `last`, as few sequences of byte ranges. */
export function utf8Ranges(first: number, last: number): ByteRanges[] {
  return sameLength.flatMap(([from, to]) => {
    const [start, end] = [Math.max(first, from), Math.min(last, to)];
    return start > end ? [] : blocks(start, end).map(([low, high]) => zip(encode(low), encode(high)));
  });
}

/** Cuts a range so that in each part all bytes behind the first different one run through all their values. */
function blocks(first: number, last: number): [number, number][] {
  for (const bits of [6, 12, 18]) {
    const size = 1 << bits;
    if (first >> bits === last >> bits) continue;
    const startsInside = first % size !== 0;
    if (!startsInside && (last + 1) % size === 0) continue;
    const cut = startsInside ? first + size - (first % size) : last - (last % size);
    return [...blocks(first, cut - 1), ...blocks(cut, last)];
  }
  return [[first, last]];
}

const encode = (code: number): Buffer => Buffer.from(String.fromCodePoint(code));

const zip = (low: Buffer, high: Buffer): ByteRanges => [...low].map((byte, index) => [byte, high[index]!]);
