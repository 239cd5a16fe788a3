const quote = `["'\`]`;
/** What languages write between two pieces of one text; a comma only where something says that they are joined. */
const operators = String.raw`\+|\.{1,2}|&(?:\s*_)?|\|\||<<|<>|\+\+|\^|\*|\/\/|~|\\|,`;
const gap = String.raw`\s{0,80}`;

/** A line that begins like this is the next setting, whatever is left of the value above it. */
const noSetting = String.raw`(?![A-Za-z_][\w.\-]{0,100}=[^=\s"'\`,;]|[A-Za-z]{1,60}_\w{0,100}=)`;

/**
 * What may stand between two pieces of a value:
 * `'…' + '…'` in its forms, `'…' '…'`, `${'…'}` inside a template, a backslash or (in mails) `=` at the end of a
 * line, and a line that goes on below (only where both lines hold nothing else).
 */
export const joint = new RegExp(
  [
    `${quote}${gap}(?<operator>${operators})?${gap}[fFrRbBuUL@$]{0,2}${quote}`,
    String.raw`${quote}\s*\}(?:\$\{\s*${quote})?`,
    String.raw`\$\{\s*${quote}`,
    // In Haskell a backslash stands at both ends.
    String.raw`\\\r?\n[ \t]*\\?`,
    // `'…'.concat('…')`, and what is added to the same name on the next line
    `${quote}\\s{0,8}\\)?\\s{0,8}\\.concat\\(\\s{0,8}${quote}`,
    `${quote}\\)?;?[ \\t]*\\r?\\n[ \\t]*(?<sum>(?:[\\w.$]|->){1,60}?)(?:\\s{0,8}(?:\\+=|\\.=)\\s{0,8}|\\.append\\()[b@]?${quote}`,
    String.raw`=\r?\n`,
    // Both lines are added ones of a patch.
    String.raw`(?<added>(?<=(?:^|\n)\+[A-Za-z0-9+/=_.-]{4,200})\r?\n\+${noSetting}(?=[A-Za-z0-9+/=_.-]{2,900}(?:\r?\n|$)))`,
    String.raw`(?<fold>(?=[ \t]{0,8}\r?\n)(?<=(?:^|[\n:=>|"'\`])[ \t|>\-]{0,40}[A-Za-z0-9+/=_.-]{4,200})[ \t]{0,8}\r?\n[ \t]{0,40}${noSetting}(?=[A-Za-z0-9+/=_.-]{2,900}["'\`,;]{0,3}[ \t]*(?:\r?\n|$)))`,
  ].join('|'),
  'y',
);

/** What a joint begins with, behind blanks where that is the end of a line. */
export const openings = bytesOf('"\'`$\\=\n');
/** What pieces of values consist of. */
export const partBytes = bytesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_.-');

const newline = 0x0a;
const dollar = 0x24;
const [backslash, equalsSign, openBrace, closeBrace] = [0x5c, 0x3d, 0x7b, 0x7d];
const quotes = bytesOf('"\'`');
const lineEnds = bytesOf('\r\n');
const indents = bytesOf(' \t');
/** What may stand between two quotes, but for the letters of a prefix. */
const between = bytesOf(' \t\n\v\f\r\xa0+.&_|<>^*/~\\,');
const prefixes = bytesOf('fFrRbBuUL@$');
/** What may stand behind a piece that is alone on its line. */
const behindPiece = bytesOf('"\'`,; \t\r\n');
/** What a name, or a call, begins with behind that; of `_` and `.` alone the sign that follows. */
const addingBegins = bytesOf('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789$-=)');
const [closeParenthesis, semicolon] = [0x29, 0x3b];
/** How far is looked ahead, in bytes: no joint but one with a page of blanks is longer. */
const farthest = 1000;

/** The first opening in [from, to), else `to`. */
export function nextOpening(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && openings[bytes[at]!] === 0) at++;
  return at;
}

/** Whether a joint may begin at this opening; if not, none does. Most are told by a few bytes, without a pattern. */
export function mayBeJoint(bytes: Buffer, at: number): boolean {
  const byte = bytes[at]!;
  const next = bytes[at + 1] ?? 0;
  if (byte === newline) return pieceStandsAlone(bytes, at + 1);
  if (byte === dollar) return next === openBrace;
  if (byte === backslash || byte === equalsSign) return lineEnds[next] === 1;
  return anotherFollows(bytes, at + 1);
}

/** Whether a piece stands here, behind blanks, with nothing behind it but what may end a piece. */
function pieceStandsAlone(bytes: Uint8Array, from: number): boolean {
  const start = passed(bytes, from, indents);
  const end = passed(bytes, start, partBytes);
  return end > start && (end === bytes.length || behindPiece[bytes[end]!] === 1 || end - start === farthest);
}

/** Whether behind an ending quote another text begins, or a brace ends what is put into one. */
function anotherFollows(bytes: Buffer, from: number): boolean {
  let at = passed(bytes, from, between);
  if (at - from === farthest || bytes[at] === closeBrace) return true;
  const begins = at;
  for (let most = at + 2; at < most && prefixes[bytes[at] ?? 0] === 1; ) at++;
  return quotes[bytes[at] ?? 0] === 1 || isAddedTo(bytes, from, begins);
}

/** A call that adds a piece, or a line that does. */
const adding =
  /^(?:\s{0,8}\)?\s{0,8}\.concat\(|\)?;?[ \t]{0,8}\r?\n[ \t]{0,80}(?:[\w.$]|->){1,60}(?:\s{0,8}[+.]=|\.append\())/;

/** Whether a name that stands behind a quote, or on the next line, adds to what is in these quotes. */
const isAddedTo = (bytes: Buffer, from: number, at: number): boolean =>
  (addingBegins[bytes[at] ?? 0] === 1 || bytes[from] === closeParenthesis || bytes[from] === semicolon) &&
  adding.test(bytes.toString('latin1', from, from + 200));

function passed(bytes: Uint8Array, from: number, allowed: Uint8Array): number {
  const most = Math.min(bytes.length, from + farthest);
  let at = from;
  while (at < most && allowed[bytes[at]!] === 1) at++;
  return at;
}

export function bytesOf(chars: string): Uint8Array {
  const table = new Uint8Array(256);
  for (const char of chars) table[char.charCodeAt(0)] = 1;
  return table;
}
