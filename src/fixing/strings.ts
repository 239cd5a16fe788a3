/** What the places of a text are to the language that it is written in, as far as strings and comments tell. */
import type { Embed, Language, Quote } from './languages.ts';

/** Places in the text, one byte a character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A comment, or a string from its first quote to behind its last one. What lies between them is code. */
export type Piece = Span &
  (
    | { readonly kind: 'comment' }
    | {
        readonly kind: 'string';
        readonly open: string;
        readonly close: string;
        /** The expressions in it. */
        readonly embedded: readonly Span[];
      }
  );

/** All comments and strings of a text, in the order of their places. */
export function piecesOf(text: string, language: Language): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let at = 0; at < text.length; ) {
    const piece = pieceAt(text, at, language);
    if (piece !== undefined) pieces.push(piece);
    at = piece?.end ?? at + (text[at] === '\\' ? 2 : 1);
  }
  return pieces;
}

/** The comment or string that holds a place; undefined where that is code. */
export const pieceAround = (pieces: readonly Piece[], at: number): Piece | undefined =>
  pieces.find(({ start, end }) => start <= at && end > at);

function pieceAt(text: string, at: number, language: Language): Piece | undefined {
  const comment = language.comments.find(
    ([open]) => text.startsWith(open, at) && beginsComment(text, at, language),
  );
  if (comment !== undefined) {
    const end = text.indexOf(comment[1], at + comment[0].length);
    return { kind: 'comment', start: at, end: end === -1 ? text.length : end + comment[1].length };
  }
  const quote = language.quotes.find(
    (one) => text.startsWith(one.open, at) && beginsString(text, at, language, one),
  );
  return quote === undefined ? undefined : stringAt(text, at, language, quote);
}

const beginsComment = (text: string, at: number, { commentsNeedBlank = false }: Language): boolean =>
  !commentsNeedBlank || isFirst(text, at) || /\s/.test(text[at - 1]!);

/** In a value without quotes an apostrophe is a letter. */
const beginsString = (text: string, at: number, { keepsQuotes = false }: Language, { behind }: Quote) =>
  (!keepsQuotes || isFirst(text, at) || /[\s[{,:=]/.test(text[at - 1]!)) &&
  (behind?.test(text.slice(Math.max(0, at - 40), at)) ?? true);

/** A byte order mark may stand in front of it. */
const isFirst = (text: string, at: number): boolean =>
  at === 0 || (at === 3 && text.startsWith('\u00ef\u00bb\u00bf'));

/** To behind the last quote; where there is none, to the end of the line or of the text. */
function stringAt(text: string, start: number, language: Language, quote: Quote): Piece {
  const { open, close = open, escapes = false, isLong = false, embeds = [] } = quote;
  const embedded: Span[] = [];
  const upTo = (end: number): Piece => ({ kind: 'string', start, end, open, close, embedded });
  for (let at = start + open.length; at < text.length; at++) {
    const embed = embeds.find((one) => text.startsWith(one.open, at));
    if (escapes && text[at] === '\\') at++;
    else if (embed !== undefined) {
      const end = endOfEmbedded(text, at, language, embed);
      embedded.push({ start: at, end });
      at = end - 1;
    } else if (text.startsWith(close, at)) return upTo(at + close.length);
    else if (!isLong && text[at] === '\n') return upTo(at);
  }
  return upTo(text.length);
}

/** Behind the bracket that closes it; where there is none, at the end of the text. */
function endOfEmbedded(text: string, start: number, language: Language, { open, close, isCode }: Embed) {
  const bracket = open.at(-1)!;
  let depth = 1;
  for (let at = start + open.length; at < text.length; ) {
    const piece = isCode ? pieceAt(text, at, language) : undefined;
    if (piece !== undefined) {
      at = piece.end;
      continue;
    }
    if (text[at] === close) depth--;
    else if (text[at] === bracket) depth++;
    if (depth === 0) return at + 1;
    at += text[at] === '\\' ? 2 : 1;
  }
  return text.length;
}

/** What stands for a stretch in brackets that is closed again. */
const closed = '\u0001';

/** How far an open bracket is looked for, in bytes: a file may hold many secrets. */
const farthest = 64 * 1024;

/**
 * The code in front of a place: each string is `""`, comments are blanks, and brackets that are closed again are taken out.
 * So every bracket in it is one that is still open.
 */
export function openCode(text: string, pieces: readonly Piece[], end: number): string {
  const out: string[] = [];
  const open: number[] = [];
  const code = codeBetween(text, pieces, Math.max(0, end - farthest), end);
  for (const part of code.split(/([()[\]{}])/)) {
    const isBracket = part.length === 1;
    if (isBracket && ')]}'.includes(part) && open.length > 0) {
      out.length = open.pop()!;
      out.push(closed);
      continue;
    }
    if (isBracket && '([{'.includes(part)) open.push(out.length);
    out.push(part);
  }
  return out.join('');
}

/** The code between two places, with strings and comments as in `openCode`. */
export function codeBetween(text: string, pieces: readonly Piece[], start: number, end: number): string {
  let out = '';
  let at = start;
  for (const piece of pieces) {
    if (piece.end <= at || piece.start >= end) continue;
    out += text.slice(at, piece.start);
    out += piece.kind === 'string' ? '""' : text.slice(piece.start, piece.end).includes('\n') ? '\n' : ' ';
    at = piece.end;
  }
  return at < end ? out + text.slice(at, end) : out;
}
