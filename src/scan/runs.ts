/** Longer runs are no paths with a secret in them but data. */
const longestPath = 200;

/**
 * Where in the unbroken base64 run [start, end) a secret of exactly `length` characters may begin: the run itself,
 * or what is left of it without what is glued to it. In packed data anything may follow, and with `glued` a path may
 * stand on either side.
 */
export function candidatesInRun(
  bytes: Buffer,
  start: number,
  end: number,
  length: number,
  glued: boolean,
): readonly number[] {
  const more = end - start - length;
  if (isPacked(bytes, start, more)) return [start];
  // What is padded is longer than it shows: it has another length than a secret's bytes.
  if (bytes[end] === equalsSign) return [];
  if (more === 0) return [start];
  if (isGlue(bytes, start, more)) return [start + more];
  return glued && more <= longestPath ? betweenSlashes(bytes, start, end, length) : [];
}

/** Whether `count` bytes are the end of an escape, as of `\\n`, `%3D`, `\\u0022`, or of a colour in a pasted log. */
function isGlue(bytes: Buffer, start: number, count: number): boolean {
  if (count > 5 || start === 0) return false;
  const text = bytes.toString('latin1', start - 1, start + count);
  if (/^(?:\\(?:[nrtfvb0]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4})|%[0-9A-Fa-f]{2}|=3[dD])$/.test(text)) return true;
  return (
    bytes[start + count - 1] === 0x6d &&
    /[[;][0-9]{0,3}m$/.test(bytes.toString('latin1', Math.max(0, start - 4), start + count))
  );
}

/**
 * Whether a length byte of 40 stands in front, as compiled Python, serialized Java and others store strings: behind a
 * byte that is no text, or behind `z` or `Z`, the types of short strings in CPython, when the next type follows at once.
 */
function isPacked(bytes: Uint8Array, start: number, more: number): boolean {
  if (start < 2 || bytes[start - 1] !== 0x28) return false;
  const type = bytes[start - 2]!;
  return type >= 0x80 || type < 0x20 || (more <= 2 && (type === 0x7a || type === 0x5a));
}

/** Where `length` characters between slashes, or at an end of the run, have nothing but names around them. */
function betweenSlashes(bytes: Buffer, start: number, end: number, length: number): number[] {
  const places: number[] = [];
  for (let at = start; at + length <= end; at++) {
    const begins = at === start || bytes[at - 1] === slash;
    if (!begins || (at + length < end && bytes[at + length] !== slash)) continue;
    const around = bytes.toString('latin1', start, at) + bytes.toString('latin1', at + length, end);
    if (around.split('/').every((name) => nameInPath.test(name))) places.push(at);
  }
  return places;
}

/** A word, perhaps with a number, or a key ID: what random base64 between two slashes hardly ever is. */
const nameInPath = /^(?:[A-Za-z]?[a-z]*[0-9]{0,4}|[A-Z]*[0-9]{0,4}|[A-Z2-7]{20})$/;

const slash = 0x2f;
const equalsSign = 0x3d;
