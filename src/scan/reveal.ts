import type { Candidate } from './candidate.ts';
import { candidatesOf, type Tools } from './candidates.ts';
import { fingerprintOf } from './detection.ts';
import { spanIn } from './excerpt.ts';
import { type Place, Places } from './lines.ts';
import { stretchesOf } from './stretches.ts';

/**
 * A secret itself, read again where a finding points: to be handed to what needs it, such as the provider that it opens,
 * and to be let go. It goes into no report, message or log.
 */
export interface Revealed extends Place {
  /** One byte a character, decoded where it had to be. */
  readonly value: string;
  /** The bytes of the object that say it, as they stand there, from `start` to `end`. */
  readonly written: Buffer;
  readonly start: number;
  readonly end: number;
  /** What was decoded to read it, in words. */
  readonly decoded: readonly string[];
}

/** Every place of an object where secrets with these fingerprints stand, in their order, by fingerprint. */
export function revealedIn(
  tools: Tools,
  bytes: Buffer,
  fingerprints: readonly string[],
): ReadonlyMap<string, readonly Revealed[]> {
  const places = new Places(bytes);
  const found = new Map(fingerprints.map((fingerprint): [string, Revealed[]] => [fingerprint, []]));
  for (const stretch of stretchesOf(bytes)) {
    const { roots, candidates } = candidatesOf(tools, stretch);
    for (const candidate of candidates)
      found
        .get(fingerprintOf(candidate.compiled.rule.id, candidate.secret))
        ?.push(revealed(candidate, bytes, places));
    if (!stretch.isLast) places.leave(stretch, roots);
  }
  return found;
}

function revealed(candidate: Candidate, bytes: Buffer, places: Places): Revealed {
  const { root } = candidate.view;
  const span = spanIn(root, candidate);
  const [start, end] = [root.offset + span.start * root.unit, root.offset + span.end * root.unit];
  return {
    value: candidate.secret,
    written: bytes.subarray(start, end),
    start,
    end,
    ...places.placeAt(root, span.start),
    decoded: candidate.decoded,
  };
}
