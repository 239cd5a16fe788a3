const isBase64 = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/') {
  isBase64[char.charCodeAt(0)] = 1;
}

/**
 * Calls `found` for every unbroken base64 run of exactly `length` characters that starts in [from, to).
 *
 * It looks at every `length`-th byte first and walks back only from those inside a run: on source text that is
 * about one byte in seven. A run that began before `from` belongs to the stretch before.
 * The end of an escape in front (`\n` in a JSON string, a colour in a log) is glued to a run; it counts without it.
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
    const glued = stop - start - length;
    if (glued === 0 || (glued > 0 && isPacked(bytes, start))) found(start);
    else if (glued > 0 && isGlue(bytes, start, glued)) found(start + glued);
    start = stop + 1;
  }
}

/** Whether `count` bytes are the end of an escape, as of `\\n`, `%3D`, `\\u0022`, or of a colour in a pasted log. */
function isGlue(bytes: Uint8Array, start: number, count: number): boolean {
  if (count > 5 || start === 0) return false;
  const text = String.fromCharCode(...bytes.subarray(start - 1, start + count));
  return /^(?:\\(?:[nrtfvb0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})|%[0-9A-Fa-f]{2}|[[;][0-9]{0,3}m)$/.test(text);
}

/** Whether a length byte of 40 stands in front, behind a byte that is no text: compiled Python stores strings so. */
const isPacked = (bytes: Uint8Array, start: number): boolean =>
  start >= 2 && bytes[start - 1] === 0x28 && bytes[start - 2]! >= 0x80;
