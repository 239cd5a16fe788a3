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
import { costly, keyhalt, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';

const product = join(import.meta.dirname, '..', '..');
const husky = join(product, 'node_modules', 'husky', 'bin.js');
const hooksOf = (repo: Repo): string => join(repo.root, '.git', 'hooks');

/** Small scanners, which look where each hook has to look. */
const scanners: Record<HookName, string> = {
  'pre-commit': 'git grep --cached -q "AKI[A][Q-Z2-7]" && exit 1',
  'pre-merge-commit':
    'for head in $(env | sed -n "s/^GITHEAD_\\([0-9a-f]*\\)=.*/\\1/p"); do git grep -q "AKI[A]" $head && exit 1; done',
  'prepare-commit-msg': 'git grep --cached -q "AKI[A]" && exit 1',
  'commit-msg': 'grep -q "aws_secret_access_key = [A-Za-z0-9]\\{40\\}" "$1" && exit 1',
  'pre-push': 'while read -r ref oid rest; do git grep -q "AKI[A]" $oid && exit 1; done',
};

/** A repository with hooks that are not keyhalt's, but do its work. */
function aGuardedRepo(repo = aRepo().commit('start', { file: 'text\n' })): Repo {
  for (const name of ourHooks) put(join(hooksOf(repo), name), `#!/bin/sh\n${scanners[name]}\nexit 0\n`);
  return repo;
}

async function examined(
  repo: Repo,
  { env = {}, timeLimit = 20_000 } = {},
): Promise<{ code: number; lines: string[]; text: string }> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const code = await doctor({ cwd: repo.root, env: { ...repo.env, ...env }, timeLimit, print });
  return { code, lines: lines.slice(1), text: lines.join('\n') };
}

const allStop = ourHooks.map((name) => `${name.padEnd(20)}stops the key`);

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

  test('in a linked work tree, and where objects are borrowed from a path with a colon', async () => {
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

  test('in the folder for all repositories, which passes on to a repository’s own', async () => {
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
          '#!/bin/sh\necho "| a tool 1.0"; echo; echo "fatal: no luck"; echo "  ( try again )"; exit 7\n',
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
    await expect(examined(aRepo({ bare: true }))).rejects.toMatchObject({ name: 'UserError' });
  });
});

/** One for each event, besides whatever stands in the folder. */
function withSetHooks(repo: Repo): Repo {
  for (const name of ourHooks)
    setHook(repo, `keyhalt-${name}`, { event: name, command: scanner(repo, name) });
  return repo;
}

function setHook(repo: Repo, name: string, settings: Record<string, string>): Repo {
  for (const [key, value] of Object.entries(settings))
    repo.git(['config', '--add', `hook.${name}.${key}`, value]);
  return repo;
}

/** The command of a hook: a file with a blank in its path, which no folder of hooks holds. */
function scanner(repo: Repo, name: HookName): string {
  const path = repo.beside(`keyhalt scanners/${name}`);
  put(path, `#!/bin/sh\n${scanners[name]}\nexit 0\n`);
  return `'${path}'`;
}

const bySettings = ourHooks.map(
  (name) => `${name.padEnd(20)}stops the key, by hook.keyhalt-${name} of git's settings`,
);

describe.skipIf(!isGit2(54))('hooks that settings name, where git runs them', () => {
  const started = () => aRepo().commit('start', { file: 'text\n' });

  test('are driven as those in a folder are', async () => {
    expect(await examined(withSetHooks(started()))).toEqual({
      code: 0,
      lines: bySettings,
      text: expect.anything(),
    });
  });

  test('one may have several events', async () => {
    const repo = started();
    const command = "git grep --cached -q 'AKI[A]' && exit 1; :";
    setHook(repo, 'both', { event: 'pre-commit', command }).git(
      'config --add hook.both.event prepare-commit-msg',
    );

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines.filter((line) => line.includes('stops the key'))).toEqual([
      "pre-commit          stops the key, by hook.both of git's settings",
      "prepare-commit-msg  stops the key, by hook.both of git's settings",
    ]);
  });

  test('run wherever core.hooksPath leads', async () => {
    const repo = withSetHooks(started()).git('config core.hooksPath /dev/null');

    expect(await examined(repo)).toMatchObject({ code: 0 });
  });

  test('what is in the folder may stop the key as well', async () => {
    const repo = setHook(aGuardedRepo(), 'other', { event: 'pre-commit', command: 'true' });

    expect(await examined(repo)).toMatchObject({ code: 0, lines: allStop });
  });

  test.each([
    ['false, it does not run', 'keyhalt-pre-commit'],
    ...(isGit2(55) ? [['false for its event, it does not run, either', 'pre-commit']] : []),
  ])('with enabled = %s, and that is said', async (_, name) => {
    const repo = withSetHooks(started()).git(['config', `hook.${name}.enabled`, 'false']);

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(/^pre-commit +DOES NOT RUN: there is no /);
    expect(lines.slice(1, 5)).toEqual(bySettings.slice(1));
    expect(lines.slice(5)).toEqual([expect.stringContaining(`hook.${name}.enabled is false: git `)]);
  });

  test.each([
    ['has no command', { event: 'post-checkout' }, /STOPS HARMLESS TEXT.*hook\.one\.command is missing/],
    [
      'is not there',
      { event: 'pre-commit', command: 'no-such-program' },
      /STOPS HARMLESS TEXT.*\(hook\.one, exit code 127: /,
    ],
    [
      'is another tool',
      { event: 'pre-commit', command: 'true' },
      /DOES NOT STOP the key: what git's settings name for it is not keyhalt: run keyhalt install$/,
    ],
    [
      'is keyhalt’s for another event',
      { event: 'pre-commit', command: ': keyhalt-hook pre-push' },
      /DOES NOT STOP the key: hook\.one ran and found nothing: its command should be keyhalt-hook pre-commit$/,
    ],
  ])('one that %s', async (_, settings, said) => {
    const { code, lines } = await examined(setHook(started(), 'one', settings));

    expect(code).toBe(2);
    expect(lines[0]).toMatch(said);
  });

  test('what git runs after keyhalt may stage more, which is worth a warning', async () => {
    const repo = setHook(withSetHooks(started()), 'last', { event: 'pre-commit', command: 'true' });
    put(join(hooksOf(repo), 'pre-commit'), '#!/bin/sh\n');

    const { code, lines } = await examined(repo);

    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(
      /^warning: after keyhalt's hook\.keyhalt-pre-commit git runs hook\.last and .*pre-commit; what they stage is seen by commit-msg alone$/,
    );
  });
});

test.skipIf(isGit2(54))(
  'hooks that settings name are passed over by an older git, which is said',
  async () => {
    const repo = setHook(aRepo().commit('start'), 'k', {
      event: 'pre-commit',
      command: 'keyhalt-hook pre-commit',
    });

    const { code, lines } = await examined(repo);

    expect(code).toBe(2);
    expect(lines[0]).toMatch(/^pre-commit +DOES NOT RUN/);
    expect(lines.at(-1)).toMatch(
      /^git version .* passes over hooks that settings name, as hook\.k: 2\.54 and newer run them$/,
    );
  },
);

describe.skipIf(!costly)('with husky', () => {
  /** The real husky, with scanners in the files that people write. */
  function aHuskyRepo(): Repo {
    const repo = aRepo().write({ 'package.json': '{"devDependencies":{"husky":"^9"}}' });
    repo.read(['-c', `alias.husky=!node '${husky}'`, 'husky']);
    for (const name of ourHooks) {
      put(
        join(repo.root, '.husky', name),
        `${scanners[name].replace(/ && exit 1/, ' && exit 1 || :')}\n`,
        0o644,
      );
    }
    return repo;
  }

  test('hooks that stop a key are said to', async () => {
    expect(await examined(aHuskyRepo())).toMatchObject({ code: 0, lines: allStop });
  });

  test.each([
    ['in the environment', () => ({ HUSKY: '0' }), /^HUSKY=0 is in the environment/m],
    [
      'in init.sh',
      (repo: Repo) => {
        put(join(repo.beside('home'), '.config', 'husky', 'init.sh'), 'export HUSKY=0\n');
        return {};
      },
      /^HUSKY=0 is in .*init\.sh/m,
    ],
  ])('HUSKY=0 %s', async (_, setUp, said) => {
    const repo = aHuskyRepo();

    const { code, text } = await examined(repo, { env: setUp(repo) });

    expect(code).toBe(2);
    expect(text).toMatch(said);
    expect(text.match(/DOES NOT STOP/g)).toHaveLength(5);
  });

  test('a clone without npm install', async () => {
    const repo = aHuskyRepo();
    rmSync(join(repo.root, '.husky', '_'), { recursive: true });

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(/_ is missing, so git runs no hook at all: run npx husky \(or npm install\)$/m);
  });

  test('a clone in which husky has not set core.hooksPath', async () => {
    const repo = aHuskyRepo().git('config --unset core.hooksPath');

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(/husky is not set up in this clone/);
    expect(text).toMatch(/^pre-commit +DOES NOT RUN: there is no .*: run npx husky/m);
  });

  test('a file of husky’s that is missing', async () => {
    const repo = aHuskyRepo();
    rmSync(join(repo.root, '.husky', 'commit-msg'));

    const { code, text } = await examined(repo);

    expect(code).toBe(2);
    expect(text).toMatch(
      /^commit-msg +DOES NOT STOP the key: there is no .*\.husky\/commit-msg: run keyhalt install$/m,
    );
  });

  test('steps after keyhalt’s are worth a warning, and no failure', async () => {
    const repo = aHuskyRepo();
    const file = join(repo.root, '.husky', 'pre-commit');
    writeFileSync(file, `# keyhalt start:\n${readFileSync(file, 'utf8')}# keyhalt end\ntrue\n`);

    const { code, lines } = await examined(repo);

    expect(code).toBe(0);
    expect(lines.at(-1)).toMatch(/^warning: .*goes on after keyhalt's step/);
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
