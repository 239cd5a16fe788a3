import type { Containment, Outcome } from './carry-out.ts';
import type { ContainmentPlan } from './containment.ts';

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

/** The same for programs: see docs/aws-access.md. `planned` where nothing was done, and `changes` is what would be. */
export const containmentValue = (plan: ContainmentPlan, containment?: Containment): object => ({
  schemaVersion: 1,
  kind: containment?.kind ?? (plan.changes.length === 0 ? 'nothing-to-do' : 'planned'),
  actor: { account: plan.actor.account, arn: plan.actor.arn },
  ...(plan.keyId === undefined ? {} : { keyId: plan.keyId }),
  target: plan.target,
  notes: plan.notes,
  changes: plan.changes.map(({ call, title, before, after, commands, undo }, at) => ({
    ...{ call, title, before, after, commands, undo },
    ...(containment === undefined ? {} : { outcome: containment.results[at]!.outcome }),
  })),
});
