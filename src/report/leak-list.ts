/** What leaked, one line each, where one of several is to be chosen. */
import type { Leak } from '../model/leak.ts';
import { visible } from '../model/visible.ts';
import { count } from './count.ts';
import { dateOf, dayOf } from './date.ts';
import { code } from './markdown.ts';

/** What there is to choose from, the most urgent first; where that is nothing, what is allowed is named. */
interface LeakList {
  readonly leaks: readonly Leak[];
  readonly allowed: readonly Leak[];
}

export function renderLeakList(list: LeakList): string {
  const lines = shown(list).flatMap((leak) => [
    '',
    ...summaryOf(leak).map((line, n) => (n === 0 ? line : `    ${line}`)),
    `    ${commandFor(leak)}`,
  ]);
  return [`${heading(list)}${list.leaks.length > 0 ? ':' : ''}`, ...lines, ''].join('\n');
}

export function renderLeakListMarkdown(list: LeakList): string {
  const items = shown(list).map(
    (leak) => `- [ ] ${[...summaryOf(leak), commandFor(leak)].map(code).join('\n  ')}`,
  );
  if (items.length === 0) return `${heading(list)}\n`;
  return [`## ${heading(list)}`, '', ...items, ''].join('\n');
}

const shown = ({ leaks, allowed }: LeakList): readonly Leak[] => (leaks.length > 0 ? leaks : allowed);

function heading({ leaks, allowed }: LeakList): string {
  if (leaks.length > 0) return `${count(leaks.length, 'leaked credential')}, the most urgent first`;
  if (allowed.length > 0) return 'Nothing was found but what is allowed; did one of these leak after all?';
  return [
    'Nothing was found: there is nothing to respond to.',
    'A key that leaked elsewhere: docs/respond.md has its steps, from the first minute on.',
  ].join('\n');
}

/** As JSON, version 1: see docs/respond.md. */
export const renderLeakListJson = ({ leaks, allowed }: LeakList): string =>
  `${JSON.stringify({ schemaVersion: 1, leaks: leaks.map(leakValue), allowed: allowed.map(leakValue) }, null, 2)}\n`;

const commandFor = ({ finding }: Leak): string => `keyhalt respond ${finding.fingerprint}`;

function summaryOf({ finding, keyId, account, ownedAs }: Leak): string[] {
  const { severity, ruleId, appearances } = finding;
  const [place] = appearances;
  const facts = [
    ...(keyId === undefined ? [] : [`key ID ${keyId}`]),
    ...(account === undefined ? [] : [`account ${account.id}${account.isCanary ? ' (a tripwire)' : ''}`]),
    ...ownedAs.map((owner) => `your own: ${owner}`),
  ];
  return [
    `${severity}  ${ruleId}  ${place!.path}:${place!.line}`,
    ...(facts.length === 0 ? [] : [facts.join(', ')]),
    exposedIn(finding),
  ].map(visible);
}

function exposedIn({ exposure, appearances }: Leak['finding']): string {
  const { commit } = appearances[0]!;
  // Of what is allowed, and of a range, nobody asked which branches have it.
  if (exposure === undefined)
    return commit === undefined ? 'in no commit yet' : `in commit ${commit.slice(0, 10)}`;
  const { first, days, isPushed, isAtHead } = exposure;
  const since = `since ${dayOf(first.time)}, ${count(days, 'day')}`;
  return `${isPushed ? 'pushed' : 'local only'}, ${since}, ${isAtHead ? 'still at HEAD' : 'in history'}`;
}

function leakValue({ finding, kind, keyId, account, ownedAs }: Leak): object {
  const { fingerprint, ruleId, severity, exposure, appearances } = finding;
  const { path, line } = appearances[0]!;
  return {
    fingerprint,
    ruleId,
    severity,
    kind,
    keyId,
    account,
    ownedAs,
    path,
    line,
    ...(exposure === undefined
      ? {}
      : { isPushed: exposure.isPushed, since: dateOf(exposure.first.time), days: exposure.days }),
  };
}
