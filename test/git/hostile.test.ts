/**
 * A repository whose settings, attributes and environment name programs wherever git knows a place for one: no command of
 * keyhalt starts any of them, and does its work all the same. What plain git does beside it shows that the trap is set.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { isGit2, mindsOwners } from '../support/git-version.ts';
import { costly, keyhalt, keyhaltHook, rare, someOf } from '../support/keyhalt.ts';
import { type Args, aRepo, type GitOptions, type Repo, type Run } from '../support/repo.ts';

const { awsKeyId } = fakes('hostile');
const leak = `KEY=${awsKeyId}\n`;

/** A program that writes down under which name it was started. Filters get back what they were given. */
function trap(repo: Repo, name: string): string {
  const file = repo.beside(`trap-${name.replaceAll(/\W/g, '-')}`);
  writeFileSync(file, `#!/bin/sh\necho '${name}' >> '${repo.beside('sprung')}'\nexit 1\n`, { mode: 0o755 });
  return file;
}

/** The traps that were sprung since the last time. */
function sprung(repo: Repo): readonly string[] {
  const file = repo.beside('sprung');
  const names = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
  rmSync(file, { force: true });
  return [...new Set(names)].sort();
}

interface Trap {
  /** Settings and what they are set to, given the program. */
  readonly settings: (program: string, repo: Repo) => Readonly<Record<string, string>>;
  /** What makes plain git start it, unless that takes a terminal or git itself no longer obeys. */
  readonly control?: (repo: Repo) => Args;
  readonly input?: string;
}

const only =
  (...keys: readonly string[]) =>
  (program: string) =>
    Object.fromEntries(keys.map((key) => [key, program]));

const traps: Readonly<Record<string, Trap>> = {
  'core.fsmonitor': { settings: only('core.fsmonitor'), control: () => 'status' },
  'include.path': {
    settings: (program, repo) => {
      writeFileSync(repo.beside('more-settings'), `[core]\n\tfsmonitor = ${program}\n`);
      return { 'include.path': repo.beside('more-settings') };
    },
    control: () => 'status',
  },
  'core.hooksPath': {
    settings: (program, repo) => {
      mkdirSync(repo.beside('hooks'), { recursive: true });
      for (const name of ['post-index-change', 'pre-commit', 'reference-transaction', 'fsmonitor-watchman'])
        writeFileSync(repo.beside(`hooks/${name}`), `#!/bin/sh\nexec '${program}'\n`, { mode: 0o755 });
      return { 'core.hooksPath': repo.beside('hooks') };
    },
    control: () => 'update-index --force-write-index',
  },
  'core.pager': {
    settings: only('core.pager', 'pager.log', 'pager.rev-list', 'pager.ls-files', 'pager.config'),
  },
  'diff.external': { settings: only('diff.external'), control: () => 'diff HEAD~1 HEAD' },
  'diff.x.textconv': { settings: only('diff.x.textconv'), control: () => 'diff HEAD~1 HEAD' },
  'diff.x.command': { settings: only('diff.x.command'), control: () => 'diff HEAD~1 HEAD' },
  'filter.x.clean': { settings: only('filter.x.clean'), control: () => 'add --renormalize .' },
  'filter.x.smudge': { settings: only('filter.x.smudge'), control: () => 'cat-file --filters HEAD:leak.env' },
  'filter.x.process': { settings: only('filter.x.process'), control: () => 'add --renormalize .' },
  'merge.x.driver': { settings: only('merge.x.driver') },
  'gpg.program': {
    settings: (program) => ({
      'gpg.program': program,
      'log.showSignature': 'true',
      'commit.gpgSign': 'true',
    }),
    control: () => 'log -1 signed',
  },
  'core.sshCommand': { settings: only('core.sshCommand'), control: () => 'ls-remote ssh://localhost/x' },
  'core.gitProxy': { settings: only('core.gitProxy'), control: () => 'ls-remote git://localhost:1/x' },
  'core.askPass': {
    settings: only('core.askPass'),
    control: () => 'credential fill',
    input: 'protocol=https\nhost=example.com\n\n',
  },
  'credential.helper': {
    settings: only('credential.helper'),
    control: () => 'credential fill',
    input: 'protocol=https\nhost=example.com\n\n',
  },
  'core.alternateRefsCommand': {
    settings: only('core.alternateRefsCommand'),
    control: () => 'rev-list --alternate-refs --count',
  },
  'uploadpack.packObjectsHook': { settings: only('uploadpack.packObjectsHook') },
  'core.editor': { settings: only('core.editor', 'sequence.editor'), control: () => 'config --edit' },
  'an alias': {
    settings: (program) =>
      Object.fromEntries(
        ['song', 'rev-list', 'cat-file', 'rev-parse', 'diff-index', 'diff-tree', 'ls-files', 'config'].map(
          (name) => [`alias.${name}`, `!${program}`],
        ),
      ),
    control: () => 'song',
  },
  'trailer.x.command': {
    settings: (program) => ({
      'trailer.x.command': program,
      'trailer.x.key': 'x',
      'trailer.x.ifmissing': 'add',
    }),
    control: () => 'interpret-trailers --trailer x=y',
    input: 'subject\n',
  },
  'interactive.diffFilter': { settings: only('interactive.diffFilter') },
  'submodule.x.update': {
    settings: (program) => ({
      'submodule.x.update': `!${program}`,
      'submodule.x.url': '.',
      'submodule.recurse': 'true',
    }),
  },
};

/** A history with a key in it, one staged, attributes for every driver, a signed commit, and an alternate. */
function prepared(): Repo {
  const repo = aRepo();
  repo.git('init -q --bare ../alternate').commit('start', { 'a.txt': 'a\n' }).git('tag start');
  repo.commit('key', { '.gitattributes': '* diff=x filter=x merge=x\n', 'leak.env': leak, 'a.txt': 'b\n' });
  const [head = '', ...message] = repo.read('cat-file commit HEAD').split('\n\n');
  const signature = ['-----BEGIN PGP SIGNATURE-----', '', 'x', '-----END PGP SIGNATURE-----'].join('\n ');
  const input = `${head}\ngpgsig ${signature}\n\n${message.join('\n\n')}\n`;
  repo.git(`update-ref refs/heads/signed ${repo.read('hash-object -t commit -w --stdin', { input })}`);
  mkdirSync(`${repo.root}/.git/objects/info`, { recursive: true });
  writeFileSync(`${repo.root}/.git/objects/info/alternates`, `${repo.beside('alternate/objects')}\n`);
  return repo.stage({ 'new.env': leak }).write({ message: `try ${awsKeyId}\n`, 'untracked.env': leak });
}

const settingsOf = (repo: Repo, name: string): readonly (readonly [string, string])[] =>
  Object.entries(traps[name]!.settings(trap(repo, name), repo));

/** Into the file itself: git would take some of them for its own. */
function set(repo: Repo, settings: readonly (readonly [string, string])[]): Repo {
  for (const [key, value] of settings)
    repo.git(['config', '--add', key, value], { env: { GIT_CONFIG_NOSYSTEM: '1' } });
  return repo;
}

/** Every trap at once, but these. */
const hostile = (repo: Repo, except: readonly string[] = []): Repo =>
  set(
    repo,
    Object.keys(traps).flatMap((name) => (except.includes(name) ? [] : settingsOf(repo, name))),
  );

describe('plain git is caught by', () => {
  const controls = Object.entries(traps).filter(([, { control }]) => control !== undefined);
  someOf(controls, 2)('%s', (name, { control, input }) => {
    const repo = prepared();
    set(repo, settingsOf(repo, name));
    sprung(repo);

    repo.run('git', control!(repo), input === undefined ? {} : { input });

    expect(sprung(repo)).toEqual([name]);
  });
});

/** What git hands to hooks, or a hook of the repository to what it starts. */
const variables = (repo: Repo): NodeJS.ProcessEnv => ({
  GIT_EXTERNAL_DIFF: trap(repo, 'GIT_EXTERNAL_DIFF'),
  GIT_SSH_COMMAND: trap(repo, 'GIT_SSH_COMMAND'),
  GIT_SSH: trap(repo, 'GIT_SSH'),
  GIT_PROXY_COMMAND: trap(repo, 'GIT_PROXY_COMMAND'),
  GIT_ASKPASS: trap(repo, 'GIT_ASKPASS'),
  SSH_ASKPASS: trap(repo, 'SSH_ASKPASS'),
  GIT_PAGER: trap(repo, 'GIT_PAGER'),
  PAGER: trap(repo, 'PAGER'),
  GIT_EDITOR: trap(repo, 'GIT_EDITOR'),
  GIT_SEQUENCE_EDITOR: trap(repo, 'GIT_SEQUENCE_EDITOR'),
  GIT_CONFIG_COUNT: '2',
  GIT_CONFIG_KEY_0: 'core.fsmonitor',
  GIT_CONFIG_VALUE_0: trap(repo, 'GIT_CONFIG_COUNT'),
  GIT_CONFIG_KEY_1: 'diff.external',
  GIT_CONFIG_VALUE_1: trap(repo, 'GIT_CONFIG_COUNT'),
  GIT_CONFIG_PARAMETERS: `'core.fsmonitor=${trap(repo, 'GIT_CONFIG_PARAMETERS')}'`,
});

const zero = '0'.repeat(40);
const oid = (repo: Repo, name: string): string => repo.read(['rev-parse', name]);

/** Every command with the exit code that tells that it did its work. */
const commands: Readonly<Record<string, (repo: Repo, options: GitOptions) => Run>> = {
  'scan --staged': (repo, options) => keyhalt(repo, 'scan --staged', options),
  'scan --message': (repo, options) => keyhalt(repo, 'scan --message message', options),
  'scan --range': (repo, options) => keyhalt(repo, 'scan --range start..HEAD', options),
  'scan --range with three dots': (repo, options) => keyhalt(repo, 'scan --range start...signed', options),
  'scan --history': (repo, options) => keyhalt(repo, 'scan --history', options),
  'scan --history --all-objects': (repo, options) => keyhalt(repo, 'scan --history --all-objects', options),
  'scan PATH': (repo, options) => keyhalt(repo, 'scan .', options),
  'scan PATH --no-git': (repo, options) => keyhalt(repo, 'scan . --no-git', options),
  'scan -': (repo, options) => keyhalt(repo, 'scan -', { ...options, input: leak }),
  'scan - --patch': (repo, options) => {
    const patch = `--- /dev/null\n+++ b/x.env\n@@ -0,0 +1 @@\n+${leak}`;
    return keyhalt(repo, 'scan - --patch', { ...options, input: patch });
  },
  explain: (repo, options) => keyhalt(repo, 'explain untracked.env:1', options),
  'hook pre-commit': (repo, options) => keyhaltHook(repo, 'pre-commit', options),
  'hook pre-merge-commit': (repo, { env, ...options }) =>
    keyhaltHook(repo, 'pre-merge-commit', {
      ...options,
      env: { ...env, [`GITHEAD_${oid(repo, 'signed')}`]: 's' },
    }),
  'hook prepare-commit-msg': (repo, options) =>
    keyhaltHook(repo, 'prepare-commit-msg message message', options),
  'hook commit-msg': (repo, options) => keyhaltHook(repo, 'commit-msg message', options),
  'hook pre-push': (repo, options) => {
    const input = `refs/heads/main ${oid(repo, 'HEAD')} refs/heads/main ${zero}\n`;
    return keyhaltHook(repo, 'pre-push origin ssh://localhost/x', { ...options, input });
  },
  'hook pre-receive': (repo, options) => {
    const tip = repo.read([
      'commit-tree',
      '-p',
      'start',
      '-m',
      `try ${fakes('another').awsKeyId}`,
      'start^{tree}',
    ]);
    return keyhaltHook(repo, 'pre-receive', { ...options, input: `${zero} ${tip} refs/heads/new\n` });
  },
};

/** Those that end with 0 when all went well, and those that start hooks, or put some in place, because they are asked to. */
const others: typeof commands = {
  'baseline create': (repo, options) => keyhalt(repo, 'baseline create', options),
  'baseline update': (repo, options) => keyhalt(repo, 'baseline update', options),
  'baseline prune': (repo, options) => keyhalt(repo, 'baseline prune', options),
  'rules list': (repo, options) => keyhalt(repo, 'rules list', options),
  install: (repo, options) => keyhalt(repo, 'install', options),
  doctor: (repo, options) => keyhalt(repo, 'doctor', options),
  uninstall: (repo, options) => keyhalt(repo, 'uninstall', options),
};

/** Of what is costly one in four is tried each time, and the others count as skipped. */
const isTried = (all: readonly string[], name: string): boolean => costly || all.indexOf(name) % 4 === 1;

describe('nothing is started by', () => {
  test.for(Object.keys(commands))('%s', (name, { skip }) => {
    skip(!isTried(Object.keys(commands), name));
    const command = commands[name]!;
    const repo = hostile(prepared());
    sprung(repo);

    const run = command(repo, { env: variables(repo) });

    expect(sprung(repo)).toEqual([]);
    expect(run.code, run.stdout + run.stderr).toBe(1);
  });

  test.skipIf(!costly)('commands that write, or that hooks are the matter of', () => {
    const clean = prepared().git('reset -q --hard start').stage({ 'new.env': leak });
    const repo = hostile(clean, ['core.hooksPath']);
    mkdirSync(`${repo.root}/.git/hooks`);
    for (const name of ['post-index-change', 'reference-transaction', 'post-commit'])
      symlinkSync(trap(repo, name), `${repo.root}/.git/hooks/${name}`);
    for (const [name, command] of Object.entries(others)) {
      sprung(repo);

      const run = command(repo, { env: variables(repo) });

      expect(sprung(repo), name).toEqual([]);
      expect(run.code, `${name}: ${run.stdout}${run.stderr}`).toBe(0);
    }
  });
});

describe('what only a remote has is not fetched', () => {
  const remotes: Readonly<Record<string, (program: string) => Readonly<Record<string, string>>>> = {
    'by a program': (program) => ({ 'remote.origin.url': `ext::${program}`, 'protocol.ext.allow': 'always' }),
    'by ssh': (program) => ({ 'remote.origin.url': 'ssh://localhost/x', 'core.sshCommand': program }),
    'by a proxy': (program) => ({ 'remote.origin.url': 'git://localhost:1/x', 'core.gitProxy': program }),
    'from a folder': (program) => ({ 'remote.origin.url': '.', 'remote.origin.uploadpack': program }),
    'through another name of a URL': (program) => ({
      'remote.origin.url': 'https://example.com/x',
      [`url.ext::${program} .insteadOf`]: 'https://',
      'protocol.ext.allow': 'always',
    }),
  };
  /** The blob of the commit in between is missing, and promised. */
  const promised = (name: string): Repo => {
    const repo = aRepo().commit('start', { 'a.txt': 'a\n' }).git('tag start');
    repo.commit('b', { 'b.txt': 'b\n' }).commit('c', { 'b.txt': 'c\n' }).stage({ 'new.env': leak });
    const blob = oid(repo, 'HEAD~1:b.txt');
    rmSync(`${repo.root}/.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`);
    const partial = {
      'core.repositoryFormatVersion': '1',
      'extensions.partialClone': 'origin',
      'remote.origin.promisor': 'true',
      'remote.origin.partialCloneFilter': 'blob:none',
    };
    return set(repo, Object.entries({ ...partial, ...remotes[name]!(trap(repo, name)) }));
  };
  /** As one before 2.45 that has not been mended: it does not know GIT_NO_LAZY_FETCH. */
  const oldGit = (repo: Repo): NodeJS.ProcessEnv => {
    mkdirSync(repo.beside('old'));
    const git = repo.run('sh', ['-c', 'command -v git']).stdout.trim();
    const script = `#!/bin/sh\nunset GIT_NO_LAZY_FETCH\nexec '${git}' "$@"\n`;
    writeFileSync(repo.beside('old/git'), script, { mode: 0o755 });
    return { PATH: `${repo.beside('old')}:${repo.env.PATH}` };
  };
  const scans: readonly Args[] = costly
    ? ['scan --range start..HEAD', 'scan --history', 'scan --history --all-objects']
    : ['scan --range start..HEAD'];

  test.for(Object.keys(remotes))('%s', (name, { skip }) => {
    skip(!isTried(Object.keys(remotes), name));
    const repo = promised(name);
    const missing = oid(repo, 'HEAD~1:b.txt');
    for (const env of [{}, oldGit(repo)])
      for (const scan of scans) {
        const run = keyhalt(repo, scan, { env });

        expect(sprung(repo), `${scan}`).toEqual([]);
        // An audit tells what is staged all the same.
        const isAudit = scan.includes('--history');
        expect(run, `${scan}`).toMatchObject(isAudit ? { code: 1 } : { code: 2, stdout: '' });
        if (isAudit) expect(run.stderr).toContain(`${missing} is missing here`);
      }
    repo.run('git', ['cat-file', '-p', missing]);
    expect(sprung(repo), 'plain git').toEqual([name]);
  });
});

rare('a repository inside of the one that is scanned starts nothing', () => {
  const repo = hostile(prepared());
  const outer = repo.at('.');
  rmSync(`${repo.root}/message`);
  sprung(repo);
  outer.run('git', 'init -q');

  const around = keyhalt(outer, 'scan repo --no-color');
  const inside = keyhalt(outer, 'scan .');

  expect(sprung(repo)).toEqual([]);
  expect(around).toMatchObject({ code: 1, stdout: expect.stringContaining('untracked.env') });
  expect(inside.stdout).toContain('submodule (repo)');
});

test.skipIf(!isGit2(mindsOwners))('a repository of someone else does not vouch for itself', () => {
  const repo = hostile(set(prepared(), [['safe.directory', '*']]));
  const env = { GIT_TEST_ASSUME_DIFFERENT_OWNER: '1' };
  sprung(repo);

  for (const scan of ['scan --staged', 'scan --range start..HEAD', 'scan --history', 'scan .'])
    expect(keyhalt(repo, scan, { env }), scan).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining('dubious ownership'),
    });
  expect(sprung(repo)).toEqual([]);
});

rare('a work tree that is said to be elsewhere hides nothing that is staged', () => {
  const repo = prepared();
  repo.at('elsewhere').write({ 'a.txt': 'a\n' });
  set(repo, [['core.worktree', '../../elsewhere']]);

  expect(keyhalt(repo, 'scan --staged')).toMatchObject({
    code: 1,
    stdout: expect.stringContaining('new.env'),
  });
  expect(keyhalt(repo, 'scan .')).toMatchObject({ code: 2, stdout: '' });
});
