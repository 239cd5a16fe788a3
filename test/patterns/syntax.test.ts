/** Patterns of JavaScript and of RE2 mean here what they mean there, as far as bytes allow. */
import { describe, expect, test } from 'vitest';
import { readPattern } from '../../src/patterns/pattern.ts';
import { secretsIn } from './reading.ts';

describe('what RE2 writes in its own way', () => {
  test.each<[string, string, string[]]>([
    ['(?i)abc', 'abc ABC aBc abd', ['abc', 'ABC', 'aBc']],
    ['ab(?i)c', 'abc abC ABC', ['abc', 'abC']],
    ['(?:a(?i)b)c', 'abc aBc aBC', ['abc', 'aBc']],
    ['(?:a(?i)b|c)d', 'abd aBd Cd CD', ['abd', 'aBd', 'Cd']],
    ['(?i:a)b', 'ab Ab aB', ['ab', 'Ab']],
    ['(?i)a(?-i:b)c', 'abc AbC aBc', ['abc', 'AbC']],
    ['(?i)[a-c]+-[^x]', 'aBC-y abc-X', ['aBC-y']],
    ['(?is)A.B', 'a\nb', ['a\nb']],
    ['(?s).a', '\na', ['\na']],
    ['(?s-i)A.', 'A\na\n', ['A\n']],
    ['.a', '\na ba', ['ba']],
    ['(?m)^a$', 'a\nb\na', ['a', 'a']],
    ['^a|b$', 'a\na b\nb', ['a', 'b']],
    ['(?m)^a\\z', 'a\na', ['a']],
    ['(?m)\\Aa$', 'a\na', ['a']],
    ['(?m:^)a$', 'b\na', ['a']],
    ['(?U)a+', 'aaa', ['a', 'a', 'a']],
    ['(?U)<.+>', '<a><b>', ['<a>', '<b>']],
    ['(?U)<.+?>', '<a><b>', ['<a><b>']],
    ['(?P<key>a+)b', 'aab', ['aa']],
    ['(?<key>a+)b', 'aab', ['aa']],
    ['\\Aa', 'aa', ['a']],
    ['a\\z', 'aa\na', ['a']],
    ['\\Qa.b*\\E+', 'a.b** axb', ['a.b**']],
    ['\\Qa.b', 'a.b axb', ['a.b']],
    ['[[:alpha:]]+', 'ab1Cd', ['ab', 'Cd']],
    ['[[:^alpha:]]+', 'ab1-d', ['1-']],
    ['[^[:alpha:]]+', 'ab1-d', ['1-']],
    ['[[:upper:][:digit:]_]+', 'aB_1c', ['B_1']],
    ['[[:word:]-]+', '(a-b_c)', ['a-b_c']],
    ['[[:xdigit:]]{4}', 'xyz09aFg', ['09aF']],
    ['[[:punct:]]+', 'a_!~b', ['_!~']],
    ['[[:blank:]]+', 'a\n \tb', [' \t']],
    ['[[:space:]]+', 'a\n\v b', ['\n\v ']],
    ['\\x{61}b', 'ab', ['ab']],
    ['\\x{000061}b', 'ab', ['ab']],
    ['\\x61b', 'ab', ['ab']],
    ['\\a', '\x07', ['\x07']],
    ['\\x60a', '`a', ['`a']],
    ['\\011a', '\ta', ['\ta']],
    ['\\141\\40b', 'a b', ['a b']],
    ['[\\141-\\143]+', 'abcd', ['abc']],
    ['\\C{2}', 'a\n', ['a\n']],
    ['[]a]+', 'b]a]', [']a]']],
    ['[^\\]]+', 'a]b', ['a', 'b']],
    ['[^]]+', 'a]b', ['a', 'b']],
    ['[]-a]+', '[]^a', [']^a']],
    ['[\\w-.]+', '!a-b.c!', ['a-b.c']],
    ['[.-\\w]+', '!a-b.c!', ['a-b.c']],
    ['[a-]+', 'b-a-', ['-a-']],
    ['a{,', 'a{,', ['a{,']],
    ['a{x}', 'a{x}', ['a{x}']],
    ['a}]', 'a}]', ['a}]']],
    ['\\-\\_\\/\\"\\#\\@\\ ', '-_/"#@ ', ['-_/"#@ ']],
    ['[\\-\\_\\/\\.]+', 'a-_/.', ['-_/.']],
    ['a{2}b{1,2}c{1,}', 'aabbccc', ['aabbccc']],
    ['a{02}', 'aaa', ['aa']],
  ])('%s finds in %j: %j', (source, text, secrets) => {
    expect(secretsIn(source, text)).toEqual(secrets);
  });
});

describe('what JavaScript has beyond', () => {
  test.each<[string, string, string[]]>([
    ['(?<![a-z])key(?!s)', 'key monkey keys', ['key']],
    ['(?<=id=)\\d+', 'id=12 no=34', ['12']],
    ['(?=ab)a', 'ab ac', ['a']],
    ['(["\'])\\w+\\1', `"a' 'b"  "c"`, ['"']],
    ['(?<quote>["\'])(\\w+)\\k<quote>', `"a' "b"`, ['"']],
    ['(?:(?<q>")|(?<p>\'))a(?:\\k<q>)(?:\\k<p>)', `"a' "a" 'a'`, ['"', "'"]],
    [`${'(a)'.repeat(10)}\\10`, 'a'.repeat(12), ['a']],
    ['(?:(?<q>")|(?<q>\'))a\\k<q>', `"a" 'a' 'a" "a'`, ['"', "'"]],
    ['\\u0061\\u{62}', 'ab', ['ab']],
    ['[\\b]', '\b', ['\b']],
    ['\\cJ', '\n', ['\n']],
    ['(a)\\Q1\\E', 'a1', ['a']],
    ['(a)\\1\\Q1\\E', 'aa1', ['a']],
    ['a{1,2000}', 'aaa', ['aaa']],
    ['.', '\r', []],
    ['(?m)^a', 'b\ra', ['a']],
    ['(?m)\\Ab$|^a', 'b\ra\nb', ['b', 'a']],
    ['\\s', '\v', ['\v']],
    ['a/b', 'a/b', ['a/b']],
  ])('%s finds in %j: %j', (source, text, secrets) => {
    expect(secretsIn(source, text)).toEqual(secrets);
  });
});

describe('the secret', () => {
  test('is the whole match when there is no group', () => {
    expect(secretsIn('a\\d', 'xa1')).toEqual(['a1']);
  });

  test.each<[number | undefined, string[]]>([
    [undefined, ['1', '2']],
    [0, ['a=1', 'b=2']],
    [1, ['1']],
    [2, ['2']],
  ])('is group %s', (group, secrets) => {
    const options = group === undefined ? {} : { group };

    expect(secretsIn('a=(\\d)|b=(\\d)', 'a=1 b=2', options)).toEqual(secrets);
  });

  test('is by default the first group that is not empty, or else the match', () => {
    expect(secretsIn('a(x*)(y*)', 'axy ay a')).toEqual(['x', 'y', 'a']);
  });

  test('is left out when its group took no part, but not when the group is empty', () => {
    expect(secretsIn('a(x*)|b', 'ax a b', { group: 1 })).toEqual(['x', '']);
  });

  test('of a group that is repeated is its last turn', () => {
    expect(secretsIn('(?:(\\w),)+', 'a,b,c,')).toEqual(['c']);
  });

  test('is told with the match around it', () => {
    const matches = readPattern('key=(\\w+);', { name: 'a test' }).matchesIn('a key=bc; key=d;');

    expect(matches).toEqual([
      { index: 2, length: 7, start: 6, end: 8 },
      { index: 10, length: 6, start: 14, end: 15 },
    ]);
  });
});

test('a pattern remembers nothing of the text before', () => {
  const pattern = readPattern('a', { name: 'a test' });

  expect([pattern.test('a'), pattern.test('a'), pattern.test('b'), pattern.test('ba')]).toEqual([
    true,
    true,
    false,
    true,
  ]);
  expect(pattern.matchesIn('aa')).toEqual(pattern.matchesIn('aa'));
});

test('ignoreCase is as (?i) in front', () => {
  expect(secretsIn('a(?-i:b)', 'Ab aB', { ignoreCase: true })).toEqual(['Ab']);
});
