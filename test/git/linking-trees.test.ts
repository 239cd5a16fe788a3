import { expect, test } from 'vitest';
import { LinkingTrees } from '../../src/git/linking-trees.ts';

const entry = (mode: string, name: string, width = 20) =>
  Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.alloc(width, '160000 a\0')]);

/** Which of these trees are taken down, each cut here. */
function linking(trees: readonly Buffer[], cuts: readonly number[], width = 20): readonly number[] {
  const all = new LinkingTrees();
  trees.forEach((tree, number) => {
    const ends = [...cuts.filter((at) => at < tree.length), tree.length];
    ends.forEach((end, part) => {
      const bytes = Buffer.from(tree.subarray(ends[part - 1] ?? 0, end));
      const [first, last] = [part === 0, part === ends.length - 1];
      all.see({ oid: `${number}`.padStart(2 * width), bytes, first, last });
      // Whoever hands over parts may use their bytes again.
      bytes.fill(0);
    });
  });
  return all.oids.map(Number);
}

test.each([20, 32])(
  'a tree with a submodule is taken down, wherever it is cut, names of %s bytes',
  (width) => {
    const clean = Buffer.concat([entry('100644', '160000 a', width), entry('40000', 'b', width)]);
    const linked = Buffer.concat([clean, entry('160000', 'library', width), entry('40000', 'z', width)]);

    for (let at = 0; at <= linked.length; at++)
      for (const cuts of [[at], [at, at + 1, at + width - 1]])
        expect(linking([clean, linked, clean], cuts, width), `cut at ${cuts}`).toEqual([1]);
  },
);

test.each(['0160000', '160644', '60644', '10644', '644', '0'])(
  'to git an entry with the mode %s is a submodule',
  (mode) => {
    expect(linking([entry(mode, 'a')], [])).toEqual([0]);
  },
);

test.each(['100644', '100755', '100664', '0100600', '120000', '120777', '40000', '040000', '40755'])(
  'one with the mode %s is none',
  (mode) => {
    expect(linking([entry(mode, 'a')], [])).toEqual([]);
  },
);

test('the end of one tree and the start of another are none', () => {
  const [start, end] = [Buffer.from('1600'), entry('00', 'x')];

  expect(linking([start, Buffer.from('100644 a\0short'), entry('100644', 'a')], [])).toEqual([]);
  // Its own mode is odd.
  expect(linking([start, end], [])).toEqual([1]);
});
