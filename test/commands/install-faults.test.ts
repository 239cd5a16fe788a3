import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aPackage, calls, gitAlone, installIn, notingScript, put, snapshot } from '../hooks/installed.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');
const commit = (repo: Repo) => repo.run('git', 'commit -q --allow-empty -m hi');

describe('when Node or the package has moved', () => {
  test('a graphical client, without a Node in its PATH, gets the one that ran the install', async () => {
    const repo = aRepo();
    await installIn(repo);

    const run = repo.run('env', [
      '-i',
      `PATH=${gitAlone(repo)}`,
      `HOME=${repo.beside('home')}`,
      'git',
      ...['-c', 'user.name=a', '-c', 'user.email=a@b'],
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'hi',
    ]);

    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(calls(repo)).toHaveLength(3);
  });

  test('without any Node the commit is stopped with one line', async () => {
    const repo = aRepo();
    await installIn(repo, { node: '/gone/node' });

    const run = repo.run('git', 'commit -q --allow-empty -m hi', { env: { PATH: gitAlone(repo) } });

    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(/^keyhalt: stopped, no Node found.*\n$/);
  });

  test('without the package the commit is stopped with one line', async () => {
    const repo = aRepo();
    await installIn(repo, { packageRoot: aPackage(repo, 'fleeting') });
    rmSync(repo.beside('fleeting'), { recursive: true });

    const run = commit(repo);

    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(
      /^keyhalt: stopped, .*keyhalt-hook is missing or empty\. Run npx keyhalt install again \(or remove .*\)\.\n$/,
    );
  });
});

describe('where it cannot write', () => {
  test('a file in the folder’s place is a mistake that can be mended', async () => {
    const repo = aRepo().git(['config', 'core.hooksPath', 'file/hooks']).write({ file: 'x' });

    await expect(installIn(repo)).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(/^cannot write to .*file/),
    });
  });

  // Root may write everywhere.
  test.skipIf(process.getuid?.() === 0)('a read-only folder stays as it was', async () => {
    const repo = aRepo();
    put(join(hooksOf(repo), 'pre-commit'), notingScript(repo, 'pre-commit'));
    const before = snapshot(hooksOf(repo));
    chmodSync(hooksOf(repo), 0o555);

    await expect(installIn(repo)).rejects.toMatchObject({
      name: 'UserError',
      hint: expect.stringMatching(/you may write/),
    });

    chmodSync(hooksOf(repo), 0o755);
    expect(snapshot(hooksOf(repo))).toEqual(before);
  });

  test('outside of a repository it says so', async () => {
    const repo = aRepo();
    mkdirSync(repo.beside('plain'));

    await expect(installIn(repo.at('plain'))).rejects.toMatchObject({
      message: expect.stringMatching(/not a git repository/),
    });
  });
});
