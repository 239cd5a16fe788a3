/** Whatever git, grep or tee does wrong, and whatever is missing, is never taken for clean: Node is asked. */
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { put } from '../hooks/installed.ts';
import { dyingGit } from '../support/dying-git.ts';
import { bin, costly, rare, someOf } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import {
  aClone,
  answer,
  aStrictPackage,
  clean,
  gitAndGrep,
  harmless,
  key,
  leftToNode,
  lockFile,
  plain,
} from './answers.ts';

/** A line of a text that an expression is known by, as it stands in a file. */
const lineOf = (name: string, at: number): string =>
  readFileSync(join(bin, '..', 'dist', 'gate', `${name}.known`), 'latin1')
    .split('\n')
    [at]!.slice('keyhalt>:'.length);

describe('it leaves to Node', () => {
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

  test('a git that says nothing, unless it is one, and nothing has changed', () => {
    const repo = aClone();
    expect(answer(repo)).toEqual(clean);
    put(join(repo.beside('silent'), 'git'), '#!/bin/sh\nexit 0\n');

    expect(answer(repo, { env: { PATH: `${repo.beside('silent')}:${repo.env.PATH}` } })).toEqual(leftToNode);
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
  someOf(greps, 5)('a grep that %s', (_, script) => {
    const repo = aClone().write(harmless).git('add .');
    const folder = repo.beside('grep');
    mkdirSync(folder);
    writeFileSync(join(folder, 'grep'), `#!/bin/sh\nreal=$(PATH=$OLD command -v grep)\n${script}\n`);
    chmodSync(join(folder, 'grep'), 0o755);
    const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };

    expect(answer(repo, { env })).toEqual(leftToNode);
  });

  rare(
    'a grep that takes longer than Node would',
    () => {
      const repo = aClone().write(harmless).git('add .');
      const folder = repo.beside('grep');
      // Its answers are right, if they are waited for.
      const late = 'i=0; while [ $i -lt 9999999 ]; do i=$((i + 1)); done\nPATH=$OLD exec grep "$@"';
      put(join(folder, 'grep'), `#!/bin/sh\n${late}\n`);
      const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };

      expect(answer(repo, { env })).toEqual(leftToNode);
    },
    60_000,
  );

  test('nothing to the grep of macOS that git tells sooner', () => {
    const folder = aRepo().beside('grep');
    const noting = 'for file; do case $file in */index) : >"$0.asked" ;; esac; done';
    put(join(folder, 'grep'), `#!/bin/sh\n${noting}\nPATH=$OLD exec grep "$@"\n`);
    const answers = [{}, { 'keyhalt.toml': '[scan]\n' }].map((policy) => {
      const repo = aClone()
        .write({ ...harmless, ...policy })
        .git('add .');
      const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH, OSTYPE: 'darwin23' };
      // bash knows better where it is.
      return answer(repo, { env, shell: '/bin/dash' });
    });

    expect(answers).toEqual([clean, leftToNode]);
    expect(existsSync(join(folder, 'grep.asked'))).toBe(false);
  });

  test('a shape of which a closer look fails', () => {
    // As many lines as are looked at at once, and more.
    const few = aClone()
      .write({ 'lock.json': lockFile(30) })
      .git('add .');
    const many = aClone()
      .write({ 'lock.json': lockFile(60) })
      .git('add .');
    const looks = [
      [few, 'closer'],
      [many, 'runs'],
      [many, 'escapes'],
      [many, 'wraps'],
    ] as const;
    const ways = [
      ['exit 2', leftToNode],
      ['sleep 0.1', clean],
      ['echo 3; exit 0', leftToNode],
      ['kill -9 $$', leftToNode],
    ] as const;
    for (const [script, expected] of costly ? ways : ways.slice(0, 2))
      for (const [repo, name] of looks) {
        const folder = repo.beside('grep');
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
      .write({ 'a.txt': `${lines.join('\n')}\n`, 'lock.json': lockFile(60) })
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

  test.each([
    ['few shapes, of which git has printed the change once', 1, '', 1],
    ['many, of which it has once for each look', 1, lockFile(60), 2],
    ['a shape behind many', 60, lockFile(60), 2],
  ])('%s', (_, times, more, looks) => {
    const repo = aClone()
      .write({ 'a.txt': `${lineOf('runs', 0)}\n`.repeat(times), 'lock.json': more })
      .git('add .');
    const [folder, log] = [repo.beside('git'), repo.beside('git.log')];
    put(join(folder, 'git'), `#!/bin/sh\necho "$*" >>'${log}'\nPATH=$OLD exec git "$@"\n`);

    expect(answer(repo, { env: { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH } })).toEqual(
      leftToNode,
    );
    expect(readFileSync(log, 'utf8').match(/ --patch /g)).toHaveLength(looks);
  });

  test('base64 that goes on behind what is removed', () => {
    const noise = Buffer.alloc(30, 0xfb).toString('latin1');
    const wrapped = Buffer.from(`${noise}${key}`, 'latin1')
      .toString('base64')
      .replace(/.{48}/, (line) => `${line}\n`);
    const [first, last] = wrapped.split('\n');
    const repo = aClone({ ...plain, 'a.pem': `one\n${first}\n${'two words\n'.repeat(5)}` });

    expect(answer(repo.write({ 'a.pem': `one\n${first}\n${last}\n` }).git('add .'))).toEqual(leftToNode);
  });

  test.each([
    ['none', (_: string) => ''],
    ['one less', (lines: string) => lines.replace(/^.*\n/, '')],
    ['one more', (lines: string) => `keyhalt>:zzz\n${lines}`],
    ['not the last one', (lines: string) => lines.replace(/.*\n$/, '')],
  ])('a grep that tells lines with a shape, but of those that are known %s', (_, change) => {
    const repo = aClone().write(harmless).git('add .');
    const folder = repo.beside('grep');
    const known = Array.from({ length: 11 }, (_, at) => `keyhalt>:${lineOf('shapes', 4 + at)}\n`).join('');
    const told = repo.beside('told');
    const script = `case $* in *shapes.ere*) cat >/dev/null; exec cat '${told}' ;; esac\nPATH=$OLD exec grep "$@"\n`;
    put(join(folder, 'grep'), `#!/bin/sh\n${script}`);
    const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH };
    writeFileSync(told, `${known}keyhalt: read to the end\n`);
    expect(answer(repo, { env })).toEqual(clean);

    writeFileSync(told, `${change(known)}keyhalt: read to the end\n`);

    expect(answer(repo, { env })).toEqual(leftToNode);
  });

  test('what stands behind a NUL, though grep does not see it', () => {
    const repo = aClone().write(harmless).git('add .');
    const script = [
      'real=$(PATH=$OLD command -v grep)',
      'case $1 in *c*) as=-acE ;; *) as="-aE -A 1" ;; esac',
      'while [ "$1" != -f ]; do shift; done',
      'ere=$2',
      'shift 2',
      '[ "$1" = -- ] && shift || set -- -',
      `for file; do sed 's/\\x00.*//' "$file" | "$real" $as -f "$ere"; done`,
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

  test('a grep that prints lines where it is to count them, and nothing of them is told', () => {
    const repo = aClone()
      .write({ 'a.txt': `KEY=${key}\n` })
      .git('add .');
    const folder = repo.beside('grep');
    put(
      join(folder, 'grep'),
      '#!/bin/sh\ncase $1 in -ac*) shift; set -- -ahE "$@" ;; esac\nPATH=$OLD exec grep "$@"\n',
    );
    const env = { PATH: `${folder}:${repo.env.PATH}`, OLD: repo.env.PATH, KEYHALT_GATE: 'explain' };

    expect(answer(repo, { env })).toEqual({ ...leftToNode, said: 'keyhalt: Node is asked, grep counted \n' });
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
