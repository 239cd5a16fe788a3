/** What an audit keeps for the next one: where, for whom, and of what. */
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/cache/folder.ts';
import { ownContent } from '../../src/cache/own-files.ts';
import { scan } from '../../src/commands/scan.ts';
import { keyhalt, rare } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import { audit, cacheOf, files, history } from './audits.ts';

describe('what an audit keeps', () => {
  rare('is only for the user, and names nothing in which something was found', async () => {
    const repo = history();
    await audit(repo);

    const [file] = files(repo);
    const bytes = readFileSync(file!);
    expect(statSync(file!).mode & 0o777).toBe(0o600);
    expect(bytes.includes(Buffer.from(repo.read('rev-parse HEAD:a').trim(), 'hex'))).toBe(true);
    expect(bytes.includes(Buffer.from(repo.read('rev-parse HEAD:.env').trim(), 'hex'))).toBe(false);
  });

  rare('does not grow with objects that are gone', async () => {
    const repo = history();
    await audit(repo);
    const [file] = files(repo);
    const before = statSync(file!).size;

    repo.git('checkout -q --orphan new').commit('only', { a: 'a\n' }).git('branch -q -D main');
    repo.git('reflog expire --expire=now --all').git('gc -q --prune=now');
    await audit(repo);

    expect(statSync(file!).size).toBeLessThan(before);
  });

  rare('is what an audit read that was interrupted', async () => {
    const repo = history();
    const ending = new AbortController();
    const repository = { cwd: repo.root, env: repo.env, signal: ending.signal };
    const seen = ({ objects }: { objects: number }) => objects === 4 && ending.abort();
    const watch = { signal: ending.signal, seen };
    const means = { cache: cacheOf(repo) };
    const first = await scan(repository, { history: true }, { now: new Date(0), watch, means });

    const second = await audit(repo);

    expect(first.complete).toBe(false);
    expect(second.complete).toBe(true);
    // One of them may be that of the key.
    expect([3, 4]).toContain(second.coverage.known);
    expect(second.findings).toHaveLength(1);
  });

  rare('is nothing where nothing can be', async () => {
    const repo = history();
    writeFileSync(cacheOf(repo), 'a file');

    expect((await audit(repo)).complete).toBe(true);
    expect(readFileSync(cacheOf(repo), 'utf8')).toBe('a file');
  });

  // A repository brings such files where caches are kept in the folder of a project.
  test('is nothing in a file that anyone else could have made', async () => {
    const repo = history();
    await audit(repo);
    const [file] = files(repo) as [string];
    const known = async () => (await audit(repo)).coverage.known;

    chmodSync(file, 0o644);
    expect(await known()).toBeUndefined();
    expect(await known()).toBeGreaterThan(0);
    renameSync(file, `${file}.aside`);
    symlinkSync(`${file}.aside`, file);
    expect(await known()).toBeUndefined();
    chmodSync(cacheOf(repo), 0o777);
    expect(await known()).toBeUndefined();
  });

  // Only root gives files away.
  test.skipIf(process.getuid?.() !== 0)('is nothing in a file or a folder of somebody else', () => {
    const folder = aRepo().beside('kept');
    const file = join(folder, 'file');
    mkdirSync(folder, { mode: 0o700 });
    writeFileSync(file, 'words', { mode: 0o600 });
    const [root, other] = [0, 1];
    const contentOf = (fileOwner: number, folderOwner: number) => {
      chownSync(file, fileOwner, fileOwner);
      chownSync(folder, folderOwner, folderOwner);
      return ownContent(file)?.toString();
    };

    expect(contentOf(root, root)).toBe('words');
    expect(contentOf(other, root)).toBeUndefined();
    expect(contentOf(root, other)).toBeUndefined();
  });

  test('is nothing in a work tree, nor where a link leads into one', async () => {
    const repo = history().write({ 'folder/b': '' });
    symlinkSync(join(repo.root, 'folder'), repo.beside('link'));

    for (const cache of [join(repo.root, '.cache'), join(repo.beside('link'), 'cache')]) {
      await scan(
        { cwd: repo.root, env: repo.env },
        { history: true },
        { now: new Date(0), means: { cache } },
      );
      expect(existsSync(cache)).toBe(false);
    }
  });

  rare('is nothing where own keys are looked for', async () => {
    const repo = history().stage({ 'keyhalt.toml': '[scan]\nown-keys = true\n' });

    await audit(repo);

    expect(() => files(repo)).toThrow('ENOENT');
  });

  rare('is in the folder for caches of the user, unless it is not wanted', () => {
    const repo = history();
    const text = (...args: string[]) => keyhalt(repo, ['scan', '--history', ...args]).stdout;

    expect([text(), text()].map((each) => each.includes('known to be clean'))).toEqual([false, true]);
    expect(text('--no-cache')).not.toContain('known to be clean');
    expect(readdirSync(join(repo.beside('home'), '.cache/keyhalt'))).toHaveLength(1);
  });
});

rare.each([
  [{ env: { HOME: '/home/ada' }, platform: 'linux' }, '/home/ada/.cache/keyhalt'],
  [{ env: { HOME: '/home/ada', XDG_CACHE_HOME: '/tmp/c' }, platform: 'linux' }, '/tmp/c/keyhalt'],
  [{ env: { HOME: '/home/ada', XDG_CACHE_HOME: 'c' }, platform: 'linux' }, '/home/ada/.cache/keyhalt'],
  [{ env: { HOME: '/Users/ada' }, platform: 'darwin' }, '/Users/ada/Library/Caches/keyhalt'],
  [{ env: { LOCALAPPDATA: 'C:/Users/ada' }, platform: 'win32' }, 'C:/Users/ada/keyhalt/cache'],
  [{ env: {}, platform: 'linux' }, undefined],
  [{ env: { HOME: '' }, platform: 'darwin' }, undefined],
  [{ env: {}, platform: 'win32' }, undefined],
] as const)('with %j the folder is %s', (machine, folder) => {
  expect(cacheFolder(machine)).toBe(folder);
});
