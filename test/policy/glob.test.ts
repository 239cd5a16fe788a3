/** A glob is understood or it is a mistake, and takes no longer than it must whatever the path. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GlobError, readGlob } from '../../src/policy/glob.ts';
import { runs } from '../support/scanning.ts';

describe('a glob', () => {
  test.each([
    ['a.env', ['a.env'], ['b.env', 'a.envs', 'x/a.env', 'a_env']],
    ['*.env', ['a.env', '.env', '.a.env'], ['dir/a.env', 'a.env/b']],
    ['*', ['a', '.a'], ['a/b']],
    ['ab*bc*', ['abbc', 'abxbc', 'abbcx'], ['abc', 'ab', 'abcb']],
    ['a/b/**/b/c', ['a/b/b/c', 'a/b/x/b/c'], ['a/b/c']],
    ['**', ['a', '.a', 'a/b', 'a/.b/c'], []],
    ['**/*', ['a', 'a/b'], []],
    ['**/.env', ['.env', 'a/.env', 'a/b/.env'], ['a.env', 'a/.env/b']],
    ['test/**', ['test/a', 'test/.a', 'test/a/b'], ['test', 'tests/a', 'src/test/a']],
    ['a/**/b', ['a/b', 'a/x/b', 'a/x/y/b'], ['a/xb', 'ab', 'a/b/c']],
    ['**/a/**/b/**', ['a/b/c', 'x/a/y/b/z/b'], ['a/b', 'b/a/c']],
    ['a?c', ['abc', 'aéc', 'a🔑c'], ['ac', 'a/c', 'abbc']],
    ['[abc]x', ['ax', 'cx'], ['dx', 'x', '[abc]x']],
    ['[acx]y', ['ay', 'xy'], ['by', 'my']],
    ['[a-cx]y', ['by', 'xy'], ['dy', '-y']],
    ['[a-]x', ['ax', '-x'], ['bx']],
    ['[!a-c]x', ['dx', '!x'], ['ax', '/x']],
    ['[^a]x', ['bx', '^x'], ['ax']],
    ['[]a]x', [']x', 'ax'], ['bx']],
    ['src/[[]id].ts', ['src/[id].ts'], ['src/i.ts']],
    ['{a,b}/*.env', ['a/x.env', 'b/x.env'], ['c/x.env', '{a,b}/x.env']],
    ['{a,b/{c,d}}/x', ['a/x', 'b/c/x', 'b/d/x'], ['b/x']],
    ['a{,.bak}', ['a', 'a.bak'], ['a.']],
    ['{{cookiecutter.name}}/**', ['{{cookiecutter.name}}/a'], ['cookiecutter.name/a']],
    ['[{]a,b[}]', ['{a,b}'], ['a']],
    ['a[,]b{[,],x}', ['a,b,', 'a,bx'], ['a,b']],
    ['app/(auth)/+page@2/$x^|~`.ts', ['app/(auth)/+page@2/$x^|~`.ts'], ['app/auth/+page@2/$x^|~`.ts']],
    ['a(1).txt', ['a(1).txt'], ['a1.txt']],
    ['"a"/#!b.txt', ['"a"/#!b.txt'], ['a/#!b.txt']],
    ['a.zip!*/b', ['a.zip!dir/b'], ['a.zip']],
  ])('%s fits what it says', (glob, fitting, others) => {
    const fits = readGlob(glob);

    expect(fitting.filter((path) => !fits(path))).toEqual([]);
    expect(others.filter(fits)).toEqual([]);
  });

  test.each([
    ['', 'must not be empty'],
    ['a\\b', 'not with \\'],
    ['a[', 'a [ is not closed'],
    ['a[b/c]', 'a [ is not closed'],
    ['[]', 'a [ is not closed'],
    ['test/{a,b', 'a { is not closed'],
    ['{a,{b}', 'a { is not closed'],
    ['a,b}', 'a } closes nothing'],
    ['/x/**', 'take the / in front away'],
    ['{,a}/x', 'take the / in front away'],
    ['x/', 'write ** behind it'],
    ['a//b', 'two / in a row'],
    ['./a', 'take . and .. away'],
    ['a/../b', 'take . and .. away'],
    ['**.env', '** must stand alone'],
    ['a**/b', '** must stand alone'],
    ['***', '** must stand alone'],
    ['[z-a]', 'ends before it begins'],
    ['[[:alpha:]]', 'write ranges'],
    ['a{1..3}', 'braces hold a list'],
    ['{a,b}'.repeat(10), 'more than 1000 globs'],
    ['a'.repeat(1001), 'more than 1000 characters'],
  ])('%s is a mistake', (glob, words) => {
    expect(() => readGlob(glob)).toThrow(GlobError);
    expect(() => readGlob(glob)).toThrow(words);
  });

  test('is understood or a mistake, whatever it is made of', () => {
    const anyGlob = fc.string({ unit: fc.constantFrom(...'ab/*?[]{},!^-.'), maxLength: 20 });

    fc.assert(
      fc.property(anyGlob, fc.string({ unit: fc.constantFrom(...'ab/[]{}!') }), (glob, path) => {
        try {
          expect(readGlob(glob)(path)).toBeTypeOf('boolean');
        } catch (error) {
          expect(error).toBeInstanceOf(GlobError);
        }
      }),
      runs(300),
    );
  });

  test.each([`${'*a'.repeat(400)}b`, `${'**/a/'.repeat(150)}b`, `${'**/*a*/'.repeat(120)}b`])(
    'comes to an end: %#',
    (glob) => {
      const fits = readGlob(glob);

      expect(fits('a'.repeat(4000))).toBe(false);
      expect(fits('a/'.repeat(2000))).toBe(false);
    },
  );
});
