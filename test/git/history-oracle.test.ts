/** An audit tells exactly what the slow way tells: findings, their places, their exposure, and what was read. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rules } from '../../src/built-in.ts';
import { differences } from '../support/differences.ts';
import { allFeatures, type Feature } from '../support/git-features.ts';
import { build, type MadeUp, madeUp, type Storage, step, storages } from '../support/histories.ts';
import { costly, scanHistory, thorough } from '../support/keyhalt.ts';
import { SlowGit } from '../support/slow-git.ts';
import { truthOf } from '../support/slow-truth.ts';

const little: MadeUp = {
  steps: [step({ content: 'key' }), step({ content: 'gone' })],
  features: [],
  reflogs: true,
  storage: 'loose',
  head: 'a branch',
  objectFormat: 'sha1',
};

/** Names that are a pair, in a folder that only an index leads to. */
const namesStagedInAFolder: MadeUp = {
  ...little,
  steps: [step({ content: 'none' })],
  features: ['a branch that is gone', 'names that are a pair'],
  reflogs: false,
  head: 'unborn',
};

async function differencesIn(history: MadeUp, everything: readonly boolean[]): Promise<string[]> {
  const repo = build(history);
  const found: string[] = [];
  for (const allObjects of everything) {
    const { stdout } = await scanHistory(repo, { allObjects });
    const truth = truthOf(new SlowGit(repo.root, repo.env), rules, allObjects);
    found.push(...differences(stdout, truth));
  }
  return found;
}

test('whatever the history', async () => {
  await fc.assert(
    fc.asyncProperty(madeUp, fc.boolean(), async (history, allObjects) => {
      expect(await differencesIn(history, [allObjects])).toEqual([]);
    }),
    { numRuns: thorough ? 300 : costly ? 25 : 2, examples: [[namesStagedInAFolder, false]] },
  );
});

test.each(costly ? [true, false] : [true])(
  'of all that git can hold at once, with reflogs: %s',
  async (reflogs) => {
    expect(await differencesIn({ ...little, features: allFeatures, reflogs }, [false])).toEqual([]);
  },
);

describe.runIf(costly)('of what git can hold', () => {
  test.each<Feature>(allFeatures)('%s', async (feature) => {
    expect(await differencesIn({ ...little, features: [feature] }, [false, true])).toEqual([]);
  });
});

describe.runIf(costly).each(['sha1', 'sha256'] as const)('kept in another way, %s', (objectFormat) => {
  test.each(Object.keys(storages) as Storage[])('%s', async (storage) => {
    const features = ['stashes', 'what nothing leads to'] as const;

    expect(await differencesIn({ ...little, features, storage, objectFormat }, [false])).toEqual([]);
  });
});

test.each(['sha1', 'sha256'] as const)('of an empty repository, %s', async (objectFormat) => {
  expect(await differencesIn({ ...little, steps: [], objectFormat }, [false])).toEqual([]);
});
