/** How many objects there may be is told before any is read, from whatever lies in the folder of packs. */
import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { objectsAbout, packsOf } from '../../src/packs/packs.ts';
import { aRepo } from '../support/repo.ts';

test('as many as are in packs, and as may lie outside of them', () => {
  const repo = aRepo();
  repo.commit('two', { 'a.txt': 'a\n', 'b.txt': 'b\n' });
  repo.git('repack -q -ad');
  const repository = { cwd: repo.root, env: repo.env };
  const packs = packsOf(repository);
  const about = objectsAbout(packs);

  expect(packs).toHaveLength(1);
  // What an index takes beside its four objects is counted as some more.
  expect(about).toBeGreaterThanOrEqual(objectsAbout([]) + 4);
  expect(about).toBeLessThan(objectsAbout([]) + 100);

  // One that is gone meanwhile, one that is none, and one that nobody has memory for.
  rmSync(`${packs[0]}.idx`, { force: true });
  expect(objectsAbout(packs)).toBe(objectsAbout([]));
  const folder = join(repo.root, '.git/objects/pack');
  mkdirSync(join(folder, 'folder.idx'));
  writeFileSync(join(folder, 'huge.idx'), '');
  truncateSync(join(folder, 'huge.idx'), 2 ** 40);
  expect(packsOf(repository)).toHaveLength(2);
  expect(objectsAbout(packsOf(repository))).toBe(4_000_000);
});
