import type { Replacement } from './rewrite.ts';

/** What of a text may be shown. */
export interface Masking {
  /** Every stretch of the text that is a secret, and what is shown of it; in the order of their places. */
  readonly secrets: readonly { readonly start: number; readonly end: number; readonly masked: string }[];
  /** The rest, one byte a character, as it may be printed: nothing that looks like a secret, nothing that moves a cursor. */
  readonly safe: (text: string) => string;
}

/** How much of a line is shown on either side of a change, in characters. */
const margin = 60;

/** The lines that replacements change: `-` and `+`, as in a diff, with no secret in them. */
export function maskedDiff(text: string, replacements: readonly Replacement[], masking: Masking): string[] {
  const lines: string[] = [];
  for (const group of byLine(text, replacements)) {
    const { from, to, changes } = group;
    const number = lineNumber(text, from);
    const first = changes[0]!;
    if (isNewLine(first)) {
      lines.push(`+${number} | ${masking.safe(first.text.trimEnd())}`);
      continue;
    }
    const secrets = masking.secrets.filter(({ start, end }) => start < to && end > from);
    const changed = (at: { readonly start: number; readonly end: number }) =>
      changes.some(({ start, end }) => at.start >= start && at.end <= end);
    const old = pieces(
      text,
      from,
      to,
      secrets.map(({ masked, ...span }) => ({ ...span, shown: masked })),
      masking,
    );
    const fresh = pieces(
      text,
      from,
      to,
      [
        ...secrets
          .filter((secret) => !changed(secret))
          .map(({ masked, ...span }) => ({ ...span, shown: masked })),
        ...changes.map(({ start, end, text }) => ({ start, end, shown: masking.safe(text) })),
      ].sort((a, b) => a.start - b.start),
      masking,
    );
    lines.push(`-${number} | ${old}`, `+${number} | ${fresh}`);
  }
  return lines;
}

interface Shown {
  readonly start: number;
  readonly end: number;
  readonly shown: string;
}

/** A line in pieces: what is shown instead of some of it, and the rest made safe, cut where it is long. */
function pieces(text: string, from: number, to: number, shown: readonly Shown[], { safe }: Masking): string {
  let out = '';
  let at = from;
  shown.forEach((part, index) => {
    if (part.start < at) return;
    out += cut(safe(text.slice(at, part.start)), index === 0 ? 'left' : 'middle') + part.shown;
    at = part.end;
  });
  return out + (at < to ? cut(safe(text.slice(at, to)), 'right') : '');
}

/** Made safe before it is cut: a part of a secret might not be known for one. */
function cut(text: string, side: 'left' | 'middle' | 'right'): string {
  const chars = [...text];
  if (side === 'left') return chars.length > margin ? `…${chars.slice(-margin).join('')}` : text;
  if (side === 'right') return chars.length > margin ? `${chars.slice(0, margin).join('')}…` : text;
  return chars.length > 2 * margin
    ? `${chars.slice(0, margin).join('')}…${chars.slice(-margin).join('')}`
    : text;
}

/** The replacements of each line, a line that is new by itself. */
function byLine(text: string, replacements: readonly Replacement[]) {
  const groups: { from: number; to: number; changes: Replacement[] }[] = [];
  for (const change of replacements) {
    const from = text.lastIndexOf('\n', change.start - 1) + 1;
    const end = text.indexOf('\n', change.end);
    const to = text.slice(0, end === -1 ? text.length : end).replace(/\r$/, '').length;
    const last = groups.at(-1);
    const isSameLine = last !== undefined && last.from === from && !isNewLine(last.changes[0]!);
    if (isSameLine) last.changes.push(change);
    else groups.push({ from, to: Math.max(from, to), changes: [change] });
  }
  return groups;
}

const isNewLine = ({ start, end, text }: Replacement): boolean => start === end && text.endsWith('\n');

const lineNumber = (text: string, at: number): number => text.slice(0, at).split('\n').length;
