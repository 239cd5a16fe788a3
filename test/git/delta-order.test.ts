/** Objects come in an order in which each can be made from its base, with as few bases kept as possible. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { deltaOrder } from '../../src/git/delta-order.ts';
import { OidSet } from '../../src/git/oid-list.ts';
import { StoredObjects, storedObjects } from '../../src/git/stored-objects.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

const orderOf = (bases: readonly number[], sizes = bases.map(() => 1)) => [
  ...deltaOrder(Int32Array.from(bases), Uint32Array.from(sizes)),
];

const orderIn = (objects: StoredObjects, but: readonly string[] = []) => [
  ...objects.listOf(objects.inDeltaOrder(OidSet.from(but).list)),
];

/** For each object one in front of it, or none. */
const anyForest = fc
  .array(fc.nat(), { maxLength: 60 })
  .map((numbers) => numbers.map((number, place) => (number % (place + 1)) - 1));

/** A long chain, and one more delta of each of its links, in front of the next one and behind it in turn. */
const caterpillar = Array.from({ length: 60 }, (_, at) => {
  if (at === 0) return -1;
  const link = Math.floor((at - 1) / 2);
  return link === 0 ? 0 : 2 * link - (link % 2);
});

describe('the order of deltas', () => {
  test('has each once, also where bases go in circles', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 40 }), { maxLength: 40 }), (numbers) => {
        const bases = numbers.map((number) => (number % (numbers.length + 1)) - 1);

        const order = orderOf(bases);

        expect([...order].sort((a, b) => a - b)).toEqual(bases.map((_, place) => place));
      }),
    );
    expect(orderOf([1, 0, -1])).toEqual([2, 0, 1]);
    expect(orderOf([0])).toEqual([0]);
  });

  test('has a base before all that is made from it, and what is made from one side by side', () => {
    fc.assert(
      fc.property(anyForest, (bases) => {
        const order = orderOf(bases);
        const placeOf = bases.map((_, object) => order.indexOf(object));
        const rootOf = (object: number): number => (bases[object] === -1 ? object : rootOf(bases[object]!));

        for (const [object, base] of bases.entries())
          if (base !== -1) expect(placeOf[object]).toBeGreaterThan(placeOf[base]!);
        const roots = order.map(rootOf);
        expect(roots.filter((root, at) => root !== roots[at - 1])).toEqual([...new Set(roots)]);
      }),
    );
  });

  test('keeps no more bases at a time than the size of a history doubles', () => {
    fc.assert(
      fc.property(anyForest, (bases) => {
        const order = orderOf(bases);
        const left = bases.map((_, base) => bases.filter((one) => one === base).length);
        for (const object of order) {
          const base = bases[object]!;
          if (base !== -1) left[base]! -= 1;
          const seen = order.slice(0, order.indexOf(object) + 1);
          const wanted = seen.filter((one) => left[one]! > 0 && one !== object);
          expect(wanted.length).toBeLessThanOrEqual(Math.log2(bases.length));
        }
      }),
      { numRuns: 50, examples: [[caterpillar]] },
    );
  });

  test('goes by bytes, not by objects', () => {
    // Two small ones behind the first child, a large one behind the second.
    expect(orderOf([-1, 0, 0, 1, 1, 2], [1, 1, 1, 1, 2, 100])).toEqual([0, 1, 3, 4, 2, 5]);
    expect(orderOf([-1, 0, 0, 1, 1, 2], [1, 1, 1, 100, 1, 1])).toEqual([0, 2, 5, 1, 4, 3]);
  });
});

describe('stored objects', () => {
  const oid = (digit: string) => digit.repeat(40);

  test('know a base that is added after its delta, and one that is none of them', () => {
    const objects = new StoredObjects();
    objects.add(oid('a'), 'blob', 10, oid('c'));
    objects.add(oid('b'), 'blob', 10, oid('d'));
    objects.add(oid('c'), 'blob', 10);

    expect([...objects]).toEqual(['a', 'b', 'c'].map(oid));
    expect(orderIn(objects)).toEqual(['b', 'c', 'a'].map(oid));
  });

  test('know how large each is, also those of more than four gigabytes', () => {
    const objects = new StoredObjects();
    const sizes = [10, 0xffff_fffe, 0xffff_ffff, 0x1_0000_0000, 5e12];
    for (const [at, size] of sizes.entries()) objects.add(oid(`${at}`), 'blob', size);

    expect(sizes.map((_, at) => objects.sizeAt(at))).toEqual(sizes);
  });

  test('leave out what is not to be read, and are all there when that is none of them', () => {
    const stored = () => {
      const objects = new StoredObjects();
      objects.add(oid('a'), 'blob', 10, oid('c'));
      objects.add(oid('b'), 'blob', 10);
      objects.add(oid('c'), 'blob', 10);
      return objects;
    };

    expect(orderIn(stored(), [oid('c'), oid('e')])).toEqual(['b', 'a'].map(oid));
    expect(orderIn(stored(), [oid('e')])).toEqual(['b', 'c', 'a'].map(oid));
    expect(orderIn(stored(), ['a', 'b', 'c'].map(oid))).toEqual([]);
    expect(orderIn(new StoredObjects())).toEqual([]);
  });

  test('take none that would not be in the order that was told', () => {
    const objects = new StoredObjects();
    objects.add(oid('a'), 'blob', 10);
    orderIn(objects);

    expect(() => objects.add(oid('b'), 'blob', 10)).toThrow('told before');
    expect(() => orderIn(objects)).toThrow('told before');
  });

  test.each([0, 2500, 3000, 10_000])(
    'keep what they are when there are 3,000 and %i are expected',
    (expected) => {
      const objects = new StoredObjects(expected);
      // Names are as good as random.
      const startOf = (at: number) => ((at * 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
      const all = Array.from({ length: 3000 }, (_, at) => startOf(at).padEnd(40, '0'));
      for (const [at, one] of all.entries())
        objects.add(one, at % 2 === 0 ? 'blob' : 'tree', at, all[at - 1]);

      expect(all.map((_, at) => objects.typeAt(at))).toEqual(
        all.map((_, at) => (at % 2 === 0 ? 'blob' : 'tree')),
      );
      expect(all.map((_, at) => objects.sizeAt(at))).toEqual([...all.keys()]);
      expect(orderIn(objects)).toEqual(all);
    },
  );

  rare('of a repository come in the order that git says, thousands of them', async () => {
    const repo = aRepo();
    const lines = Array.from({ length: 100 }, (_, at) => `line ${at} ${(at * 7919) % 1000}`);
    for (let at = 0; at < 30; at++) {
      lines[(at * 37) % 100] = `changed ${at}`;
      const many = Array.from({ length: 50 }, (_, nth) => [`file ${at} ${nth}`, `${at} ${nth}\n`]);
      repo.commit(`step ${at}`, { 'a/b.txt': lines.join('\n'), ...Object.fromEntries(many) });
    }
    repo.git('repack -q -adf --depth=50 --window=50');

    const objects = await storedObjects({ cwd: repo.root, env: repo.env });

    const said = repo.read([
      ...'cat-file --batch-all-objects'.split(' '),
      '--batch-check=%(objectname) %(deltabase)',
    ]);
    const bases = new Map(said.split('\n').map((line) => line.split(' ') as [string, string]));
    const order = orderIn(objects);
    expect([...order].sort()).toEqual([...bases.keys()].sort());
    const placeOf = new Map(order.map((one, place) => [one, place]));
    const deltas = order.filter((one) => !/^0+$/.test(bases.get(one)!));
    expect(deltas.length).toBeGreaterThan(25);
    const isMadeFrom = (one: string, base: string): boolean =>
      bases.get(one) === base || (bases.has(one) && isMadeFrom(bases.get(one)!, base));
    for (const delta of deltas) {
      const base = bases.get(delta)!;
      const between = order.slice(placeOf.get(base)! + 1, placeOf.get(delta)! + 1);
      expect(between).toContain(delta);
      expect(between.filter((one) => !isMadeFrom(one, base))).toEqual([]);
    }
  });
});
