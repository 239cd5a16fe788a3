/** A scanner looks for the patterns of two policies at once, and neither policy hears of those of the other. */
import { expect, test } from 'vitest';
import { defaultPolicy, type Judgeable, type Policy } from '../../src/policy/policy.ts';
import { forProposed, patternsOf } from '../../src/policy/verdicts.ts';

const pattern = (name: string) => ({ name }) as unknown as Policy['patterns'][number];
const withPatterns = (...names: string[]): Policy => ({ ...defaultPolicy, patterns: names.map(pattern) });
const policy = withPatterns('a', 'b');
const matching = (...matches: number[]) => [{ matches } as unknown as Judgeable];

test('those of the one that is proposed stand behind the others', () => {
  const proposed = withPatterns('c', 'd');

  expect(patternsOf({ policy, proposed })).toEqual(['a', 'b', 'c', 'd'].map(pattern));
  expect(forProposed(matching(0, 1, 2, 3), { policy, proposed })).toEqual(matching(0, 1));
  expect(forProposed(matching(1), { policy, proposed })).toEqual(matching());
});

test('where both are one they stand there once', () => {
  expect(patternsOf({ policy })).toEqual(policy.patterns);
  expect(patternsOf({ policy, proposed: policy })).toEqual(policy.patterns);
  expect(forProposed(matching(0, 1), { policy, proposed: policy })).toEqual(matching(0, 1));
});
