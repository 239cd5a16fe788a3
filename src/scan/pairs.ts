import type { PairedKey } from '../model/finding.ts';
import type { Candidate } from './candidate.ts';
import type { Neighbourhood } from './candidates.ts';
import type { Detection, Draft } from './detection.ts';
import { nearLength, nearLines } from './surroundings.ts';

/**
 * Judges drafts by their neighbours: admits those that an admitted neighbour speaks for, and pairs key IDs with
 * secrets. Pairing only ever adds: each half stays a detection of its own, for one may be allowed or old and the
 * other not; a report shows those that belong together as one.
 *
 * `known` are the fingerprints of all that was believed.
 */
export function judge(drafts: readonly Draft[]): { detections: Detection[]; known: string[] } {
  const sorted = [...drafts].sort((a, b) => a.start - b.start);
  const believed = sorted.flatMap((draft, index) => {
    const why = draft.admitted ?? neighbourOf(sorted, index);
    return why === undefined ? [] : [{ ...draft, admitted: why }];
  });

  const partners = believed.map((draft, index) => partnerOf(believed, draft, index));
  const wholeOf = new Map(partners.map((partner, index) => [partner, believed[index]!]));
  const detections = believed.map((draft, index) => detectionOf(draft, partners[index], wholeOf.get(draft)));
  return { detections, known: believed.map(({ detection }) => detection.fingerprint) };
}

/** Whether a candidate is believed, or stands so close to one of its other half that it may yet be. */
export function hasHope({ admitted, compiled, offset }: Candidate, others: Neighbourhood): boolean {
  if (admitted !== undefined) return true;
  const wanted = compiled.admissions.map(({ near }) => near);
  const reach = 2 * nearLength + longestHalf;
  return others
    .startingIn(offset - reach, offset + reach)
    .some((other) => wanted.includes(other.compiled.rule.id));
}

/** No ID or secret key takes more bytes, not even in UTF-16. */
const longestHalf = 80;

function neighbourOf(sorted: readonly Draft[], index: number): string | undefined {
  const draft = sorted[index]!;
  if (draft.nearRules.length === 0) return undefined;
  const found = nearest(
    sorted,
    index,
    (other) => other.admitted !== undefined && draft.nearRules.includes(other.detection.ruleId),
  );
  return found === undefined ? undefined : 'it stands beside its other half';
}

function partnerOf(sorted: readonly Draft[], draft: Draft, index: number): Draft | undefined {
  if (draft.pairsWith === undefined) return undefined;
  return nearest(sorted, index, (other) => other.detection.ruleId === draft.pairsWith);
}

/** The closest draft within five lines and 600 characters, in either direction, that is wanted. */
function nearest(
  sorted: readonly Draft[],
  index: number,
  wanted: (draft: Draft) => boolean,
): Draft | undefined {
  const draft = sorted[index]!;
  let best: Draft | undefined;
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
  { detection, admitted }: Draft,
  partner: Draft | undefined,
  whole: Draft | undefined,
): Detection {
  const why = [admitted!, `entropy ${detection.entropy.toFixed(2)} bits per character`];
  if (whole !== undefined) return { ...detection, why, belongsTo: whole.detection.fingerprint };
  if (partner === undefined) return { ...detection, why };

  const { account } = partner.detection;
  return {
    ...detection,
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
