import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask } from '../../src/git/ask.ts';
import { notStarted } from '../../src/git/not-started.ts';
import { askGit, outputOf, streamGit } from '../../src/git/process.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';

test.each([
  [
    'ENOENT',
    'git could not be started: it is not in the PATH',
    /^Install git .* Without it, keyhalt scan PATH --no-git reads/,
  ],
  ['EACCES', 'git could not be started: what is called git in the PATH may not be run', /^Install git/],
  ['EAGAIN', 'git could not be started: too many programs are running', /ulimit -u/],
  ['EMFILE', 'git could not be started: too many files are open', /ulimit -n/],
  ['EODD', 'git could not be started: EODD', /^Install git/],
])('%s of a folder that is there speaks of git', (code, message, hint) => {
  const error = notStarted(code, aRepo().root);

  expect(error).toMatchObject({ name: 'UserError', message });
  expect(error.hint).toMatch(hint);
});

describe('of a folder that nothing can be started in it speaks of that', () => {
  const below = (name: string) => {
    const repo = aRepo().write({ file: '' });
    return { cwd: join(repo.root, name), env: repo.env };
  };

  test.each([
    ['nowhere', ', for nothing is there'],
    ['file/x', ': a part of its path is a file and no folder'],
  ])('%s', async (name, why) => {
    const place = below(name);

    const message = `git could not be started in ${place.cwd}${why}`;
    expect(() => askGit(place, ['version'])).toThrow(message);
    await expect(ask(place, ['version'])).rejects.toThrow(message);
    const streamed = async () => outputOf(streamGit(place, ['version'])).next();
    await expect(streamed()).rejects.toThrow(message);
  });

  // Root goes everywhere, unless that is taken from it; whoever may not go there cannot start anything there either.
  rare('one that may not be entered', ({ skip }) => {
    const withoutPrivilege = ['--bounding-set', '-dac_override,-dac_read_search', '--'];
    if (process.getuid?.() !== 0 || aRepo().run('sh', ['-c', 'command -v setpriv']).code !== 0)
      skip('no setpriv');
    const repo = aRepo().write({ 'closed/file': '' });
    chmodSync(join(repo.root, 'closed'), 0);

    const words = [...withoutPrivilege, join(bin, 'keyhalt'), 'scan', '--staged'];
    const { code, stderr } = repo.run('setpriv', words, { cwd: 'closed' });

    expect(code).toBe(2);
    expect(stderr).toMatch(/closed: permission is denied\n +Go to another folder/);
  });
});
