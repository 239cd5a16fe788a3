import fc from 'fast-check';

/** Addresses as bits, and as the longest text that says the same. */
const bytesText = (bytes: readonly number[]): string =>
  bytes.length === 4
    ? bytes.join('.')
    : Array.from({ length: 8 }, (_, n) => ((bytes[2 * n]! << 8) | bytes[2 * n + 1]!).toString(16)).join(':');

const bytes = (count: number) => fc.array(fc.nat(255), { minLength: count, maxLength: count });

/** First bytes of public addresses, of each of which a range may be wide without meeting another one. */
const firsts = [
  ...[3, 8, 18, 34, 52, 81, 93, 203].map((byte) => [byte]),
  ...[0x2400, 0x2600, 0x2804, 0x2a00, 0x2c0f].map((group) => [group >> 8, group & 255]),
];

/** Public ranges that do not meet, as a careful person writes them. */
export const anyRanges: fc.Arbitrary<readonly string[]> = fc
  .uniqueArray(fc.constantFrom(...firsts), { minLength: 1, maxLength: 6 })
  .chain((chosen) => fc.tuple(...chosen.map(anyRange)));

function anyRange(first: readonly number[]): fc.Arbitrary<string> {
  const length = first.length === 1 ? 4 : 16;
  return fc
    .tuple(bytes(length - first.length), fc.integer({ min: first.length * 8, max: length * 8 }))
    .map(
      ([rest, prefix]) =>
        `${bytesText([...first, ...rest].map((byte, n) => byte & mask(prefix - 8 * n)))}/${prefix}`,
    );
}

/** The bits of a byte of which the first ones are fixed. */
const mask = (fixed: number): number => (fixed >= 8 ? 255 : fixed <= 0 ? 0 : 256 - (1 << (8 - fixed)));

export const anyAddress: fc.Arbitrary<string> = fc.oneof(bytes(4), bytes(16)).map(bytesText);

/** Addresses in a range, at its edges, just beside it, and anywhere. */
export function anyAddressNear(ranges: readonly string[]): fc.Arbitrary<string> {
  const near = fc.constantFrom(...ranges).chain((range) => {
    const [address = '', prefix] = range.split('/');
    const network = address.includes(':')
      ? address
          .split(':')
          .flatMap((group) => [Number.parseInt(group, 16) >> 8, Number.parseInt(group, 16) & 255])
      : address.split('.').map(Number);
    const fixed = Number(prefix);
    const rest = fc.oneof(fc.constant(0), fc.constant(255), fc.nat(255));
    const flipped = fc.oneof(fc.constant(-1), fc.constant(fixed - 1), fc.nat(network.length * 8 - 1));
    return fc.tuple(fc.array(rest, { minLength: 16, maxLength: 16 }), flipped).map(([filler, bit]) =>
      bytesText(
        network.map((byte, n) => {
          const inside = byte | (filler[n]! & ~mask(fixed - 8 * n) & 255);
          return bit >> 3 === n ? inside ^ (128 >> (bit & 7)) : inside;
        }),
      ),
    );
  });
  return fc.oneof(near, near, near, anyAddress);
}
