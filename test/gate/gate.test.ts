/** When the gate answers by itself, and that whatever is unusual is left to Node. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aPackage, put } from '../hooks/installed.ts';
import { dyingGit } from '../support/dying-git.ts';
import { fakes } from '../support/fakes.ts';
import { bin, costly, leftToCi, sample } from '../support/keyhalt.ts';
import { aRepo, type Files, type Repo } from '../support/repo.ts';

const key = fakes('gate').awsKeyId;
const shells = ['/bin/sh', '/bin/dash', '/bin/bash', '/bin/zsh', '/bin/busybox']
  .filter((shell) => existsSync(shell))
  .slice(0, costly ? undefined : 1);
const plain = { 'a.txt': 'one\n', 'b.txt': 'some words\n' };

interface Answer {
  readonly code: number | null;
  readonly said: string;
}

/** A repository with something in it, and a keyhalt whose Node would stop everything with 7. */
function aClone(files: Files = plain): Repo {
  const repo = aRepo().write(files).git('add .').git('commit -qm one');
  cpSync(join(bin, '..', 'dist', 'gate'), join(aStrictPackage(repo), 'gate'), { recursive: true });
  return repo;
}

/** A keyhalt whose Node stops everything. Returns its `dist`. */
function aStrictPackage(repo: Repo): string {
  const dist = join(aPackage(repo), 'dist');
  writeFileSync(join(dist, 'hook.cjs'), 'process.exitCode = 7;\n');
  return dist;
}

/** What the hook answers, and whether it asked Node for it. */
function answer(
  repo: Repo,
  { args = ['pre-commit'], env = {}, shell = '/bin/sh', cwd = repo.root } = {},
): Answer {
  const words = shell.endsWith('busybox') ? ['sh'] : [];
  // By its own name zsh is another language.
  const argv0 = shell.endsWith('zsh') ? 'sh' : shell;
  const hook = join(repo.beside("keyhalt's package ü"), 'bin', 'keyhalt-hook');
  const all = { ...repo.env, ...env };
  const run = spawnSync(shell, [...words, hook, ...args], { cwd, argv0, env: all, encoding: 'utf8' });
  return { code: run.status, said: run.stdout + run.stderr };
}

const clean: Answer = { code: 0, said: '' };
/** A line of a text that an expression is known by, as it stands in a file. */
const lineOf = (name: string, at: number): string =>
  readFileSync(join(bin, '..', 'dist', 'gate', `${name}.known`), 'latin1')
    .split('\n')
    [at]!.slice('keyhalt>:'.length);

const leftToNode: Answer = { code: 7, said: '' };

describe.each(shells)('in %s', (shell) => {
  test('what adds nothing that looks like a credential is clean, without Node', () => {
    const repo = aClone().write({ 'a.txt': 'two\n', 'new folder/ü.txt': 'words\n' }).git('add .');

    expect(answer(repo, { shell })).toEqual(clean);
    expect(answer(repo, { shell, env: { PATH: gitAndGrep(repo) } })).toEqual(clean);
  });

  test('what does is for Node to judge', () => {
    const repo = aClone()
      .write({ 'a.txt': `id = ${key}\n` })
      .git('add .');

    expect(answer(repo, { shell })).toEqual(leftToNode);
  });

  test.each(['prepare-commit-msg', 'commit-msg'])('%s looks at the message, too', (name) => {
    const repo = aClone().write({ 'a.txt': 'two\n' }).git('add .');
    repo.at('.').write({ harmless: 'Fix the words\n\n# On branch main\n', leak: `Use ${key}\n` });

    expect(answer(repo, { shell, args: [name, '../harmless'] })).toEqual(clean);
    expect(answer(repo, { shell, args: [name, '../leak'] })).toEqual(leftToNode);
    expect(answer(repo, { shell, args: [name, '../is-not-there'] })).toEqual(leftToNode);
    expect(answer(repo, { shell, args: [name] })).toEqual(leftToNode);
    expect(answer(repo.write({ 'a.txt': key }).git('add .'), { shell, args: [name, '../harmless'] })).toEqual(
      leftToNode,
    );
  });
});

test('the other hooks are left to Node', () => {
  const repo = aClone();

  for (const name of ['pre-merge-commit', 'pre-push', 'pre-receive', 'unheard-of'])
    expect(answer(repo, { args: [name] })).toEqual(leftToNode);
});

test('it can be switched off', () => {
  expect(answer(aClone(), { env: { KEYHALT_GATE: 'off' } })).toEqual(leftToNode);
});

describe('it sees what is staged, whatever a repository says', () => {
  const long = `${'word '.repeat(200)}`;
  const changes: readonly (readonly [string, (repo: Repo) => unknown])[] = [
    ['a new file', (repo) => repo.write({ new: key })],
    ['the name of a new file', (repo) => repo.write({ [`x/${key}.txt`]: 'words\n' })],
    ['the name of an empty file', (repo) => repo.write({ [key]: '' })],
    ['a name with a line feed in it', (repo) => repo.write({ [`x\n${key}`]: 'words\n' })],
    [
      'a name with quotes and bytes of no character',
      (repo) => repo.write([[Buffer.from(`"\xff${key}`, 'latin1'), '']]),
    ],
    ['where a link leads', (repo) => repo.write({ link: { link: key } })],
    ['a file that becomes a link', (repo) => repo.write({ 'a.txt': null }).write({ 'a.txt': { link: key } })],
    ['a file in another place', (repo) => repo.git('mv a.txt c.txt').write({ 'c.txt': key })],
    ['a line between others', (repo) => repo.write({ 'a.txt': `one\n${key}\n` })],
    ['a line without an end', (repo) => repo.write({ 'a.txt': `one\n${long}${key}` })],
    ['a file that git takes for binary', (repo) => repo.write({ 'a.txt': `\0${key}` })],
    ['a picture', (repo) => repo.write({ 'a.png': Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0]) })],
    [
      'what stands behind a NUL far from the start',
      (repo) => repo.write({ new: `${long.repeat(20)}\0${key}` }),
    ],
    ['UTF-16', (repo) => repo.write({ new: Buffer.from(key, 'utf16le') })],
    [
      'a pointer of Git LFS',
      (repo) => repo.write({ new: 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n' }),
    ],
    ['more than 4 MB', (repo) => repo.write({ new: `${'words\n'.repeat(800_000)}` })],
    ['an archive that is text', (repo) => repo.write({ new: Buffer.from('\x1f\x8b\x08 words', 'latin1') })],
    ['a bundle', (repo) => repo.write({ new: '# v2 git bundle\nwords\n' })],
    [
      'attributes that hide a file',
      (repo) => repo.write({ '.gitattributes': '* -diff\n', 'a.txt': `one\n${key}\n` }),
    ],
    [
      'attributes that call it binary',
      (repo) => repo.write({ '.gitattributes': '* binary\n', 'a.txt': key }),
    ],
    [
      'attributes that have it changed before it is shown',
      (repo) =>
        repo
          .git(['config', 'diff.blind.textconv', 'true'])
          .write({ '.gitattributes': '* diff=blind\n', 'a.txt': key }),
    ],
    [
      'a driver of its own',
      (repo) =>
        repo
          .git(['config', 'diff.blind.command', 'true'])
          .write({ '.gitattributes': '* diff=blind\n', 'a.txt': key }),
    ],
    ['an external diff', (repo) => repo.git('config diff.external true').write({ 'a.txt': key })],
    [
      'settings that change what a diff looks like',
      (repo) => {
        for (const setting of [
          ...['color.ui always', 'color.diff always', 'diff.noprefix true', 'diff.mnemonicPrefix true'],
          ...['diff.context 0', 'diff.interHunkContext 99', 'diff.renames copies', 'diff.relative true'],
          ...['diff.wsErrorHighlight all', 'diff.suppressBlankEmpty true', 'diff.colorMoved zebra'],
          ...['diff.submodule log', 'diff.algorithm patience', 'core.bigFileThreshold 1', 'core.pager cat'],
          ...['core.quotePath true', 'diff.orderFile nowhere', 'diff.statGraphWidth 1', 'core.abbrev 4'],
        ])
          repo.git(`config ${setting}`);
        return repo.write({ 'a.txt': key });
      },
    ],
    [
      'a file that stands in for another',
      (repo) => {
        const blob = repo.write({ 'a.txt': key }).read('hash-object -w a.txt');
        return repo.git('add a.txt').git(`replace -f ${blob} ${repo.read('rev-parse HEAD:b.txt')}`);
      },
    ],
    [
      'a submodule beside it',
      (repo) => {
        const head = repo.read('rev-parse HEAD');
        return repo.git(`update-index --add --cacheinfo 160000,${head},sub`).write({ 'a.txt': key });
      },
    ],
    [
      'what stands around a change',
      (repo) => {
        repo
          .write({ 'a.txt': `id = "${key.slice(0, 4)}" +\n"${key.slice(4)}"\none\n` })
          .git('add .')
          .git('commit -qm two');
        return repo.write({ 'a.txt': `id = "${key.slice(0, 4)}" +\n"${key.slice(4)}"\ntwo\n` });
      },
    ],
  ];
  test.skip.each(leftToCi(changes, 6))('%s', () => {});
  test.each(sample(changes, 6))('%s', (_, change) => {
    const repo = aClone();
    change(repo);
    repo.git(['add', '--', '.']);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test.each(['GIT_DIFF_OPTS=-u0', 'GIT_EXTERNAL_DIFF=true', 'GIT_REDIRECT_STDOUT=off', 'GIT_PAGER=true'])(
    'with %s in the environment',
    (assignment) => {
      const [name = '', value = ''] = assignment.split('=');
      const repo = aClone()
        .write({ 'a.txt': `one\n${key}\n` })
        .git('add .');

      expect(answer(repo, { env: { [name]: value } })).toEqual(leftToNode);
    },
  );

  test('the index that git commit -a names', () => {
    const repo = aClone();
    const env = { GIT_INDEX_FILE: repo.beside('other-index') };
    repo.git('read-tree HEAD', { env }).write({ 'a.txt': key }).git('add a.txt', { env });

    expect(answer(repo)).toEqual(clean);
    expect(answer(repo, { env })).toEqual(leftToNode);
  });

  test('in a linked work tree', () => {
    const repo = aClone().git('worktree add -q ../linked');
    const linked = repo.at('linked').write({ 'a.txt': 'two\n' }).git('add .');
    const env = { GIT_DIR: linked.read('rev-parse --absolute-git-dir') };

    expect(answer(repo, { cwd: linked.root, env })).toEqual(clean);
    expect(answer(repo, { cwd: linked.root })).toEqual(leftToNode);
    linked.write({ 'a.txt': key }).git('add .');
    expect(answer(repo, { cwd: linked.root, env })).toEqual(leftToNode);
  });

  test('a submodule, of which Node says that it is not scanned', () => {
    const repo = aClone();
    repo.git(`update-index --add --cacheinfo 160000,${repo.read('rev-parse HEAD')},sub`);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('what is taken out is not of interest', () => {
    const repo = aClone({ ...plain, 'old.txt': `${key}\n${'words\n'.repeat(20)}` });
    repo.write({ 'old.txt': 'words\n'.repeat(20) }).git('rm -q b.txt');

    expect(answer(repo.git('add .'))).toEqual(clean);
  });
});

describe('it cannot be talked round', () => {
  test.skipIf(!costly)('by variables that the script uses itself', () => {
    const names = [
      'counts',
      'without_nul',
      'expected',
      'index',
      'searched',
      'of_message',
      'ere',
      'text',
      'gate',
      'end',
    ];
    const repo = aClone().write({ 'a.txt': key }).git('add .');
    for (const name of [...names, 'why', 'folder', 'note', 'staged', 'start', 'file', 'KEYHALT_AHEAD'])
      for (const value of ['', '1', 'yes', '5 0 1 7 1', '/dev/null'])
        expect([name, value, answer(repo, { env: { [name]: value } })]).toEqual([name, value, leftToNode]);
    expect(answer(repo, { args: ['pre-push'], env: { counts: 'x', KEYHALT_AHEAD: '1' } })).toEqual(
      leftToNode,
    );
  });

  test('by a file in the work tree that is taken for what is staged', () => {
    const repo = aClone();
    const path = join(repo.root, 'a.txt');
    const past = new Date('2020-01-01');
    writeFileSync(path, `${key}\n`);
    utimesSync(path, past, past);
    repo.git('add a.txt').git('config core.trustctime false');
    writeFileSync(path, `${'x'.repeat(key.length)}\n`);
    utimesSync(path, past, past);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by as many keys as make the counts of words look like those of shapes', () => {
    const repo = aClone({ ...plain, 'docs/keyhalt.toml': '' });

    for (let count = 1; count < 12; count++) {
      repo.write({ 'a.txt': `${key}\n`.repeat(count) }).git('add .');
      expect([count, answer(repo)]).toEqual([count, leftToNode]);
    }
  });

  test('by so many shapes that grep has seen enough before it has seen all', () => {
    const repo = aClone();
    repo.write({ 'a.txt': `id = ${key}\n`, 'lock.json': lockFile(4000) }).git('add .');

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by a git that ends badly behind a line that counts for its end', () => {
    const repo = aClone({ 'a.env': 'one\n', z: 'z\n' });
    const blob = repo.read('rev-parse HEAD:z');
    repo.write({ 'a.env': `aws_secret_access_key = ${fakes('gate').awsSecret}\n`, z: 'y\n' }).git('add .');
    repo.write({ [`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`]: null });

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('by quotes in a name', () => {
    const repo = aClone()
      .write([[`x="${key.slice(0, 2)}"+"${key.slice(2)}"`, 'words\n']])
      .git('add .');

    expect(answer(repo)).toEqual(leftToNode);
  });
});

describe('it leaves to Node', () => {
  const harmless = { 'a.txt': 'two\n' };
  test.each<readonly [string, (repo: Repo) => unknown]>([
    [
      'a policy that is staged',
      (repo) => repo.write({ 'keyhalt.toml': '' }).git('add .').write({ 'keyhalt.toml': null }),
    ],
    [
      'a policy that is committed, and gone from the work tree',
      (repo) =>
        repo
          .write({ 'keyhalt.toml': '', 'docs/keyhalt.toml': '', 'z/keyhalt.toml': '' })
          .git('add .')
          .git('commit -qm two')
          .write({ 'keyhalt.toml': null }),
    ],
    ['a first commit', (repo) => repo.git('checkout -q --orphan other')],
    ['a policy on the first line of an index', (repo) => onlyPolicy(repo)],
    ['a merge', (repo) => repo.git('update-ref MERGE_HEAD HEAD')],
    ['a head that is gone', (repo) => repo.write({ '.git/HEAD': 'ref: refs/heads/gone\n' })],
    ['an index that is none', (repo) => repo.write({ '.git/index': 'nothing\n' })],
  ])('%s', (_, make) => {
    const repo = aClone().write(harmless).git('add a.txt');
    expect(answer(repo)).toEqual(clean);

    make(repo);

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('a merge of which only a variable tells', () => {
    const repo = aClone().write(harmless).git('add .');

    expect(
      answer(repo, { env: { [`GITHEAD_${'0'.repeat(40)}`]: 'topic', GIT_REFLOG_ACTION: 'merge topic' } }),
    ).toEqual(leftToNode);
  });

  test('a file that is not merged', () => {
    const repo = aClone().git('checkout -qb topic').write({ 'a.txt': 'theirs\n' }).git('commit -qam theirs');
    repo.git('checkout -q main').write({ 'a.txt': 'ours\n' }).git('commit -qam ours');
    repo.run('git', 'merge -q topic');
    repo.write({ '.git/MERGE_HEAD': null });

    expect(answer(repo)).toEqual(leftToNode);
  });

  test('an object that is missing', () => {
    const repo = aClone().write(harmless).git('add .');
    const blob = repo.read('rev-parse :a.txt');
    // What lies in the work tree just as it is staged need not be read from there.
    repo.write({ [`.git/objects/${blob.slice(0, 2)}/${blob.slice(2)}`]: null, 'a.txt': 'three\n' });

    expect(answer(repo)).toEqual(leftToNode);
  });

  test.each(['exit 128', 'killed', 'cut'] as const)('a git that ends with "%s"', (kind) => {
    const repo = aClone().write(harmless).git('add .');
    expect(answer(repo, { env: dyingGit(repo, { kind: 'none' }) })).toEqual(clean);

    for (const bytes of [0, 1, 100, 1_000_000])
      expect(answer(repo, { env: dyingGit(repo, { kind, call: 1, bytes }) })).toEqual(leftToNode);
  });

  const greps = [
    ['fails', 'exit 2'],
    ['finds nothing', 'exit 1'],
    ['says that nothing matched', 'for file; do case $file in /*|-) echo 0; esac; done'],
    ['says nothing and is content', 'exit 0'],
    ['does not know an option', 'case $* in *-achE*) echo usage >&2; exit 2; esac'],
    ['matches everything', 'exec "$real" -achE -e "" -- "$5" "$6" "$7"'],
    ['counts too few', '"$real" "$@" | sed 2,99d'],
    [
      'knows no intervals',
      'sed "s/{[0-9]*}//g" "$3" > "$0.ere"; exec "$real" -achE -f "$0.ere" -- "$5" "$6" "$7"',
    ],
    ['takes bytes for characters', 'LC_ALL=C.UTF-8 exec "$real" "$@"'],
    ['is killed', 'kill -9 $$'],
  ];
  test.skip.each(leftToCi(greps, 5))('a grep that %s', () => {});
  test.each(sample(greps, 5))('a grep that %s', (_, script) => {
    const repo = aClone().write(harmless).git('add .');
    const folder = repo.beside('grep');
    mkdirSync(folder);
    writeFileSync(join(folder, 'grep'), `#!/bin/sh\nreal=$(PATH=$OLD command -v grep)\n${script}\n`);
    chmodSync(join(folder, 'grep'), 0o755);
    const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };

    expect(answer(repo, { env })).toEqual(leftToNode);
  });

  test('a shape of which one of the closer looks fails', () => {
    const repo = aClone()
      .write({ 'lock.json': lockFile(40) })
      .git('add .');
    const folder = repo.beside('grep');
    const closer = ['runs', 'escapes', 'wraps'];
    const ways = [
      ['exit 2', leftToNode],
      ['sleep 0.1', clean],
      ['echo 3; exit 0', leftToNode],
      ['kill -9 $$', leftToNode],
    ] as const;
    for (const [script, expected] of costly ? ways : ways.slice(0, 2))
      for (const name of closer) {
        const lines = [
          'real=$(PATH=$OLD command -v grep)',
          `case $* in *${name}.ere*) ${script} ;; esac`,
          'exec "$real" "$@"',
        ];
        put(join(folder, 'grep'), `#!/bin/sh\n${lines.join('\n')}\n`);
        const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };
        expect(answer(repo, { env }), `${name}: ${script}`).toEqual(expected);
      }
  });

  test('a shape of which a closer look is not told all, though as many lines match as are due', () => {
    // A line that one expression alone matches, for each: they could make up for the line that says that git has ended.
    const lines = [lineOf('runs', 0), lineOf('escapes', 2), lineOf('wraps', 2)];
    const repo = aClone()
      .write({ 'a.txt': `${lines.join('\n')}\n` })
      .git('add .');
    const folder = repo.beside('programs');
    const ways = [
      ['git', '--patch', 'PATH=$OLD git "$@"; exit 1'],
      ['tee', '/dev/fd/5', `sed '$d' | PATH=$OLD tee "$@"; exit 1`],
      ['tee', '/dev/fd/5', 'exit 1'],
      ['git', '--patch', 'exit 1'],
    ] as const;
    for (const [name, word, way] of costly ? ways : ways.slice(0, 2)) {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      // git prints the change for either look, tee has other files in the second one.
      const seen = name === 'tee' ? '/' : join(folder, 'seen');
      const second = `case " $* " in *" ${word} "*) mkdir '${seen}' 2>/dev/null || { ${way}; } ;; esac`;
      put(join(folder, name), `#!/bin/sh\n${second}\nPATH=$OLD exec ${name} "$@"\n`);
      const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };
      expect(answer(repo, { env }), `${name}: ${way}`).toEqual(leftToNode);
      if (name === 'git') expect(existsSync(seen)).toBe(true);
    }
  });

  test('what stands behind a NUL, though grep does not see it', () => {
    const repo = aClone().write(harmless).git('add .');
    const script = [
      'real=$(PATH=$OLD command -v grep)',
      'while [ "$1" != -f ]; do shift; done',
      'ere=$2',
      'shift 2',
      '[ "$1" = -- ] && shift || set -- -',
      `for file; do sed 's/\\x00.*//' "$file" | "$real" -acE -f "$ere"; done`,
    ];
    put(join(repo.beside('grep'), 'grep'), `#!/bin/sh\n${script.join('\n')}\n`);
    const env = { PATH: `${repo.beside('grep')}:${repo.env.PATH}`, OLD: repo.env.PATH };

    expect(answer(repo, { env })).toEqual(clean);
    expect(answer(repo.write({ new: Buffer.from(key, 'utf16le') }).git('add .'), { env })).toEqual(
      leftToNode,
    );
    repo.write({ new: `${'words '.repeat(2000)}\0${key}` });
    expect(answer(repo.git('add .'), { env })).toEqual(leftToNode);
  });

  test('no grep', () => {
    const repo = aClone().write(harmless).git('add .');

    expect(
      answer(repo, { env: { PATH: gitAndGrep(repo, ['git']), KEYHALT_NODE: process.execPath } }),
    ).toEqual(leftToNode);
  });

  test('a package without what it hands to grep', () => {
    const repo = aRepo().write(plain).git('add .');
    aStrictPackage(repo);

    expect(answer(repo)).toEqual(leftToNode);
  });
});

test.each<readonly [string, (repo: Repo) => unknown]>([
  ['a policy that is not staged', (repo) => repo.write({ 'keyhalt.toml': '[[rules]]\n' })],
  ['an index that shortens names', (repo) => repo.git('update-index --index-version 4')],
  ['an index in two files', (repo) => repo.git('update-index --split-index')],
  ['everything staged for removal', (repo) => repo.write({ '.git/index': null })],
])('%s does not matter', (_, make) => {
  const repo = aClone().write({ 'a.txt': 'two\n' }).git('add .');
  make(repo);

  expect(answer(repo)).toEqual(clean);
});

test.each<readonly [string, (repo: Repo) => unknown]>([
  ['that shortens names', (repo) => repo.git('update-index --index-version 4')],
  ['in two files', (repo) => repo.git('update-index --split-index')],
])('a policy is seen in an index %s, too', (_, make) => {
  const repo = aClone({ ...plain, 'keyhalt.toml': '[[rules]]\n', 'keyhalt.te': '' });
  make(repo.write({ 'a.txt': 'two\n', 'keyhalt.toml': null }).git('add a.txt'));

  expect(answer(repo)).toEqual(leftToNode);
});

test('a lock file does not matter, nor do long names and paths', () => {
  const names = [
    'aVeryLongNameThatGoesOnUntilItHasMoreThanFortyLetters',
    'some/folder/in/which/there/is/a/file/of_ours',
  ];
  const repo = aClone().write({ 'lock.json': lockFile(100), 'a.txt': `${names.join('\n')}\n` });

  expect(answer(repo.git('add .'))).toEqual(clean);
});

test('a baseline, or a file that is called as a policy is, does not matter', () => {
  const repo = aClone({
    ...plain,
    'keyhalt.baseline': '',
    'docs/keyhalt.toml': '[[rules]]\n',
    'keyhalt.toml.md': 'words\n',
    '.github/workflows/keyhalt.yml': 'on: push\n',
  });

  expect(answer(repo.write({ 'a.txt': 'two\n' }).git('add .'))).toEqual(clean);
});

/** As npm has it: digests are long runs of base64. */
const lockFile = (packages: number): string =>
  Array.from({ length: packages }, (_, at) => createHash('sha512').update(`${at}`).digest('base64'))
    .map((digest) => `"integrity": "sha512-${digest}",\n`)
    .join('');

/** A PATH with nothing else in it. */
function gitAndGrep(repo: Repo, tools: readonly string[] = ['git', 'grep', 'tee']): string {
  for (const tool of tools) {
    const real = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim();
    put(join(repo.beside('few-tools'), tool), `#!/bin/sh\nexec ${real} "$@"\n`);
  }
  return repo.beside('few-tools');
}

/** An index that names a configuration, which is committed, in its first line. */
function onlyPolicy(repo: Repo): void {
  for (let attempt = 0; attempt < 100; attempt++) {
    const blob = repo.read('hash-object -w --stdin', { input: `# ${attempt}\n` });
    repo.git('read-tree --empty').git(`update-index --add --cacheinfo 100644,${blob},keyhalt.toml`);
    repo.git(['update-ref', 'HEAD', repo.read(['commit-tree', '-m', 'x', repo.read('write-tree')])]);
    const index = readFileSync(join(repo.root, '.git', 'index'), 'latin1');
    if (index.indexOf('\n') > index.indexOf('keyhalt.')) return;
  }
  throw new Error('every index had a line feed in front of the name');
}
