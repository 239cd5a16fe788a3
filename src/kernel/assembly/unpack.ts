/**
 * Undoes what git does to objects in a pack: deflate (RFC 1950 and 1951), and deltas (gitformat-pack). In AssemblyScript,
 * which becomes WebAssembly; src/kernel/unpack.ts calls it.
 *
 * Whatever is not as it should be ends with `false`. No checksum is looked at: whoever calls it knows the digest of what
 * has to come out.
 */

/**
 * Codes of up to so many bits are looked up at once, of each of the three kinds; longer ones are rare, and are read bit by
 * bit. To make a larger table takes longer than it spares where little is deflated with it.
 */
const literalBits: i32 = 10;
const distanceBits: i32 = 8;
const lengthCodeBits: i32 = 7;
const longestCode: i32 = 15;
/** Symbols of a code for literals and lengths. */
const mostSymbols: i32 = 288;

/**
 * What is known of a symbol: from the lowest bit how many bits its code has (4), how many more follow (at 8, 4), what it is
 * (at 13, 3), and its number, or what a length or a distance begins with (at 16). Nothing is 0.
 */
const isInvalid: u32 = 1 << 13;
const isEnd: u32 = 1 << 14;
const isLiteral: u32 = 1 << 15;

/** A code: how many codes there are of each length; then all symbols in order; then for each value of the next bits one. */
const symbolsAt: i32 = 2 * (longestCode + 1);
const tableAt: i32 = symbolsAt + 4 * mostSymbols;
const bytesOfCode: i32 = tableAt + (4 << literalBits);

/** Behind what the compiler puts into memory. */
const literals: i32 = 4096;
const distances: i32 = literals + bytesOfCode;
const lengthCode: i32 = distances + bytesOfCode;
/** The lengths of the codes of a block, a byte each. */
const lengthsAt: i32 = lengthCode + bytesOfCode;
const nextAt: i32 = lengthsAt + 512;
/** What is free for input and output. */
export const freeAt: i32 = 32768;

/** What a length or distance begins with, and how many bits more it has. */
const lengthBases = memory.data<u16>([
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195,
  227, 258, 0, 0,
]);
const lengthMore = memory.data<u8>([
  0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0, 0, 0,
]);
const distanceBases = memory.data<u16>([
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
  6145, 8193, 12289, 16385, 24577, 0, 0,
]);
const distanceMore = memory.data<u8>([
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13, 0, 0,
]);
const orderOfLengths = memory.data<u8>([16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]);

/** The next bits of the input, how many of them count, where more come from and where that ends. */
let bits: u64 = 0;
let count: i32 = 0;
let from: i32 = 0;
let end: i32 = 0;

/** Makes at least 56 bits ready, as far as there are so many. */
function refill(): void {
  if (from + 8 <= end) {
    bits |= load<u64>(from) << count;
    from += (63 - count) >> 3;
    count |= 56;
    return;
  }
  while (count <= 56 && from < end) {
    bits |= (<u64>load<u8>(from)) << count;
    from++;
    count += 8;
  }
}

function drop(length: i32): void {
  bits >>= length;
  count -= length;
}

/** The next few bits as a number; what is behind the end counts as 0, and `count` tells. */
function take(length: i32): i32 {
  const value = <i32>(bits & ((1 << length) - 1));
  drop(length);
  return value;
}

/** What is known of a symbol but for its code: of literals and lengths, of distances, or of the code for lengths. */
function symbolOf(code: i32, symbol: i32): u32 {
  const number = (<u32>symbol) << 16;
  if (code === lengthCode) return number;
  if (code === distances) {
    if (symbol > 29) return isInvalid;
    const more = (<u32>load<u8>(<i32>distanceMore + symbol)) << 8;
    return ((<u32>load<u16>(<i32>distanceBases + 2 * symbol)) << 16) | more;
  }
  if (symbol < 256) return number | isLiteral;
  if (symbol === 256) return isEnd;
  const index = symbol - 257;
  if (index > 28) return isInvalid;
  const more = (<u32>load<u8>(<i32>lengthMore + index)) << 8;
  return ((<u32>load<u16>(<i32>lengthBases + 2 * index)) << 16) | more;
}

/** Makes a code from the lengths at `lengths`; false when more codes are wanted than there can be. */
function makeCode(code: i32, lengths: i32, symbols: i32, quickBits: i32): bool {
  memory.fill(code, 0, symbolsAt);
  memory.fill(code + tableAt, 0, 4 << quickBits);
  for (let symbol = 0; symbol < symbols; symbol++) {
    const place = code + 2 * <i32>load<u8>(lengths + symbol);
    store<u16>(place, load<u16>(place) + 1);
  }
  store<u16>(code, 0);
  // For each length the first code, and the place of its first symbol.
  let left = 1;
  let first = 0;
  let place = 0;
  for (let length = 1; length <= longestCode; length++) {
    const number = <i32>load<u16>(code + 2 * length);
    left = (left << 1) - number;
    if (left < 0) return false;
    first <<= 1;
    store<u16>(nextAt + 4 * length, <u16>first);
    store<u16>(nextAt + 4 * length + 2, <u16>place);
    first += number;
    place += number;
  }
  for (let symbol = 0; symbol < symbols; symbol++) {
    const length = <i32>load<u8>(lengths + symbol);
    if (length === 0) continue;
    const next = nextAt + 4 * length;
    const value = <i32>load<u16>(next);
    store<u16>(next, <u16>(value + 1));
    const at = <i32>load<u16>(next, 2);
    store<u16>(next, <u16>(at + 1), 2);
    const entry = symbolOf(code, symbol) | <u32>length;
    store<u32>(code + symbolsAt + 4 * at, entry);
    if (length > quickBits) continue;
    const step = 4 << length;
    const end = code + tableAt + (4 << quickBits);
    for (let index = code + tableAt + 4 * reversed(value, length); index < end; index += step) {
      store<u32>(index, entry);
    }
  }
  return true;
}

/** The lowest `length` bits the other way round. */
function reversed(value: i32, length: i32): i32 {
  value = ((value & 0x5555) << 1) | ((value >> 1) & 0x5555);
  value = ((value & 0x3333) << 2) | ((value >> 2) & 0x3333);
  value = ((value & 0x0f0f) << 4) | ((value >> 4) & 0x0f0f);
  value = ((value & 0x00ff) << 8) | ((value >> 8) & 0x00ff);
  return value >> (16 - length);
}

/** What the next bits are by a code that is longer than its table is deep; 0 where they are none. */
function slowly(code: i32, ahead: u64): u32 {
  let value = 0;
  let first = 0;
  let place = 0;
  for (let length = 1; length <= longestCode; length++) {
    value |= <i32>(ahead & 1);
    ahead >>= 1;
    const number = <i32>load<u16>(code + 2 * length);
    if (value - first < number) return load<u32>(code + symbolsAt + 4 * (place + value - first));
    place += number;
    first = (first + number) << 1;
    value <<= 1;
  }
  return 0;
}

function makeFixedCodes(): void {
  memory.fill(lengthsAt, 8, 144);
  memory.fill(lengthsAt + 144, 9, 112);
  memory.fill(lengthsAt + 256, 7, 24);
  memory.fill(lengthsAt + 280, 8, 8);
  makeCode(literals, lengthsAt, 288, literalBits);
  memory.fill(lengthsAt, 5, 30);
  makeCode(distances, lengthsAt, 30, distanceBits);
}

function readCodes(): bool {
  refill();
  const literalCount = take(5) + 257;
  const distanceCount = take(5) + 1;
  const lengthCount = take(4) + 4;
  if (literalCount > 286 || distanceCount > 30) return false;
  memory.fill(lengthsAt, 0, 19);
  for (let i = 0; i < lengthCount; i++) {
    refill();
    store<u8>(lengthsAt + <i32>load<u8>(<i32>orderOfLengths + i), <u8>take(3));
  }
  if (!makeCode(lengthCode, lengthsAt, 19, lengthCodeBits)) return false;
  const total = literalCount + distanceCount;
  for (let i = 0; i < total; ) {
    refill();
    const entry = load<u32>(lengthCode + tableAt + ((<i32>bits & ((1 << lengthCodeBits) - 1)) << 2));
    drop(<i32>entry & 15);
    if (entry === 0 || count < 0) return false;
    const symbol = <i32>(entry >> 16);
    if (symbol < 16) {
      store<u8>(lengthsAt + i, <u8>symbol);
      i++;
      continue;
    }
    let value: u8 = 0;
    let times = 0;
    if (symbol === 16) {
      if (i === 0) return false;
      value = load<u8>(lengthsAt + i - 1);
      times = 3 + take(2);
    } else times = symbol === 17 ? 3 + take(3) : 11 + take(7);
    if (i + times > total) return false;
    memory.fill(lengthsAt + i, value, times);
    i += times;
  }
  return (
    makeCode(literals, lengthsAt, literalCount, literalBits) &&
    makeCode(distances, lengthsAt + literalCount, distanceCount, distanceBits)
  );
}

/** Eight bytes at a time: up to seven bytes behind the copy are written over. */
function copy(to: i32, distance: i32, length: i32): void {
  const stop = to + length;
  if (distance >= 8) {
    for (let at = to; at < stop; at += 8) store<u64>(at, load<u64>(at - distance));
  } else {
    for (let at = to; at < stop; at++) store<u8>(at, load<u8>(at - distance));
  }
}

/** Where output goes on: after a block, where the next one does; -1 for an error. */
function readStored(output: i32, outputEnd: i32): i32 {
  drop(count & 7);
  from -= count >> 3;
  bits = 0;
  count = 0;
  if (from + 4 > end) return -1;
  const length = <i32>load<u16>(from);
  if ((length ^ 0xffff) !== <i32>load<u16>(from, 2)) return -1;
  from += 4;
  if (from + length > end || output + length > outputEnd) return -1;
  memory.copy(output, from, length);
  from += length;
  return output + length;
}

/** As `readStored`. What is asked for most often is kept beside memory: the bits, and where more come from. */
function readCoded(begin: i32, output: i32, outputEnd: i32): i32 {
  let ahead = bits;
  let have = count;
  let at = from;
  const quickEnd = end - 8;
  while (true) {
    // Makes at least 56 bits ready, as far as there are so many.
    if (at <= quickEnd) {
      ahead |= load<u64>(at) << have;
      at += (63 - have) >> 3;
      have |= 56;
    } else {
      for (; have <= 56 && at < end; have += 8) ahead |= (<u64>load<u8>(at++)) << have;
    }
    // Three literals take at most 45 of 56 bits. What stands behind one and is none is looked up again, with more bits ready.
    let entry: u32 = 0;
    let said = 0;
    do {
      entry = load<u32>(literals + tableAt + ((<i32>ahead & ((1 << literalBits) - 1)) << 2));
      if (entry === 0) entry = slowly(literals, ahead);
      if ((entry & isLiteral) === 0) break;
      ahead >>= entry & 15;
      have -= entry & 15;
      if (have < 0 || output >= outputEnd) return -1;
      store<u8>(output++, <u8>(entry >> 16));
    } while (++said < 3);
    if (said > 0) continue;
    ahead >>= entry & 15;
    have -= entry & 15;
    // Of 56 bits a length and its distance take at most 48.
    if (entry === 0 || entry & (isEnd | isInvalid)) {
      if ((entry & isEnd) === 0 || have < 0) return -1;
      bits = ahead;
      count = have;
      from = at;
      return output;
    }
    let more = (entry >> 8) & 15;
    const length = <i32>(entry >> 16) + (<i32>ahead & ((1 << more) - 1));
    ahead >>= more;
    have -= more;
    let far = load<u32>(distances + tableAt + ((<i32>ahead & ((1 << distanceBits) - 1)) << 2));
    if (far === 0) far = slowly(distances, ahead);
    if (far === 0 || far & isInvalid) return -1;
    ahead >>= far & 15;
    more = (far >> 8) & 15;
    const distance = <i32>(far >> 16) + (<i32>ahead & ((1 << more) - 1));
    ahead >>= more;
    have -= (far & 15) + more;
    if (have < 0 || distance > output - begin || length > outputEnd - output) return -1;
    copy(output, distance, length);
    output += length;
  }
}

/**
 * Inflates a stream of zlib, which must come to exactly `size` bytes. Eight bytes behind these may be written, too.
 */
export function inflate(input: i32, inputEnd: i32, output: i32, size: i32): bool {
  if (input + 2 > inputEnd || (load<u8>(input) & 15) !== 8 || (load<u8>(input, 1) & 32) !== 0) return false;
  return readStream(input + 2, inputEnd, output, size);
}

/** The same of a bare stream of deflate, which must end with the input. */
export function inflateRaw(input: i32, inputEnd: i32, output: i32, size: i32): bool {
  return readStream(input, inputEnd, output, size) && from - (count >> 3) === inputEnd;
}

function readStream(input: i32, inputEnd: i32, output: i32, size: i32): bool {
  bits = 0;
  count = 0;
  from = input;
  end = inputEnd;
  const outputEnd = output + size;
  let at = output;
  while (true) {
    refill();
    const isLast = take(1);
    const type = take(2);
    if (count < 0) return false;
    if (type === 0) at = readStored(at, outputEnd);
    else {
      if (type === 1) makeFixedCodes();
      else if (type !== 2 || !readCodes()) return false;
      at = readCoded(output, at, outputEnd);
    }
    if (at < 0) return false;
    if (isLast !== 0) return at === outputEnd;
  }
}

/** Where a delta is read. */
let cursor: i32 = 0;

/** A number in groups of seven bits, the lowest first; -1 when it is none that fits. */
function readSize(deltaEnd: i32): i32 {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    if (cursor >= deltaEnd) return -1;
    const byte = <i32>load<u8>(cursor++);
    value |= (byte & 127) << shift;
    if (byte < 128) return value;
  }
  return -1;
}

/** How many bytes a delta comes to; -1 when it does not say so. */
export function sizeOfResult(delta: i32, deltaEnd: i32): i32 {
  cursor = delta;
  return readSize(deltaEnd) < 0 ? -1 : readSize(deltaEnd);
}

/** Applies a delta to a base of exactly `baseSize` bytes, which must come to exactly `size` bytes. */
export function applyDelta(
  delta: i32,
  deltaEnd: i32,
  base: i32,
  baseSize: i32,
  output: i32,
  size: i32,
): bool {
  cursor = delta;
  if (readSize(deltaEnd) !== baseSize || readSize(deltaEnd) !== size) return false;
  const outputEnd = output + size;
  let at = cursor;
  while (at < deltaEnd) {
    const op = <i32>load<u8>(at++);
    if (op < 128) {
      if (op === 0 || op > deltaEnd - at || op > outputEnd - output) return false;
      memory.copy(output, at, op);
      at += op;
      output += op;
      continue;
    }
    if (popcnt(op & 127) > deltaEnd - at) return false;
    let offset: u32 = 0;
    let length = 0;
    if (op & 1) offset = <u32>load<u8>(at++);
    if (op & 2) offset |= (<u32>load<u8>(at++)) << 8;
    if (op & 4) offset |= (<u32>load<u8>(at++)) << 16;
    if (op & 8) offset |= (<u32>load<u8>(at++)) << 24;
    if (op & 16) length = <i32>load<u8>(at++);
    if (op & 32) length |= (<i32>load<u8>(at++)) << 8;
    if (op & 64) length |= (<i32>load<u8>(at++)) << 16;
    if (length === 0) length = 0x10000;
    if (offset > <u32>baseSize || length > baseSize - <i32>offset || length > outputEnd - output)
      return false;
    memory.copy(output, base + <i32>offset, length);
    output += length;
  }
  return output === outputEnd;
}
