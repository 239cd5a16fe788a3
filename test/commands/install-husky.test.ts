import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { ourHooks } from '../../src/hooks/names.ts';
import {
  aPackage,
  calls,
  installIn,
  notingScript,
  put,
  snapshot,
  stopWith,
  uninstallIn,
} from '../hooks/installed.ts';
import { costly, rare, someOf } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const husky = join(import.meta.dirname, '..', '..', 'node_modules', 'husky', 'bin.js');
const commit = (repo: Repo) => repo.run('git', 'commit -q --allow-empty -m hi');
const note = (repo: Repo, what: string): string => `echo "mine ${what}" >> '${repo.beside('calls')}'`;

/** A repository that the real husky has set up, with keyhalt among its packages, in the top or in a folder of it. */
function aHuskyRepo(folder = '.'): Repo {
  const repo = aRepo().write({ [`${folder}/package.json`]: '{"devDependencies":{"husky":"^9"}}' });
  repo.read(['-c', `alias.husky=!node '${husky}'`, 'husky', join(folder, '.husky')]);
  linkKeyhalt(repo, folder);
  return repo;
}

/** What npm install does with keyhalt's bin. */
function linkKeyhalt(repo: Repo, folder: string): void {
  const bins = join(repo.root, folder, 'node_modules', '.bin');
  mkdirSync(bins, { recursive: true });
  symlinkSync(join(aPackage(repo), 'bin', 'keyhalt-hook'), join(bins, 'keyhalt-hook'));
}

describe('where husky is used', () => {
  test('all hooks run, and none of the files names a place on this machine', async () => {
    const repo = aHuskyRepo();

    await installIn(repo);
    commit(repo);

    expect(calls(repo)).toEqual([
      'keyhalt pre-commit',
      'keyhalt prepare-commit-msg .git/COMMIT_EDITMSG message',
      'keyhalt commit-msg .git/COMMIT_EDITMSG',
    ]);
    for (const name of ourHooks) {
      const text = readFileSync(join(repo.root, '.husky', name), 'utf8');
      expect(text).toContain(`keyhalt-hook ${name} "$@" || exit\n`);
      expect(text).not.toContain(repo.beside(''));
    }
    expect(existsSync(join(repo.root, '.git', 'hooks'))).toBe(false);
  });

  test('says what to commit, once, and what tries the hooks, unless a script of package.json asks', async () => {
    const repo = aHuskyRepo();

    expect(await installIn(repo)).toMatch(/\nCommit \.husky: .*\nTo see that they work: keyhalt doctor$/);
    const again = await installIn(repo, { env: { npm_lifecycle_event: 'prepare' } });
    expect(again).not.toMatch(/Commit|doctor/);
  });

  test.each([
    ['npm', {}, '/node_modules/.bin, where it is not yet: npm install --save-dev keyhalt.'],
    [
      "Yarn's Plug'n'Play",
      { '.pnp.cjs': '' },
      'with nodeLinker: node-modules in .yarnrc.yml, yarn install does.',
    ],
  ])('says how keyhalt-hook comes where they look for it: %s', async (_, files, way) => {
    const repo = aHuskyRepo().write({ 'node_modules/.bin/keyhalt-hook': null, ...files });

    const said = await installIn(repo);

    expect(said).toContain(way);
  });

  rare.each([1, 2])('exit code %i stops the commit', async (code) => {
    const repo = aHuskyRepo();
    await installIn(repo);
    stopWith(repo, code);

    expect(commit(repo).code).toBe(1);
  });

  const befores = [
    ['a step that fails in the first half of a && b', 'false && true\n'],
    ['a file without a last new line', 'true'],
    ['a file that ends in a backslash', 'true \\'],
    ['an empty file', ''],
    ['a file that switches off sh -e', 'set +e\nfalse\n'],
  ] as const;
  someOf(befores, 1)('after %s a key still stops the commit, and nothing else does', async (_, text) => {
    const repo = aHuskyRepo().write({ '.husky/pre-commit': text });
    await installIn(repo);

    stopWith(repo, 1);
    expect(commit(repo).code).toBe(1);
    stopWith(repo, 0);
    expect(commit(repo).code).toBe(0);
  });

  test.each([
    ['[ -n "$SKIP" ] && exit 0', 2],
    ['exit', 2],
    ['if true; then return; fi', 2],
    ['exec npx lint-staged', 2],
    ["trap 'exit 0' EXIT", 2],
    ['npx lint-staged || exit 1', undefined],
    ['exec </dev/tty', undefined],
    ['# exit 0', undefined],
    ['echo exit', undefined],
  ])('of %j it is said whether it may end the file before keyhalt', async (step, line) => {
    const repo = aHuskyRepo().write({
      '.husky/pre-commit': `true\n${step}\n`,
      '.husky/pre-push': `${step}\n`,
    });

    const said = await installIn(repo);

    // In pre-push keyhalt comes first.
    expect(said.match(/line \d+ may end it before/g) ?? []).toEqual(
      line === undefined ? [] : [`line ${line} may end it before`],
    );
  });

  rare('steps that are there run before keyhalt', async () => {
    const repo = aHuskyRepo();
    repo.write({ '.husky/pre-commit': note(repo, 'lint') });

    await installIn(repo);
    commit(repo);

    expect(calls(repo).slice(0, 2)).toEqual(['mine lint', 'keyhalt pre-commit']);
  });

  test('a second time it changes nothing, also when steps were added after it', async () => {
    const repo = aHuskyRepo();
    await installIn(repo);
    const file = join(repo.root, '.husky', 'pre-commit');
    writeFileSync(file, `${readFileSync(file, 'utf8')}true\n`);
    const before = snapshot(join(repo.root, '.husky'));

    const said = await installIn(repo);

    expect(snapshot(join(repo.root, '.husky'))).toEqual(before);
    expect(said.match(/: unchanged /g)).toHaveLength(5);
  });

  rare('an older block is made new in its place', async () => {
    const repo = aHuskyRepo();
    const file = join(repo.root, '.husky', 'pre-commit');
    writeFileSync(file, 'true\n# keyhalt start: older\nkeyhalt-hook old\n# keyhalt end\nfalse || true\n');

    await installIn(repo);

    const text = readFileSync(file, 'utf8');
    expect(text).not.toContain('old');
    expect(text).toMatch(
      /^true\n# keyhalt start:[\s\S]*\nkeyhalt-hook pre-commit "\$@" \|\| exit\n# keyhalt end\nfalse \|\| true\n$/,
    );
  });

  test('in a clone without npm install the commit is stopped with one line', async () => {
    const repo = aHuskyRepo();
    await installIn(repo);
    rmSync(join(repo.root, 'node_modules'), { recursive: true });

    const run = commit(repo);

    expect(run.code).toBe(1);
    const ours = run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('husky - '));
    expect(ours).toEqual([
      'keyhalt is not installed here: run npm install (or that of yarn, pnpm or bun), then try again',
    ]);
    expect(calls(repo)).toEqual([]);
  });

  rare('in a folder of the work tree, its own packages count', async () => {
    const repo = aHuskyRepo("front'end");

    await installIn(repo, { cwd: "front'end" });

    expect([commit(repo).code, calls(repo)[0]]).toEqual([0, 'keyhalt pre-commit']);
    expect(existsSync(join(repo.root, "front'end", '.husky', 'pre-commit'))).toBe(true);
  });

  test('a step that goes into another folder does not mislead it', async () => {
    const repo = aHuskyRepo('web').write({ 'web/.husky/pre-commit': 'cd web\n' });

    await installIn(repo);

    expect([commit(repo).code, calls(repo)[0]]).toEqual([0, 'keyhalt pre-commit']);
  });

  rare('from a linked work tree, that one’s files are written', async () => {
    const repo = aHuskyRepo()
      .git('add package.json')
      .git('-c core.hooksPath=/dev/null commit -qm start')
      .git('worktree add -q ../linked');

    await installIn(repo.at('linked'));

    expect(existsSync(join(repo.beside('linked'), '.husky', 'pre-commit'))).toBe(true);
    expect(existsSync(join(repo.root, '.husky', 'pre-commit'))).toBe(false);
  });

  test('before version 9 the files are executable and start with a shell', async () => {
    const repo = aRepo().write({ 'package.json': '{}' }).git('config core.hooksPath .husky');
    linkKeyhalt(repo, '.');

    await installIn(repo);

    expect([commit(repo).code, calls(repo)[0]]).toEqual([0, 'keyhalt pre-commit']);
    stopWith(repo, 1);
    expect(commit(repo).code).toBe(1);
  });
});

describe.skipIf(!costly)('where husky is asked for and not set up', () => {
  rare.each([
    ['a .husky folder', { '.husky/pre-commit': 'true\n' }],
    ['husky among the packages', { 'package.json': '{"devDependencies":{"husky":"^9"}}' }],
    ['a prepare script', { 'package.json': '{"scripts":{"prepare":"husky || true"}}' }],
  ])('%s: the files are written, and it says what to run', async (_, files) => {
    const repo = aRepo().write(files);

    const said = await installIn(repo);

    expect(said).toMatch(/husky is not set up in this clone.*run npx husky/);
    expect(existsSync(join(repo.root, '.husky', 'commit-msg'))).toBe(true);
    expect(existsSync(join(repo.root, '.git', 'hooks'))).toBe(false);
  });

  test.each([
    ['husky 4, which uses git’s own folder', '{"devDependencies":{"husky":"^4"},"husky":{"hooks":{}}}'],
    ['husky 4 with a file of its own', '{"devDependencies":{"husky":"^4.3.8"}}'],
    ['husky 3', '{"dependencies":{"husky":"~3"}}'],
    ['a package.json that is none', '{'],
    ['one without husky', '{"devDependencies":{}}'],
  ])('%s: git’s own folder it is', async (_, manifest) => {
    const repo = aRepo().write({ 'package.json': manifest });

    await installIn(repo);

    expect(existsSync(join(repo.root, '.husky'))).toBe(false);
    expect(existsSync(join(repo.root, '.git', 'hooks', 'pre-commit'))).toBe(true);
  });

  rare('the repository’s own core.hooksPath leads elsewhere: there it is', async () => {
    const repo = aRepo().write({ '.husky/pre-commit': 'true\n' }).git('config core.hooksPath elsewhere');

    await installIn(repo);

    expect(existsSync(join(repo.root, 'elsewhere', 'pre-commit'))).toBe(true);
    expect(readFileSync(join(repo.root, '.husky', 'pre-commit'), 'utf8')).toBe('true\n');
  });

  test('a user-wide core.hooksPath does not hide it', async () => {
    const repo = aRepo()
      .write({ '.husky/pre-commit': 'true\n' })
      .git('config --global core.hooksPath /elsewhere');

    expect(await installIn(repo)).toMatch(/husky is not set up/);
  });
});

describe('uninstall', () => {
  rare('the files are what they were, to the byte and the mode', async () => {
    const repo = aHuskyRepo();
    const folder = join(repo.root, '.husky');
    put(join(folder, 'pre-commit'), Buffer.from([0x74, 0x72, 0x75, 0x65, 0x0a, 0x23, 0xff, 0xfe]), 0o664);
    put(join(folder, 'commit-msg'), 'true\n\n', 0o755);
    put(join(folder, 'pre-push'), '', 0o600);
    put(join(repo.root, 'shared'), notingScript(repo, 'shared'));
    symlinkSync('../shared', join(folder, 'prepare-commit-msg'));
    const before = [snapshot(folder), readFileSync(join(repo.root, 'shared'), 'utf8')];

    await installIn(repo);
    expect(snapshot(folder)).not.toEqual(before[0]);
    const said = await uninstallIn(repo);

    expect([snapshot(folder), readFileSync(join(repo.root, 'shared'), 'utf8')]).toEqual(before);
    expect(said.split('\n')).toHaveLength(5);
  });

  test('steps that were added around the block stay', async () => {
    const repo = aHuskyRepo();
    const file = join(repo.root, '.husky', 'pre-commit');
    await installIn(repo);
    writeFileSync(file, `before\n${readFileSync(file, 'utf8')}after\n`);

    await uninstallIn(repo);

    expect(readFileSync(file, 'utf8')).toBe('before\nafter\n');
  });

  rare('a .husky folder that install made goes away', async () => {
    const repo = aRepo().write({ 'package.json': '{"devDependencies":{"husky":"^9"}}' });
    await installIn(repo);

    await uninstallIn(repo);

    expect(existsSync(join(repo.root, '.husky'))).toBe(false);
  });
});
