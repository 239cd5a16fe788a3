import { spawnSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { endsEarlyAt, isFollowed, withBlock } from '../../src/hooks/block.ts';
import { aRepo } from '../support/repo.ts';
import { put } from './installed.ts';

test('a folder that git names as on Windows, with a colon, is one of the PATH', () => {
  const repo = aRepo();
  const tools = repo.beside('tools');
  put(join(tools, 'git'), '#!/bin/sh\necho C:/repo\n');
  put(repo.beside('repo/web/node_modules/.bin/keyhalt-hook'), '#!/bin/sh\necho "keyhalt $*"\n');
  mkdirSync(repo.beside('cwd'));
  symlinkSync(repo.beside('.'), repo.beside('cwd/C:'));
  const text = withBlock(undefined, { name: 'pre-commit', binFolder: 'web/node_modules/.bin' });

  const { stdout, stderr } = spawnSync('sh', ['-e', '-c', text, 'pre-commit'], {
    cwd: repo.beside('cwd'),
    env: { PATH: `${tools}:/usr/bin:/bin` },
    encoding: 'utf8',
  });

  expect([stdout, stderr]).toEqual(['keyhalt pre-commit\n', '']);
});

test('steps follow our block, and may end before its turn comes, only where there is one', () => {
  const block = withBlock('', { name: 'pre-commit' });

  expect(isFollowed('npm test\n')).toBe(false);
  expect(isFollowed(`npm test\n${block}`)).toBe(false);
  expect(isFollowed(`${block}\n# a remark\n`)).toBe(false);
  expect(isFollowed(`${block}npm test\n`)).toBe(true);
  expect(endsEarlyAt('exit 0\n')).toBeUndefined();
  expect(endsEarlyAt(`npm test\nexit 0\n${block}`)).toBe(2);
});
