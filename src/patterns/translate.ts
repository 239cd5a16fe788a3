import { classTokens } from './class-tokens.ts';
import { literal, type Mode, readEscape, type Token } from './escapes.ts';
import { PatternError } from './pattern-error.ts';

/** A pattern in JavaScript's strict syntax, without flags. */
export interface Translation {
  readonly pattern: string;
  /** Where a character of it comes from in the source. */
  readonly originOf: (index: number) => number | undefined;
  /** Which flags hold at a character of it. */
  readonly modeOf: (index: number) => Mode;
}

const deepest = 100;

/** Puts what RE2 writes in its own way, and what JavaScript forgives, into the strict syntax that both mean by it. */
export function translate(source: string, mode: Mode): Translation {
  return new Translator(source, mode).run();
}

class Translator {
  readonly #source: string;
  readonly #outer: Mode[] = [];
  readonly #origins: number[] = [];
  readonly #modes: Mode[] = [];
  #mode: Mode;
  #at = 0;
  #pattern = '';

  constructor(source: string, mode: Mode) {
    this.#source = source;
    this.#mode = mode;
  }

  run(): Translation {
    while (this.#at < this.#source.length) {
      for (const token of this.#next(this.#source[this.#at]!)) this.#write(token);
    }
    const [pattern, origins, modes] = [this.#pattern, this.#origins, this.#modes];
    return { pattern, originOf: (index) => origins[index], modeOf: (index) => modes[index]! };
  }

  #next(char: string): Iterable<Token> {
    switch (char) {
      case '\\':
        return this.#escape();
      case '[':
        return classTokens(this.#source, this.#at);
      case '(':
        return [this.#opening()];
      case ')':
        this.#mode = this.#outer.pop() ?? this.#mode;
        return [{ text: char, length: 1 }];
      case '*':
      case '+':
      case '?':
      case '{':
        return [this.#repetition()];
      case ']':
      case '}':
      case '/':
        return [{ text: `\\${char}`, length: 1 }];
      default: {
        const text = String.fromCodePoint(this.#source.codePointAt(this.#at)!);
        return [{ text, length: text.length }];
      }
    }
  }

  #escape(): Token[] {
    const isQuotation = this.#source[this.#at + 1] === 'Q';
    return isQuotation ? this.#quotation() : [readEscape(this.#source, this.#at, false)];
  }

  /** What stands between \Q and \E, or the end, is itself. */
  #quotation(): Token[] {
    const end = this.#source.indexOf('\\E', this.#at);
    const quoted = this.#source.slice(this.#at + 2, end === -1 ? undefined : end);
    return [
      { text: '', length: 2 },
      ...Array.from(quoted, (char) => ({ text: literal(char.codePointAt(0)!), length: char.length })),
      { text: '', length: end === -1 ? 0 : 2 },
    ];
  }

  #opening(): Token {
    const rest = this.#source.slice(this.#at, this.#at + 200);
    const [flags, on, minus, off, end] = /^\(\?([A-Za-z]*)(-?)([A-Za-z]*)([:)])/.exec(rest) ?? [];
    if (flags !== undefined) return this.#flags(flags, on!, minus === '-' ? off : undefined, end!);
    const [named, name] = /^\(\?P?<(?![=!])([^>]*)>/.exec(rest) ?? [];
    if (named !== undefined) {
      if (!/^[A-Za-z_]\w*$/.test(name!))
        throw new PatternError('the name of a group is a letter or _, then letters, digits or _', this.#at);
      return this.#enter(`(?<${name}>`, named.length);
    }
    const [opening] = /^\((?:\?<?[=!])?/.exec(rest)!;
    if (opening === '(' && rest[1] === '?') throw new PatternError(unknownGroup(rest), this.#at);
    return this.#enter(opening, opening.length);
  }

  /** `(?i:…)`, or `(?i)` for the rest of the group that it stands in. */
  #flags(text: string, on: string, off: string | undefined, end: string): Token {
    if (off === '' || /[^imsU]/.test(`${on}${off ?? ''}`))
      throw new PatternError('the flags of a group can be i, m, s and U, as in (?i) or (?s-m:…)', this.#at);
    const mode = withFlags(withFlags(this.#mode, on, true), off ?? '', false);
    const token = end === ')' ? { text: '(?:)', length: text.length } : this.#enter('(?:', text.length);
    this.#mode = mode;
    return token;
  }

  #enter(text: string, length: number): Token {
    if (this.#outer.length === deepest)
      throw new PatternError(`groups stand in each other more than ${deepest} deep`, this.#at);
    this.#outer.push(this.#mode);
    return { text, length };
  }

  #repetition(): Token {
    const rest = this.#source.slice(this.#at, this.#at + 50);
    const [text] = /^(?:[*+?]|\{[0-9]+(?:,[0-9]*)?\})\??/.exec(rest) ?? [];
    if (text === undefined && /^\{,[0-9]+\}/.test(rest))
      throw new PatternError(
        '{,n} is no repetition in JavaScript or RE2: write {0,n}, or \\{ for the character',
        this.#at,
      );
    if (text === undefined) return { text: '\\{', length: 1 };
    if (rest[text.length] === '+')
      throw new PatternError(
        'possessive repetition, such as a++, is in neither JavaScript nor RE2',
        this.#at,
      );
    return { text, length: text.length };
  }

  #write({ text, length, mode }: Token): void {
    this.#pattern += text;
    for (let i = 0; i < text.length; i++) {
      this.#origins.push(this.#at);
      this.#modes.push(mode === undefined ? this.#mode : { ...this.#mode, ...mode });
    }
    this.#at += length;
  }
}

const withFlags = (mode: Mode, flags: string, value: boolean): Mode => ({
  ignoreCase: flags.includes('i') ? value : mode.ignoreCase,
  dotAll: flags.includes('s') ? value : mode.dotAll,
  multiline: flags.includes('m') ? value : mode.multiline,
  ungreedy: flags.includes('U') ? value : mode.ungreedy,
});

function unknownGroup(rest: string): string {
  if (rest.startsWith('(?>')) return 'an atomic group (?>…) is in neither JavaScript nor RE2';
  if (rest.startsWith('(?#')) return 'a comment (?#…) is in neither JavaScript nor RE2';
  if (rest.startsWith('(?P=')) return 'write \\k<name> for what a group matched, not (?P=name)';
  if (rest.startsWith("(?'")) return "write (?<name>…) for a group with a name, not (?'name'…)";
  return 'this group begins in a way that neither JavaScript nor RE2 knows';
}
