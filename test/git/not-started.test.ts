import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ask } from '../../src/git/ask.ts';
import { notStarted } from '../../src/git/not-started.ts';
import { askGit, outputOf, streamGit } from '../../src/git/process.ts';
import { put } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { bin, keyhaltHook, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

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

describe('a program called git that prints nothing and ends well', () => {
  const { awsKeyId } = fakes('no git');
  const silent = (repo: Repo) => {
    put(join(repo.beside('silent'), 'git'), '#!/bin/sh\nexit 0\n');
    return { PATH: `${repo.beside('silent')}:${repo.env.PATH}` };
  };
  const aCommit = () => aRepo().commit('start', { a: 'a\n' });

  test.each(['pre-commit', 'prepare-commit-msg', 'commit-msg'])('is not clean in %s', (name) => {
    const repo = aCommit()
      .stage({ b: `${awsKeyId}\n` })
      .write({ '.git/COMMIT_EDITMSG': 'words\n' });
    const args = name === 'pre-commit' ? [name] : [name, '.git/COMMIT_EDITMSG'];

    const { code, stderr } = keyhaltHook(repo, args, { env: silent(repo) });

    expect(code).toBe(2);
    expect(stderr).toMatch(/^keyhalt: what is called git in the PATH does not say that it is git\n/);
  });

  test('is not clean in pre-push', () => {
    const repo = aCommit();
    const head = repo.read('rev-parse HEAD');
    const input = `refs/heads/main ${head} refs/heads/main ${head}\n`;

    const { code, stderr } = keyhaltHook(repo, 'pre-push origin ../remote', { env: silent(repo), input });

    expect(code).toBe(2);
    expect(stderr).toContain('what is called git in the PATH does not say that it is git\n');
    expect(keyhaltHook(repo, 'pre-push origin ../remote', { input })).toMatchObject({ code: 0, stderr: '' });
  });
});
