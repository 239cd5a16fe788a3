/** What a byte can be in a token: a character of base64, or part of an escape that stands for one. */
const plain = 1;
const escaping = 2;

const classes = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  classes[char.charCodeAt(0)] = plain;
}
for (const char of '\\%') classes[char.charCodeAt(0)] = escaping;
/** The bytes of characters that no one sees: U+00AD, U+200B to U+200F, U+2060 to U+2064, U+FEFF. */
for (const byte of [0xc2, 0xad, 0xe2, 0x80, 0x81, 0x8b, 0x8c, 0x8d, 0x8e, 0x8f, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4])
  classes[byte] = escaping;
for (const byte of [0xef, 0xbb, 0xbf]) classes[byte] = escaping;

/**
 * Calls `found` for every unbroken stretch of at least `least` bytes of base64 and escapes that starts in [from, to);
 * `isPlain` when no escape is in it. One that covers `from` from before belongs to the stretch before.
 *
 * It looks at every `least`-th byte first and walks back only from those inside a token: on source text that is
 * about one byte in four.
 */
export function findTokens(
  bytes: Uint8Array,
  from: number,
  to: number,
  least: number,
  found: (start: number, end: number, isPlain: boolean) => void,
): void {
  const end = bytes.length;
  let start = from;
  if (from > 0 && classes[bytes[from - 1]!] !== 0) start = endOfToken(bytes, from);

  while (start < to) {
    let last = start + least - 1;
    if (last >= end) return;
    let kinds = 0;
    for (; last >= start; last--) {
      const kind = classes[bytes[last]!]!;
      if (kind === 0) break;
      kinds |= kind;
    }
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let stop = start + least;
    for (let kind = 0; stop < end; stop++) {
      kind = classes[bytes[stop]!]!;
      if (kind === 0) break;
      kinds |= kind;
    }
    found(start, stop, kinds === plain);
    start = stop + 1;
  }
}

/** Where the token ends that holds this place, or has ended there. */
export function endOfToken(bytes: Uint8Array, at: number): number {
  let end = at;
  while (end < bytes.length && classes[bytes[end]!] !== 0) end++;
  return end;
}

export const isOfToken = (byte: number): boolean => classes[byte] !== 0;

/** Whether no byte of a part of a token belongs to an escape. */
export function isPlain(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (classes[bytes[at]!] !== plain) return false;
  return true;
}

/** The token that begins before `at` and goes on there, from `reach` bytes before it at the earliest. */
export function tokenAt(
  bytes: Uint8Array,
  at: number,
  reach: number,
): { readonly start: number; readonly end: number } | undefined {
  const least = Math.max(0, at - reach);
  let start = at;
  while (start > least && classes[bytes[start - 1]!] !== 0) start--;
  return start === at ? undefined : { start, end: endOfToken(bytes, at) };
}

/** Calls `found` for every unbroken run of at least `least` base64 characters inside [from, to). */
export function runsIn(
  bytes: Uint8Array,
  from: number,
  to: number,
  least: number,
  found: (start: number, end: number) => void,
): void {
  for (let start = from; start < to; ) {
    let end = start;
    while (end < to && classes[bytes[end]!] === plain) end++;
    if (end - start >= least) found(start, end);
    start = end + 1;
  }
}

/** Whether a stretch consists of the digits of hexadecimal numbers, with letters of one case. */
export function isHex(bytes: Uint8Array, start: number, end: number): boolean {
  let kinds = 0;
  for (let at = start; at < end; at++) {
    kinds |= digits[bytes[at]!]!;
    if (kinds === mixed) return false;
  }
  return true;
}

/** What each byte may be: a digit in either case, in lower or in upper case, or none in any. */
const mixed = 3;
const digits = new Uint8Array(256).fill(mixed);
for (const [kind, chars] of ['0123456789', 'abcdef', 'ABCDEF'].entries())
  for (const char of chars) digits[char.charCodeAt(0)] = kind;
