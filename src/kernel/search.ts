import { KeywordFinder } from './keywords.ts';
import type { Found, Keyword } from './needles.ts';
import { findTokens } from './tokens.ts';

/** No credential has fewer characters. */
export const leastToken = 20;

/** A search for keywords and tokens. */
export interface Search {
  /** Calls `onKeyword` for each keyword that starts in [from, to), in no particular order, and `onToken` as `findTokens`. */
  find(bytes: Buffer, from: number, to: number, onKeyword: Found, onToken: OnToken): void;
}

export type OnToken = (start: number, end: number, isPlain: boolean) => void;

/** Makes searches for these keywords, and for tokens of at least `leastToken` bytes. */
export type Kernel = (keywords: readonly Keyword[]) => Search;

/** What runs everywhere and has nothing to be made ready. */
export const plainKernel: Kernel = (keywords) => {
  const finder = new KeywordFinder(keywords);
  return {
    find(bytes, from, to, onKeyword, onToken) {
      finder.find(bytes, from, to, onKeyword);
      findTokens(bytes, from, to, leastToken, onToken);
    },
  };
};
