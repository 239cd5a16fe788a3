import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { aRepo } from './repo.ts';

describe('aRepo', () => {
  test('makes the same commits every time, a minute apart', () => {
    const build = () => aRepo().commit('one', { a: 'a\n' }).commit('two', { a: null, 'b/c': 'c\n' });

    expect(build().read('log --format=%H')).toBe(build().read('log --format=%H'));
    expect(build().read('log --format=%at').split('\n')).toEqual(['1700000120', '1700000060']);
  });

  test('sees nothing of the machine but PATH', () => {
    process.env.GIT_DIR = '/nowhere';

    const repo = aRepo();

    delete process.env.GIT_DIR;
    expect(repo.read('rev-parse --git-dir')).toBe('.git');
    expect(repo.read('config --list --show-scope')).not.toMatch(/^system/m);
  });

  test('stages what the work tree holds, links and odd names too', () => {
    const bytes = Buffer.from([0x61, 0xff, 0x0a]);
    const repo = aRepo().stage([
      [bytes, 'a\n'],
      ['-rf', 'b\n'],
      ['link', { link: 'there' }],
    ]);

    expect(repo.read('ls-files -s').split('\n')).toEqual([
      `100644 ${repo.blob('b\n')} 0\t-rf`,
      `100644 ${repo.blob('a\n')} 0\t"a\\377\\n"`,
      `120000 ${repo.blob('there')} 0\tlink`,
    ]);
    expect(repo.read('status --porcelain')).not.toMatch(/^.[^ ]/m);
  });

  test('stages names that only an index can hold', () => {
    const repo = aRepo().index({ 'a/b': 'a\n', [`${'n'.repeat(300)}`]: Buffer.of(0) });

    expect(repo.read('ls-files')).toBe(`a/b\n${'n'.repeat(300)}`);
    expect(existsSync(`${repo.root}/a`)).toBe(false);
  });

  test('makes SHA-256 and bare repositories', () => {
    expect(aRepo({ objectFormat: 'sha256' }).commit('one').read('rev-parse HEAD')).toHaveLength(64);
    expect(aRepo({ bare: true }).read('rev-parse --is-bare-repository')).toBe('true');
  });

  test('merges, and says why git failed', () => {
    const repo = aRepo()
      .commit('one')
      .branch('side')
      .commit('side', { s: 's\n' })
      .checkout('main')
      .merge('side');

    expect(repo.read('log -1 --format=%p').split(' ')).toHaveLength(2);
    expect(() => repo.git('checkout nowhere')).toThrow(/nowhere/);
    expect(repo.run('sh', ['-c', 'kill -9 $$']).code).toBe('SIGKILL');
  });
});
