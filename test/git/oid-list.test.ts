/** Packed object names are what an array and a set of strings are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { among, OidList, OidSet } from '../../src/git/oid-list.ts';
import { costly } from '../support/keyhalt.ts';

/** Few of them, so that they repeat; some begin alike, and so share a place in the table. */
const anyOid = (length: number) =>
  fc
    .record({ start: fc.constantFrom('00000000', 'ffffffff', '00000400'), end: fc.nat({ max: 400 }) })
    .map(({ start, end }) => start + end.toString(16).padStart(length - start.length, '0'));
const anyOids = fc
  .constantFrom(40, 64)
  .chain((length) =>
    fc.tuple(fc.array(anyOid(length), { size: 'large', maxLength: 3000 }), fc.array(anyOid(length))),
  );

function listOf(oids: readonly string[]): OidList {
  const list = new OidList();
  for (const oid of oids) list.add(oid);
  return list;
}

test('a set', () => {
  fc.assert(
    fc.property(anyOids, ([oids, others]) => {
      const set = new OidSet();
      const plain = new Set<string>();

      for (const oid of oids) {
        expect(set.add(oid)).toBe(!plain.has(oid));
        plain.add(oid);
      }

      expect([...set]).toEqual([...plain]);
      expect(set.size).toBe(plain.size);
      for (const oid of others) {
        expect(set.has(oid)).toBe(plain.has(oid));
        expect(set.indexOf(oid)).toBe([...plain].indexOf(oid));
      }
      const list = listOf(others);
      expect(others.map((_, at) => set.indexOfAt(list, at))).toEqual(others.map((oid) => set.indexOf(oid)));
    }),
    { numRuns: costly ? 100 : 15 },
  );
});

test('a list, also one that was packed and unpacked', () => {
  fc.assert(
    fc.property(anyOids, ([oids]) => {
      const list = listOf(oids);

      const again = OidList.from(new Uint8Array(list.packed), list.width);

      expect([...again]).toEqual(oids);
      expect(again.at(oids.length)).toBeUndefined();
      expect([...list]).toEqual(oids);
      const backwards = OidList.of(list, Int32Array.from(oids.keys()).reverse());
      expect([...backwards]).toEqual([...oids].reverse());
      backwards.add(oids[0] ?? '00'.repeat(20));
      expect(backwards.length).toBe(oids.length + 1);
    }),
  );
});

test('those of some that are in a list', () => {
  fc.assert(
    fc.property(anyOids, ([oids, others]) => {
      const some = [...others, ...oids.slice(0, 2)];
      const wanted = oids.filter((oid) => some.includes(oid));

      expect(among(oids, some)).toEqual(wanted);
      expect(among(listOf(oids), some)).toEqual(wanted);
    }),
    { numRuns: costly ? 100 : 15 },
  );
});
