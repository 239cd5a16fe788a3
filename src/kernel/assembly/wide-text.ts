/**
 * Makes text of two bytes a character text of one, sixteen characters at a time, as src/kernel/wide-text.ts says it. In
 * AssemblyScript, which becomes WebAssembly; src/kernel/simd.ts calls it.
 */

/** Where things are in memory, and how many characters a call can look at. */
export const mostCharacters: i32 = 32768;
export const inputAt: i32 = 4096;
export const outputAt: i32 = inputAt + 2 * mostCharacters + 64;

const foreignByte: u8 = 0x01;
const trailingByte: u8 = 0x02;
/** What the upper byte begins with of the two halves of a character that takes two of UTF-16. */
const firstHalf: u8 = 0b110110;
const secondHalf: u8 = 0b110111;

/** Reads so many characters of the input. @param letterAt which byte of a character is not NUL */
export function narrow(characters: i32, letterAt: i32): void {
  const foreign = i8x16.splat(foreignByte);
  const trailing = i8x16.splat(trailingByte);
  const none = i8x16.splat(0);
  const halves = i8x16.splat(<i8>(secondHalf << 2));
  const halfBits = i8x16.splat(<i8>0xfc);
  for (let index = 0; index < characters; index += 16) {
    const from = inputAt + 2 * index;
    const first = v128.load(from);
    const second = v128.load(from, 16);
    const even = evenOf(first, second);
    const odd = oddOf(first, second);
    const letters = letterAt === 0 ? even : odd;
    const uppers = letterAt === 0 ? odd : even;
    const isLetter = v128.and(i8x16.eq(uppers, none), i8x16.ne(letters, trailing));
    v128.store(outputAt + index, v128.bitselect(letters, foreign, isLetter));
    const isHalf = i32(i8x16.bitmask(i8x16.eq(v128.and(uppers, halfBits), halves)));
    if (isHalf !== 0) enterHalves(index, isHalf, from + 1 - letterAt);
  }
}

/** Of the characters that are second halves, those that stand behind a first one. @param upperAt of the first of sixteen */
function enterHalves(index: i32, isHalf: i32, upperAt: i32): void {
  for (let left = isHalf; left !== 0; left &= left - 1) {
    const place = ctz(left);
    if (index + place === 0 || load<u8>(upperAt + 2 * (place - 1)) >> 2 !== firstHalf) continue;
    store<u8>(outputAt + index + place, trailingByte);
  }
}

function evenOf(first: v128, second: v128): v128 {
  // biome-ignore format: one line says it
  return v128.shuffle<u8>(first, second, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
}

function oddOf(first: v128, second: v128): v128 {
  // biome-ignore format: one line says it
  return v128.shuffle<u8>(first, second, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29, 31);
}
