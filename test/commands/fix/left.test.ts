/** A file that cannot be changed safely is left as it is, and it is said why. */
import { linkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rare } from '../../support/keyhalt.ts';
import type { Repo } from '../../support/repo.ts';
import { content, fixedJs, js, key, run, staged, started } from './fixed.ts';

describe('a file is left as a whole, in the index and on the disk, and it is said', () => {
  const latin = Buffer.from('caf\u00e9.js', 'latin1');
  test.each([
    ['where its name is not UTF-8', (repo: Repo) => repo.stage([[latin, js]]), /its name is not UTF-8/],
    [
      'where it is too large',
      (repo: Repo) => repo.stage({ 'a.js': js + '// x\n'.repeat(3_400_000) }),
      /larger than 16 MB/,
    ],
    [
      'where it is too large, and not staged',
      (repo: Repo) => repo.write({ 'a.js': js + '// x\n'.repeat(3_400_000) }),
      /larger than 16 MB/,
    ],
    [
      'where it has another name',
      (repo: Repo) => {
        repo.stage({ 'a.js': js });
        linkSync(join(repo.root, 'a.js'), repo.beside('b.js'));
      },
      /another name/,
    ],
    [
      'where it is out of a sparse checkout',
      (repo: Repo) =>
        repo.commit('leak', { 'out/a.js': js, 'in/b.js': 'b\n' }).git('sparse-checkout set --cone in'),
      /git does not look at it here/,
    ],
    [
      'where git is told that it never changes',
      (repo: Repo) => repo.commit('leak', { 'a.js': js }).git('update-index --assume-unchanged a.js'),
      /git does not look at it here/,
    ],
    [
      'where a filter keeps the secret out of git',
      (repo: Repo) =>
        repo
          .git(['config', 'filter.rot.clean', 'tr a-zA-Z n-za-mN-ZA-M'])
          .write({ '.gitattributes': '* filter=rot\n' })
          .stage({ '.env': `K=${key}\n` }),
      /a filter of \.gitattributes/,
    ],
  ])('%s', async (_, make, words) => {
    const repo = started();
    make(repo);
    const state = () => [
      repo.read('status --porcelain'),
      repo.read('ls-files -s -v'),
      repo.read('log --format=%H'),
    ];
    const before = state();

    const { code, said } = await run(repo);

    expect(said).toMatch(words);
    expect(code).toBe(1);
    expect(state()).toEqual(before);
  });

  rare('also where it is too large to be read at all', async () => {
    const repo = started().write({ big: '' });
    truncateSync(join(repo.root, 'big'), 513 * 1024 * 1024);

    const { code, said } = await run(repo);

    expect(said).toContain('left: big: it is larger than 512 MB, so it was not looked at');
    expect(code).toBe(1);
  });

  rare('but what lies behind a link is another file', async () => {
    const other = `// other\n${js}`;
    const repo = started()
      .stage({ 'd/a.js': js })
      .write({ 'e/a.js': other, d: { link: 'e' } });

    await run(repo);

    expect(content(repo, 'e/a.js')).toBe(other);
    expect(`${staged(repo, 'd/a.js')}\n`).toBe(fixedJs);
  });
});
