/** The hook and the command line start with what was compiled of them, and without it answer the same. */
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const leak = `KEY=${fakes('start').awsKeyId}\n`;
const hook = join(bin, '..', 'dist', 'hook.cjs');

const aLeak = (): Repo => aRepo().commit('start', { a: 'a\n' }).stage({ b: leak });
const preCommit = (repo: Repo, env: NodeJS.ProcessEnv = {}) =>
  repo.run(process.execPath, [hook, 'pre-commit'], { env: { NODE_COMPILE_CACHE: undefined, ...env } });

const kept = (folder: string): string[] => (existsSync(folder) ? readdirSync(folder).sort() : []);

describe('what was compiled', () => {
  test.each<readonly [string, (repo: Repo) => NodeJS.ProcessEnv, string]>([
    ['in the home', () => ({ XDG_CACHE_HOME: undefined }), 'home/.cache/keyhalt/compiled/keyhalt'],
    [
      'where caches are',
      (repo) => ({ XDG_CACHE_HOME: repo.beside('caches') }),
      'caches/keyhalt/compiled/keyhalt',
    ],
    ['where Node was told', (repo) => ({ NODE_COMPILE_CACHE: repo.beside('mine') }), 'mine/keyhalt'],
  ])('is kept %s', (_, env, folder) => {
    const repo = aLeak();

    expect(preCommit(repo, env(repo)).code).toBe(1);
    expect(kept(repo.beside(folder)).map((name) => name.replace(/(-[0-9a-f]+){2}$/, ''))).toContain(
      'hook-program-pre-commit',
    );
  });

  test('is kept of a run that found nothing, too, which the gate hears by a number of its own', () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).stage({ b: 'b\n' });

    const { code } = preCommit(repo, { NODE_COMPILE_CACHE: repo.beside('mine'), KEYHALT_CLEAN: '99' });

    expect(code).toBe(99);
    expect(kept(repo.beside('mine/keyhalt'))).not.toEqual([]);
  });

  test('is kept of a run that found something, too, which the gate hears by another', () => {
    const repo = aLeak();

    const { code } = preCommit(repo, { NODE_COMPILE_CACHE: repo.beside('mine'), KEYHALT_FOUND: '98' });

    expect(code).toBe(98);
    expect(kept(repo.beside('mine/keyhalt'))).not.toEqual([]);
  });

  test.each<readonly [string, NodeJS.ProcessEnv]>([
    ['where there is no home', { HOME: undefined }],
    ['in a folder that is another one in each work tree', { NODE_COMPILE_CACHE: 'mine', HOME: undefined }],
    ['where it is not wanted', { NODE_DISABLE_COMPILE_CACHE: '1' }],
  ])('is not kept %s', (_, env) => {
    const repo = aLeak();

    expect(preCommit(repo, env).code).toBe(1);
    expect(kept(repo.beside('home/.cache/keyhalt/compiled/keyhalt'))).toEqual([]);
    // Newer Nodes put there what they keep themselves.
    expect(kept(join(repo.root, 'mine/keyhalt'))).toEqual([]);
  });

  test.each([
    ['XDG_CACHE_HOME', 'keyhalt/compiled/keyhalt'],
    ['NODE_COMPILE_CACHE', 'keyhalt'],
  ])('is not taken of the work tree, where a repository could have brought it: %s', (variable, folder) => {
    const repo = aLeak();
    const caches = join(repo.root, '.cache');
    preCommit(repo, { [variable]: repo.beside('caches') });
    cpSync(repo.beside('caches'), caches, { recursive: true });
    const before = kept(join(caches, folder));
    expect(before).not.toEqual([]);
    rmSync(join(caches, folder, before[0]!));

    expect(preCommit(repo, { [variable]: caches }).code).toBe(1);
    expect(kept(join(caches, folder))).toEqual(before.slice(1));
  });

  test.runIf(existsSync('/proc/self'))('does not hold up a hook where no folder can be made', () => {
    const { code } = aLeak().run(process.execPath, [hook, 'pre-commit'], {
      // Newer Nodes would make a folder for themselves where NODE_COMPILE_CACHE says, and not end.
      env: { NODE_COMPILE_CACHE: undefined, XDG_CACHE_HOME: '/proc/self' },
      timeout: 20_000,
    });

    expect(code).toBe(1);
  });

  test('does not change what is said, nor does damage to it', () => {
    const repo = aLeak();
    const folder = repo.beside('home/.cache/keyhalt/compiled/keyhalt');
    const first = preCommit(repo);
    const second = preCommit(repo);
    for (const name of kept(folder)) {
      const content = readFileSync(join(folder, name));
      content.fill(7, content.length >> 1);
      writeFileSync(join(folder, name), content);
    }
    const third = preCommit(repo);

    expect(first.stderr).toContain('1 finding');
    expect([second, third]).toEqual([first, first]);
  });

  rare('is kept of an audit, too, which sets flags of V8', () => {
    const repo = aLeak();
    const args = [join(bin, 'keyhalt'), 'scan', '--history'];

    expect(repo.run(process.execPath, args, { env: { NODE_COMPILE_CACHE: undefined } }).code).toBe(1);
    expect(kept(repo.beside('home/.cache/keyhalt/compiled/keyhalt'))).toHaveLength(1);
  });

  test('of the command line has no word of what was typed in its name', () => {
    const repo = aLeak();
    const folder = repo.beside('home/.cache/keyhalt/compiled/keyhalt');
    const keyhalt = (...args: string[]) =>
      repo.run(process.execPath, [join(bin, 'keyhalt'), ...args], { env: { NODE_COMPILE_CACHE: undefined } });

    keyhalt('scan', '--staged');
    keyhalt('no-such-command');
    keyhalt('hook', 'pre-commit');

    expect(kept(folder).map((name) => name.replace(/(-[0-9a-f]+){2}$/, ''))).toEqual([
      'cli-program-hook',
      'cli-program-scan',
    ]);
  });
});

test('a program that is not there is said to be missing', () => {
  const repo = aLeak();
  const there = join(repo.beside('package'), 'dist');
  mkdirSync(there, { recursive: true });
  copyFileSync(hook, join(there, 'hook.cjs'));

  const { code, stderr } = repo.run(process.execPath, [join(there, 'hook.cjs'), 'pre-commit']);

  expect(code).toBe(2);
  expect(stderr).toMatch(/^keyhalt: stopped, its own program cannot be loaded: ENOENT.*hook-program\.cjs/);
});
