import type { PairedKey } from '../model/finding.ts';
import { atLeast } from '../model/severity.ts';
import type { Admitted, Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import type { Detection, Draft } from './detection.ts';
import { nearLength, nearLines } from './surroundings.ts';

/** A draft that is believed, and why. */
interface Believed extends Draft {
  readonly admitted: Admitted;
}

/**
 * Judges drafts by their neighbours: admits those that an admitted neighbour speaks for, and pairs key IDs with
 * secrets. Pairing only ever adds: each half stays a detection of its own, for one may be allowed or old and the
 * other not; a report shows those that belong together as one. Documented examples speak for nothing.
 *
 * `known` are the fingerprints of all that was believed.
 */
export function judge(drafts: readonly Draft[]): { detections: Detection[]; known: string[] } {
  if (drafts.length === 0) return { detections: [], known: [] };
  const sorted = [...drafts].sort((a, b) => a.start - b.start);
  const believed = sorted.flatMap((draft, index): Believed[] => {
    const admitted = strongest(draft.admitted, admittedByNeighbour(sorted, index));
    return admitted === undefined ? [] : [{ ...draft, admitted }];
  });

  const partners = believed.map((_, index) => partnerOf(believed, index));
  const wholeOf = new Map(partners.map((partner, index) => [partner, believed[index]!]));
  const detections = believed.map((draft, index) => detectionOf(draft, partners[index], wholeOf.get(draft)));
  return { detections, known: believed.map(({ detection }) => detection.fingerprint) };
}

/** Whether a candidate is believed, or stands so close to one of its other half that it may yet be. */
export function hasHope({ admitted, hopes, offset }: Candidate, others: Neighbourhood): boolean {
  if (admitted !== undefined) return true;
  const reach = 4 * nearLength + longestHalf;
  return (
    hopes.length > 0 &&
    others
      .startingIn(offset - reach, offset + reach)
      .some((other) => hopes.some(({ near }) => near === other.compiled.rule.id))
  );
}

/** No ID or secret key takes more bytes, not even in UTF-32 or base64. */
const longestHalf = 240;

/** What its own name or format says, unless a neighbour says more. */
function strongest(own: Admitted | undefined, neighbour: Admitted | undefined): Admitted | undefined {
  if (own === undefined || neighbour === undefined) return own ?? neighbour;
  if (own.inFiles) return neighbour;
  return atLeast(own.severity, neighbour.severity)
    ? own
    : { ...neighbour, why: `${own.why}, ${neighbour.why}` };
}

function admittedByNeighbour(sorted: readonly Draft[], index: number): Admitted | undefined {
  const { hopes } = sorted[index]!;
  for (const { near, severity } of hopes) {
    const found = nearest(
      sorted,
      index,
      ({ admitted, detection }) =>
        admitted !== undefined && detection.ruleId === near && !detection.isDocumented,
    );
    if (found !== undefined) return { why: 'it stands beside its other half', severity };
  }
  return undefined;
}

function partnerOf(believed: readonly Believed[], index: number): Believed | undefined {
  const { pairsWith, isDocumented } = believed[index]!.detection;
  if (pairsWith === undefined || isDocumented) return undefined;
  return nearest(
    believed,
    index,
    ({ detection }) => detection.ruleId === pairsWith && !detection.isDocumented,
  );
}

/** The closest draft within five lines and 600 characters, in either direction, that is wanted. */
function nearest<Kind extends Draft>(
  sorted: readonly Kind[],
  index: number,
  wanted: (draft: Kind) => boolean,
): Kind | undefined {
  const draft = sorted[index]!;
  let best: Kind | undefined;
  let bestGap = Number.POSITIVE_INFINITY;
  for (const step of [-1, 1]) {
    for (let i = index + step; i >= 0 && i < sorted.length; i += step) {
      const other = sorted[i]!;
      const gap = Math.max(other.start - draft.end, draft.start - other.end, 0) / draft.unit;
      if (gap > nearLength || Math.abs(other.detection.line - draft.detection.line) > nearLines) break;
      if (gap < bestGap && wanted(other)) [best, bestGap] = [other, gap];
    }
  }
  return best;
}

function detectionOf(
  { detection, admitted }: Believed,
  partner: Believed | undefined,
  whole: Believed | undefined,
): Detection {
  const bits = `entropy ${detection.entropy.toFixed(2)} bits per character`;
  // Spread, a list keeps room for sixteen more.
  const why = detection.why.concat(admitted.why, bits);
  const { severity, inFiles } = admitted;
  const judged = { ...detection, severity, why, ...(inFiles ? { inFiles } : {}) };
  if (whole !== undefined) return { ...judged, belongsTo: whole.detection.fingerprint };
  if (partner === undefined) return judged;

  const { account } = partner.detection;
  return {
    ...judged,
    why: [`paired with ${partner.detection.masked} on line ${partner.detection.line}`, ...why],
    pairedWith: pairedKeyOf(partner.detection),
    ...(account === undefined ? {} : { account }),
  };
}

const pairedKeyOf = ({ ruleId, fingerprint, masked, line, account }: Detection): PairedKey => ({
  ruleId,
  fingerprint,
  masked,
  line,
  ...(account === undefined ? {} : { account }),
});
