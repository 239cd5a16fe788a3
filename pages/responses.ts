/** What each kind of credential needs, in docs/respond.md: the plans, a section for each. */

import type { Finding } from '../src/model/finding.ts';
import type { CredentialKind, Holder } from '../src/model/leak.ts';
import type { Step } from '../src/model/plan.ts';
import { holdersOf, kindsOfRules } from '../src/respond/kind.ts';
import { planFor } from '../src/respond/plan.ts';

/** Kinds in the order in which the rules name them, those that a key ID tells first. */
const kinds = [
  ...new Set<CredentialKind>([
    'long-term-key',
    'temporary-key',
    'secret-key-alone',
    ...Object.values(kindsOfRules).filter((kind) => kind !== 'by its ID'),
    'other-key-id',
  ]),
].filter((kind) => kind !== 'unknown');

export const responses = (): string =>
  kinds
    .flatMap((kind) => (holdersOf[kind] ?? [undefined]).map((holder) => section(kind, holder)))
    .join('\n\n');

function section(kind: CredentialKind, holder: Holder | undefined): string {
  const { title, means, steps } = planFor({
    finding: anyFinding,
    kind,
    ownedAs: [],
    ...(holder === undefined ? {} : { holder }),
  });
  // Git is the last step of all.
  const list = steps.slice(0, -1).map(inWords);
  return [`### ${title}`, means.join(' '), list.join('\n')].join('\n\n').replaceAll('<', '&lt;');
}

const inWords = ({ title, when }: Step, at: number): string =>
  `${at + 1}. ${title}${when === undefined ? '' : `, *${when}*`}`;

/** A plan that says nothing of one place. */
const anyFinding: Finding = {
  ruleId: '',
  description: '',
  severity: 'high',
  fingerprint: '',
  entropy: 0,
  why: [],
  appearances: [],
};
