import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { calls, installIn, notingScript, put, snapshot, stopWith } from '../hooks/installed.ts';
import { rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');
const commit = (repo: Repo) => repo.run('git', 'commit -q --allow-empty -m hi');

describe('with a hook that is already there', () => {
  test('it runs first, with the same arguments', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'commit-msg'), notingScript(repo, 'commit-msg $1'));

    const said = await installIn(repo);
    commit(repo);

    expect(said).toMatch(/^commit-msg: written .*; the hook that was here runs first$/m);
    expect(calls(repo).slice(-2)).toEqual([
      'mine commit-msg .git/COMMIT_EDITMSG',
      'keyhalt commit-msg .git/COMMIT_EDITMSG',
    ]);
  });

  test.each([
    ['lefthook', 'if [ "$LEFTHOOK" = "0" ]; then exit 0; fi'],
    ['simple-git-hooks', 'if [ "$SKIP_SIMPLE_GIT_HOOKS" = "1" ]; then exit 0; fi'],
  ])('of %s, which writes it anew, it says so', async (tool, line) => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), `#!/bin/sh\n${line}\n`);

    const said = await installIn(repo);

    expect(said).toContain(`The hooks that were here are ${tool}'s, which will write them anew`);
    expect(await installIn(repo)).toContain('let it call keyhalt-hook instead');
  });

  rare('when it stops the commit, that stays so', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit', 'exit 3'));

    await installIn(repo);

    expect(commit(repo).code).not.toBe(0);
    expect(calls(repo)).toEqual(['mine pre-commit']);
  });

  test('both read what is pushed, to the last byte', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-push'), notingScript(repo, 'pre-push', `cat >> '${repo.beside('calls')}'`));
    await installIn(repo);
    const refs = Array.from(
      { length: 3000 },
      (_, n) => `refs/heads/${n} ${'a'.repeat(40)} refs/heads/${n} ${'0'.repeat(40)}\n`,
    );

    const run = repo.run(join(hooksOf(repo), 'pre-push'), ['origin', 'url'], { input: refs.join('') });

    expect([run.code, run.stderr]).toEqual([0, '']);
    const lines = refs.join('').trimEnd().split('\n');
    expect(calls(repo)).toEqual(['mine pre-push', ...lines, 'keyhalt pre-push origin url', ...lines]);
  });

  rare('when it does not read its input, keyhalt still gets it', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-push'), notingScript(repo, 'pre-push'));
    await installIn(repo);
    const refs = 'a b c d\n'.repeat(20_000);

    const run = repo.run(join(hooksOf(repo), 'pre-push'), ['origin', 'url'], { input: refs });

    expect(run.code).toBe(0);
    expect(calls(repo)).toHaveLength(20_002);
  });

  test('pre-push passes on both exit codes', async () => {
    const repo = aRepo();
    const hook = join(hooksOf(repo), 'pre-push');
    put(hook, notingScript(repo, 'pre-push', `[ "$1" != stop ]`));
    await installIn(repo);
    stopWith(repo, 1);

    expect(repo.run(hook, ['go', 'url']).code).toBe(1);
    stopWith(repo, 0);
    expect(repo.run(hook, ['go', 'url']).code).toBe(0);
    expect(repo.run(hook, ['stop', 'url']).code).toBe(1);
  });

  rare('it is still run when another tool sets our file aside under another name', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit'));
    await installIn(repo);
    renameSync(join(hooksOf(repo), 'pre-commit'), join(hooksOf(repo), 'pre-commit.legacy'));
    put(join(hooksOf(repo), 'pre-commit'), '#!/bin/sh\nexec "$0.legacy" "$@"\n');

    commit(repo);

    expect(calls(repo).slice(0, 2)).toEqual(['mine pre-commit', 'keyhalt pre-commit']);
  });

  test('one that is not executable is kept, and still not run', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit'), 0o644);

    const said = await installIn(repo);
    commit(repo);

    expect(said).toMatch(/^pre-commit: .*was not executable/m);
    expect(calls(repo)).not.toContain('mine pre-commit');
    expect(existsSync(join(hooksOf(repo), 'pre-commit.before-keyhalt'))).toBe(true);
  });

  rare('a link is kept as a link', async () => {
    const repo = aRepo();
    put(join(repo.root, 'tools', 'hook'), notingScript(repo, 'pre-commit'));
    mkdirSync(hooksOf(repo), { recursive: true });
    symlinkSync('../../tools/hook', join(hooksOf(repo), 'pre-commit'));

    await installIn(repo);
    commit(repo);

    expect(lstatSync(join(hooksOf(repo), 'pre-commit.before-keyhalt')).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(repo.root, 'tools', 'hook'), 'utf8')).toBe(notingScript(repo, 'pre-commit'));
    expect(calls(repo).slice(0, 2)).toEqual(['mine pre-commit', 'keyhalt pre-commit']);
  });

  test('that a tool has put in place again, over keyhalt’s, it is kept as before', async () => {
    const repo = aRepo();
    const file = join(hooksOf(repo), 'commit-msg');
    put(file, notingScript(repo, 'commit-msg'));
    await installIn(repo);
    const before = snapshot(hooksOf(repo));
    put(file, notingScript(repo, 'commit-msg'));

    await installIn(repo);

    expect(snapshot(hooksOf(repo))).toEqual(before);
  });

  test('a new hook where an old one is kept already: it refuses, and touches nothing', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-push'), notingScript(repo, 'new'));
    put(join(hooksOf(repo), 'pre-push.before-keyhalt'), notingScript(repo, 'old'));
    const before = snapshot(hooksOf(repo));

    await expect(installIn(repo)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/two hooks are in the way/),
    });

    expect(snapshot(hooksOf(repo))).toEqual(before);
  });
});
