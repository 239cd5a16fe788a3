import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { doctor } from '../../src/commands/doctor.ts';
import { install } from '../../src/commands/install.ts';
import { type HookName, ourHooks } from '../../src/hooks/names.ts';
import { aPackage, put, snapshot } from '../hooks/installed.ts';
import { fakes } from '../support/fakes.ts';
import { isGit2 } from '../support/git-version.ts';
import { costly, keyhalt, rare, someOf } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { aGuardedRepo, allStop, examined, hooksOf, husky, scanners } from './examined.ts';

const product = join(import.meta.dirname, '..', '..');

describe('hooks that stop a key', () => {
  test('are said to, and the answer is 0', async () => {
    expect(await examined(aGuardedRepo())).toMatchObject({ code: 0, lines: allStop });
  });

  test.each([
    ['before the first commit', () => aGuardedRepo(aRepo())],
    ['with SHA-256', () => aGuardedRepo(aRepo({ objectFormat: 'sha256' }).commit('start', { a: 'a\n' }))],
    [
      'with a split index',
      () => aGuardedRepo(aRepo().commit('start', { a: 'a\n' }).git('config core.splitIndex true')),
    ],
    [
      'with a real key staged',
      () =>
        aGuardedRepo(
          aRepo()
            .commit('start', { a: 'a\n' })
            .stage({ b: `AK${'IA'}QQ` }),
        ),
    ],
  ])('%s, and no trace is left', async (_, build) => {
    const repo = build();
    mkdirSync(repo.beside('tmp'));
    vi.stubEnv('TMPDIR', repo.beside('tmp'));
    onTestFinished(() => void vi.unstubAllEnvs());
    const before = traces(repo);

    expect(await examined(repo)).toMatchObject({ code: 0, lines: allStop });
    expect(traces(repo)).toEqual(before);
  });

  rare('in a linked work tree, and where objects are borrowed from a path with a colon', async () => {
    const repo = aRepo().commit('start', { a: 'a\n' });
    repo.git('clone -q --shared . ../a:b').git('clone -q --shared ../a:b ../c:d');
    const borrower = aGuardedRepo(repo.at('c:d')).git('worktree add -q ../linked');

    expect(await examined(borrower.at('linked'))).toMatchObject({ code: 0, lines: allStop });
  });

  test('are called as git calls them, in a linked work tree, too', async () => {
    const repo = aGuardedRepo().git('worktree add -q ../linked');
    const names = 'env | sed -n "s/^\\(GIT_[A-Z_]*\\|PATH\\)=.*/\\1/p" | sort';
    const note = `{ pwd; echo "$#"; echo "$PATH"; echo "\${GIT_DIR-none}"; ${names}; } >> '${repo.beside('seen')}'`;
    put(join(hooksOf(repo), 'pre-commit'), `#!/bin/sh\n${note}\n${scanners['pre-commit']}\nexit 0\n`);

    for (const tree of [repo, repo.at('linked')]) {
      tree.git('commit -q --allow-empty -m hi');
      const byGit = readFileSync(repo.beside('seen'), 'utf8');
      rmSync(repo.beside('seen'));
      await examined(tree);
      const byUs = readFileSync(repo.beside('seen'), 'utf8').replaceAll('GIT_OBJECT_DIRECTORY\n', '');
      rmSync(repo.beside('seen'));

      expect(byUs).toBe(byGit + byGit);
    }
  });

  rare('where messages have to be of a form of their own, as the last one is', async () => {
    const repo = aGuardedRepo().commit('JIRA-12 more').branch('side').commit('JIRA-13 side');
    repo.checkout('main').merge('side');
    const form = (name: HookName, stops: string) =>
      put(
        join(hooksOf(repo), name),
        `#!/bin/sh\nhead -n 1 "$1" | grep -q ^JIRA || exit 3\n${stops}\nexit 0\n`,
      );
    form('prepare-commit-msg', scanners['prepare-commit-msg']);
    form('commit-msg', scanners['commit-msg']);

    expect(await examined(repo)).toMatchObject({ code: 0, lines: allStop });

    form('commit-msg', '');
    const { code, text } = await examined(repo);
    expect(code).toBe(2);
    expect(text).toMatch(/^commit-msg +DOES NOT STOP the key/m);
  });

  rare('in the folder for all repositories, which passes on to a repository’s own', async () => {
    const repo = aGuardedRepo();
    const home = { env: repo.env, cwd: repo.root, packageRoot: aPackage(repo), print: () => {} };
    await install({ ...home, global: true });

    expect(await examined(repo)).toMatchObject({ code: 0, lines: allStop });
  });

  test('in the folder that core.hooksPath names, which it tells', async () => {
    const repo = aGuardedRepo().git('config core.hooksPath .git/hooks');

    const { code, lines } = await examined(repo);

    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^core\.hooksPath \(local, file:\.git\/config\) sends git to /);
  });
});

describe.skipIf(!costly)('a hook that would not stop it', () => {
  const withHook = (script: string, mode = 0o755): Repo => {
    const repo = aGuardedRepo();
    put(join(hooksOf(repo), 'pre-commit'), script, mode);
    return repo;
  };

  test.each([
    ['is missing', (path: string) => rmSync(path), /DOES NOT RUN: there is no .*run keyhalt install/],
    [
      'is not executable',
      (path: string) => chmodSync(path, 0o644),
      /DOES NOT RUN: .* is not executable.*chmod/,
    ],
    ['is empty', (path: string) => writeFileSync(path, ''), /DOES NOT RUN: .* is empty/],
    [
      'is a folder',
      (path: string) => {
        rmSync(path);
        mkdirSync(path);
      },
      /DOES NOT RUN: .* is a folder, where git expects a hook: remove it, then run keyhalt install/,
    ],
    [
      'leads nowhere',
      (path: string) => {
        rmSync(path);
        symlinkSync('nowhere', path);
      },
      /DOES NOT RUN: .* a link that leads nowhere/,
    ],
    [
      'has nothing to do with it',
      (path: string) => put(path, '#!/bin/sh\n:\n'),
      /DOES NOT STOP the key: keyhalt is not in /,
    ],
    [
      'another tool writes',
      (path: string) => put(path, '#!/bin/sh\n# LEFTHOOK\n:\n'),
      /DOES NOT STOP the key: lefthook wrote .*pre-commit: let it call keyhalt-hook \(docs\/hooks\.md\)/,
    ],
    [
      'runs nothing of it',
      (path: string) => put(path, '#!/bin/sh\nexit 0\nkeyhalt-hook pre-commit\n'),
      /DOES NOT STOP the key: .*pre-commit names keyhalt-hook, which was not run or found nothing/,
    ],
    [
      'stops everything',
      (path: string) => put(path, '#!/bin/sh\necho "no luck"; exit 7\n'),
      /STOPS HARMLESS TEXT.*exit code 7: no luck/,
    ],
    [
      'cannot be started',
      (path: string) => put(path, '#!/no/such/shell\n'),
      /STOPS HARMLESS TEXT.*cannot be started: the program in its first line \(#!\) is not there/,
    ],
    [
      'stops everything, and says so in many lines',
      (path: string) =>
        put(
          path,
          '#!/bin/sh\necho "| a tool 1.0"; echo; echo "fatal: no luck"; echo "  ( try again )"; echo "husky - pre-commit script failed (code 7)"; exit 7\n',
        ),
      /STOPS HARMLESS TEXT.*exit code 7: fatal: no luck/,
    ],
    ['dies', (path: string) => put(path, '#!/bin/sh\nkill -9 $$\n'), /STOPS HARMLESS TEXT.*a signal/],
  ] as const)('because it %s', async (_, change, said) => {
    const repo = aGuardedRepo();
    change(join(hooksOf(repo), 'pre-commit'));

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(said);
    expect(lines.slice(1)).toEqual(allStop.slice(1));
  });

  test('before the first commit, where a tool wants one, nothing is said of the hook itself', async () => {
    const repo = aGuardedRepo(aRepo());
    put(join(hooksOf(repo), 'pre-commit'), '#!/bin/sh\necho "there is no commit yet"; exit 1\n');

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(
      /CANNOT BE TOLD before the first commit: it stops harmless text, too \(exit code 1: there is no commit yet\)/,
    );
  });

  test.each(ourHooks)('%s counts as much as any other', async (name) => {
    const repo = aGuardedRepo();
    put(join(hooksOf(repo), name), '#!/bin/sh\nexit 0\n');

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines.filter((line) => !allStop.includes(line))).toEqual([
      expect.stringMatching(`^${name} .*DOES NOT STOP`),
    ]);
  });

  test.skipIf(!costly)('because it does not answer in time, and what it started ends with it', async () => {
    const repo = withHook('#!/bin/sh\n(sleep 2; touch ../still-running) &\nsleep 30\n');

    const { code, lines } = await examined(repo, { timeLimit: 700 });
    await new Promise((resolve) => setTimeout(resolve, 2000));

    expect([code, lines[0]]).toEqual([2, expect.stringMatching(/HAS NOT ANSWERED/)]);
    expect(existsSync(repo.beside('still-running'))).toBe(false);
  });

  test('a hook that checks out what is staged leaves nothing in the work tree', async () => {
    const repo = withHook(`#!/bin/sh\ngit checkout-index -a -f\n${scanners['pre-commit']}\nexit 0\n`);

    expect(await examined(repo)).toMatchObject({ code: 0 });
    expect(readdirSync(repo.root).sort()).toEqual(['.git', 'file']);
  });

  test('what a hook says is printed without its control characters', async () => {
    const repo = withHook('#!/bin/sh\nprintf "\\033[2Jred\\n"; exit 1\n');

    expect((await examined(repo)).text).not.toContain('\u001b');
  });

  test('a hook that leaves something running in the background does not hold it up', async () => {
    const repo = withHook(
      `#!/bin/sh\nsleep 20 &\necho $! > ../background\n${scanners['pre-commit']}\nexit 0\n`,
    );

    expect(await examined(repo)).toMatchObject({ code: 0 });
    expect(process.kill(Number(readFileSync(repo.beside('background'), 'utf8')), 'SIGKILL')).toBe(true);
  });
});

describe('what shadows the hooks', () => {
  test.skipIf(!isGit2(31))('a core.hooksPath that leads elsewhere, by whomever it was set', async () => {
    const repo = aRepo().commit('start');
    await install({ cwd: repo.root, env: repo.env, packageRoot: product, print: () => {} });
    const env = {
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.hooksPath',
      GIT_CONFIG_VALUE_0: '/dev/null',
    };

    const { code, lines } = await examined(repo, { env });

    expect(code).toBe(2);
    expect(lines.at(-1)).toMatch(
      /^core\.hooksPath \(command, .*\) sends git to \/dev\/null: keyhalt's hooks in .*hooks do not run$/,
    );
  });

  test('a folder that is not there', async () => {
    const { code, text } = await examined(aRepo().git('config core.hooksPath gone'));

    expect(code).toBe(2);
    expect(text).toMatch(/gone is missing, so git runs no hook at all$/m);
  });

  test.each(['', '/dev/null'])('hooks that are switched off by core.hooksPath=%j', async (value) => {
    const { code, text } = await examined(aGuardedRepo().git(['config', 'core.hooksPath', value]));

    expect(code).toBe(2);
    expect(
      text.match(/^[\w-]+ +DOES NOT RUN: core\.hooksPath .* so git runs no hook: .*--unset/gm),
    ).toHaveLength(5);
  });

  test('in a bare repository there is nothing to try', async () => {
    const { root: cwd, env } = aRepo({ bare: true });
    const lines: string[] = [];

    await expect(doctor({ cwd, env, print: (line) => lines.push(line) })).rejects.toMatchObject({
      name: 'UserError',
      message: 'nothing is committed in a bare repository',
    });
    expect(lines).toEqual([]);
  });
});

describe('the real keyhalt', () => {
  test.skipIf(!costly)(
    'as installed by itself stops it in every hook, and so it does next to husky',
    async () => {
      const plain = aRepo().commit('start', { a: 'a\n' });
      await install({ cwd: plain.root, env: plain.env, packageRoot: product, print: () => {} });
      const withHusky = aRepo().write({ 'package.json': '{"devDependencies":{"husky":"^9"}}' });
      withHusky.read(['-c', `alias.husky=!node '${husky}'`, 'husky']);
      const link = join(withHusky.root, 'node_modules', '.bin', 'keyhalt-hook');
      mkdirSync(dirname(link), { recursive: true });
      symlinkSync(join(product, 'bin', 'keyhalt-hook'), link);
      await install({ cwd: withHusky.root, env: withHusky.env, packageRoot: product, print: () => {} });

      expect(await examined(plain)).toMatchObject({ code: 0, lines: allStop });
      expect(await examined(withHusky)).toMatchObject({ code: 0, lines: allStop });
    },
  );
});

/** Everything that a run could leave: in the repository, and beside it, where its temporary files go. */
const traces = (repo: Repo) => [
  snapshot(repo.root),
  readdirSync(repo.beside('')),
  readdirSync(repo.beside('tmp')),
];

rare('what stands in history already, pushed or not, is no matter of pre-push', () => {
  const repo = aRepo().commit('leak', { '.env': `KEY=${fakes('doctor').awsKeyId}\n` });
  expect(keyhalt(repo, 'install').code).toBe(0);

  const { code, stdout } = keyhalt(repo, 'doctor');

  expect(stdout).toMatch(/pre-push +stops the key/);
  expect(code).toBe(0);
});

someOf([
  ['LEFTHOOK', '0', 'if [ "$LEFTHOOK" = 0 ]; then exit 0; fi', 'lefthook runs no hook'],
  ['LEFTHOOK_EXCLUDE', 'keyhalt', 'call_lefthook run pre-commit', 'lefthook leaves out what it names'],
  [
    'SKIP',
    'keyhalt',
    '# File generated by pre-commit: https://pre-commit.com',
    'the pre-commit framework leaves out what it names',
  ],
  [
    'SKIP_SIMPLE_GIT_HOOKS',
    '1',
    'if [ "$SKIP_SIMPLE_GIT_HOOKS" = "1" ]; then exit 0; fi',
    'simple-git-hooks runs no hook',
  ],
  ['SHELLOPTS', 'noexec', ':', 'where bash runs them, hooks end well and do nothing'],
])('%s=%s is named, where the tool is', async (name, value, line, said) => {
  const repo = aGuardedRepo();
  put(join(hooksOf(repo), 'pre-commit'), `#!/bin/sh\n${line}\n${scanners['pre-commit']}\nexit 0\n`);

  const { text } = await examined(repo, { env: { [name]: value } });

  expect(text).toMatch(new RegExp(`^${name}.* is in the environment: .*${said}$`, 'm'));
  if (name !== 'SHELLOPTS')
    expect((await examined(aGuardedRepo(), { env: { [name]: value } })).text).not.toContain(said);
});
