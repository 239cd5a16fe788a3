import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitEnvironment, gitOptions } from '../../src/git/environment.ts';
import { fakes } from '../support/fakes.ts';
import { bin, rare } from '../support/keyhalt.ts';
import { aRepo, type Repo } from '../support/repo.ts';
import { aPackage, calls, put, stopWith } from './installed.ts';

const shells = ['/bin/dash', '/bin/bash', '/bin/busybox', '/bin/ksh93'].filter((shell) => existsSync(shell));

/** The gate in a shell, with nothing in the environment but this. */
function gate(
  shell: string,
  path: string,
  env: NodeJS.ProcessEnv,
  args: string[] = ['pre-commit'],
  input = '',
) {
  const words = shell.endsWith('busybox') ? ['sh', path] : [path];
  return spawnSync(shell, [...words, ...args], { env, input, encoding: 'utf8' });
}

/** A Node that only says where it stands. */
const aNode = (path: string): void => put(path, `#!/bin/sh\necho ${path.replace(/ /g, '\\ ')}\n`);

const gatePath = (repo: Repo): string => join(aPackage(repo), 'bin', 'keyhalt-hook');

describe.each(shells)('in %s', (shell) => {
  test('it hands over name, arguments, input and exit code, whatever the folder is called', () => {
    const repo = aRepo();
    stopWith(repo, 7);

    // Variables of the script itself do not come from outside.
    const env = { ...repo.env, counts: '5 0 1 5 1', KEYHALT_AHEAD: '1' };

    const run = gate(shell, gatePath(repo), env, ['pre-push', 'a  b', "it's"], 'refs\n');

    expect(run.status).toBe(7);
    expect(calls(repo)).toEqual(["keyhalt pre-push a  b it's", 'refs']);
  });

  test('it finds its package through a chain of relative links', () => {
    const repo = aRepo();
    const bins = join(repo.root, 'node_modules', '.bin');
    mkdirSync(bins, { recursive: true });
    symlinkSync(gatePath(repo), join(repo.root, 'absolute'));
    symlinkSync('../../absolute', join(bins, 'keyhalt-hook'));

    const run = gate(shell, join(bins, 'keyhalt-hook'), repo.env);

    expect([run.status, run.stderr]).toEqual([0, '']);
    expect(calls(repo)).toEqual(['keyhalt pre-commit']);
  });

  // As npm's keyhalt-hook.cmd does: it is one name here, and the folder in front of its last part another.
  test.each(['C:\\pkg\\bin', '\\\\server\\pkg\\bin'])(
    'it finds its package by a path of Windows: %s',
    (folder) => {
      const repo = aRepo();
      const from = aPackage(repo);
      mkdirSync(join(repo.root, folder));
      renameSync(join(from, 'bin', 'keyhalt-hook'), join(repo.root, `${folder}\\keyhalt-hook`));
      renameSync(join(from, 'dist'), join(repo.root, 'dist'));
      const words = shell.endsWith('busybox') ? ['sh'] : [];

      const run = repo.run(shell, [...words, `${folder}\\keyhalt-hook`, 'pre-commit']);

      expect([run.code, run.stderr]).toEqual([0, '']);
      expect(calls(repo)).toEqual(['keyhalt pre-commit']);
    },
  );

  // The one would be clean, the other findings of which nobody hears.
  test.each([0, 1])(
    'what ends with %i and is no Node is told, whether it was named or is in the PATH',
    (code) => {
      const repo = aRepo();
      const nodes = repo.beside('silent');
      put(join(nodes, 'node'), `#!/bin/sh\nexit ${code}\n`);

      for (const env of [{ KEYHALT_NODE: join(nodes, 'node') }, { PATH: `${nodes}:${repo.env.PATH}` }])
        for (const hook of ['pre-commit', 'pre-push']) {
          const run = gate(shell, gatePath(repo), { ...repo.env, ...env }, [hook]);

          expect([run.status, run.stderr]).toEqual([
            2,
            expect.stringMatching(/^keyhalt: stopped, .*node is no Node that works\. .*\n$/),
          ]);
        }
    },
  );

  test('findings stay findings', () => {
    const repo = aRepo();
    stopWith(repo, 1);

    const run = gate(shell, gatePath(repo), repo.env);

    expect([run.status, run.stderr]).toEqual([1, '']);
  });

  test.each([
    ['KILL', 9],
    ['SEGV', 11],
  ])('a Node that SIG%s ends is told: it says nothing by itself', (signal, number) => {
    const repo = aRepo();
    const dying = join(repo.beside('dying'), 'node');
    put(dying, `#!/bin/sh\nkill -${signal} $$\n`);

    for (const hook of ['pre-commit', 'pre-push']) {
      const run = gate(shell, gatePath(repo), { ...repo.env, KEYHALT_NODE: dying }, [hook]);

      expect([run.status, run.stderr]).toEqual([
        2,
        expect.stringMatching(
          new RegExp(
            `(^|\n)keyhalt: stopped, .*dying/node was ended before .*, by signal ${number}\\. .*memory.*\n$`,
          ),
        ),
      ]);
    }
  });

  test('without any Node it stops with one line that says how to mend it', () => {
    const repo = aRepo();

    const run = gate(shell, gatePath(repo), { PATH: '/nowhere', HOME: repo.beside('home') });

    expect(run.status).toBe(2);
    expect(run.stderr).toMatch(/^keyhalt: stopped, no Node found\. Set KEYHALT_NODE.*\n$/);
    expect(run.stdout).toBe('');
  });

  test('of the versions that nvm has, it takes the newest that is whole', () => {
    const repo = aRepo();
    const versions = join(repo.beside('home'), '.nvm', 'versions', 'node');
    for (const version of ['v9.11.2', 'v20.9.0', 'v20.11.0', 'lts', 'v30.1-rc'])
      aNode(join(versions, version, 'bin', 'node'));
    // What an install that was broken off leaves.
    mkdirSync(join(versions, 'v22.0.0', 'bin', 'node'), { recursive: true });

    const run = gate(shell, gatePath(repo), { PATH: '/nowhere', HOME: repo.beside('home') });

    expect(run.stdout).toBe(`${join(versions, 'v20.11.0', 'bin', 'node')}\n`);
  });

  test('nothing at all in the environment stops it, too, or leaves it to Node', () => {
    const repo = aRepo();
    stopWith(repo, 7);

    const run = gate(shell, gatePath(repo), {});

    // The shell's own idea of a PATH may hold a Node.
    const asked = calls(repo);
    if (asked.length > 0) expect([run.status, asked]).toEqual([7, ['keyhalt pre-commit']]);
    else expect([run.status, run.stderr]).toEqual([2, expect.stringMatching(/^keyhalt: stopped.*\n$/)]);
  });
});

describe.each(shells)('whatever options %s was started with', (shell) => {
  const tested = shell === shells[0] ? test : rare;
  const runWith = (repo: Repo, options: string) =>
    repo.run(shell, [
      ...(shell.endsWith('busybox') ? ['sh'] : []),
      ...[options, join(bin, 'keyhalt-hook'), 'pre-commit'],
    ]);

  tested('it sees the policy in an index in two files, and ends with codes of its own', () => {
    const rule =
      '[[rules]]\nid = "acme"\ndescription = "a token"\nregex = "(acme_[0-9]{9})"\nkeywords = ["acme_"]\n';
    const repo = aRepo()
      .commit('start', { 'keyhalt.toml': rule })
      .git('update-index --split-index')
      .write({ 'keyhalt.toml': null });
    const all = ['-a', '-e', '-f', '-u'];
    const codes = () => all.map((options) => `${options} ${runWith(repo, options).code}`);

    expect(codes()).toEqual(all.map((options) => `${options} 0`));
    repo.stage({ a: `token = acme_${'123456789'}\n` });
    expect(codes()).toEqual(all.map((options) => `${options} 1`));
  });

  tested('it traces nothing that is staged', () => {
    const { awsSecret } = fakes('traced');
    const repo = aRepo()
      .commit('start', { a: 'a\n' })
      .stage({ b: `aws_secret_access_key=${awsSecret}\n` });

    const { code, stderr } = runWith(repo, '-x');

    expect(code).toBe(1);
    expect(stderr).toContain('aws-secret-access-key');
    expect(stderr).not.toContain(awsSecret);
  });
});

test.runIf(existsSync('/bin/bash')).each(['-k', '-O failglob'])(
  'with bash %s it tells what is staged, and nothing of the environment',
  (options) => {
    const { awsKeyId, awsSecret } = fakes('options');
    const repo = aRepo()
      .commit('start', { a: 'a\n' })
      .stage({ b: `${awsKeyId}\n` });
    const args = [...options.split(' '), join(bin, 'keyhalt-hook'), 'pre-commit'];

    const { code, stdout, stderr } = repo.run('/bin/bash', args, {
      env: { AWS_SECRET_ACCESS_KEY: awsSecret },
    });

    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('1 finding in staged content');
    expect(stderr).not.toContain(awsSecret);
  },
);

test.each([
  '.volta/tools/image/node/20.1.0/bin/node',
  '.local/share/fnm/node-versions/v20.1.0/installation/bin/node',
  'Library/Application Support/fnm/node-versions/v20.1.0/installation/bin/node',
  '.fnm/node-versions/v20.1.0/installation/bin/node',
  '.asdf/installs/nodejs/20.1.0/bin/node',
  '.local/share/mise/installs/node/20.1.0/bin/node',
  '.nodenv/versions/20.1.0/bin/node',
  '.proto/tools/node/20.1.0/bin/node',
  'n/bin/node',
  '.nix-profile/bin/node',
  'scoop/apps/nodejs/current/node.exe',
  'scoop/apps/nodejs-lts/current/node.exe',
])('a Node in ~/%s is found without a login shell', (place) => {
  const repo = aRepo();
  const node = join(repo.beside('home'), place);
  aNode(node);

  const run = gate('/bin/sh', gatePath(repo), { PATH: '/nowhere', HOME: repo.beside('home') });

  expect(run.stdout).toBe(`${node}\n`);
});

test.each([
  ['NVM_DIR', 'versions/node/v20.1.0/bin/node'],
  ['VOLTA_HOME', 'tools/image/node/20.1.0/bin/node'],
  ['FNM_DIR', 'node-versions/v20.1.0/installation/bin/node'],
  ['ASDF_DATA_DIR', 'installs/nodejs/20.1.0/bin/node'],
  ['MISE_DATA_DIR', 'installs/node/20.1.0/bin/node'],
  ['PROTO_HOME', 'tools/node/20.1.0/bin/node'],
  ['N_PREFIX', 'bin/node'],
  ['NVM_SYMLINK', 'node.exe'],
  ['APPDATA', 'nvm/v20.1.0/node.exe'],
  ['LOCALAPPDATA', 'nvm/v20.1.0/node.exe'],
  ['LOCALAPPDATA', 'Volta/tools/image/node/20.1.0/node.exe'],
  ['APPDATA', 'fnm/node-versions/v20.1.0/installation/node.exe'],
  ['FNM_DIR', 'node-versions/v20.1.0/installation/node.exe'],
])('%s is obeyed', (variable, place) => {
  const repo = aRepo();
  const node = join(repo.beside('elsewhere'), place);
  aNode(node);

  const run = gate('/bin/sh', gatePath(repo), { PATH: '/nowhere', [variable]: repo.beside('elsewhere') });

  expect(run.stdout).toBe(`${node}\n`);
});

test('of the versions that Homebrew has by their numbers alone, it takes the newest', () => {
  const repo = aRepo();
  const at = (version: string) => join(repo.beside('brew'), 'opt', `node@${version}`, 'bin', 'node');
  for (const version of ['9', '22', '20']) aNode(at(version));
  aNode(at('x'));

  const run = gate('/bin/sh', gatePath(repo), { PATH: '/nowhere', HOMEBREW_PREFIX: repo.beside('brew') });

  expect(run.stdout).toBe(`${at('22')}\n`);
});

test('KEYHALT_NODE comes first, and is passed over when it is gone, or a folder', () => {
  const repo = aRepo();
  const [first, second] = [repo.beside('first node'), join(repo.beside('bin'), 'node')];
  aNode(first);
  aNode(second);
  const env = { PATH: dirname(second), KEYHALT_NODE: first };

  const before = gate('/bin/sh', gatePath(repo), env).stdout;
  rmSync(first);
  const after = gate('/bin/sh', gatePath(repo), env).stdout;
  mkdirSync(first);
  const beside = gate('/bin/sh', gatePath(repo), env).stdout;

  expect([before, after, beside]).toEqual([`${first}\n`, `${second}\n`, `${second}\n`]);
});

test('a package without its bundle stops with one line', () => {
  const repo = aRepo();
  const path = gatePath(repo);
  rmSync(join(dirname(path), '..', 'dist', 'hook.cjs'));

  const run = gate('/bin/sh', path, repo.env);

  expect(run.status).toBe(2);
  expect(run.stderr).toMatch(
    /^keyhalt: stopped, .*hook\.cjs is missing or empty\. Install keyhalt again.*\n$/,
  );
});

// npm writes that program into keyhalt-hook.cmd and .ps1 on Windows, where /bin/sh is none.
test('its first line has a shell looked for in the PATH', () => {
  const [first] = readFileSync(join(bin, 'keyhalt-hook'), 'utf8').split('\n', 1);

  expect(first).toBe('#!/usr/bin/env sh');
});

test('between git and Node it starts no process when it is no link', () => {
  const repo = aRepo();
  const tools = repo.beside('tools');
  mkdirSync(tools);
  symlinkSync(
    execFileSync('sh', ['-c', 'command -v node'], { encoding: 'utf8' }).trim(),
    join(tools, 'node'),
  );

  // Nothing but Node is in PATH.
  const run = gate('/bin/sh', gatePath(repo), { PATH: tools });

  expect([run.status, run.stderr]).toEqual([0, '']);
});

test.each([
  ['/mine', '/mine'],
  ['C:\\mine', 'C:\\mine'],
  ['mine', ''],
  ['.', ''],
])('Node is not told to take what it compiled from a folder of the repository: %s', (asked, told) => {
  const repo = aRepo();
  const node = repo.beside('node');
  put(node, '#!/bin/sh\nprintf %s "$NODE_COMPILE_CACHE"\n');
  const env = { PATH: '/nowhere', KEYHALT_NODE: node, NODE_COMPILE_CACHE: asked };

  expect(gate('/bin/sh', gatePath(repo), env).stdout).toBe(told);
});

test('Node is told that git talks to it only where git does', () => {
  const repo = aRepo();
  const node = repo.beside('node');
  put(node, '#!/bin/sh\nprintf %s "$KEYHALT_AHEAD"\n');

  const { stdout } = gate('/bin/sh', gatePath(repo), { KEYHALT_NODE: node, KEYHALT_AHEAD: '1' }, [
    'pre-push',
  ]);

  expect(stdout).toBe('');
});

test('it asks git as the scanner does', () => {
  const script = readFileSync(join(bin, 'keyhalt-hook'), 'utf8').replaceAll('\\\n', '');
  const ask = /^ask\(\) \{\n([\s\S]*?)^\}/m.exec(script)?.[1] ?? '';
  const set = gitEnvironment({});

  for (const [name, value] of Object.entries(set)) expect(ask).toContain(` ${name}=${value}`);
  expect(ask.replaceAll(/\s+/g, ' ')).toContain(`git ${gitOptions.join(' ')} "$@"`);
});

// So it is with Git for Windows: its shell hands a program of Windows no other pipes than its input and output.
test('a Node that sees nothing of the pipe for what is staged asks git itself, and nothing waits for anyone', () => {
  const repo = aRepo().commit('start', { a: 'a\n' });
  const node = repo.beside('node');
  put(node, `#!/bin/sh\nexec '${process.execPath}' "$@" 3<&-\n`);
  // More than a pipe holds.
  for (let at = 0; at < 700; at++) repo.write({ [`${'long/'.repeat(12)}${at}`]: `a secret word ${at}\n` });
  const commit = () => {
    const hook = join(bin, 'keyhalt-hook');
    const env = { ...repo.env, KEYHALT_NODE: node };
    return spawnSync(hook, ['pre-commit'], { cwd: repo.root, env, encoding: 'utf8', timeout: 60_000 });
  };

  repo.git('add .');
  const clean = commit();
  repo.stage({ b: `${fakes('pipe').awsKeyId}\n` });
  const leak = commit();

  expect([clean.status, clean.stderr]).toEqual([0, '']);
  expect([leak.status, leak.stderr]).toEqual([1, expect.stringContaining('1 finding in staged content')]);
});

test('what is asked ahead does not end at a name that is no text in the locale, as for the sed of macOS', () => {
  const repo = aRepo().commit('start', { a: 'a\n' }).stage({ b: 'a secret word\n' });
  const tools = repo.beside('tools');
  put(join(tools, 'sed'), `#!/bin/sh\necho "$LC_ALL" >'${repo.beside('locale')}'\nPATH=$OLD exec sed "$@"\n`);
  const env = { OLD: repo.env.PATH, PATH: `${tools}:${repo.env.PATH}`, LC_ALL: 'C.UTF-8' };

  const run = repo.run('sh', [join(bin, 'keyhalt-hook'), 'pre-commit'], { env });

  expect([run.code, run.stderr, readFileSync(repo.beside('locale'), 'utf8')]).toEqual([0, '', 'C\n']);
});
