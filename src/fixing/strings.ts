/** What a place in a text is to the language that it is written in, as far as strings and comments tell. */
import type { Language, Quote } from './languages.ts';

/** Places in the text, one byte a character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export type Token =
  | { readonly kind: 'code' | 'comment' | 'here-document' }
  /** From its first quote to behind its last one. */
  | ({ readonly kind: 'string'; readonly open: string; readonly close: string } & Span);

/** In what the span stands. */
export function tokenAround(text: string, language: Language, span: Span): Token {
  const { quotes, comments, hereDocument } = language;
  if (hereDocument?.test(text.slice(0, span.start))) return { kind: 'here-document' };
  for (let at = 0; at <= span.start; ) {
    const comment = comments.find(([open]) => text.startsWith(open, at) && beginsComment(text, at, language));
    if (comment !== undefined) {
      const end = text.indexOf(comment[1], at + comment[0].length);
      if (end === -1 || end > span.start) return { kind: 'comment' };
      at = end + comment[1].length;
      continue;
    }
    const quote = quotes.find(({ open }) => text.startsWith(open, at) && beginsString(text, at, language));
    if (quote === undefined) {
      at += text[at] === '\\' ? 2 : 1;
      continue;
    }
    const end = endOf(text, at, quote);
    if (end > span.start)
      return { kind: 'string', open: quote.open, close: quote.close ?? quote.open, start: at, end };
    at = end;
  }
  return { kind: 'code' };
}

const beginsComment = (text: string, at: number, { commentsNeedBlank = false }: Language): boolean =>
  !commentsNeedBlank || isFirst(text, at) || /\s/.test(text[at - 1]!);

/** In a value without quotes an apostrophe is a letter. */
const beginsString = (text: string, at: number, { keepsQuotes = false }: Language): boolean =>
  !keepsQuotes || isFirst(text, at) || /[\s[{,:=]/.test(text[at - 1]!);

/** A byte order mark may stand in front of it. */
const isFirst = (text: string, at: number): boolean =>
  at === 0 || (at === 3 && text.startsWith('\u00ef\u00bb\u00bf'));

/** Behind the last quote; where there is none, at the end of the line or of the text. */
function endOf(
  text: string,
  start: number,
  { open, close = open, escapes = false, isLong = false }: Quote,
): number {
  for (let at = start + open.length; at < text.length; at++) {
    if (escapes && text[at] === '\\') at++;
    else if (text.startsWith(close, at)) return at + close.length;
    else if (!isLong && text[at] === '\n') return at;
  }
  return text.length;
}
