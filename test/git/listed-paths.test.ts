/** What git lists is remembered with its path, whether it was stored when that began or came in meanwhile. */
import { expect, test } from 'vitest';
import { ListedPaths } from '../../src/git/listed-paths.ts';
import { StoredObjects } from '../../src/git/stored-objects.ts';

const oid = (digit: string) => digit.repeat(40);

test('an object that came in while git listed has its path, too', () => {
  const stored = new StoredObjects();
  stored.add(oid('a'), 'blob', 1);
  const paths = new ListedPaths(stored);

  paths.add(oid('a'), stored.indexOf(oid('a')), 'a file');
  paths.add(oid('b'), stored.indexOf(oid('b')), 'caf\xc3\xa9/later');

  expect(paths.get(oid('a'))?.toString()).toBe('a file');
  expect(paths.get(oid('b'))?.toString()).toBe('café/later');
  expect(paths.get(oid('c'))).toBeUndefined();
});
