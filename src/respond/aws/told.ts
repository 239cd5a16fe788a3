import type { Containment, Outcome } from './carry-out.ts';
import type { ContainmentPlan } from './plan.ts';

/** A plan in lines that are safe to print, with what does each change and what undoes it. */
export function planLines({ actor, target, notes, changes }: ContainmentPlan): readonly string[] {
  return [
    `You act as ${actor.arn}, in account ${actor.account}, on ${target}.`,
    ...notes,
    ...(changes.length === 0 ? ['Nothing to do.'] : []),
    ...changes.flatMap(({ title, before, after, commands, undo }) => [
      `${title} (now: ${before}; then: ${after})`,
      ...commands.map((line) => `  ${line}`),
      '  undo:',
      ...undo.map((line) => `  ${line}`),
    ]),
  ];
}

/** What was done, and how to take it back; what was not, and why. */
export function containmentLines({ results }: Containment): readonly string[] {
  return results.flatMap(({ change, outcome }) => [
    `${words[outcome.kind]}: ${change.title}`,
    ...('problem' in outcome ? [`  ${outcome.problem}`, `  ${outcome.hint}`] : []),
    ...('found' in outcome ? [`  ${outcome.found}`] : []),
    ...(outcome.kind === 'done' || outcome.kind === 'unknown'
      ? ['  undo:', ...change.undo.map((line) => `  ${line}`)]
      : []),
  ]);
}

const words: Readonly<Record<Outcome['kind'], string>> = {
  done: 'Done',
  failed: 'Failed, nothing was changed',
  unknown: 'Unknown whether it is done',
  'not-begun': 'Not begun',
};
