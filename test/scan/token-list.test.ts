import { describe, expect, it } from 'vitest';
import { TokenList } from '../../src/scan/token-list.ts';

const all = (tokens: TokenList) =>
  Array.from({ length: tokens.length }, (_, index) => [
    tokens.startAt(index),
    tokens.endAt(index),
    tokens.isPlainAt(index),
  ]);

describe('a list of tokens', () => {
  const many = Array.from({ length: 5000 }, (_, nth): [number, number, boolean] => [
    50 * nth,
    50 * nth + 20 + (nth % 7),
    nth % 3 === 0,
  ]);

  it('holds more than it was made for', () => {
    const tokens = new TokenList();
    for (const one of many) tokens.add(...one);
    expect(all(tokens)).toEqual(many);
  });

  it('keeps those that are wanted, in their order', () => {
    const tokens = new TokenList();
    for (const one of many) tokens.add(...one);
    tokens.keep((start, end) => (end - start) % 2 === 0);
    expect(all(tokens)).toEqual(many.filter(([start, end]) => (end - start) % 2 === 0));
  });

  it('is empty once it was cleared', () => {
    const tokens = new TokenList();
    tokens.add(1, 21, true);
    tokens.clear();
    tokens.add(7, 30, false);
    expect(all(tokens)).toEqual([[7, 30, false]]);
  });
});
