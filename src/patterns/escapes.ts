import { PatternError } from './pattern-error.ts';

/** Flags that hold at a place of a pattern: `i`, `s`, `m` and RE2's `U`. */
export interface Mode {
  readonly ignoreCase: boolean;
  readonly dotAll: boolean;
  readonly multiline: boolean;
  readonly ungreedy: boolean;
}

/** A piece of the source, `length` characters long, and what stands for it in strict JavaScript. */
export interface Token {
  readonly length: number;
  readonly text: string;
  /** Flags that hold for this piece whatever holds around it. */
  readonly mode?: Partial<Mode>;
  /** It stands for several characters, so that no range can begin or end with it. */
  readonly isSet?: boolean;
}

/** One character by its number, never a byte: those are written `\xHH`. */
export const literal = (code: number): string => `\\u{${code.toString(16)}}`;

const number =
  /\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|[xu]\{([0-9A-Fa-f]+)\}|(0[0-7]{0,2}|[1-3]?[0-7]{2}))/y;

/** The escape that begins at `at` with a backslash. */
export function readEscape(source: string, at: number, inClass: boolean): Token {
  const char = source[at + 1];
  if (char === undefined) throw new PatternError('it ends with a lone backslash', at);
  if (/[dDwWsS]/.test(char)) return { text: `\\${char}`, length: 2, isSet: true };
  if (/[tnrfv]/.test(char)) return { text: `\\${char}`, length: 2 };
  if (char === 'a') return { text: '\\x07', length: 2 };
  return (
    (inClass ? insideOnly(char) : outsideOnly(source, at, char)) ??
    byNumber(source, at) ??
    byName(source, at, char)
  );
}

const insideOnly = (char: string): Token | undefined =>
  char === 'b' ? { text: '\\x08', length: 2 } : undefined;

function outsideOnly(source: string, at: number, char: string): Token | undefined {
  switch (char) {
    case 'b':
    case 'B':
      return { text: `\\${char}`, length: 2 };
    case 'A':
      return { text: '^', length: 2, mode: { multiline: false } };
    case 'z':
      return { text: '$', length: 2, mode: { multiline: false } };
    case 'C':
      return { text: '.', length: 2, mode: { dotAll: true } };
  }
  const [reference, group] = matchAt(/\\(?:([1-9][0-9]*)|k<\w+>)/y, source, at) ?? [];
  if (reference === undefined || isOctal(source, group)) return undefined;
  return { text: reference, length: reference.length };
}

/** Both languages read two digits or more as an octal number when there cannot be so many groups. */
const isOctal = (source: string, group: string | undefined): boolean =>
  /^[0-7]{2,}$/.test(group ?? '') && Number(group) >= source.split('(').length;

function byNumber(source: string, at: number): Token | undefined {
  const [all, byte, unit, character, octal] = matchAt(number, source, at) ?? [];
  if (all === undefined) return undefined;
  if (byte !== undefined || unit !== undefined) return { text: all, length: all.length };
  if (octal !== undefined)
    return { text: `\\x${Number.parseInt(octal, 8).toString(16).padStart(2, '0')}`, length: all.length };
  const code = Number.parseInt(character!, 16);
  if (code > 0x10ffff) throw new PatternError('there is no character of that number', at);
  return { text: literal(code), length: all.length };
}

function byName(source: string, at: number, char: string): Token {
  const [control] = matchAt(/\\c[A-Za-z]/y, source, at) ?? [];
  if (control !== undefined) return { text: control, length: control.length };
  if (!/[A-Za-z0-9]/.test(char)) {
    const code = source.codePointAt(at + 1)!;
    return { text: literal(code), length: 1 + String.fromCodePoint(code).length };
  }
  throw new PatternError(reasons[char] ?? `\\${char} has no meaning here in JavaScript or RE2`, at);
}

const unicodeClass =
  'text is matched byte by byte, so \\p and \\P cannot be used: write the characters or ranges themselves';
const reasons: Readonly<Record<string, string>> = {
  p: unicodeClass,
  P: unicodeClass,
  Z: '\\Z is in neither JavaScript nor RE2: write \\z or $ for the end of the text',
  x: '\\x wants two hexadecimal digits, or some in braces',
  u: '\\u wants four hexadecimal digits, or some in braces',
};

/** @param pattern sticky */
function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}
