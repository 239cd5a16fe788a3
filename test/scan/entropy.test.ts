import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { entropy } from '../../src/scan/entropy.ts';
import { runs } from '../support/scanning.ts';

describe('entropy', () => {
  test.each([
    ['', 0],
    ['aaaa', 0],
    ['ab', 1],
    ['abcd', 2],
    ['0123456789abcdef', 4],
    ['aab', 0.9183],
  ])('of %j is %f bits per character', (text, bits) => {
    expect(entropy(text)).toBeCloseTo(bits, 4);
  });

  test('lies between nothing and what as many different characters could have', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (text) => {
        const bits = entropy(text);

        expect(bits).toBeGreaterThanOrEqual(0);
        expect(bits).toBeLessThanOrEqual(Math.log2(new Set(text).size) + 1e-9);
      }),
      runs(200),
    );
  });

  test('does not depend on the order of characters, nor on how often the whole is repeated', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary-ascii' }), (text) => {
        const turned = [...text].reverse().join('');

        expect(entropy(turned)).toBeCloseTo(entropy(text), 9);
        expect(entropy(text.repeat(3))).toBeCloseTo(entropy(text), 9);
      }),
      runs(200),
    );
  });

  test('of a SHA-1 is always below four: sixteen digits cannot have more', () => {
    const digits = fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 40, maxLength: 40 });

    fc.assert(
      fc.property(digits, (sha1) => {
        expect(entropy(sha1)).toBeLessThan(4);
      }),
      runs(200),
    );
  });
});
