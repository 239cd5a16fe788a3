import { BlockList, isIP } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyAddressNear, anyRanges } from './address-ranges.ts';

test('about as many addresses near a range are in it as are not, of both kinds', () => {
  const seen = { in4: 0, out4: 0, in6: 0, out6: 0 };

  fc.assert(
    fc.property(
      anyRanges.chain((ranges) => fc.tuple(fc.constant(ranges), anyAddressNear(ranges))),
      ([ranges, address]) => {
        const kind = isIP(address);
        const list = new BlockList();
        for (const range of ranges) {
          const [network = '', prefix] = range.split('/');
          list.addSubnet(network, Number(prefix), isIP(network) === 4 ? 'ipv4' : 'ipv6');
        }
        const isIn = list.check(address, kind === 4 ? 'ipv4' : 'ipv6');
        seen[`${isIn ? 'in' : 'out'}${kind as 4 | 6}`] += 1;
      },
    ),
    { numRuns: 1000, seed: 1 },
  );

  expect(Math.min(...Object.values(seen))).toBeGreaterThan(100);
});
