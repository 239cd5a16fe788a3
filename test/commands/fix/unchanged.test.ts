/** A fix is done as a whole or not at all: nothing is changed while git is at work, or where something is not as it was shown. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import { aRepo, type Repo } from '../../support/repo.ts';
import { content, fixedJs, js, key, nothingBare, run, staged, started } from './fixed.ts';

describe('nothing is changed', () => {
  rare('where the last commit is another one when the question is answered', async () => {
    const repo = started().commit('leak', { 'a.js': js });

    const { problem } = await run(repo, [], {
      yes: false,
      ask: async () => {
        repo.commit('mine', { b: 'b\n' });
        return true;
      },
    });

    expect(problem).toMatch(/HEAD has moved/);
    expect(content(repo, 'a.js')).toBe(js);
    expect(repo.read('log --format=%s')).toBe('mine\nleak\nstart');
  });

  rare('where not all of the user’s own keys can be read', async () => {
    const repo = started().commit('settings', { 'keyhalt.toml': '[scan]\nown-keys = true\n' });
    repo.write({ 'a.js': js, '../home/.aws/credentials': 'aws_access_key_id = x\n' });

    for (const words of [[], ['a.js']]) expect((await run(repo, words)).problem).toMatch(/your own keys/);
    expect(content(repo, 'a.js')).toBe(js);
  });

  rare('while another git holds the index', async () => {
    const repo = started().stage({ 'a.js': js }).write({ '.git/index.lock': '' });

    const { problem } = await run(repo);

    expect(problem).toMatch(/Another git is at work here/);
    expect(content(repo, 'a.js')).toBe(js);
  });

  rare('of a link, of what lies behind one, and of what is only meant to be added', async () => {
    const repo = started().stage({ 'a.js': { link: `x "${key}"` } });
    repo.stage({ 'folder/b.js': js }).at('.').write({ 'outside/b.js': js });
    repo.write({ folder: { link: '../outside' } });

    expect((await run(repo)).code).toBe(1);
    expect(staged(repo, 'folder/b.js')).toBe(fixedJs.trimEnd());
    repo.git('rm -q -f --cached a.js folder/b.js').write({ 'a.js': js }).git('add -N a.js');
    expect((await run(repo)).code).toBe(0);

    expect(readFileSync(repo.beside('outside/b.js'), 'utf8')).toBe(js);
    expect(content(repo, 'a.js')).toBe(fixedJs);
    expect(repo.read('diff --cached --name-only')).toBe('');
  });

  rare('where a file is read-only', async () => {
    const repo = started().stage({ 'a.js': js, 'b.js': js });
    chmodSync(join(repo.root, 'b.js'), 0o444);

    const { problem } = await run(repo);

    expect(problem).toMatch(/b\.js is read-only/);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([js, js]);
  });

  rare.each([
    ['merge', (repo: Repo) => repo.run('git', 'merge --no-commit --no-ff side')],
    ['rebase', (repo: Repo) => repo.run('git', 'rebase -q clash')],
    ['cherry-pick', (repo: Repo) => repo.run('git', 'cherry-pick clash')],
  ])('during a %s', async (name, begin) => {
    const repo = started().branch('side').commit('side', { b: 'b\n' }).checkout('main').branch('clash');
    repo.commit('clash', { a: 'a\n' }).checkout('main').commit('main', { a: 'other\n' });
    begin(repo);
    repo.write({ 'k.js': js });

    expect((await run(repo)).problem).toMatch(`a ${name} is not ended yet`);
    expect(content(repo, 'k.js')).toBe(js);
  });

  test.each([
    ['changed', { work: `${js}new();\n`, index: js }],
    ['staged anew', { work: js, index: `${js}new();\n` }],
  ])('that was %s while the question was asked', async (_, { work, index }) => {
    const repo = started().stage({ 'a.js': js });

    const { problem } = await run(repo, [], {
      yes: false,
      ask: async () => {
        repo.stage({ 'a.js': index }).write({ 'a.js': work });
        return true;
      },
    });

    expect(problem).toMatch(/has changed since it was shown/);
    expect([content(repo, 'a.js'), `${staged(repo, 'a.js')}\n`]).toEqual([work, index]);
  });

  rare('where there is nothing to fix, or no work tree', async () => {
    expect(await run(started())).toEqual({ code: 0, said: nothingBare });
    expect((await run(aRepo({ bare: true }))).problem).toMatch(/bare repository/);
  });
});
