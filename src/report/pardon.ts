import type { Allowed } from '../model/finding.ts';

/** A finding with what would pardon it, or does, on one line. */
export function pardonOf({ finding, by, reason }: Allowed): string {
  const place = finding.appearances[0];
  return `${place?.path}:${place?.line} ${finding.ruleId}, by ${by}${reason === '' ? '' : `: ${reason}`}`;
}
