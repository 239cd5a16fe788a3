/** A list of AWS is read to its end, or not at all. */
import { expect, test } from 'vitest';
import { allPages } from '../../../src/respond/aws/pages.ts';

const pagesOf = (count: number) => {
  let asked = 0;
  return () =>
    allPages(
      async () => ({ IsTruncated: ++asked < count, Marker: `${asked}`, Names: [asked] }),
      ({ Names }) => Names,
    );
};

test('a list of a hundred pages is read as a whole', async () => {
  expect(await pagesOf(100)()).toEqual(Array.from({ length: 100 }, (_, at) => at + 1));
});

test('half of a longer one is no list', async () => {
  await expect(pagesOf(101)()).rejects.toThrow('100 pages of a list, and more');
});
