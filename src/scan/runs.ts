const isBase64 = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  isBase64[char.charCodeAt(0)] = 1;
}

/**
 * Calls `found` for every unbroken base64 run of exactly `length` characters that starts in [from, to).
 *
 * It looks at every `length`-th byte first and walks back only from those inside a run: on source text that is
 * about one byte in seven. A run that began before `from` belongs to the stretch before.
 * An escape in front (`\n` in a JSON string) glues one letter to a run; such runs count without it.
 */
export function findRuns(
  bytes: Uint8Array,
  from: number,
  to: number,
  length: number,
  found: (start: number) => void,
): void {
  const end = bytes.length;
  let start = from;
  if (from > 0 && isBase64[bytes[from - 1]!]) while (start < end && isBase64[bytes[start]!]) start++;

  while (start < to) {
    let last = start + length - 1;
    if (last >= end) return;
    while (last >= start && isBase64[bytes[last]!]) last--;
    if (last >= start) {
      start = last + 1;
      continue;
    }
    let stop = start + length;
    while (stop < end && isBase64[bytes[stop]!]) stop++;
    if (stop - start === length) found(start);
    else if (stop - start === length + 1 && isEscaped(bytes, start)) found(start + 1);
    start = stop + 1;
  }
}

/** Whether the byte at `at` is the letter of `\n`, `\r` or `\t`. */
function isEscaped(bytes: Uint8Array, at: number): boolean {
  const letter = bytes[at];
  return at > 0 && bytes[at - 1] === 0x5c && (letter === 0x6e || letter === 0x72 || letter === 0x74);
}
