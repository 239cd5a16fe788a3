/** What steps are made of. */
import type { Leak } from '../../model/leak.ts';
import type { Step, Undo } from '../../model/plan.ts';

export const reading: Undo = { kind: 'reading' };
export const undoneBy = (...commands: readonly string[]): Undo => ({ kind: 'commands', commands });
export const inWords = (words: string): Undo => ({ kind: 'words', words });
export const never = (why: string): Undo => ({ kind: 'never', why });

/** The same steps, only in this case. */
export const only = (when: string, ...steps: readonly Step[]): readonly Step[] =>
  steps.map((step) => ({ ...step, when: step.when === undefined ? when : `${when}, and ${step.when}` }));

/** The same lines in every region that the account has switched on, with REGION set. */
export const inEveryRegion = (...lines: readonly string[]): readonly string[] => [
  "for REGION in $(aws ec2 describe-regions --query 'Regions[].RegionName' --output text); do",
  ...lines.map((line) => `  ${line}`),
  'done',
];

/** A step as a plan speaks of it: its place is another in each plan. */
export const named = ({ title }: Step): string => `“${title}”`;

/** A step that keyhalt itself can take, for exactly this finding. */
export const orByKeyhalt = (step: Step, { finding }: Leak, options: string): Step => ({
  ...step,
  why: `${step.why} keyhalt respond ${finding.fingerprint} ${options} does the same: it shows it first, asks, and writes down the undo.`,
});
