import type { Finding } from '../../model/finding.ts';
import { severities } from '../../model/severity.ts';

/** A finding with its name in the page. */
export interface Numbered {
  readonly finding: Finding;
  /** Such as `f12`. */
  readonly id: string;
}

/** So many that a browser is to leave out what is not in sight, and what is folded on paper, or it gives up. */
export const isLong = (findings: readonly unknown[]): boolean => findings.length > 200;

/** Most urgent first: by severity, then what is at HEAD, what was pushed, and what has been there longest. */
export const numbered = (findings: readonly Finding[]): readonly Numbered[] =>
  [...findings]
    .sort(
      (a, b) =>
        urgency(b)
          .map((value, at) => value - urgency(a)[at]!)
          .find((difference) => difference !== 0) ?? 0,
    )
    .map((finding, at) => ({ finding, id: `f${at + 1}` }));

const urgency = ({ severity, exposure }: Finding): number[] => [
  severities.indexOf(severity),
  Number(exposure?.isAtHead ?? false),
  Number(exposure?.isPushed ?? false),
  exposure?.days ?? 0,
];
