import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { otherHooks, ourHooks } from '../../src/hooks/names.ts';
import { calls, installIn, notingScript, put, snapshot, stopWith, uninstallIn } from '../hooks/installed.ts';
import { costly, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const folderOf = (repo: Repo): string => join(repo.beside('home'), '.config', 'keyhalt', 'hooks');
const configOf = (repo: Repo): string => readFileSync(join(repo.beside('home'), '.gitconfig'), 'utf8');
const commit = (repo: Repo) => repo.run('git', 'commit -q --allow-empty -m hi');

/** A second repository of the same user. */
function another(repo: Repo, name: string, init = 'init -q'): Repo {
  mkdirSync(repo.beside(name), { recursive: true });
  return repo.at(name).git(init);
}

describe('install --global', () => {
  test('every repository of the user has the hooks', async () => {
    const repo = aRepo();

    const said = await installIn(repo, { global: true });
    commit(another(repo, 'another'));

    expect(calls(repo)).toHaveLength(3);
    expect(said).toMatch(/Repositories that set core\.hooksPath themselves, as husky does, are not reached/);
  });

  rare(
    'the repository’s own hook of the same name runs first, in any work tree, and can stop it',
    async () => {
      const repo = aRepo();
      put(join(repo.root, '.git', 'hooks', 'pre-commit'), notingScript(repo, 'own', '[ ! -e stop ]'));
      await installIn(repo, { global: true });
      commit(repo);
      repo.git('worktree add -q ../linked');
      const calledHere = calls(repo);

      commit(repo.at('linked'));
      const calledThere = calls(repo);
      const stopped = commit(repo.write({ stop: '' }));

      expect([calledHere.slice(0, 2), calledThere.slice(0, 2)]).toEqual(
        Array(2).fill(['mine own', 'keyhalt pre-commit']),
      );
      expect([stopped.code, calls(repo)]).toEqual([1, ['mine own']]);
    },
  );

  test('pre-push reaches both with its input', async () => {
    const repo = aRepo().commit('start');
    another(repo, 'remote', 'init -q --bare');
    put(
      join(repo.root, '.git', 'hooks', 'pre-push'),
      notingScript(repo, 'own', `cat >> '${repo.beside('calls')}'`),
    );
    await installIn(repo, { global: true });

    repo.git('push -q ../remote main');

    const line = expect.stringMatching(/^refs\/heads\/main /);
    expect(calls(repo)).toEqual(['mine own', line, 'keyhalt pre-push ../remote ../remote', line]);
  });

  rare('hooks that are not keyhalt’s run as before, with arguments and input', async () => {
    const repo = aRepo();
    for (const name of otherHooks) {
      put(
        join(repo.root, '.git', 'hooks', name),
        notingScript(repo, `${name} $*`, `cat >> '${repo.beside('calls')}'; exit 3`),
      );
    }
    await installIn(repo, { global: true });

    for (const name of otherHooks) {
      const run = repo.run(join(folderOf(repo), name), ['a b', 'c'], { input: 'input\n' });
      expect([name, run.code, ...calls(repo)]).toEqual([name, 3, `mine ${name} a b c`, 'input']);
    }
  });

  test('in a bare repository, too', async () => {
    const repo = aRepo().commit('start');
    const remote = another(repo, 'remote', 'init -q --bare');
    put(join(remote.root, 'hooks', 'update'), notingScript(repo, 'update $1', 'exit 1'));
    await installIn(repo, { global: true });

    const run = repo.run('git', 'push -q ../remote main');

    expect(run.stderr).toMatch(/hook declined/);
    expect(calls(repo)).toContain('mine update refs/heads/main');
  });

  rare('where a repository has no hook, all others answer yes and say nothing', async () => {
    const repo = aRepo().commit('start');
    await installIn(repo, { global: true });

    for (const name of otherHooks.filter((name) => name !== 'push-to-checkout')) {
      const run = repo.run(join(folderOf(repo), name), []);
      expect([name, run]).toEqual([name, { code: 0, stdout: '', stderr: '' }]);
    }
  });

  test('git init, which newer gits have call a hook before there is a repository, is not stopped', async () => {
    const repo = aRepo();
    await installIn(repo, { global: true });
    const made = repo.beside('made/.git');
    mkdirSync(repo.beside('made/.git'), { recursive: true });
    const call = () =>
      repo
        .at('made')
        .run(join(folderOf(repo), 'reference-transaction'), ['preparing'], { env: { GIT_DIR: made } });

    expect(call()).toEqual({ code: 0, stdout: '', stderr: '' });

    // One that a template of the user's has put there.
    put(join(made, 'hooks', 'reference-transaction'), notingScript(repo, 'own $1', 'exit 3'));
    expect(call().code).toBe(3);
    expect(calls(repo)).toEqual(['mine own preparing']);
  });

  test.each(['with a commit', 'before its first commit'])(
    'a push into a checked-out branch still updates its work tree, %s',
    async (when) => {
      const repo = aRepo().commit('start', { file: 'new\n' });
      const target = another(repo, 'target', 'init -q').git('config receive.denyCurrentBranch updateInstead');
      if (when === 'with a commit') target.git('fetch -q ../repo main').git('reset -q --hard FETCH_HEAD');
      repo.commit('next', { file: 'newer\n' });
      await installIn(repo, { global: true });

      repo.git('push -q ../target main');

      expect(readFileSync(join(target.root, 'file'), 'utf8')).toBe('newer\n');
      target.write({ file: 'changed\n' });
      expect(repo.commit('third', { file: '3\n' }).run('git', 'push -q ../target main').code).toBe(1);
      expect(readFileSync(join(target.root, 'file'), 'utf8')).toBe('changed\n');
    },
  );

  rare('a repository whose hooks are a link to this folder does not run in circles', async () => {
    const repo = aRepo();
    await installIn(repo, { global: true });
    repo.run('ln', ['-s', folderOf(repo), join(repo.root, '.git', 'hooks')]);

    expect(commit(repo).code).toBe(0);
  });

  test('a second time it changes nothing', async () => {
    const repo = aRepo();
    await installIn(repo, { global: true });
    const before = [snapshot(folderOf(repo)), configOf(repo)];

    await installIn(repo, { global: true });
    await installIn(repo);

    expect([snapshot(folderOf(repo)), configOf(repo)]).toEqual(before);
    expect(existsSync(join(repo.root, '.git', 'hooks'))).toBe(false);
  });

  rare('XDG_CONFIG_HOME is obeyed, and an exit code of keyhalt stops the commit', async () => {
    const repo = aRepo();
    await installIn(repo, { global: true, env: { XDG_CONFIG_HOME: repo.beside("x d'g") } });
    stopWith(repo, 2);

    expect(existsSync(join(repo.beside("x d'g"), 'keyhalt', 'hooks', 'commit-msg'))).toBe(true);
    expect(commit(repo).code).toBe(1);
  });
});

describe.skipIf(!costly)('with a global core.hooksPath of one’s own', () => {
  test('the setting stays, and ours are added to that folder', async () => {
    const repo = aRepo().git(['config', '--global', 'core.hooksPath', '~/my hooks']);
    const folder = join(repo.beside('home'), 'my hooks');
    put(join(folder, 'pre-commit'), notingScript(repo, 'user'));
    const before = configOf(repo);

    await installIn(repo, { global: true });
    commit(repo);

    expect(configOf(repo)).toBe(before);
    expect(calls(repo).slice(0, 2)).toEqual(['mine user', 'keyhalt pre-commit']);
    expect(existsSync(folderOf(repo))).toBe(false);
  });

  rare('uninstall leaves it as it was', async () => {
    const repo = aRepo().git(['config', '--global', 'core.hooksPath', '~/my hooks']);
    const folder = join(repo.beside('home'), 'my hooks');
    put(join(folder, 'pre-commit'), notingScript(repo, 'user'), 0o750);
    const before = [snapshot(folder), configOf(repo)];

    await installIn(repo, { global: true });
    await uninstallIn(repo, { global: true });

    expect([snapshot(folder), configOf(repo)]).toEqual(before);
  });

  test('a relative one means another folder in each repository: it refuses', async () => {
    const repo = aRepo().git('config --global core.hooksPath .githooks');

    await expect(installIn(repo, { global: true })).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/\.githooks/),
    });
  });
});

describe('uninstall --global', () => {
  rare('setting and folder are gone', async () => {
    const repo = aRepo();
    const before = configOf(repo);
    await installIn(repo, { global: true });

    const said = await uninstallIn(repo, { global: true });

    expect(configOf(repo)).toBe(before);
    expect(existsSync(join(repo.beside('home'), '.config', 'keyhalt'))).toBe(false);
    expect(said.split('\n')).toHaveLength(ourHooks.length);
  });

  test.each(['', '/dev/null'])(
    'core.hooksPath=%j, by which the user switched hooks off since, keeps them from nothing but an install',
    async (value) => {
      const repo = aRepo();
      await installIn(repo, { global: true });
      repo.git(['config', '--global', 'core.hooksPath', value]);
      const before = configOf(repo);

      await expect(installIn(repo, { global: true })).rejects.toMatchObject({
        message: expect.stringContaining('so git runs no hook'),
        hint: expect.stringContaining('git config --global --unset core.hooksPath'),
      });
      await uninstallIn(repo, { global: true });

      expect(existsSync(join(repo.beside('home'), '.config', 'keyhalt'))).toBe(false);
      expect(configOf(repo)).toBe(before);
    },
  );

  test('uninstall without it leaves them in force, and says so', async () => {
    const repo = aRepo();
    await installIn(repo, { global: true });
    const before = snapshot(folderOf(repo));

    const said = await uninstallIn(repo);

    expect(snapshot(folderOf(repo))).toEqual(before);
    expect(said).toMatch(/keyhalt uninstall --global takes them out/);
  });

  rare('outside of a repository', async () => {
    const repo = aRepo();
    mkdirSync(repo.beside('plain'));
    writeFileSync(repo.beside('plain/file'), '');

    await installIn(repo.at('plain'), { global: true });
    commit(repo);
    await uninstallIn(repo.at('plain'), { global: true });

    expect(calls(repo)).toHaveLength(3);
    expect(repo.run('git', 'config --global core.hooksPath').code).toBe(1);
  });
});
