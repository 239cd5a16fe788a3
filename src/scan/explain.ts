import { defined } from '../model/defined.ts';
import type { Admission } from '../model/rule.ts';
import type { Candidate } from './candidate.ts';
import { speaksFor, suspectOf } from './candidate.ts';
import { candidatesOf, type Tools } from './candidates.ts';
import { type GateResult, gateResults } from './checks.ts';
import type { Detection } from './detection.ts';
import { fingerprintOf } from './detection.ts';
import { spanIn } from './excerpt.ts';
import { type Place, Places } from './lines.ts';
import { Readings } from './roots.ts';
import { stretchesOf } from './stretches.ts';
import { Surroundings } from './surroundings.ts';

/** One match of a rule, gate by gate. There is no secret in it. */
export interface Trace {
  readonly ruleId: string;
  readonly description: string;
  readonly line: number;
  readonly column: number;
  readonly masked: string;
  /** What was decoded to read it, in words. */
  readonly decoded: readonly string[];
  /** The gates that must hold in any case. */
  readonly gates: readonly GateResult[];
  /** The ways in which it could be believed; none are needed where its format says enough. */
  readonly ways: readonly Way[];
  /** What became of it, when it is a finding. */
  readonly detection?: Detection;
  readonly fingerprint: string;
}

/** One way to be believed: what it asks of the text around, and whether that is there. */
export interface Way
  extends Pick<Admission, 'label' | 'note' | 'context' | 'contextLines' | 'near' | 'path'> {
  readonly isThere: boolean;
  readonly gates: readonly GateResult[];
}

/** Every match of a rule on a line, also those that no gate let pass. */
export function tracesOn(
  tools: Tools,
  bytes: Buffer,
  line: number,
  detections: readonly Detection[],
): readonly Trace[] {
  const places = new Places(bytes);
  const found = new Map<string, Detection>();
  for (const one of detections)
    if (one.line === line && !found.has(one.fingerprint)) found.set(one.fingerprint, one);
  const traces: Trace[] = [];
  for (const stretch of stretchesOf(bytes)) {
    const { roots, candidates } = candidatesOf({ ...tools, keepAll: true }, stretch);
    for (const candidate of candidates) {
      const { root } = candidate.view;
      const place = places.placeAt(root, spanIn(root, candidate).start);
      if (place.line === line) traces.push(traceOf(candidate, place, found));
    }
    if (!stretch.isLast) places.leave(stretch, roots);
  }
  return traces;
}

/** How many lines there are, in the reading that has the most; what ends with a line end has none behind it. */
export function lineCount(bytes: Buffer, wide: boolean): number {
  const places = new Places(bytes);
  const counts = new Readings(wide)
    .of(bytes, 0)
    .map((root) => places.placeAt(root, Math.max(0, root.bytes.length - 1)).line);
  return Math.max(1, ...counts);
}

function traceOf(
  candidate: Candidate,
  { line, column }: Place,
  found: ReadonlyMap<string, Detection>,
): Trace {
  const { compiled, secret, view, start, masked, decoded } = candidate;
  const { rule, admissions } = compiled;
  const around = new Surroundings(view, start, start + secret.length);
  const suspect = suspectOf(secret, around);
  const fingerprint = fingerprintOf(rule.id, secret);
  const detection = found.get(fingerprint);
  return {
    ruleId: rule.id,
    description: rule.description,
    line,
    column,
    masked,
    decoded,
    fingerprint,
    gates: [...gateResults(rule, suspect)],
    ways: admissions.map((admission, index) => ({
      ...asked(rule.admit?.[index] ?? {}),
      isThere:
        admission.near === undefined
          ? speaksFor(admission, around)
          : speaksFor(admission, around) && isNear(detection),
      gates: [...gateResults(admission.gates, suspect)],
    })),
    ...defined({ detection }),
  };
}

const asked = ({
  label,
  note,
  context,
  contextLines,
  near,
  path,
}: Admission): Omit<Way, 'isThere' | 'gates'> => defined({ label, note, context, contextLines, near, path });

/** Whether it was found together with its other half, or believed for that. */
const isNear = (detection: Detection | undefined): boolean =>
  detection !== undefined &&
  (detection.pairedWith !== undefined ||
    detection.belongsTo !== undefined ||
    detection.why.some((why) => why.includes('beside its other half')));
