import { describe, expect, test } from 'vitest';
import { readPatch } from '../../src/patches/patch.ts';
import { leftToCi } from '../support/keyhalt.ts';
import { aRepo, type GitOptions, type Path } from '../support/repo.ts';

const pathsIn = (patch: string | Buffer): string[] => {
  const { files, binaries } = readPatch(Buffer.from(patch));
  return [...files.map(({ path }) => path), ...binaries].map((path) => path.toString('latin1'));
};

const settings = ['', 'diff.noprefix=true', 'diff.mnemonicPrefix=true', 'core.quotePath=false'];

const names: readonly (readonly [string, Path])[] = [
  ['plain', 'src/x.ts'],
  ['a blank', 'my notes.txt'],
  ['a tab', 'a\tb'],
  ['a line feed and quotes', 'a\n"b"'],
  ['a backslash', 'a\\b\\101'],
  ['UTF-8', 'naïve/日本'],
  ['a prefix', 'b/a/x'],
  ['a prefix twice', 'a/b/a/b'],
  ['a blank and a prefix', 'b/x b/x'],
];
/** Where they are not quoted, they do not come through a string in one piece. */
const anyBytes = ['any bytes', Buffer.from('caf\xe9', 'latin1')] as const;

describe.each(settings)('names as git writes them with %j', (setting) => {
  const isSpared = leftToCi(settings, 4).includes(setting);

  test.skipIf(isSpared).each(setting === 'core.quotePath=false' ? names : [...names, anyBytes])(
    '%s',
    (_, path) => {
      const repo = aRepo().commit('start', { other: 'o\n' });
      const settings = setting === '' ? [] : ['-c', setting];
      const diff = (args: string[], options: GitOptions = {}) =>
        repo.read([...settings, ...args, '-p'], options);
      const latin1 = Buffer.from(path).toString('latin1');
      const bytes = (text: string) => Buffer.from(text);

      repo.commit('add', [[path, 'one\n']]);
      const added = diff(['show']);
      repo.commit('change', [[path, 'two\n']]);
      const changed = diff(['show']);
      repo.commit('binary', [[path, 'two\0\n']]);
      const binary = diff(['show']);
      repo.commit('gone', [[path, null]]);
      const gone = diff(['show', '-R', 'HEAD~2']);

      for (const patch of [added, changed, binary, gone]) expect(pathsIn(bytes(patch))).toEqual([latin1]);
    },
  );
});

test.each([
  ['of diff -u', '--- old.txt\t2026-01-01 00:00:00\n+++ new.txt\t2026-01-01 00:00:00\n', 'new.txt'],
  ['of diff -r', '--- old/a b\t2026\n+++ new/a b\t2026\n', 'new/a b'],
  ['for patch -p1', '--- a/x\n+++ b/x\n', 'x'],
  ['of a new file without a header of git', '--- /dev/null\n+++ b/x\n', 'x'],
  ['with \\r\\n', '--- a/x\r\n+++ b/x\r\n', 'x'],
  [
    'of a renamed file',
    'diff --git a/a/x a/b/x\nrename from a/x\nrename to b/x\n--- a/a/x\n+++ b/b/x\n',
    'b/x',
  ],
  ['without prefixes', 'diff --git a/x a/x\n--- a/x\n+++ a/x\n', 'a/x'],
  ['of a new file without prefixes', 'diff --git a/x a/x\n--- /dev/null\n+++ a/x\n', 'a/x'],
  ['of one that goes, without prefixes', 'diff --git a/x a/x\n--- a/x\n+++ /dev/null\n', 'a/x'],
  ['of one that goes', 'diff --git w/x i/x\n--- w/x\n+++ /dev/null\n', 'x'],
  ['of a merge without prefixes', 'diff --cc a/x\n--- /dev/null\n+++ a/x\n', 'a/x'],
  ['of a merge', 'diff --cc a/x\n--- a/a/x\n+++ b/a/x\n', 'a/x'],
])('names %s', (_, header, path) => {
  expect(pathsIn(`${header}@@ -0,0 +1 @@\n+text\n`)).toEqual([path]);
});
