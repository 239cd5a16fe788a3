import { decodeBytes, visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import { maskSecret, maskUnknown } from './mask.ts';
import { foreignByte } from './views.ts';

/** How much of the line is shown on either side of the secret, in bytes. */
const margin = 80;
const foreign = String.fromCharCode(foreignByte);

export interface Excerpt {
  readonly text: string;
  readonly mark: { readonly start: number; readonly length: number };
}

/** The line around a candidate with it and every other candidate on it masked. */
export function excerptOf(shown: Candidate, all: readonly Candidate[]): Excerpt {
  const { bytes } = shown.view;
  const end = shown.start + shown.secret.length;
  const from = lineEdge(bytes, shown.start, -1);
  const to = lineEdge(bytes, end - 1, 1);
  const before = maskedStretch(shown, all, from, shown.start);
  const own = maskSecret(shown.secret, shown.compiled.rule);
  const after = maskedStretch(shown, all, end, to);
  return { text: before + own + after, mark: { start: [...before].length, length: own.length } };
}

/** The first or last place that belongs to the excerpt: the line's edge, or as far as the margin reaches. */
function lineEdge(bytes: Buffer, from: number, step: 1 | -1): number {
  let at = from;
  for (let i = 0; i < margin; i++) {
    const next = bytes[at + step];
    if (next === undefined || next === 0x0a || next === 0x0d) break;
    at += step;
  }
  return step === 1 ? at + 1 : at;
}

function maskedStretch(shown: Candidate, all: readonly Candidate[], from: number, to: number): string {
  const { bytes } = shown.view;
  const inside = all
    .filter(
      (other) => other.view === shown.view && other.start < to && other.start + other.secret.length > from,
    )
    .sort((a, b) => a.start - b.start);

  let text = '';
  let at = from;
  for (const other of inside) {
    if (other.start > at) text += printable(bytes.subarray(at, other.start));
    if (other.start + other.secret.length > at) text += maskSecret(other.secret, other.compiled.rule);
    at = Math.max(at, other.start + other.secret.length);
  }
  return text + (at < to ? printable(bytes.subarray(at, to)) : '');
}

const printable = (bytes: Uint8Array): string =>
  visible(maskUnknown(decodeBytes(bytes).replaceAll('\t', '  ').replaceAll(foreign, '·')));
