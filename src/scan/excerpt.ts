import { foreignByte, trailingByte } from '../kernel/wide-text.ts';
import { decodeBytes, visible } from '../model/visible.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import { isPathOfWords } from './checks.ts';
import { maskUnknown, unknownStretches } from './mask.ts';
import type { Root } from './view.ts';

/** How much of the line is shown on either side of the secret, in bytes. */
const margin = 80;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const foreign = String.fromCharCode(foreignByte);
const trailing = String.fromCharCode(trailingByte);

export interface Excerpt {
  readonly text: string;
  readonly mark: { readonly start: number; readonly length: number };
}

/** The line around a candidate, as it stands in the object, with it and every other candidate on it masked. */
export function excerptOf(shown: Candidate, others: Neighbourhood): Excerpt {
  const { root } = shown.view;
  const { start, end } = spanIn(root, shown);
  const before = fitToShow(root, maskedText(root, others, lineEdge(root.bytes, start, -1), start));
  // Of several lines the first is shown.
  const isOneLine = !/[\r\n]/.test(root.bytes.toString('latin1', start, end));
  const after = isOneLine ? fitToShow(root, maskedText(root, others, end, lineEdge(root.bytes, end, 1))) : '';
  return {
    text: before + shown.masked + after,
    mark: { start: [...before].length, length: shown.masked.length },
  };
}

/**
 * A stretch of a root as text without secrets: every candidate in it masked, wherever its value stands again. A path that
 * happens to be as long as a secret stays; what looks random in it does not.
 */
export function maskedText(root: Root, others: Neighbourhood, from: number, to: number): string {
  const [first, last] = [root.offset + from * root.unit, root.offset + to * root.unit];
  const values = others.startingIn(first - valueReach, last + valueReach).filter(mayBeSecret);

  let text = '';
  let at = from;
  for (const candidate of others.reachingInto(first, last).filter(mayBeSecret)) {
    const { start, end } = spanIn(root, candidate);
    if (start > at) text += withoutSecrets(root.bytes.subarray(at, start), values);
    if (end > at) text += candidate.masked;
    at = Math.max(at, end);
  }
  return text + (at < to ? withoutSecrets(root.bytes.subarray(at, to), values) : '');
}

const mayBeSecret = ({ admitted, secret }: Candidate): boolean =>
  admitted !== undefined || !isPathOfWords(secret);

/** Within this distance a candidate's value is looked for once more, glued to something: a line's excerpt and a bit. */
const valueReach = 256;

/** Where a candidate stands in a root, also when it was found in another reading of the same bytes. */
export function spanIn({ offset, unit }: Root, candidate: Candidate): { start: number; end: number } {
  return {
    start: Math.floor((candidate.offset - offset) / unit),
    end: Math.ceil((candidate.end - offset) / unit),
  };
}

/**
 * The first or last place that belongs to the excerpt: the line's edge, or as far as the margin reaches. What looks
 * random is not cut there but left out: a piece of it might be too short to be known for what it is.
 */
function lineEdge(bytes: Buffer, from: number, step: 1 | -1): number {
  let at = from;
  while (Math.abs(at - from) < margin) {
    const next = bytes[step === 1 ? at : at - 1];
    if (next === undefined || next === lineFeed || next === carriageReturn) return at;
    at += step;
  }
  const [first, last] = runAround(bytes, at);
  const run = bytes.toString('latin1', first, last);
  for (const { start, end } of unknownStretches(run)) {
    if (first + start >= at || first + end <= at) continue;
    return step === 1 ? Math.max(from, first + start) : Math.min(from, first + end);
  }
  return at;
}

/** How far around the end of an excerpt is looked for what looks random, in bytes: 16 characters in escapes. */
const runReach = 128;
/** Bytes that stand in no run of base64 and escapes. */
const betweenRuns = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/_%\\&#;{}\x80-\xff-]/.test(String.fromCharCode(byte)) ? 0 : 1,
);

/** The run that goes on at `at`, as far as it matters; empty where none does. */
function runAround(bytes: Buffer, at: number): readonly [first: number, last: number] {
  let [first, last] = [at, at];
  while (first > Math.max(0, at - runReach) && betweenRuns[bytes[first - 1]!] === 0) first--;
  while (last < Math.min(bytes.length, at + runReach) && betweenRuns[bytes[last]!] === 0) last++;
  return first === at || last === at ? [at, at] : [first, last];
}

const withoutSecrets = (bytes: Uint8Array, values: readonly Candidate[]): string =>
  maskUnknown(maskValues(decodeBytes(bytes), values));

function fitToShow({ unit }: Root, text: string): string {
  const known = unit === 1 ? text : text.replaceAll(foreign, '·').replaceAll(trailing, '');
  return visible(known.replaceAll('\t', '  '));
}

/** The values themselves masked where they stand once more, glued to something or in a comment. */
export function maskValues(text: string, candidates: readonly Candidate[]): string {
  let shown = text;
  for (const { secret, masked } of candidates) {
    if (secret.length <= shown.length) shown = shown.replaceAll(secret, masked);
  }
  return shown;
}
