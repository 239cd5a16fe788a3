import { expect, test } from 'vitest';
import { LinkingTrees } from '../../src/sources/linking-trees.ts';

const entry = (mode: string, name: string) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(20, 0x16)]);

/** Which of these trees are taken down, each cut into two parts here. */
function linking(trees: readonly Buffer[], at: number): readonly string[] {
  const all = new LinkingTrees();
  trees.forEach((tree, number) => {
    const [head, rest] = [tree.subarray(0, at), tree.subarray(at)];
    const oid = `tree ${number}`;
    all.see({ oid, bytes: head, first: true, last: rest.length === 0 });
    // Whoever hands over parts may use their bytes again.
    const used = Buffer.from(rest);
    if (rest.length > 0) all.see({ oid, bytes: used, first: false, last: true });
    used.fill(0);
  });
  return all.oids;
}

test('a tree with a submodule is taken down, wherever it is cut', () => {
  const clean = Buffer.concat([entry('100644', 'a'), entry('40000', 'b')]);
  const linked = Buffer.concat([entry('100644', 'a'), entry('160000', 'library'), entry('40000', 'z')]);

  for (let at = 0; at <= linked.length; at++)
    expect(linking([clean, linked, clean], at), `cut at ${at}`).toEqual(['tree 1']);
});

test('the end of one tree and the start of another are none', () => {
  const all = new LinkingTrees();
  all.see({ oid: 'a', bytes: Buffer.from('1600'), first: true, last: true });
  all.see({ oid: 'b', bytes: Buffer.from('00 x'), first: true, last: true });

  expect(all.oids).toEqual([]);
});
