/** An entry that is not understood is never left out. */
import { describe, expect, test } from 'vitest';
import { objectsIn } from '../../src/git/changes.ts';
import { entriesInCommit, trackedEntries } from '../../src/git/files.ts';
import { folderEntriesIn, indexEntriesIn } from '../../src/git/listed-entries.ts';
import { fakeGit } from '../support/fake-git.ts';
import { aRepo } from '../support/repo.ts';

const oid = 'ab'.repeat(20);
const entry = `100644 ${oid} 0\ta b\n\xfc\0`;

describe('entries of an index', () => {
  test('have the bytes of their names', () => {
    expect([...indexEntriesIn(Buffer.from(entry, 'latin1'))]).toEqual([
      { mode: '100644', oid, stage: '0', path: 'a b\n\xfc' },
    ]);
    expect([...indexEntriesIn(Buffer.alloc(0))]).toEqual([]);
  });

  test.each([
    ['one that is cut off', entry.slice(0, -1)],
    ['one without a name', `100644 ${oid} 0\t\0`],
    ['one of a folder', `100644 blob ${oid}\ta\0`],
    ['half a name of an object', `100644 ${oid.slice(9)} 0\ta\0`],
    ['nothing', '\0'],
  ])('%s is none', (_, text) => {
    expect(() => [...indexEntriesIn(Buffer.from(text))]).toThrow('git printed something else');
  });
});

test('entries of a folder have their type', () => {
  expect([...folderEntriesIn(Buffer.from(`040000 tree ${oid}\ta\0`))]).toEqual([
    { mode: '040000', type: 'tree', oid, path: 'a' },
  ]);
});

test.each([
  trackedEntries,
  (at: Parameters<typeof trackedEntries>[0]) => entriesInCommit(at, oid),
  objectsIn,
])('a git that prints something else stops who asks it', (ask) => {
  const repo = aRepo();
  const env = { ...repo.env, ...fakeGit(repo, "printf '100644 blob none\\tx\\0'") };

  expect(() => ask({ cwd: repo.root, env }, oid)).toThrow('git printed something else');
});
