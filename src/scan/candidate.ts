import { failedGate } from './checks.ts';
import type { CompiledRule } from './compile.ts';
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

/** The candidate of this rule whose match covers the anchor, if its pattern and gates hold. */
export function candidateAt(compiled: CompiledRule, view: View, anchor: number): Candidate | undefined {
  const from = Math.max(0, anchor - lookBack);
  const text = view.bytes.toString('latin1', from, Math.min(view.bytes.length, anchor + lookAhead));
  const match = matchCovering(compiled, text, anchor - from);
  const span = match?.indices?.[compiled.group];
  if (match === undefined || span === undefined) return undefined;

  const secret = text.slice(span[0], span[1]);
  const start = from + span[0];
  const around = new Surroundings(view, start, start + secret.length);
  const suspect = { secret, before: around.before };
  if (failedGate(compiled.rule, suspect) !== undefined) return undefined;

  return {
    compiled,
    secret,
    view,
    start,
    offset: view.offset + start * view.unit,
    matchOffset: view.offset + (from + match.index) * view.unit,
    admitted: admittedAlone(compiled, suspect, around),
  };
}

/** The match that covers `anchor`, if it starts no farther in front of it than a stretch can see. */
function matchCovering({ regex }: CompiledRule, text: string, anchor: number): RegExpExecArray | undefined {
  regex.lastIndex = 0;
  for (let match = regex.exec(text); match !== null; match = regex.exec(text)) {
    if (match.index > anchor) return undefined;
    if (anchor < match.index + match[0].length) return match;
    if (match[0].length === 0) regex.lastIndex++;
  }
  return undefined;
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
