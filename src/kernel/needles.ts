/** A literal to look for, one byte a character. */
export interface Keyword {
  readonly text: string;
  /** ASCII letters count in either case. */
  readonly ignoreCase?: boolean;
}

export type Found = (at: number, keyword: number) => void;

/** A keyword, its letters in lower case where either case counts. */
export interface Needle {
  readonly index: number;
  readonly text: string;
  readonly ignoreCase: boolean;
}

export const needleOf = ({ text, ignoreCase = false }: Keyword, index: number): Needle => ({
  index,
  text: ignoreCase ? text.toLowerCase() : text,
  ignoreCase,
});

const isLowerCase = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;

/** The bytes that may stand at this place of a needle. */
export function variantsAt({ text, ignoreCase }: Needle, place: number): readonly number[] {
  const byte = text.charCodeAt(place);
  return ignoreCase && isLowerCase(byte) ? [byte, byte & ~0x20] : [byte];
}

/** The most frequent characters of source text (this repository's, its dependencies'), most frequent first. */
const frequent = ' etrnsaoilcdupmfhgy';

/** How frequent each byte is, as a share of the most frequent one: the second is half as frequent, and so on. */
export const weights = new Float64Array(256).fill(1 / (10 * frequent.length));
for (const [rank, char] of [...frequent].entries()) weights[char.charCodeAt(0)] = 1 / (rank + 1);

export function standsAt(bytes: Uint8Array, at: number, { text, ignoreCase }: Needle): boolean {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) {
    const [byte, wanted] = [bytes[at + i]!, text.charCodeAt(i)];
    if (byte === wanted) continue;
    if (!ignoreCase || !isLowerCase(wanted) || (byte | 0x20) !== wanted) return false;
  }
  return true;
}

/** Calls `found` wherever the needle starts in [from, to). */
export function findAlone(bytes: Buffer, from: number, to: number, needle: Needle, found: Found): void {
  if (!needle.ignoreCase) {
    const { text, index } = needle;
    for (let at = bytes.indexOf(text, from, 'latin1'); at !== -1 && at < to; ) {
      found(at, index);
      at = bytes.indexOf(text, at + 1, 'latin1');
    }
    return;
  }
  for (const first of variantsAt(needle, 0)) {
    for (let at = bytes.indexOf(first, from); at !== -1 && at < to; at = bytes.indexOf(first, at + 1)) {
      if (standsAt(bytes, at, needle)) found(at, needle.index);
    }
  }
}
