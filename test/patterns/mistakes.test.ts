/** A pattern that is not understood is an error that says where and why, and quotes none of it. */
import { describe, expect, test } from 'vitest';
import { UserError } from '../../src/model/user-error.ts';
import { readPattern } from '../../src/patterns/pattern.ts';
import { PatternError } from '../../src/patterns/pattern-error.ts';

const errorOf = (source: string, group?: number): unknown => {
  try {
    readPattern(source, { name: 'keyhalt.toml:3:1, rule acme', ...(group === undefined ? {} : { group }) });
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('a mistake', () => {
  test.each<[string, string, number | undefined]>([
    ['(ab', 'a group that begins with ( has no end', undefined],
    ['ab)', 'a ) closes nothing', 3],
    ['+a', 'there is nothing to repeat', 1],
    ['a**', 'there is nothing to repeat', 3],
    ['ab++', 'possessive repetition', 3],
    ['ab{2}+', 'possessive repetition', 3],
    ['x(?>ab)', 'an atomic group', 2],
    ['x(?#ab)', 'a comment', 2],
    ['(?P<a>b)(?P=a)', 'write \\k<name>', 9],
    ["(?'a'b)", 'write (?<name>…)', 1],
    ['(?|ab)', 'this group begins in a way that neither', 1],
    ['(?<1a>b)', 'the name of a group', 1],
    ['(?<a>b)(?<a>c)', 'two groups have the same name', 8],
    ['a\\k<b>', 'there is no group of that name', 2],
    ['(a)\\2', 'there is no group of that number', 4],
    ['(?x)a', 'the flags of a group', 1],
    ['(?i-)a', 'the flags of a group', 1],
    ['a\\pL', 'text is matched byte by byte, so \\p', 2],
    ['a\\P{Greek}', 'text is matched byte by byte, so \\p', 2],
    ['[a\\p{L}]', 'text is matched byte by byte, so \\p', 3],
    ['a\\Z', '\\Z is in neither', 2],
    ['a\\y', '\\y has no meaning here', 2],
    ['[\\B]', '\\B has no meaning here', 2],
    ['[\\A]', '\\A has no meaning here', 2],
    ['[\\Qa\\E]', '\\Q has no meaning here', 2],
    ['a\\E', '\\E has no meaning here', 2],
    ['a\\', 'it ends with a lone backslash', 2],
    ['\\xg0', '\\x wants', 1],
    ['\\u12', '\\u wants', 1],
    ['\\x{110000}', 'there is no character of that number', 1],
    ['a{,3}', '{,n} is no repetition', 2],
    ['a{3,2}', 'a repetition {n,m} ends before it begins', 2],
    ['[a', 'a class that begins with [ has no end', 1],
    ['x[b-a]', 'a range of a class ends before it begins', 5],
    ['[^]', '[^] means two things', 1],
    ['[[:letter:]]', 'there is no class [:…:] of that name', 2],
    ['[^aé]', '[^…] can hold no character beyond ASCII', 1],
    ['[\\x80-é]', 'a range of a class has a byte', 2],
    ['[é-\\xff]', 'a range of a class has a byte', 2],
    ['\\ud83d', 'half a surrogate pair', 1],
    ['(?i)(a)\\1', 'a back-reference cannot ignore case', 8],
    ['a{1,100000}', 'add up to more than 10,000 times', 2],
    ['(?:a{200}b){200}', 'add up to more than 10,000 times', 5],
    ['(?:(?:a{100}){10,}){11}', 'add up to more than 10,000 times', 8],
    ['(?=a{11000})b', 'add up to more than 10,000 times', 5],
    [`${'('.repeat(101)}a${')'.repeat(101)}`, 'groups stand in each other more than 100 deep', 101],
    ['a'.repeat(5001), 'it is longer than 5,000 characters', undefined],
    ['', 'it can match the empty text', undefined],
    ['a*', 'it can match the empty text', undefined],
    ['a|b?', 'it can match the empty text', undefined],
    ['(?:a{0,3}b*)+', 'it can match the empty text', undefined],
    ['^$', 'it can match the empty text', undefined],
    ['(?=a)', 'it can match the empty text', undefined],
    ['\\b', 'it can match the empty text', undefined],
  ])('in %s is %s, at %s', (source, problem, place) => {
    const error = errorOf(source);

    expect(error).toBeInstanceOf(PatternError);
    expect((error as PatternError).problem).toContain(problem);
    expect((error as PatternError).offset).toBe(place === undefined ? undefined : place - 1);
  });

  test('is told with the place of the pattern, and as what the user can mend', () => {
    const error = errorOf('ab)') as UserError;

    expect(error).toBeInstanceOf(UserError);
    expect(error.message).toBe(
      'keyhalt.toml:3:1, rule acme: a ) closes nothing (character 3 of the pattern)',
    );
    expect(error.hint).toContain('JavaScript');
  });

  test.each(['hush(', '[hush', 'hush{9,1}', '(?<hush', 'hush\\1', '(?hush)', '\\k<hush>', 'hush\\'])(
    'does not quote %s',
    (source) => {
      const { message, hint, cause } = errorOf(source) as UserError;

      expect(`${message} ${hint} ${String(cause)}`).not.toContain('hush');
    },
  );

  test('is a secret group that is not there', () => {
    expect((errorOf('(a)', 2) as PatternError).problem).toBe('the secret is group 2, but there are 1 groups');
    expect((errorOf('(a)', -1) as PatternError).problem).toContain('the secret is group -1');
    expect(errorOf('(a)', 1)).toBeUndefined();
  });
});

test.each(['a{10000}', '(?:a{100}){100}', 'a{10000,}', '[a-z]'.repeat(1000), '(?:a{5000}|b{5000})'])(
  'as large as %s may a pattern be',
  (source) => {
    expect(errorOf(source)).toBeUndefined();
  },
);
