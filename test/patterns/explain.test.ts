/** What `rules check` can say of a pattern without a text. */
import { describe, expect, test } from 'vitest';
import { explainPattern } from '../../src/patterns/pattern.ts';
import { PatternError } from '../../src/patterns/pattern-error.ts';

describe('a pattern', () => {
  test.each([
    '\\b(acme_[a-z0-9]{32})\\b',
    '(?<![A-Za-z0-9])((?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16})(?![A-Za-z0-9])',
    '(?i)acme.{0,8}[0-9a-f]{8}',
    '(?:a|b|[c-f]){0,40}g(?!h)',
  ])('that cannot backtrack far needs no guard: %s', (source) => {
    const { guarded, why } = explainPattern(source);

    expect({ guarded, why }).toEqual({ guarded: false, why: undefined });
  });

  test.each([
    ['acme.*key', /^from about 7,[0-9]{3} bytes/, true],
    ['(a+)+b', /even a line/, true],
    ['(?=a)a+b+c+', /even a line/, false],
    ['(a)\\1', /^from about [0-9,]{6} bytes/, false],
    ['(?m)(?:a+)+$', /even a line/, true],
    ['(?:a*)+b', /even a line/, false],
    ['(?:ab){500}(?:a+)+c', /even a line/, false],
    ['(?:ab){499}(?:a+)+c', /even a line/, true],
    ['acme.{0,30}[\'"][a-z]{40}', /^from about [0-9,]{7} bytes/, true],
  ])('that can needs one: %s', (source, why, linear) => {
    const facts = explainPattern(source);

    expect(facts).toMatchObject({ guarded: true, linear });
    expect(facts.why).toMatch(why);
  });

  test.each<[string, string | undefined]>([
    ['\\b(acme_[a-z0-9]{32})\\b', 'acme_'],
    ['(?<![A-Z])ghp_(?=[a-z])[a-z]+_key', 'ghp_'],
    ['id=(?:a|b)secret', 'secret'],
    ['(ab)+cde', 'cde'],
    ['(?:ab)+c', 'ab'],
    ['(ab)?cd{2}', 'c'],
    ['a(?:b(?:c)d)e', 'abcde'],
    ['ab{1}c', 'abc'],
    ['(?i)acme-12', '-12'],
    ['[a]b\\.c', 'ab.c'],
    ['aéb', 'a'],
    ['(?:foo|bar)', undefined],
    ['(?=abc)[a-z]+', undefined],
    ['\\d+', undefined],
  ])('must hold a literal, if one is easily told: %s %s', (source, literal) => {
    expect(explainPattern(source).literal).toBe(literal);
  });

  test('that is not understood is an error here, too', () => {
    expect(() => explainPattern('(a')).toThrow(PatternError);
    expect(() => explainPattern('(a', { name: 'a rule' })).toThrow('a rule: ');
  });
});
