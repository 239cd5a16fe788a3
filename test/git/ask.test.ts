import { simpleGit } from 'simple-git';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ask } from '../../src/git/ask.ts';
import { globalHooksPath, hooksFolder, hooksPath, stagedPaths, topLevel } from '../../src/git/questions.ts';
import { fakeGit } from '../support/fake-git.ts';
import { isGit2 } from '../support/git-version.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const here = (repo: Repo, env: NodeJS.ProcessEnv = {}) => ({ cwd: repo.root, env: { ...repo.env, ...env } });

describe('what is staged', () => {
  afterEach(() => void vi.unstubAllEnvs());

  // Under `git commit -a` and `git commit PATH` it stands in an index that GIT_INDEX_FILE alone names.
  test('is seen in the index that the environment names, where simple-git by itself sees nothing', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).write({ new: 'new\n' });
    const env = { GIT_INDEX_FILE: repo.beside('next-index') };
    repo.git('read-tree HEAD', { env }).git('update-index --add new', { env });

    const ours = await stagedPaths(here(repo, env), 'HEAD');
    vi.stubEnv('GIT_INDEX_FILE', env.GIT_INDEX_FILE);
    const plain = await simpleGit(repo.root).raw('diff-index', '--cached', '--name-only', 'HEAD');

    expect(ours).toEqual(['new']);
    expect(plain, 'simple-git has changed: look whether it is still to be told').toBe('');
  });

  test('is named as it is, whatever is in the names', async () => {
    const repo = aRepo().commit('start').stage({ 'ü "quoted"\n': 'x\n', ' b ': 'y\n' });

    expect(await stagedPaths(here(repo), 'HEAD')).toEqual([' b ', 'ü "quoted"\n']);
  });
});

describe('where the hooks are', () => {
  test('from a folder and from a linked work tree it is the same one', async () => {
    const repo = aRepo().commit('start', { 'a/b': 'b\n' }).git('worktree add -q ../linked');

    const folders = [repo.root, `${repo.root}/a`, repo.beside('linked')].map((cwd) =>
      hooksFolder({ ...here(repo), cwd }),
    );

    expect(new Set(await Promise.all(folders))).toEqual(new Set([`${repo.root}/.git/hooks`]));
  });

  test.skipIf(!isGit2(31))(
    'core.hooksPath comes with where it was set, also when a single command sets it',
    async () => {
      const repo = aRepo().git(['config', 'core.hooksPath', '~/a b']);
      const command = {
        GIT_CONFIG_COUNT: '1',
        GIT_CONFIG_KEY_0: 'core.hooksPath',
        GIT_CONFIG_VALUE_0: '/dev/null',
      };

      expect(await hooksPath(here(repo))).toEqual({
        scope: 'local',
        origin: 'file:.git/config',
        value: `${repo.beside('home')}/a b`,
      });
      expect(await hooksPath(here(repo, command))).toMatchObject({ scope: 'command', value: '/dev/null' });
      expect(await hooksPath(here(aRepo()))).toBeUndefined();
      expect(await globalHooksPath(here(repo))).toBeUndefined();
    },
  );

  test('a bare repository has no top', async () => {
    expect(await topLevel(here(aRepo({ bare: true })))).toBeUndefined();
  });
});

describe('settings of the user’s environment', () => {
  test.skipIf(!isGit2(31))('reach git, and editors and pagers named there disturb nothing', async () => {
    const repo = aRepo();
    const env = {
      ...{ GIT_CONFIG_COUNT: '2', GIT_CONFIG_KEY_0: 'credential.helper', GIT_CONFIG_VALUE_0: 'x' },
      ...{
        GIT_CONFIG_KEY_1: 'core.editor',
        GIT_CONFIG_VALUE_1: 'y',
        GIT_EXEC_PATH: repo.read('--exec-path'),
      },
      ...{
        EDITOR: 'vi',
        VISUAL: 'vi',
        PAGER: 'less',
        GIT_EDITOR: ':',
        GIT_PAGER: 'less',
        GIT_SSH_COMMAND: 'ssh',
        PREFIX: '/x',
      },
    };

    expect(await ask(here(repo, env), ['config', '--get', 'core.editor'])).toBe('y\n');
  });
});

describe('a git that fails', () => {
  test.each([
    ['not in a repository', 'not a git repository', 'inside a git repository'],
    ['a work tree that was moved away from it', 'not a git repository: /gone/.git', 'git worktree repair'],
    ['a folder of someone else', 'dubious ownership', 'safe.directory'],
  ])('%s: its own words and what to do', async (_, words, hint) => {
    const repo = aRepo();
    const env = fakeGit(repo, `echo 'fatal: ${words} (or so)' >&2; exit 128`);

    await expect(topLevel(here(repo, env))).rejects.toMatchObject({
      name: 'GitError',
      message: expect.stringContaining(words),
      hint: expect.stringContaining(hint),
    });
  });

  test('no git at all', async () => {
    const repo = aRepo();

    await expect(topLevel(here(repo, { PATH: repo.beside('') }))).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining('not in the PATH'),
    });
  });

  test.each([
    ['a signal', 'kill -9 $$'],
    ['a signal in the middle of an answer', 'echo false; kill -9 $$'],
    ['an exit code without a word', 'exit 2'],
    ['an exit code 1 with half an answer', 'echo false; exit 1'],
  ])('%s is no answer', async (_, script) => {
    const repo = aRepo();

    await expect(topLevel(here(repo, fakeGit(repo, script)))).rejects.toMatchObject({ name: 'GitError' });
  });
});
