import { describe, expect, test } from 'vitest';
import { readPatch } from '../../src/patches/patch.ts';
import { aroundHunks, fileLines, sideOf } from '../../src/patches/sides.ts';

const read = (...lines: string[]) =>
  readPatch(Buffer.from(lines.map((line) => `${line}\n`).join(''), 'latin1'));
const names = ['--- a/x', '+++ b/x'];
const text = (parts: Iterable<Buffer>) => Buffer.concat([...parts]).toString('latin1');
const sides = (...lines: string[]) => {
  const patch = read(...names, ...lines);
  const [file] = patch.files;
  return (['old', 'new'] as const).map((side) => text(sideOf(patch.bytes, file!, side)));
};

describe('a hunk', () => {
  test('has an old and a new side', () => {
    expect(sides('@@ -1,3 +1,3 @@ heading', ' a', '-b', '+B', ' c')).toEqual(['a\nb\nc\n', 'a\nB\nc\n']);
  });

  test('may hold lines that look like headers', () => {
    const lines = ['--- a/y', '+++ b/y', '-@@ -1 +1 @@', '+diff --git a/x b/x', '--- ', '+From x'];

    expect(sides('@@ -1,3 +1,3 @@', ...lines)).toEqual([
      '-- a/y\n@@ -1 +1 @@\n-- \n',
      '++ b/y\ndiff --git a/x b/x\nFrom x\n',
    ]);
  });

  test('may end without a line feed, and have trimmed empty lines', () => {
    const end = '\\ No newline at end of file';

    expect(sides('@@ -1,2 +1,2 @@', '', '-b', end, '+B', end)).toEqual(['\nb\n', '\nB\n']);
  });

  test('may have trimmed empty lines that end with \\r\\n', () => {
    expect(sides('@@ -1,2 +1,2 @@', '\r', '-b', '+B')).toEqual(['\r\nb\n', '\r\nB\n']);
  });

  test('of a merge has a sign for each parent', () => {
    const lines = ['  both', '- one', ' -other', '++new', '+ of the other', ' +of one', '--gone'];

    expect(sides('@@@ -1,4 -1,4 +1,4 @@@', ...lines)).toEqual([
      'both\none\nother\nof the other\nof one\ngone\n',
      'both\nnew\nof the other\nof one\n',
    ]);
  });

  test('stands as far from the next one as in the file, and at most some lines', () => {
    expect(
      sides('@@ -1 +1 @@', '-a', '+b', '@@ -4 +4 @@', '-a', '+b', '@@ -900 +900 @@', '+c', '-d')[1],
    ).toBe(`b\n\n\nb\n${'\n'.repeat(6)}c\n`);
    const back = sides('@@ -1 +9 @@', '-a', '+b', '@@ -4 +1 @@', '-a', '+b');
    expect(back).toEqual(['a\n\n\na\n', `b\n${'\n'.repeat(6)}b\n`]);
  });

  test('comes whole, however large it is', () => {
    const lines = ['a', 'b', 'c'].map((letter) => letter.repeat(300_000));

    expect(sides('@@ -0,0 +1,3 @@', ...lines.map((line) => `+${line}`))[1] === `${lines.join('\n')}\n`).toBe(
      true,
    );
  });
});

test('lines are those of the file, which a lone carriage return does not end', () => {
  const { bytes, files } = read(
    ...names,
    '@@ -1,2 +7,4 @@',
    ' a',
    '+b\rb\rb',
    '+c\r',
    ' d',
    '@@ -50,0 +90 @@',
    '+e',
  );

  const lineOf = fileLines(bytes, files[0]!);

  const shown = text(sideOf(bytes, files[0]!, 'new')).split('\n');
  const numbered = shown.flatMap((line, at) => (line === '' ? [] : [`${line}${lineOf(at + 1)}`]));
  expect(numbered).toEqual(['a7', 'b\rb\rb8', 'c\r9', 'd10', 'e90']);
  expect(lineOf(shown.length + 1)).toBe(90);
});

test('what stands around the hunks keeps its line, and all of it is there', () => {
  const patch = read(
    'Subject: x',
    ...names,
    '@@ -1 +1 @@ h',
    '-a',
    '\\ note',
    '+b',
    '-- ',
    '2.50',
    ...names,
    '@@ -1 +1 @@',
    ' c',
  );

  expect(text(aroundHunks(patch))).toBe(
    'Subject: x\n--- a/x\n+++ b/x\n\n\n\\ note\n\n-- \n2.50\n--- a/x\n+++ b/x\n\n\n',
  );
});

describe('binary files are told', () => {
  test.each([
    ['as git encodes them', ['diff --git a/x y.png b/x y.png', 'GIT binary patch', 'literal 3', 'Kcmb', '']],
    [
      'as git leaves them out',
      ['diff --git a/x y.png b/x y.png', 'Binary files a/x y.png and b/x y.png differ'],
    ],
    [
      'renamed',
      ['diff --git a/1 b/2', 'rename from 1', 'rename to x y.png', 'Binary files a/1 and b/2 differ'],
    ],
  ])('%s', (_, lines) => {
    expect(read(...lines).binaries.map(String)).toEqual(['x y.png']);
  });
});

test('a change without a line is one', () => {
  expect(read('diff --git a/x b/y', 'similarity index 100%', 'rename from x', 'rename to y').files).toEqual(
    [],
  );
});

test.each([
  ['a byte order mark', '\xef\xbb\xbf--- a/x'],
  ['a list', '+ a point of it', '--- a/x'],
  ['a rule', '--- note', 'text', '--- a/x'],
])('what stands in front of a change may be %s', (_, ...front) => {
  expect(read(...front, '+++ b/x', '@@ -0,0 +1 @@', '+a').files.map(({ path }) => String(path))).toEqual([
    'x',
  ]);
});

test('a file that is renamed gives its name to none that follows', () => {
  const renamed = ['diff --git a/x b/y', 'rename from x', 'rename to y'];

  const { files, binaries } = read(
    ...renamed,
    'diff --git a/z b/z',
    ...['--- a/z', '+++ b/z', '@@ -0,0 +1 @@', '+a'],
    ...renamed,
    'diff --git a/z b/z',
    'Binary files a/z and b/z differ',
  );

  expect([...files.map(({ path }) => path), ...binaries].map(String)).toEqual(['z', 'z']);
});

test('a binary file alone is a change, and told as the patch does', () => {
  expect(read('Binary files x and y differ').binaries.map(String)).toEqual(['Binary files x and y differ']);
});

describe('what is no whole patch is an error', () => {
  test.each([
    ['nothing', []],
    ['a text', ['hello', '--- ', 'there']],
    [
      'a diff in colour',
      ['\x1b[1m--- a/x\x1b[m', '\x1b[1m+++ b/x\x1b[m', '\x1b[36m@@ -0,0 +1 @@\x1b[m', '+a'],
    ],
    ['a hunk of no file', ['@@ -0,0 +1 @@', '+a']],
    ['a hunk behind other text', [...names, '@@ -0,0 +1 @@', '+a', 'text', '@@ -0,0 +1 @@', '+a']],
    ['a header that cannot be read', [...names, '@@ -0,0 +x @@', '+a']],
    ['a header with too many marks', [...names, '@@@ -0,0 +1 @@@', '+a']],
    ['a header whose marks differ', [...names, '@@ -0,0 +1 @@@', '+a']],
    ['a hunk that is cut', [...names, '@@ -1,2 +1,2 @@', ' a']],
    ['a hunk that another one cuts', [...names, '@@ -1,2 +1,2 @@', ' a', '@@ -9 +9 @@', ' b']],
    ['a hunk that the end of a mail cuts', [...names, '@@ -1,3 +1,1 @@', ' a', '-- ', '2.50']],
    ['a hunk with a line that has no sign', [...names, '@@ -0,0 +1 @@', 'a']],
    ['a hunk with a line that has one sign of two', [...names, '@@@ -0,0 -0,0 +1 @@@', '+a']],
    ['a hunk that is too long', [...names, '@@ -0,0 +1 @@', '+a', '+b']],
    ['a hunk with more lines on one side', [...names, '@@ -1,2 +1,1 @@', ' a', ' b']],
    ['a file without a hunk', [...names]],
    ['a file without a hunk behind another', [...names, '@@ -0,0 +1 @@', '+a', ...names]],
    ['a file without a hunk before another', [...names, ...names, '@@ -0,0 +1 @@', '+a']],
    [
      'a mail that is encoded otherwise',
      ['content-transfer-encoding: Quoted-Printable', '', ...names, '@@ -0,0 +1 @@', '+a'],
    ],
    ['a mail that is encoded', ['Content-Transfer-Encoding: base64', '', 'LS0tIGEveAo=']],
  ] as [string, string[]][])('%s', (_, lines) => {
    expect(() => read(...lines)).toThrow(/patch/);
    expect(() => read(...lines)).toThrow(expect.objectContaining({ hint: expect.any(String) }));
  });
});

test('what is wrong with a patch is told with its line', () => {
  const hunks = ['@@ -1,2 +1,2 @@', ' a', ' b', '@@ -5 +5,0 @@', '-a'];

  expect(() => read('Subject: x', ...names, ...hunks, '+b')).toThrow('at its line 9: a hunk is longer');
});
