import { defined } from '../model/defined.ts';
import type { Response } from '../model/response.ts';
import { visible } from '../model/visible.ts';
import { dateOf } from './date.ts';
import { exposedLines, ownerLines } from './leak-words.ts';

/** The response to a leak as JSON, version 1: see docs/respond.md. */
export const renderPlanJson = (response: Response): string =>
  `${JSON.stringify(planValue(response), (_, value) => (typeof value === 'string' ? visible(value) : value), 2)}\n`;

/** Keys may be added; none is taken away or changes its meaning. */
function planValue({ leak, plan, verified }: Response): object {
  const { finding, kind, keyId, account, ownedAs, holder, arn } = leak;
  const { ruleId, fingerprint, severity, exposure, appearances } = finding;
  return {
    schemaVersion: 1,
    fingerprint,
    ruleId,
    severity,
    kind,
    title: plan.title,
    means: plan.means,
    ...defined({ keyId, account, holder, arn, verified }),
    ownedAs,
    owner: ownerLines(leak),
    exposed: exposedLines(finding),
    ...(exposure === undefined
      ? {}
      : { isPushed: exposure.isPushed, since: dateOf(exposure.first.time), days: exposure.days }),
    places: appearances.map(({ path, line, commit, blob }) => ({ path, line, commit, blob })),
    steps: plan.steps,
  };
}
