import { KeywordFinder } from './keywords.ts';
import type { Found, Keyword } from './needles.ts';
import { findTokens, isHex } from './tokens.ts';
import { type Narrow, narrow } from './wide-text.ts';

/** No credential has fewer characters. */
export const leastToken = 20;

/** A search for keywords and tokens. */
export interface Search {
  /** Calls `onKeyword` for each keyword that starts in [from, to), in no particular order, and `onToken` for each token as `findTokens` does. */
  find(bytes: Buffer, from: number, to: number, onKeyword: Found, onToken: OnToken): void;
}

/** A token is hexadecimal when all of it is, with letters of one case. */
export type OnToken = (start: number, end: number, isPlain: boolean, isHexadecimal: boolean) => void;

/** What looks at every byte. */
export interface Kernel {
  /** Makes a search for these keywords, and for tokens of at least `leastToken` bytes. */
  readonly searchFor: (keywords: readonly Keyword[]) => Search;
  readonly narrow: Narrow;
}

/** What runs everywhere and has nothing to be made ready. */
export const plainKernel: Kernel = { searchFor: plainSearch, narrow };

function plainSearch(keywords: readonly Keyword[]): Search {
  const finder = new KeywordFinder(keywords);
  return {
    find(bytes, from, to, onKeyword, onToken) {
      finder.find(bytes, from, to, onKeyword);
      findTokens(bytes, from, to, leastToken, (start, end, isPlain) =>
        onToken(start, end, isPlain, isPlain && isHex(bytes, start, end)),
      );
    },
  };
}
