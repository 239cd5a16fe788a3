import { failedGate } from './checks.ts';
import type { CompiledRule } from './compile.ts';
import { maskSecret } from './mask.ts';
import { Surroundings } from './surroundings.ts';
import type { View } from './views.ts';

/**
 * A match not yet judged to its end. It holds the secret, so it never leaves `scan/`.
 *
 * `admitted` is why it is believed, in words; undefined while only a neighbour could still speak for it.
 */
export interface Candidate {
  readonly compiled: CompiledRule;
  readonly secret: string;
  /** What may be shown instead of it. */
  readonly masked: string;
  readonly view: View;
  /** Where the secret starts in the view, and where in the object. */
  readonly start: number;
  readonly offset: number;
  /** Where the match starts in the object: the stretch that holds this place reports the candidate. */
  readonly matchOffset: number;
  admitted: string | undefined;
}

/** How far in front of its anchor a match may start, and how far behind it may end. */
const lookBack = 128;
const lookAhead = 8192;

/**
 * The candidates of one rule whose match covers one of these anchors, which ascend.
 *
 * Anchors close together share one stretch of text, so that each byte is looked at once however many there are.
 */
export function candidatesAt(compiled: CompiledRule, view: View, anchors: readonly number[]): Candidate[] {
  const found: Candidate[] = [];
  for (let first = 0; first < anchors.length; ) {
    let last = first;
    while (last + 1 < anchors.length && anchors[last + 1]! - anchors[last]! < lookAhead) last++;
    found.push(...candidatesAround(compiled, view, anchors.slice(first, last + 1)));
    first = last + 1;
  }
  return found;
}

function candidatesAround(compiled: CompiledRule, view: View, anchors: readonly number[]): Candidate[] {
  const from = Math.max(0, anchors[0]! - lookBack);
  const to = Math.min(view.bytes.length, anchors.at(-1)! + lookAhead);
  const found: Candidate[] = [];
  for (const match of matchesCovering(
    compiled.regex,
    view.bytes.toString('latin1', from, to),
    anchors,
    from,
  )) {
    const candidate = candidateOf(compiled, view, match, from);
    if (candidate !== undefined) found.push(candidate);
  }
  return found;
}

/** Matches with an anchor inside. `from` is where the text starts in the view that the anchors count in. */
function* matchesCovering(
  regex: RegExp,
  text: string,
  anchors: readonly number[],
  from: number,
): Generator<RegExpExecArray> {
  let next = 0;
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    const start = from + match.index;
    while (next < anchors.length && anchors[next]! < start) next++;
    if (next === anchors.length) return;
    if (anchors[next]! < start + match[0].length) yield match;
    if (match[0].length === 0) regex.lastIndex++;
  }
}

/** The candidate that a match makes, if the gates of its rule hold. */
function candidateOf(
  compiled: CompiledRule,
  view: View,
  match: RegExpExecArray,
  from: number,
): Candidate | undefined {
  const span = match.indices?.[compiled.group];
  if (span === undefined) return undefined;
  const secret = match[0].slice(span[0] - match.index, span[1] - match.index);
  const start = from + span[0];
  const around = new Surroundings(view, start, start + secret.length);
  const suspect = { secret, before: around.before };
  if (failedGate(compiled.rule, suspect) !== undefined) return undefined;

  return {
    compiled,
    secret,
    masked: maskSecret(secret, compiled.rule),
    view,
    start,
    offset: view.offset + start * view.unit,
    matchOffset: view.offset + (from + match.index) * view.unit,
    admitted: admittedAlone(compiled, suspect, around),
  };
}

function admittedAlone(
  { admissions }: CompiledRule,
  suspect: { readonly secret: string; readonly before: string },
  around: Surroundings,
): string | undefined {
  if (admissions.length === 0) return 'its format says so';
  for (const { label, context, near, gates } of admissions) {
    if (near !== undefined) continue;
    if (label !== undefined && !label.test(around.lead)) continue;
    if (context !== undefined && !context.test(around.nearby)) continue;
    if (failedGate(gates, suspect) !== undefined) continue;
    return label === undefined ? 'its format says so' : 'the name before it says so';
  }
  return undefined;
}
