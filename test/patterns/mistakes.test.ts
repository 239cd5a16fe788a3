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
    ['a[^]*b', '[^] means two things', 2],
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

  test('is to be too long, or too deep', () => {
    const [long, deep] = ['a'.repeat(5001), `${'('.repeat(101)}a${')'.repeat(101)}`].map((source) =>
      errorOf(source),
    );

    expect((long as PatternError).problem).toBe('it is longer than 5,000 characters');
    expect((deep as PatternError).problem).toBe('groups stand in each other more than 100 deep');
    expect((deep as PatternError).offset).toBe(100);
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
    expect((errorOf('(a)', 2) as PatternError).problem).toBe('the secret is group 2, but there is 1 group');
    expect((errorOf('(a)', -1) as PatternError).problem).toContain('the secret is group -1');
    expect(errorOf('(a)', 1)).toBeUndefined();
  });
});

test('a pattern may be large', () => {
  const large = [
    'a{10000}',
    '(?:a{100}){100}',
    'a{10000,}',
    '[a-z]'.repeat(1000),
    '(?:a{5000}|b{5000})',
    `${'('.repeat(100)}a${')'.repeat(100)}`,
  ];

  expect(large.map((source) => errorOf(source))).toEqual(large.map(() => undefined));
});

describe('a pattern that V8 would compile for hours', () => {
  const words = Array.from({ length: 400 }, (_, index) => `w${index}`).join('|');
  const [empty, counted, edges] = ['(?:a?|b?)', '(?:(?:a|bc){3}d?){3}', '(?:\\b|\\B)'];

  test.each([
    { times: 40, piece: empty, source: `x(${empty.repeat(40)})z`, text: 'xaabz' },
    { times: 32, piece: counted, source: `x${counted.repeat(32)}z`, text: `x${'abcad'.repeat(96)}z` },
    { times: 40, piece: edges, source: `x${edges.repeat(40)}z`, text: 'xz' },
  ])('is run by the linear engine, which compiles it at once: $times times $piece', ({ source, text }) => {
    const pattern = readPattern(source, { name: 'a test' });

    expect(pattern.test(`y${text}`)).toBe(true);
    expect(pattern.matchesIn(`y${text}`)).toMatchObject([{ index: 1, length: text.length }]);
    expect(pattern.test('xcz')).toBe(false);
  });

  test.each([
    { times: 40, piece: empty, source: `(?!y)x${empty.repeat(40)}z` },
    { times: 20, piece: empty, source: `(?!y)x${empty.repeat(20)}z` },
    { times: 70, piece: '\\ba', source: `(?!y)${'\\ba'.repeat(70)}` },
    { times: 20, piece: '(?:\\ba){3}', source: `(?!y)${'(?:\\ba){3}'.repeat(20)}` },
    { times: 64, piece: counted, source: `(?!y)x${counted.repeat(64)}z` },
    { times: 40, piece: edges, source: `(x)\\1${edges.repeat(40)}z` },
    { times: 3, piece: 'one of 400 words', source: `(?!y)(?:${words}){3}z` },
    { times: 40, piece: 'a group, repeated, of (?:a?|b?)', source: `x(${empty.repeat(40)}z){2}` },
  ])('is an error where the linear engine cannot run it: $times times $piece', ({ source }) => {
    expect((errorOf(source) as PatternError).problem).toContain('too many choices, repetitions');
  });

  test('is none of those that people write', () => {
    const sources = [
      `\\b(?:${words})[ \\t]{0,20}(?:=|:|=>|:=)[ \\t"']{0,5}(?!x)([a-z0-9_-]{32,64})(?:[\\s"';]|$)`,
      '(?<![A-Z])[\\w.-]{0,50}?(?:access|auth|(?:api|key)s?)(?:[ \\t\\w.-]{0,20})(?:[\\s"\']|$){0,3}',
    ];

    expect(sources.map((source) => errorOf(source))).toEqual([undefined, undefined]);
  });
});
