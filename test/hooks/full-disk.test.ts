import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { aRepo } from '../support/repo.ts';
import { installIn, notingScript, put, snapshot, uninstallIn } from './installed.ts';

// The disk is full from commit-msg on.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const writeFile: typeof real.writeFile = async (path, ...rest) => {
    if (!String(path).includes('/commit-msg.')) return real.writeFile(path, ...rest);
    throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
  };
  return { ...real, writeFile };
});

test('an install that cannot go on loses no hook, and can be undone', async () => {
  const repo = aRepo();
  const hooks = join(repo.root, '.git', 'hooks');
  for (const name of ['pre-commit', 'commit-msg']) put(join(hooks, name), notingScript(repo, name));
  const before = snapshot(hooks);

  await expect(installIn(repo)).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringMatching(/the disk is full/),
  });

  const after = snapshot(hooks);
  expect(after[join(hooks, 'commit-msg')]).toBe(before[join(hooks, 'commit-msg')]);
  expect(after[join(hooks, 'pre-commit.before-keyhalt')]).toBe(before[join(hooks, 'pre-commit')]);
  expect(Object.keys(after).filter((path) => path.endsWith('.tmp'))).toEqual([]);

  await uninstallIn(repo);
  expect(snapshot(hooks)).toEqual(before);
});
