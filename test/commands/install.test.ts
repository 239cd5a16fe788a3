import { chmodSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ourHooks } from '../../src/hooks/names.ts';
import {
  aPackage,
  calls,
  gitAlone,
  installIn,
  notingScript,
  put,
  snapshot,
  stopWith,
  uninstallIn,
} from '../hooks/installed.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');
const commit = (repo: Repo) => repo.run('git', 'commit -q --allow-empty -m hi');

describe('into git’s own folder', () => {
  test('all five hooks run from then on', async () => {
    const repo = aRepo();
    const remote = repo.at('remote');
    mkdirSync(remote.root);
    remote.git('init -q --bare');

    await installIn(repo);
    commit(repo);
    repo
      .git('checkout -q -b side')
      .git('commit -q --allow-empty -m side')
      .git('checkout -q main')
      .git('commit -q --allow-empty -m two');
    calls(repo);
    repo.git('merge -q --no-ff --no-edit side').git(['push', '-q', remote.root, 'main']);

    expect(calls(repo).map((call) => call.split(' ').slice(0, 2).join(' '))).toEqual([
      'keyhalt pre-merge-commit',
      'keyhalt prepare-commit-msg',
      'keyhalt commit-msg',
      'keyhalt pre-push',
      expect.stringMatching(/^refs\/heads\/main /),
    ]);
  });

  rare.each([1, 2, 137])('exit code %i stops the commit', async (code) => {
    const repo = aRepo();
    await installIn(repo);
    stopWith(repo, code);

    expect(commit(repo).code).not.toBe(0);
    expect(repo.run('git', 'rev-parse -q --verify HEAD').code).toBe(1);
  });

  test('from a linked work tree and from a folder in it, too', async () => {
    const repo = aRepo().commit('start', { 'sub/deep/a': 'a\n' });
    repo.git('worktree add -q ../linked');

    await installIn(repo.at('linked'), { cwd: 'sub/deep' });

    expect(readdirSync(hooksOf(repo)).sort()).toEqual([...ourHooks].sort());
    commit(repo.at('linked'));
    expect(calls(repo)[0]).toBe('keyhalt pre-commit');
  });

  rare('of a bare repository, for the work trees that it has', async () => {
    const repo = aRepo({ bare: true });
    const tree = repo.read('hash-object -w -t tree --stdin');
    repo
      .git(`update-ref HEAD ${repo.read(`commit-tree ${tree} -m start`)}`)
      .git('worktree add -q ../linked main');

    await installIn(repo);

    commit(repo.at('linked'));
    expect(calls(repo)[0]).toBe('keyhalt pre-commit');
  });

  test('a repository and a Node whose names hold blanks, quotes and more', async () => {
    const repo = aRepo().at("it's a “ré po” $HOME `x` \\n");
    mkdirSync(repo.root);
    repo.git('init -q');
    const node = repo.beside("no'de here");
    put(node, `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);

    await installIn(repo, { node });

    const run = repo.run('git', 'commit -q --allow-empty -m hi', { env: { PATH: gitAlone(repo) } });
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(calls(repo)[0]).toBe('keyhalt pre-commit');
  });

  rare('a second time it changes nothing', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit'));
    await installIn(repo);
    const before = snapshot(hooksOf(repo));

    const said = await installIn(repo);

    expect(snapshot(hooksOf(repo))).toEqual(before);
    expect(said.match(/: unchanged /g)).toHaveLength(5);
  });

  test('another version rewrites its own files and nothing else', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit'));
    await installIn(repo, { packageRoot: aPackage(repo, 'old') });
    rmSync(repo.beside('old'), { recursive: true });
    chmodSync(join(hooksOf(repo), 'commit-msg'), 0o644);

    await installIn(repo);

    commit(repo);
    expect(calls(repo)).toEqual([
      'mine pre-commit',
      'keyhalt pre-commit',
      expect.any(String),
      expect.stringMatching('keyhalt commit-msg'),
    ]);
  });
});

describe('started by a script of package.json', () => {
  const env = { npm_lifecycle_event: 'prepare' };

  test('it does nothing where there is no repository, nor a git', async () => {
    const repo = aRepo();
    repo.at('.').write({ 'image/package.json': '{}' });

    expect(await installIn(repo, { cwd: '../image', env: { ...env, PATH: '/nowhere' } })).toBe(
      'There is no repository here, and so no hook to put in place.',
    );
    await expect(installIn(repo, { cwd: '../image' })).rejects.toThrow('not a git repository');
    // A work tree of a repository that stayed elsewhere.
    repo.at('.').write({ 'image/.git': 'gitdir: /gone/.git/worktrees/image\n' });
    expect(await installIn(repo, { cwd: '../image', env })).toContain('There is no repository here');
  });

  test('it puts the hooks in place where there is one, also from a folder in it', async () => {
    const repo = aRepo().write({ 'web/package.json': '{}' });

    await installIn(repo, { cwd: 'web', env });
    commit(repo);

    expect(calls(repo)).toHaveLength(3);
  });
});

describe('what leads nowhere', () => {
  test('is told: two places at once, and hooks that a push does not run', async () => {
    const repo = aRepo();
    const bare = repo.git('init -q --bare ../bare').at('bare');

    await expect(installIn(repo, { global: true, template: '../x' })).rejects.toThrow('exclude each other');
    await expect(uninstallIn(repo, { global: true, template: '../x' })).rejects.toThrow('exclude each other');
    await expect(installIn(repo, { template: '' })).rejects.toThrow('is empty');
    expect(existsSync(repo.beside('x'))).toBe(false);
    expect(await installIn(bare)).toContain('stopped by pre-receive alone');
  });
});

describe('with core.hooksPath', () => {
  rare.each(['hooks here', "/abs/ol'ute"])('the hooks go where git looks: %s', async (value) => {
    const repo = aRepo().commit('start', { 'sub/a': 'a\n' });
    const folder = value.startsWith('/') ? repo.beside(value.slice(1)) : value;
    repo.git(['config', 'core.hooksPath', folder]);

    await installIn(repo, { cwd: 'sub' });
    commit(repo);

    expect(calls(repo)[0]).toBe('keyhalt pre-commit');
    expect(existsSync(hooksOf(repo))).toBe(false);
  });

  test('in the work tree, it says that the files belong to this machine', async () => {
    const repo = aRepo().git('config core.hooksPath .githooks');

    expect(await installIn(repo)).toMatch(/do not commit them/);
  });

  rare('of the user, it says that they run in all repositories', async () => {
    const repo = aRepo().git(['config', '--global', 'core.hooksPath', '~/hooks']);

    expect(await installIn(repo)).toMatch(
      /Git looks there in all repositories: core\.hooksPath \(global, file:/,
    );
    expect(existsSync(join(repo.beside('home'), 'hooks', 'pre-commit'))).toBe(true);
  });
});

describe('where hooks are switched off', () => {
  test.each([
    ['', 'is empty, so git runs no hook'],
    ['/dev/null', 'is /dev/null, so git runs no hook'],
  ])('by core.hooksPath=%j it writes nothing, and says how they run again', async (value, message) => {
    const repo = aRepo().git(['config', 'core.hooksPath', value]);
    const before = snapshot(repo.root);

    await expect(installIn(repo)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringContaining(message),
      hint: expect.stringContaining('git config --local --unset core.hooksPath'),
    });
    expect(snapshot(repo.root)).toEqual(before);
  });
});

describe('--template', () => {
  test('repositories made from it have the hooks, and it says how to use it', async () => {
    const repo = aRepo();

    const said = await installIn(repo, { template: '../my template' });

    expect(said).toContain(`git config --global init.templateDir '${repo.beside('my template')}'`);
    const made = repo.at('made');
    mkdirSync(made.root);
    made.git(['init', '-q', `--template=${repo.beside('my template')}`]);
    commit(made);
    expect(calls(repo)[0]).toBe('keyhalt pre-commit');
  });
});
