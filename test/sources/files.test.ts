import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { walk } from '../../src/files/walk.ts';
import { filesSource } from '../../src/sources/files.ts';
import { fakeGit } from '../support/fake-git.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { placesOf, scanned, skipsOf } from '../support/scan-input.ts';

const key = () => `KEY=${fakes().awsKeyId}\n`;
const at = (...paths: string[]) => paths.map((path) => `${path}:1 aws-access-key-id`);
const isRoot = process.getuid?.() === 0;
/** A folder that no repository holds. */
const aFolder = (): Repo => {
  const repo = aRepo();
  rmSync(repo.beside('repo/.git'), { recursive: true });
  return repo;
};

function* take<T>(all: Iterable<T>, count: number): Generator<T> {
  for (const one of all) {
    if (count-- === 0) return;
    yield one;
  }
}

describe('of a folder in a repository', () => {
  test('what git tracks and what it would track is read as it lies there, and nothing that is ignored', async () => {
    const repo = aRepo()
      .commit('start', { '.gitignore': 'ignored*\n', 'a.env': 'nothing yet\n', 'gone.env': key() })
      .write({ 'a.env': key(), 'b/new.env': key(), 'ignored.env': key(), 'gone.env': null });

    const report = await scanned(repo, { paths: ['.'] });

    expect(placesOf(report)).toEqual(at('a.env', 'b/new.env'));
    expect(report).toMatchObject({ complete: true, what: 'files', skipped: [], errors: [] });
    expect(report.coverage).toMatchObject({ asked: 3, scanned: 3, kinds: { file: 3 } });
  });

  test('what git advises beside, as of the index of a sparse checkout, is no error', async () => {
    const repo = aRepo().write({ 'a.env': key() });
    const env = fakeGit(repo, `echo 'hint: slow' >&2; exec '${repo.read('--exec-path')}/git' "$@"`);

    const report = await scanned(repo, { paths: ['.'] }, { env });

    expect(placesOf(report)).toEqual(at('a.env'));
    expect(report).toMatchObject({ complete: true, errors: [] });
  });

  rare('only what is below the path is read, whatever it means in a pathspec', async () => {
    const repo = aRepo().write({
      'a/x.env': key(),
      'b/x.env': key(),
      '*/x.env': key(),
      ':(top)/x.env': key(),
    });

    expect(placesOf(await scanned(repo, { paths: ['a/'] }))).toEqual(at('a/x.env'));
    expect(placesOf(await scanned(repo, { paths: ['*'] }))).toEqual(at('*/x.env'));
    expect(placesOf(await scanned(repo, { paths: [':(top)'] }))).toEqual(at(':(top)/x.env'));
  });

  test('a file that is named is read although it is ignored, and so is a folder', async () => {
    const repo = aRepo().write({ '.gitignore': 'dist\n*.env\n', 'dist/app.js': key(), 'a.env': key() });

    expect(placesOf(await scanned(repo, { paths: ['a.env'] }))).toEqual(at('a.env'));
    expect(placesOf(await scanned(repo, { paths: ['dist'] }))).toEqual(at('dist/app.js'));
    expect(placesOf(await scanned(repo, { paths: ['.'] }))).toEqual([]);
  });

  test('where all is ignored all is read but the git folder, and of a repository that is empty nothing', async () => {
    const all = await scanned(aRepo().write({ '.git/info/exclude': '*\n', 'a.env': key() }), {
      paths: ['.'],
    });
    const nothing = await scanned(aRepo(), { paths: ['.'] });

    expect([placesOf(all), skipsOf(all)]).toEqual([at('a.env'), ['.git git-folder']]);
    expect([placesOf(nothing), skipsOf(nothing)]).toEqual([[], []]);
  });

  rare('--no-git reads everything but the git folder, and says so', async () => {
    const repo = aRepo().write({ '.gitignore': '*\n', 'a.env': key(), 'deep/er/b.env': key() });
    writeFileSync(repo.beside('repo/.git/key'), key());

    const report = await scanned(repo, { paths: ['.'], git: false });

    expect(placesOf(report)).toEqual(at('a.env', 'deep/er/b.env'));
    expect(skipsOf(report)).toEqual(['.git git-folder']);
    expect(placesOf(await scanned(repo, { paths: ['.git/key'] }))).toEqual(at('.git/key'));
    expect(placesOf(await scanned(repo, { paths: ['.git'], git: false }))).toEqual(at('.git/key'));
  });

  test('submodules and other repositories in it are not entered, and counted', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},library`);
    mkdirSync(repo.beside('repo/library'));
    repo.git('init -q other').write({ 'other/x.env': key() });

    const report = await scanned(repo, { paths: ['.'] });

    expect(skipsOf(report)).toEqual(['library submodule', 'other submodule']);
    expect(placesOf(report)).toEqual([]);
    expect(placesOf(await scanned(repo, { paths: ['other'] }))).toEqual(at('other/x.env'));
  });

  rare('each side of a conflict is one file', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).branch('side').commit('side', { a: 'side\n' });
    repo.checkout('main').commit('main', { a: 'main\n' }).run('git', 'merge -q side');

    const report = await scanned(repo.write({ a: key() }), { paths: ['.'] });

    expect(placesOf(report)).toEqual(at('a'));
    expect(report.coverage.asked).toBe(1);
  });

  test('a path in another repository is judged by what that one tracks', async () => {
    const repo = aRepo();
    const other = repo.at('elsewhere');
    repo.at('.').git('init -q elsewhere');
    other.write({ '.gitignore': 'b\ntracked\n', a: key(), b: key(), tracked: key() }).git('add -f tracked');

    const report = await scanned(
      repo,
      { paths: ['../elsewhere'] },
      { env: { GIT_DIR: repo.beside('repo/.git'), GIT_INDEX_FILE: repo.beside('repo/.git/index') } },
    );

    expect(placesOf(report)).toEqual(at('../elsewhere/a', '../elsewhere/tracked'));
  });

  rare('a repository that git does not trust is no folder without one', async () => {
    const repo = aRepo().write({ a: key() });

    const report = scanned(repo, { paths: ['.'] }, { env: { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' } });

    await expect(report).rejects.toThrow(/dubious ownership/);
  });

  test('of a bare repository no files can be read, which is an error', async () => {
    const repo = aRepo({ bare: true });

    await expect(scanned(repo, { paths: ['.'] })).rejects.toThrow(/in no work tree/);
  });
});

describe('paths', () => {
  rare('are shown from where the scan was started, and known to the policy from the top', async () => {
    const repo = aRepo().write({
      'a/b/x.env': key(),
      'a/c/x.env': key(),
      'a/c/l.tar': 'no archive\n',
      'keyhalt.toml': '[[allow]]\npaths = ["a/b/**"]\nreason = "made up"\n',
    });
    repo.git('add keyhalt.toml');

    const below = await scanned(repo, { paths: ['.', '../c'] }, { cwd: 'a/b' });

    expect(placesOf(below)).toEqual(at('../c/x.env'));
    expect(below.allowed.map(({ finding }) => finding.appearances[0]!.path)).toEqual(['x.env']);
    expect(placesOf(await scanned(repo, { paths: ['a'] }))).toEqual(at('a/c/x.env'));
    for (const top of ['../..', repo.root])
      expect((await scanned(repo, { paths: [top, '.'] }, { cwd: 'a/c' })).findings[0]).toMatchObject({
        appearances: [{ path: 'x.env', fromTop: 'a/c/x.env' }],
      });
    expect(placesOf(await scanned(repo, { paths: [repo.beside('repo/a/c')] }))).toEqual(at('a/c/x.env'));
    // Random letters of the temporary folder may be masked in it.
    expect(placesOf(await scanned(repo, { paths: [repo.beside('repo/a/c')] }, { cwd: 'a/b' }))).toEqual([
      expect.stringMatching(/^\/.*\.env:1 aws-access-key-id$/),
    ]);
  });

  test('a file that is named twice is read once', async () => {
    const repo = aRepo().write({ 'a/x.env': key() });

    const report = await scanned(repo, { paths: ['a', './a/x.env', 'a/../a'] });

    expect(placesOf(report)).toEqual(at('a/x.env'));
    expect(report.coverage.asked).toBe(1);
  });

  rare.each([['nope'], [''], ['a/b']])('where nothing is, %j is an error', async (path) => {
    const repo = aRepo().write({ a: 'a file\n' });

    await expect(scanned(repo, { paths: ['a', path] })).rejects.toMatchObject({ hint: expect.any(String) });
  });

  test('of any bytes are read and shown, and names are scanned, too', async () => {
    const { awsKeyId } = fakes();
    const repo = aRepo().write([
      [Buffer.from('caf\xe9.env', 'latin1'), key()],
      [Buffer.from('two\nlines', 'latin1'), key()],
      [`logs/${awsKeyId}.txt`, 'nothing\n'],
    ]);

    const [report, walked] = [
      await scanned(repo, { paths: ['.'] }),
      await scanned(repo, { paths: ['.'], git: false }),
    ];

    expect(placesOf(report).sort()).toEqual([
      'caf\\xe9.env:1 aws-access-key-id',
      expect.stringMatching(/^file name logs\/AKIA\*+....\.txt:1 aws-access-key-id$/),
      'two\\u{a}lines:1 aws-access-key-id',
    ]);
    expect(placesOf(walked).sort()).toEqual(placesOf(report).sort());
  });
});

describe('outside of a repository', () => {
  rare('everything is read, and the keyhalt.toml that lies there counts', async () => {
    const folder = aFolder().write({
      'a.env': key(),
      'b/c.env': key(),
      'keyhalt.toml': '[[allow]]\npaths = ["b/**"]\nreason = "made up"\n',
    });

    const report = await scanned(folder, { paths: ['.'] });

    expect(placesOf(report)).toEqual(at('a.env'));
    expect(report.allowed).toHaveLength(1);
  });

  test('--config is read instead', async () => {
    const folder = aFolder().write({
      'a.env': key(),
      'my.toml': '[[allow]]\npaths = ["a.env"]\nreason = "made up"\n',
    });

    expect(placesOf(await scanned(folder, { paths: ['.'], config: 'my.toml' }))).toEqual([]);
  });
});

describe('what is no plain file', () => {
  rare.each([[true], [false]])(
    'links are read as git stores them and lead nowhere (git: %s)',
    async (git) => {
      const { awsKeyId } = fakes();
      const repo = aRepo().write({
        'folder/loop': { link: '..' },
        out: { link: '../outside' },
        dangling: { link: `to/${awsKeyId}/x` },
      });
      repo.at('.').write({ 'outside/x.env': key() });

      const report = await scanned(repo, { paths: ['.'], git });

      expect(placesOf(report)).toEqual(at('dangling'));
      expect(report.complete).toBe(true);
    },
  );

  test('a link that is named is not followed either, and that is said', async () => {
    const repo = aRepo().write({ 'real/x.env': key(), link: { link: 'real' } });

    const report = await scanned(repo, { paths: ['link'] });

    expect([placesOf(report), skipsOf(report)]).toEqual([[], ['link link']]);
    expect(placesOf(await scanned(repo, { paths: ['link/'] }))).toEqual(at('link/x.env'));
    await expect(scanned(repo, { paths: ['link'], strict: true })).resolves.toMatchObject({
      complete: false,
    });
  });

  test('a link that leads nowhere, or round and round, ends nothing', async () => {
    const repo = aRepo().write({ 'x.env': key(), loop: { link: 'loop' }, gone: { link: 'nothing' } });

    const report = await scanned(repo, { paths: ['loop', 'gone', 'x.env'] });

    expect([placesOf(report), skipsOf(report)]).toEqual([at('x.env'), ['gone link', 'loop link']]);
    expect(report.complete).toBe(true);
  });

  rare('what git tracks below a folder that became a link is not looked for behind it', async () => {
    const repo = aRepo().commit('start', { 'a/b/x.env': 'x\n' });
    repo.write({ a: null }).at('.').write({ 'outside/b/x.env': key() });
    symlinkSync('../outside', repo.beside('repo/a'));

    expect(placesOf(await scanned(repo, { paths: ['.'] }))).toEqual([]);
  });

  test('a folder in the place of a tracked file is read like any other', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).write({ a: null });
    repo.write({ 'a/x.env': key() });

    const report = await scanned(repo, { paths: ['.'] });

    expect([placesOf(report), skipsOf(report)]).toEqual([at('a/x.env'), []]);
  });

  rare('pipes, sockets and devices are not opened, and counted', async () => {
    const repo = aRepo().write({ 'x.env': key() });
    spawnSync('mkfifo', [repo.beside('repo/pipe')]);
    const server = createServer().listen(repo.beside('repo/socket'));
    await new Promise((resolve) => server.on('listening', resolve));

    const walked = await scanned(repo, { paths: ['.'], git: false });

    server.close();
    expect(placesOf(walked)).toEqual(at('x.env'));
    expect(skipsOf(walked)).toEqual(['.git git-folder', 'pipe special-file', 'socket special-file']);
    expect(walked.complete).toBe(true);
  });

  test.each(['pipe', '/dev/zero', '/dev/stdin', 'to-pipe'])(
    'one that is named is not clean: %s',
    async (path) => {
      const repo = aRepo().write({ 'x.env': 'x\n', 'to-pipe': { link: 'pipe' } });
      spawnSync('mkfifo', [repo.beside('repo/pipe')]);

      const report = await scanned(repo, { paths: [path, 'x.env'] });

      expect(report).toMatchObject({ complete: false, coverage: { scanned: 1 } });
      expect(report.errors).toMatchObject([
        {
          message: `${path}: standard input, a pipe or a device is not opened by its path`,
          hint: expect.stringContaining('keyhalt scan -'),
        },
      ]);
    },
  );

  rare('a name of bytes that are no UTF-8 says so where it is named, and is read in a folder', async () => {
    const repo = aRepo().write([[Buffer.from('a\xff', 'latin1'), key()]]);

    const named = () => scanned(repo, { paths: ['a\ufffd'] });

    await expect(named()).rejects.toMatchObject({ hint: expect.stringContaining('no UTF-8') });
    expect((await scanned(repo, { paths: ['.'] })).findings).toHaveLength(1);
  });

  const hasProc = existsSync('/proc/self/pagemap');
  test.runIf(hasProc)(
    'what the kernel makes up, without end, is counted, and not clean where it is named',
    async () => {
      // Whatever else stands in there is not looked into.
      const first = [
        ...take(
          walk(Buffer.from('/'), (path) => path),
          100,
        ),
      ];
      const report = await scanned(aFolder(), { paths: ['/proc/self/', '/proc/self/pagemap'], git: false });

      expect(first.find(({ path }) => String(path) === '/proc')).toMatchObject({ kind: 'special-file' });
      expect(report.complete).toBe(false);
      expect(report.errors).toMatchObject([
        { message: expect.stringMatching(/^\/proc\/self: the kernel makes up what is in there/) },
        { message: '/proc/self/pagemap: it says that it is empty, and does not end' },
      ]);
    },
  );

  test('a tracked file in whose place a pipe stands is one', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' }).write({ a: null });
    spawnSync('mkfifo', [repo.beside('repo/a')]);

    expect(skipsOf(await scanned(repo, { paths: ['.'] }))).toEqual(['a special-file']);
  });

  rare('pointers of Git LFS are told', async () => {
    const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';
    const repo = aRepo().write({ 'big.bin': pointer });

    expect(skipsOf(await scanned(repo, { paths: ['.'] }))).toEqual(['big.bin git-lfs']);
  });
});

describe('what cannot be read', () => {
  test('is an error, and all else is read', async () => {
    const repo = aRepo().write({ 'a.env': key(), 'z.env': key() });

    // Opens, and then fails with EIO.
    const report = await scanned(repo, { paths: ['/proc/self/mem', '.'] });

    expect(placesOf(report)).toEqual(at('a.env', 'z.env'));
    expect(report).toMatchObject({ complete: false, coverage: { asked: 3, scanned: 2 } });
    expect(report.errors.map(({ message }) => message)).toEqual([
      '/proc/self/mem cannot be read: its device failed',
    ]);
  });

  test.skipIf(isRoot)('may be forbidden: a file, a folder of tracked files, a folder of others', async () => {
    const repo = aRepo()
      .commit('start', { 'tracked/a.env': key() })
      .write({ 'x.env': key(), 'closed.env': key(), 'others/a.env': key() });
    for (const path of ['closed.env', 'others', 'tracked']) chmodSync(repo.beside(`repo/${path}`), 0);

    const reports = [
      await scanned(repo, { paths: ['.'] }),
      await scanned(repo, { paths: ['.'], git: false }),
    ];

    for (const path of ['closed.env', 'others', 'tracked']) chmodSync(repo.beside(`repo/${path}`), 0o700);
    for (const report of reports) {
      expect(placesOf(report)).toEqual(at('x.env'));
      expect(report.complete).toBe(false);
      for (const name of ['closed.env', 'others', 'tracked'])
        expect(report.errors.map(({ message }) => message).join('\n')).toContain(name);
    }
  });

  rare('may have gone since it was listed', async () => {
    const repo = aRepo().write({ a: 'a\n', b: 'b\n' });
    const { contents } = filesSource({ cwd: repo.root, env: repo.env }, { paths: ['a', 'b'], git: true });
    repo.write({ b: null });

    const told: string[] = [];
    for await (const part of contents!.read()) told.push('broken' in part ? part.broken.message : part.oid);

    expect(told).toEqual(['a', 'b cannot be read: there is no such file or folder']);
  });
});

test('archives are opened, and a file of several parts is one', async () => {
  const repo = aRepo().write({ 'a/.env': key(), 'big.txt': `${'.\n'.repeat(700_000)}${key()}` });
  repo.run('tar', 'czf ../a.tgz a');

  const report = await scanned(repo, { paths: ['../a.tgz', 'big.txt'] });

  expect(placesOf(report)).toEqual([...at('../a.tgz!a/.env'), 'big.txt:700001 aws-access-key-id']);
});
