import { type FileKind, kindOf, type Language } from './languages.ts';
import { codeBetween, openCode, type Piece, pieceAround, piecesOf, type Span } from './strings.ts';
import { variableName } from './variable-name.ts';

/** A secret as it stands in a text. */
export interface Spot extends Span {
  readonly ruleId: string;
  readonly fingerprint: string;
  /** Of a key ID: the fingerprint of the secret that it was found together with. */
  readonly belongsTo?: string;
  /** From 1. */
  readonly line: number;
  /** What was decoded to read it, in words. */
  readonly decoded: readonly string[];
}

/** A stretch of the old text, and what stands there now. */
export interface Replacement extends Span {
  readonly spot?: Spot;
  readonly text: string;
}

/** A secret that is left where it is. */
export interface Left {
  readonly spot: Spot;
  readonly why: string;
}

export interface Rewriting {
  /** In the order of their places, none overlapping. */
  readonly replacements: readonly Replacement[];
  readonly left: readonly Left[];
  /** What else is to be done, each once. */
  readonly notes: readonly string[];
  /** The variables that are asked for. */
  readonly names: readonly string[];
}

/**
 * Puts a reference to the environment in the place of each secret that it can be put in the place of. All of a secret in a
 * text goes or none of it.
 *
 * @param path from the top, with /
 * @param text one byte a character
 */
export function rewriting(path: string, text: string, spots: readonly Spot[]): Rewriting {
  const kind = kindOf(path);
  const pieces = kind.kind === 'code' ? piecesOf(text, kind.language) : [];
  const tried = spots.map((spot) => ({ spot, outcome: outcomeOf(kind, { text, pieces }, spot) }));
  const left = tried.flatMap(({ spot, outcome }) => ('why' in outcome ? [{ spot, why: outcome.why }] : []));
  const stays = new Set(left.map(({ spot }) => spot.fingerprint));
  const done = tried.flatMap(({ spot, outcome }) =>
    'why' in outcome || stays.has(spot.fingerprint) ? [] : [{ spot, ...outcome }],
  );
  const sorted = [...done].sort((a, b) => a.start - b.start);
  // Where one finding holds another, both go with the outer one.
  const replacements: Replacement[] = sorted
    .filter(({ start }, at) => sorted.slice(0, at).every((other) => other.end <= start))
    .map(({ spot, start, end, text }) => ({ spot, start, end, text }));
  const [first] = replacements;
  const isTouched = kind.kind === 'code' && first !== undefined;
  const { replacement, note } = (isTouched && needed({ text, pieces }, kind.language, first.start)) || {};
  return {
    replacements: [...(replacement ?? []), ...replacements],
    left,
    notes: [...new Set([...done.flatMap((one) => one.note ?? []), ...(note ?? [])])],
    names: [...new Set(done.flatMap(({ name }) => name ?? []))],
  };
}

/** A text, and what its places are. */
interface Parsed {
  readonly text: string;
  readonly pieces: readonly Piece[];
}

/** The text with its replacements. */
export function applied(text: string, replacements: readonly Replacement[]): string {
  let out = '';
  let at = 0;
  for (const { start, end, text: fresh } of replacements) {
    out += text.slice(at, start) + fresh;
    at = end;
  }
  return out + text.slice(at);
}

interface Written extends Span {
  readonly text: string;
  readonly name?: string;
  readonly note?: string;
}

type Outcome = Written | { readonly why: string };

function outcomeOf(kind: FileKind, parsed: Parsed, spot: Spot): Outcome {
  const { text } = parsed;
  if (text.includes('\0')) return { why: 'the file is binary, an archive or UTF-16' };
  if (spot.decoded.length > 0) return { why: `it stands there in ${spot.decoded.join(' in ')}` };
  if (/[\r\n]/.test(text.slice(spot.start, spot.end))) return { why: 'it goes over several lines' };
  if (kind.kind === 'code') return inCode(parsed, kind.language, spot);
  if (kind.kind === 'example') return { start: spot.start, end: spot.end, text: '' };
  return { why: kind.kind === 'none' ? kind.why : 'the file itself must not be in git' };
}

function inCode(parsed: Parsed, language: Language, spot: Spot): Outcome {
  const { text, pieces } = parsed;
  const piece = pieceAround(pieces, spot.start);
  if (piece?.kind === 'comment') return { why: 'it stands in a comment: take it out by hand' };
  if (language.hereDocument?.test(text.slice(0, spot.start)))
    return { why: 'it stands behind the start of a here-document, whose quotes are not known' };
  const before = text.slice(Math.max(0, spot.start - reach), spot.start).replace(/^[\s\S]*\n/, '');
  const why = literalOnly(parsed, language, { line: before, span: piece ?? spot });
  if (why !== undefined) return { why };
  const name = variableName(before, spot.ruleId);
  const note = language.note?.(name);
  const written = (span: Span, fresh: string): Written => ({
    ...{ start: span.start, end: span.end, text: fresh, name },
    ...(note === undefined ? {} : { note }),
  });
  if (piece === undefined) {
    const { bare } = language;
    return bare?.before.test(before) && bare.after.test(text.slice(spot.end, spot.end + 2))
      ? written(spot, bare.form(name))
      : { why: `it does not stand in quotes of ${language.name}` };
  }
  const { open, close, embedded } = piece;
  const isWhole = piece.start + open.length === spot.start && piece.end - close.length === spot.end;
  if (isWhole && !language.keepsQuotes) return written(piece, language.reference(name));
  if (embedded.some(({ start, end }) => start < spot.end && end > spot.start))
    return { why: 'it stands in an expression in the string' };
  const inside = language.inside?.[open];
  if (inside === undefined || spot.end > piece.end - close.length)
    return { why: `it is a part of a longer string, in which ${language.name} asks for no variable` };
  return written(spot, inside(name));
}

/** How far the name in front of a secret is looked for, in bytes. */
const reach = 256;

/** Why something else may not stand in its place, where it may not. */
function literalOnly(
  { text, pieces }: Parsed,
  { literals = [], hasMarks = true, hasColonValues = false }: Language,
  { line, span: { start, end } }: { readonly line: string; readonly span: Span },
): string | undefined {
  const before = openCode(text, pieces, start);
  const after = codeBetween(text, pieces, end, end + reach);
  const place = literals.find(
    (one) =>
      (one.before?.test(before) ?? true) &&
      (one.after?.test(after) ?? true) &&
      (one.line?.test(line) ?? true),
  );
  if (place !== undefined) return place.why;
  if (!hasMarks || pieceAround(pieces, start)?.start !== start)
    return before.endsWith('$') ? mark : undefined;
  if (/[\w$@#&\\]$/.test(before)) return mark;
  if (/""[\s\\]*$/.test(before) || /^[\s\\]*(?:[A-Za-z]{0,3})""/.test(after))
    return 'another string stands beside it';
  return /^\s*\??:/.test(after) && !hasColonValues ? 'it is a key or a label, not a value' : undefined;
}

const mark = 'there is a mark in front of its quotes';

/** What a reference wants to stand in front of it, where it does not. */
function needed(
  { text, pieces }: Parsed,
  { needs }: Language,
  first: number,
): { readonly replacement?: readonly Replacement[]; readonly note?: readonly string[] } | undefined {
  if (needs === undefined) return undefined;
  const isCode = (at: number) => pieceAround(pieces, at) === undefined;
  const places = (what: RegExp) => [...text.slice(0, first).matchAll(what)].map(({ index }) => index);
  if (places(needs.present).some(isCode)) return undefined;
  const isStatement = (at: number) => isCode(at) && !/[([{]/.test(openCode(text, pieces, at));
  const place = places(needs.before).find(isStatement);
  if (place === undefined) return { note: [`it needs ${needs.line} at its top`] };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { replacement: [{ start: place, end: place, text: needs.line + lineEnd }] };
}
