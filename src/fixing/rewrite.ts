import { kindOf, type Language } from './languages.ts';
import { type Span, tokenAround } from './strings.ts';
import { variableName } from './variable-name.ts';

/** A secret as it stands in a text. */
export interface Spot extends Span {
  readonly ruleId: string;
  readonly fingerprint: string;
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
  const tried = spots.map((spot) => ({ spot, outcome: outcomeOf(path, text, spot) }));
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
  const kind = kindOf(path);
  const isTouched = kind.kind === 'code' && replacements.length > 0;
  const { replacement, note } = (isTouched && needed(text, kind.language)) || {};
  return {
    replacements: [...(replacement ?? []), ...replacements].sort((a, b) => a.start - b.start),
    left,
    notes: [...new Set([...done.flatMap((one) => one.note ?? []), ...(note ?? [])])],
    names: [...new Set(done.flatMap(({ name }) => name ?? []))],
  };
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

function outcomeOf(path: string, text: string, spot: Spot): Outcome {
  if (text.includes('\0')) return { why: 'the file is binary, an archive or UTF-16' };
  if (spot.decoded.length > 0) return { why: `it stands there in ${spot.decoded.join(' in ')}` };
  if (/[\r\n]/.test(text.slice(spot.start, spot.end))) return { why: 'it goes over several lines' };
  const kind = kindOf(path);
  if (kind.kind === 'code') return inCode(text, kind.language, spot);
  if (kind.kind === 'example') return { start: spot.start, end: spot.end, text: '' };
  return { why: kind.kind === 'none' ? kind.why : 'the file itself must not be in git' };
}

function inCode(text: string, language: Language, spot: Spot): Outcome {
  const before = text.slice(Math.max(0, spot.start - reach), spot.start).replace(/^[\s\S]*\n/, '');
  const { unless } = language;
  if (unless?.before.test(before.replace(/["'`]$/, ''))) return { why: unless.why };
  const name = variableName(before, spot.ruleId);
  const note = language.note?.(name);
  const written = (span: Span, fresh: string): Written => ({
    ...{ start: span.start, end: span.end, text: fresh, name },
    ...(note === undefined ? {} : { note }),
  });
  const token = tokenAround(text, language, spot);
  switch (token.kind) {
    case 'comment':
      return { why: 'it stands in a comment: take it out by hand' };
    case 'here-document':
      return { why: 'it stands behind the start of a here-document, whose quotes are not known' };
    case 'code': {
      const after = text.slice(spot.end, spot.end + 1);
      const { bare } = language;
      return bare?.before.test(before) && bare.after.test(after)
        ? written(spot, bare.form(name))
        : { why: `it does not stand in quotes of ${language.name}` };
    }
    case 'string': {
      const why = whyNot(text, language, token);
      if (why !== undefined) return { why };
      const isWhole =
        token.start + token.open.length === spot.start && token.end - token.close.length === spot.end;
      if (isWhole && !language.keepsQuotes) return written(token, language.reference(name));
      const inside = language.inside?.[token.open];
      if (inside === undefined || spot.end > token.end - token.close.length)
        return { why: `it is a part of a longer string, in which ${language.name} asks for no variable` };
      if (language.embeds?.test(text.slice(token.start, spot.start)))
        return { why: 'there is an expression in the string in front of it' };
      return written(spot, inside(name));
    }
  }
}

/** How far the name in front of a secret is looked for, in bytes. */
const reach = 256;

/** Why a string is not what it looks like, where it is not. */
function whyNot(
  text: string,
  { hasColonValues = false, hasMarks = true }: Language,
  { start, end }: Span,
): string | undefined {
  const front = text[start - 1] ?? '';
  if (!hasMarks) return front === '$' ? 'there is a mark in front of its quotes' : undefined;
  if (/[\w$@#&\\]/.test(front)) return 'there is a mark in front of its quotes';
  const previous =
    text
      .slice(Math.max(0, start - reach), start)
      .trimEnd()
      .at(-1) ?? '';
  const next = text.slice(end, end + reach).trimStart()[0] ?? '';
  if (/["'`]/.test(previous) || /["'`]/.test(next)) return 'another string stands beside it';
  return next === ':' && !hasColonValues ? 'it is a key or a label, not a value' : undefined;
}

/** What a reference wants the file to begin with, where it is not there. */
function needed(
  text: string,
  language: Language,
): { readonly replacement?: readonly Replacement[]; readonly note?: readonly string[] } | undefined {
  const { needs } = language;
  if (needs === undefined || needs.present.test(text)) return undefined;
  const place = needs.before?.exec(text);
  const isCode =
    place && tokenAround(text, language, { start: place.index, end: place.index }).kind === 'code';
  if (!place || !isCode) return { note: [`it needs ${needs.line} at its top`] };
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  return { replacement: [{ start: place.index, end: place.index, text: needs.line + lineEnd }] };
}
