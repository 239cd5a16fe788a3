/**
 * Looks at every byte once: for tokens, and for places where a keyword may stand. In AssemblyScript, which becomes
 * WebAssembly with instructions for sixteen bytes at a time; src/kernel/simd.ts calls it.
 *
 * Eight sets of bytes are two tables, one for the lower four bits of a byte and one for the upper four: a byte is in
 * the set of a bit when both tables have that bit. So two instructions look sixteen bytes up, in all eight sets.
 */

/** Where things are in memory. */
export const tablesAt: i32 = 1024;
export const marksAt: i32 = 4096;
export const inputAt: i32 = 16384;
/** How many bytes a call can look at. */
export const mostInput: i32 = 135168;
const bytesOfToken: i32 = 12;
export const tokensAt: i32 = inputAt + mostInput + 128;
/** Fewer bytes are no token. */
const leastToken: i32 = 20;
export const placesAt: i32 = tokensAt + bytesOfToken * (mostInput / leastToken);

/** Beside the eight kinds of bytes that the tables tell of: one that is not of ASCII, but part of a token. */
const wide: i32 = 256;

/** How many tokens and places the last call found. */
export let tokens: i32 = 0;
export let places: i32 = 0;

/** The tables in their order in memory; constants are among them, for what is loaded stays in a register. */
function table(index: i32): v128 {
  return v128.load(tablesAt + 16 * index);
}

/**
 * Finds the tokens that begin in [from, to) of the input, which has `length` bytes, and the places in all of it where
 * three bytes stand that keywords are known by, or others with the same mark.
 */
export function search(from: i32, to: i32, length: i32): void {
  tokens = 0;
  places = 0;
  const lowBits = table(0);
  const none = table(1);
  const kindsLow = table(2);
  const kindsHigh = table(3);
  const firstLow = table(4);
  const firstHigh = table(5);
  const secondLow = table(6);
  const secondHigh = table(7);
  const thirdLow = table(8);
  const thirdHigh = table(9);

  const end = inputAt + length;
  for (let i = 0; i < 5; i++) v128.store(end + 16 * i, none);
  let first = none;
  let second = none;
  let begin = inputAt;
  // Three bytes are complete with the last of them, and of two the third may stand behind the input.
  for (let at = inputAt; at < end + 2; at += 64) {
    let inTokens: u64 = 0;
    let thirds: u64 = 0;
    let signs = none;
    for (let part = 0; part < 64; part += 16) {
      const bytes = v128.load(at + part);
      const low = v128.and(bytes, lowBits);
      const high = v128.and(i16x8.shr_u(bytes, 4), lowBits);
      const kinds = v128.and(i8x16.swizzle(kindsLow, low), i8x16.swizzle(kindsHigh, high));
      inTokens |= membersOf(kinds, none) << part;
      signs = v128.or(signs, bytes);

      const newFirst = v128.and(i8x16.swizzle(firstLow, low), i8x16.swizzle(firstHigh, high));
      const newSecond = v128.and(i8x16.swizzle(secondLow, low), i8x16.swizzle(secondHigh, high));
      const third = v128.and(i8x16.swizzle(thirdLow, low), i8x16.swizzle(thirdHigh, high));
      const known = v128.and(third, v128.and(moved2(first, newFirst), moved1(second, newSecond)));
      thirds |= membersOf(known, none) << part;
      first = newFirst;
      second = newSecond;
    }
    if (thirds !== 0) enterPlaces(at, thirds);
    if (i8x16.bitmask(signs) !== 0) inTokens |= wideIn(at);
    begin = enterTokens(at, begin, inTokens, inputAt + from, inputAt + to);
  }
}

/** The last byte of `before` and all but the last one of `now` … */
function moved1(before: v128, now: v128): v128 {
  // biome-ignore format: one line says it
  return v128.shuffle<u8>(before, now, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30);
}

/** … or the last two and all but the last two. */
function moved2(before: v128, now: v128): v128 {
  // biome-ignore format: one line says it
  return v128.shuffle<u8>(before, now, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29);
}

/** A bit for each byte that is not 0. */
function membersOf(sets: v128, none: v128): u64 {
  return u64(u16(~i8x16.bitmask(i8x16.eq(sets, none))));
}

/** Spreads the marks of three bytes over 16 bits. */
const factor: u32 = 0x9e3779b1;

/** Of the places of which the third byte has a bit here, those with the mark of a keyword. */
function enterPlaces(at: i32, thirds: u64): void {
  let left = thirds;
  while (left !== 0) {
    const place = at + i32(ctz(left)) - 2;
    const mark = ((load<u32>(place) << 8) * factor) >>> 16;
    if ((load<u8>(marksAt + (mark >>> 3)) >>> u8(mark & 7)) & 1) {
      store<i32>(placesAt + 4 * places, place - inputAt);
      places++;
    }
    left &= left - 1;
  }
}

/** A bit for each byte of 64 that is not of ASCII and part of a token. */
function wideIn(at: i32): u64 {
  const lowBits = table(0);
  const none = table(1);
  const wideLow = table(10);
  const wideHigh = table(11);
  let found: u64 = 0;
  for (let part = 0; part < 4; part++) {
    const bytes = v128.load(at + 16 * part);
    const low = v128.and(bytes, lowBits);
    const high = v128.and(i16x8.shr_u(bytes, 4), lowBits);
    found |=
      membersOf(v128.and(i8x16.swizzle(wideLow, low), i8x16.swizzle(wideHigh, high)), none) << (16 * part);
  }
  return found;
}

/**
 * Enters the tokens that end in 64 bytes, of which `members` are parts of tokens.
 *
 * @param begin where the one begins that reaches into them
 * @returns where the one begins that reaches out of them
 */
function enterTokens(at: i32, begin: i32, members: u64, from: i32, to: i32): i32 {
  if (~members === 0) return begin;
  const length = i32(ctz(~members));
  if (at + length - begin >= leastToken) enterToken(begin, at + length, from, to);
  // A bit for each byte with which so many begin: first for two, then for four …
  let starts = members & (members >> 1);
  starts &= starts >> 2;
  starts &= starts >> 4;
  starts &= starts >> 8;
  starts &= starts >> (leastToken - 16);
  starts &= ~(<u64>0) << length;
  while (starts !== 0) {
    const start = i32(ctz(starts));
    const end = start + i32(ctz(~(members >> start)));
    if (end === 64) break;
    enterToken(at + start, at + end, from, to);
    starts &= ~(<u64>0) << end;
  }
  return at + 64 - i32(clz(~members));
}

function enterToken(start: i32, end: i32, from: i32, to: i32): void {
  if (start < from || start >= to) return;
  const entry = tokensAt + bytesOfToken * tokens;
  store<i32>(entry, start - inputAt);
  store<i32>(entry, end - inputAt, 4);
  store<i32>(entry, kindsIn(start, end), 8);
  tokens++;
}

/** A bit for each kind of byte in a token. */
function kindsIn(start: i32, end: i32): i32 {
  let kinds = table(1);
  let signs = kinds;
  let at = start;
  for (; at < end - 16; at += 16) {
    kinds = v128.or(kinds, kindsAt(at));
    signs = v128.or(signs, v128.load(at));
  }
  kinds = v128.or(kinds, kindsAt(end - 16));
  signs = v128.or(signs, v128.load(end - 16));
  let all = i64x2.extract_lane(kinds, 0) | i64x2.extract_lane(kinds, 1);
  all |= all >> 32;
  all |= all >> 16;
  all |= all >> 8;
  return i32(all & 255) | (i8x16.bitmask(signs) !== 0 ? wide : 0);
}

function kindsAt(at: i32): v128 {
  const bytes = v128.load(at);
  const lowBits = table(0);
  const low = v128.and(bytes, lowBits);
  const high = v128.and(i16x8.shr_u(bytes, 4), lowBits);
  return v128.and(i8x16.swizzle(table(2), low), i8x16.swizzle(table(3), high));
}
