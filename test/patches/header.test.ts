/** Of the header of a change a line counts as known only where it says nothing but names that were there before. */
import { expect, test } from 'vitest';
import { headerAt } from '../../src/patches/header.ts';

/** The lines that are known are marked with a star. */
function read(lines: readonly string[], end = '\n') {
  const bytes = Buffer.from(lines.map((line) => line.replace(/^\*/, '') + end).join(''));
  const { known, brought } = headerAt(bytes, 0);
  const told = known.map(({ from, to }) => `*${bytes.toString('utf8', from, to - end.length)}`);
  return { known: told, brought };
}
const marked = (lines: readonly string[]) => lines.filter((line) => line.startsWith('*'));

const hunk = '@@ -1 +1 @@';
const edit = ['*diff --git a/x b/x', 'index 12..34 100644', '*--- a/x', '*+++ b/x', hunk];
const modes = ['old mode 100644', 'new mode 100755'];
const renamed = ['similarity index 90%', '*rename from x', 'rename to y'];

test.each<[string, readonly string[]]>([
  ['an edit', edit],
  ['an edit of another mode', [edit[0]!, ...modes, ...edit.slice(1)]],
  ['another mode', ['*diff --git a/x b/x', ...modes]],
  ['a name with a blank', ['*diff --git a/x y b/x y', '*--- a/x y\t', '*+++ b/x y\t', hunk]],
  ['a quoted name', ['*diff --git "a/\\303" "b/\\303"', '*--- "a/\\303"', '*+++ "b/\\303"', hunk]],
  ['no prefixes', ['*diff --git x x', '*--- x', '*+++ x', hunk]],
  [
    'a file that goes',
    ['*diff --git a/x b/x', 'deleted file mode 100644', '*--- a/x', '*+++ /dev/null', hunk],
  ],
  ['an empty one that goes', ['*diff --git a/x b/x', 'deleted file mode 100644', 'index 12..00']],
  ['a binary one', ['*diff --git a/x b/x', 'index 12..34', '*Binary files a/x and b/x differ']],
  ['one that is encoded', ['*diff --git a/x b/x', 'index 12..34', 'GIT binary patch']],
])('%s is of what was there', (_, lines) => {
  for (const end of ['\n', '\r\n'])
    expect(read(lines, end)).toEqual({ known: marked(lines), brought: undefined });
});

test.each<[string, readonly string[], string]>([
  ['a new file', ['diff --git a/x b/x', 'new file mode 100644', '--- /dev/null', '+++ b/x', hunk], 'x'],
  ['one that was called otherwise', ['*diff --git a/x b/y', ...renamed, '*--- a/x', '+++ b/y', hunk], 'y'],
  [
    'a copy',
    ['*diff --git a/x b/"y"', '*copy from x', 'copy to "y"'].map((line) => line.replace('b/"', '"b/')),
    'y',
  ],
])('%s brings its name', (_, lines, brought) => {
  expect(read(lines)).toEqual({ known: marked(lines), brought });
});

test.each<[string, readonly string[]]>([
  ['an old name', edit.map((line) => line.replace('*--- a/x', '--- a/another'))],
  ['a new name', edit.map((line) => line.replace('*+++ b/x', '+++ b/another'))],
  ['a binary file', ['*diff --git a/x b/x', ...modes, 'Binary files a/x and b/another differ']],
  [
    'a name of one that was called otherwise',
    ['*diff --git a/x b/y', ...renamed, '--- a/another', '+++ b/y', hunk],
  ],
])('a line about %s that the header does not have says something new', (_, lines) => {
  expect(read(lines).known).toEqual(marked(lines));
});

test.each<[string, readonly string[]]>([
  ['two names of two files', ['diff --git a/x b/y', ...modes]],
  ['something between two names', ['diff --git a/x:b/x', ...modes]],
  ['names that are none of those that changed', ['diff --git a/x b/z', 'rename from x', 'rename to y']],
  ['nothing behind the names of an edit', ['diff --git a/x b/x', '--- a/x', '+++ b/x', 'text']],
  ['nothing behind the names', ['diff --git a/x b/x', 'index 12..34']],
])('a header with %s tells of no names', (_, lines) => {
  expect(read(lines)).toEqual({ known: [], brought: undefined });
});
