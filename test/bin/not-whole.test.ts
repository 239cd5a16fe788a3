/** A package of which an install that was broken off left files that are gone, empty or cut: nothing of it says "clean". */
import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installIn } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo, type Run } from '../support/repo.ts';

const leak = `KEY=${fakes('not whole').awsKeyId}\n`;

const aLeak = (): Repo => aRepo().commit('start', { a: 'a\n' }).stage({ b: leak });

/** keyhalt as it is installed, to be damaged. Returns its folder. */
function aPackage(repo: Repo): string {
  const folder = repo.beside('keyhalt');
  for (const part of ['bin', 'dist'])
    cpSync(join(bin, '..', part), join(folder, part), {
      recursive: true,
      filter: (path) => !/types/.test(path),
    });
  return folder;
}

/** What the script of the hooks says of a commit with a leak, where its package was damaged so. */
function preCommit(damage: (packageRoot: string) => void): Run {
  const repo = aLeak();
  const packageRoot = aPackage(repo);
  damage(packageRoot);
  return repo.run(join(packageRoot, 'bin', 'keyhalt-hook'), 'pre-commit');
}

const stopped = (code: number, why: RegExp) => ({
  code,
  stderr: expect.stringMatching(why),
});

const withoutTraces = ({ stderr }: Run): void => expect(stderr).not.toMatch(/^ +at /m);

describe('the script of the hooks', () => {
  test('is read to its end, or not run at all', () => {
    const repo = aLeak();
    const script = join(aPackage(repo), 'bin', 'keyhalt-hook');
    const text = readFileSync(script, 'latin1');
    const lines = [...text.matchAll(/\n/g)].map(({ index }) => index + 1).filter((at) => at > 400);

    const ends = lines.slice(0, -1).filter((at) => {
      writeFileSync(script, text.slice(0, at), { mode: 0o755 });
      return repo.run('sh', ['-n', script]).code === 0;
    });

    expect(ends).toEqual([]);
  });

  test('is not called by the hooks when it is empty', async () => {
    const repo = aLeak();
    const packageRoot = aPackage(repo);
    await installIn(repo, { packageRoot });
    truncateSync(join(packageRoot, 'bin', 'keyhalt-hook'));

    const run = repo.run('git', 'commit -q -m hi');

    expect(run).toMatchObject(
      stopped(1, /^keyhalt: stopped, .*keyhalt-hook is missing or empty\. Run npx keyhalt install again/),
    );
  });

  test('is not called by husky when it is empty', async () => {
    const repo = aLeak().git('config core.hooksPath .husky/_');
    mkdirSync(join(repo.root, '.husky', '_'), { recursive: true });
    const packageRoot = aPackage(repo);
    await installIn(repo, { packageRoot });
    truncateSync(join(packageRoot, 'bin', 'keyhalt-hook'));
    const env = { PATH: `${join(packageRoot, 'bin')}:${repo.env.PATH}` };

    for (const name of ['pre-commit', 'pre-push']) {
      const run = repo.run('sh', ['-e', join('.husky', name), 'origin'], { env, input: '' });

      expect(run).toMatchObject(stopped(2, /^keyhalt is not installed here: run npm install/));
    }
  });

  test('says which program is missing or empty', () => {
    const run = preCommit((root) => truncateSync(join(root, 'dist', 'hook.cjs')));

    expect(run).toMatchObject(
      stopped(2, /^keyhalt: stopped, .*hook\.cjs is missing or empty\. Install keyhalt again/),
    );
  });
});

test.each([
  ['fails', 'const cut = ('],
  ['ends well', 'const cut = 1'],
])('a start of the hooks that is cut and %s stops a commit in words', (_, text) => {
  const run = preCommit((root) => writeFileSync(join(root, 'dist', 'hook.cjs'), text));

  expect(run).toMatchObject(
    stopped(
      2,
      /(^|\n)keyhalt: stopped, .*node could not run .*hook\.cjs\. Install keyhalt again, then try again\.\n$/,
    ),
  );
});

describe.each(['gone', 'empty', 'cut'])('a program that is %s', (how) => {
  const damage = (file: string): void => {
    if (how === 'gone') rmSync(file);
    else truncateSync(file, how === 'cut' ? 100 : 0);
  };
  const why = how === 'gone' ? 'ENOENT: .*' : '.* is incomplete';

  test('stops a commit in words', () => {
    const run = preCommit((root) => damage(join(root, 'dist', 'hook-program.cjs')));

    expect(run).toMatchObject(
      stopped(
        2,
        new RegExp(
          `^keyhalt: stopped, its own program cannot be loaded: ${why}\\. Install keyhalt again\\.\n$`,
        ),
      ),
    );
  });

  // What is gone or cut is told by the same lines.
  const tested = how === 'empty' ? test : rare;
  tested.each(['text', 'terminal', 'hook-again'])(
    'stops a commit in words where it is the part %s',
    (part) => {
      const run = preCommit((root) => damage(join(root, 'dist', 'parts', `${part}.cjs`)));

      expect(run).toMatchObject(
        stopped(
          part === 'hook-again' ? 2 : 1,
          new RegExp(`^keyhalt: ${why}\n +Install keyhalt again, then try again\\.\n$`),
        ),
      );
    },
  );

  test.each(['cli.cjs', 'cli-program.cjs'])('makes no command end well: %s', (file) => {
    const repo = aLeak();
    const packageRoot = aPackage(repo);
    damage(join(packageRoot, 'dist', file));

    const run = repo.run(join(packageRoot, 'bin', 'keyhalt'), 'scan .');

    expect([run.code, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/^keyhalt: its own program (?:cannot be loaded|is incomplete)/);
    if (file === 'cli-program.cjs') {
      expect(run.stderr).toMatch(
        new RegExp(`^keyhalt: its own program cannot be loaded: ${why}\n +Install keyhalt again`),
      );
      withoutTraces(run);
    }
  });
});
