import { otherThan, posixSets, rangesOf, rangesText } from './bytes.ts';
import { readEscape, type Token } from './escapes.ts';
import { PatternError } from './pattern-error.ts';

/**
 * The pieces of the class that begins at `from` with `[`.
 *
 * A `]` that comes first is a member, as in RE2: JavaScript's empty class is of no use to anyone, and hardly is its
 * `[^]]`. Any other `[^]` is an error: it is any character in JavaScript and the beginning of a class in RE2.
 */
export function* classTokens(source: string, from: number): Generator<Token> {
  const negated = source[from + 1] === '^';
  let at = from + (negated ? 2 : 1);
  yield { text: negated ? '[^' : '[', length: at - from };
  if (source[at] === ']') {
    if (negated && source[at + 1] !== ']')
      throw new PatternError('[^] means two things: write [\\s\\S] for any character, [^\\]…] for a ]', from);
    yield { text: '\\]', length: 1 };
    at++;
  }

  let behindSet = false;
  while (source[at] !== ']') {
    if (at >= source.length) throw new PatternError('a class that begins with [ has no end', from);
    const token = memberAt(source, at, behindSet);
    yield token;
    at += token.length;
    behindSet = token.isSet ?? false;
  }
  yield { text: ']', length: 1 };
}

const posix = /\[:(\^?)([a-z]+):\]/y;

function memberAt(source: string, at: number, behindSet: boolean): Token {
  const char = source[at]!;
  if (char === '\\') return readEscape(source, at, true);
  // Next to a set there is no range: the hyphen is one.
  if (char === '-' && (behindSet || isSetAt(source, at + 1))) return { text: '\\-', length: 1 };
  if (isPosixAt(source, at)) return posixAt(source, at);
  const text = String.fromCodePoint(source.codePointAt(at)!);
  return { text, length: text.length };
}

function posixAt(source: string, at: number): Token {
  posix.lastIndex = at;
  const [all, not, name] = posix.exec(source)!;
  const set = posixSets.get(name!);
  if (set === undefined) throw new PatternError('there is no class [:…:] of that name', at);
  return { text: rangesText(rangesOf(not === '^' ? otherThan(set) : set)), length: all!.length, isSet: true };
}

const isSetAt = (source: string, at: number): boolean =>
  /^\\[dDwWsS]/.test(source.slice(at, at + 2)) || isPosixAt(source, at);

function isPosixAt(source: string, at: number): boolean {
  posix.lastIndex = at;
  return posix.test(source);
}
