/** Laws over the plans of all kinds and all holders. */
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Leak } from '../../src/model/leak.ts';
import type { Plan, Step } from '../../src/model/plan.ts';
import { leakOf } from '../../src/respond/leak.ts';
import { planFor } from '../../src/respond/plan.ts';
import { policyNames } from '../../src/respond/policies/policies.ts';
import { allLeaks, arns, findingOf, findings, holders, kinds, mask } from '../support/leaks.ts';
import { runPlan } from '../support/shell-plans.ts';

const plans = allLeaks.map(([name, leak]) => [name, planFor(leak)] as const);

const textOf = ({ commands }: Step): string => commands.join('\n');
const allLines = ({ steps }: Plan): string[] =>
  steps.flatMap(({ commands, undo }) => [...commands, ...(undo.kind === 'commands' ? undo.commands : [])]);
const firstWith = ({ steps }: Plan, pattern: RegExp): number =>
  steps.findIndex((step) => pattern.test(textOf(step)));

const deletes = /\baws \S+ delete-/;
const deactivates = /--(?:new-)?status (?:Inactive|INACTIVE)/;
const isEvidence = ({ title }: Step): boolean => /^(?:Keep|See who|See what was)/.test(title);

test('every kind has a plan for every holder, and each of them ends with git', () => {
  expect(plans.length).toBe(kinds.length * (1 + 2 * holders.length));
  for (const [name, { title, means, steps }] of plans) {
    expect(title, name).toMatch(/\S/);
    expect(means.length, name).toBeGreaterThan(0);
    expect(steps.length, name).toBeGreaterThan(1);
    expect(steps.at(-1)?.commands, name).toEqual([expect.stringMatching(/^keyhalt fix kh1:[0-9a-f]{32}$/)]);
  }
});

test('what a plan says of a step names it, for its place is another in each plan', () => {
  const referring = plans.filter(([, { means }]) => means.some((sentence) => sentence.includes('“')));

  expect(referring.length).toBeGreaterThan(1);
  for (const [name, { means, steps }] of plans) {
    expect(means.join(' '), name).not.toMatch(/\b(?:first|second|third|fourth|\d+(?:st|nd|rd|th)) step\b/);
    for (const [, title] of means.join(' ').matchAll(/“(.*?)”/g))
      expect(
        steps.map((step) => step.title),
        name,
      ).toContain(title);
  }
});

/** Most kinds have one plan, whoever the holder is: each plan once. */
const distinct = [
  ...new Map(plans.map(([name, plan]) => [JSON.stringify(plan), [name, plan] as const])).values(),
];

describe.each(distinct)('the plan for %s', (_, plan) => {
  test('gives a reason and an undo for every step, in sentences', () => {
    for (const { title, why, when, undo } of plan.steps) {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect(why).toMatch(/^[A-Z0-9~].*[.!?]$/s);
      if (when !== undefined) expect(when).toMatch(/^if .*[^.]$/);
      if (undo.kind === 'commands') expect(undo.commands.length).toBeGreaterThan(0);
      if (undo.kind === 'words') expect(undo.words).toMatch(/\S\.$/);
      if (undo.kind === 'never') expect(undo.why).toMatch(/\S\.$/);
    }
  });

  test('deletes nothing before it is switched off, where it can be, and before evidence is kept', () => {
    const deletion = firstWith(plan, deletes);
    if (deletion === -1) return;
    const evidence = plan.steps.findIndex(isEvidence);
    expect(evidence).toBeGreaterThan(-1);
    expect(evidence).toBeLessThan(deletion);
    expect(firstWith(plan, deactivates)).toBeLessThan(deletion);
    if (plan.steps.some((step) => /delete-(?:access-key|service-specific-credential)/.test(textOf(step))))
      expect(firstWith(plan, deactivates)).toBeGreaterThan(-1);
  });

  test('deletes after everything else, but for git and what follows from it', () => {
    const deletion = firstWith(plan, deletes);
    const before = plan.steps.slice(deletion).filter((step) => !deletes.test(textOf(step)));

    if (deletion !== -1) expect(before.map(({ title }) => title)).toEqual(['Take it out of git']);
  });

  test('asks for something only where nothing follows that a shell would take for the answer', () => {
    for (const { commands } of plan.steps) {
      const at = commands.findIndex((line) => /\bread -r /.test(line));
      if (at === -1) continue;
      for (const line of commands.slice(at, -1)) expect(line).toMatch(/ &&$/);
      expect(commands.at(-1)).not.toMatch(/ &&$/);
    }
  });

  test('holds no credential and nothing to be filled in', () => {
    for (const line of allLines(plan)) {
      expect(line).not.toMatch(/(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}|da2-[a-z0-9]{26}/);
      expect(line).not.toMatch(/<[a-z-]+>|\bYOUR|\bEXAMPLE|\.\.\.|…/);
      expect(line).toMatch(/^[\x20-\x7e]*$/);
    }
  });

  test('is understood by a shell, which finds every variable set', () => {
    const { code, stderr } = runPlan(plan);

    expect(stderr.replaceAll(/^(?:base64|sed|cat|grep):.*\n/gm, '')).toBe('');
    expect(code).toBe(0);
  });
});

test('a plan for the root user calls nothing that is about a user', () => {
  for (const kind of ['long-term-key', 'temporary-key'] as const) {
    const plan = planFor(leakOf(findings[kind], { ownedAs: [], holder: 'root', arn: arns.root }));

    expect(allLines(plan).filter((line) => /--user-name|USER_NAME/.test(line))).toEqual([]);
    expect(plan.title).toContain('root user');
  }
});

test('where it is not known whose it is, what only one of them needs says so', () => {
  const { steps } = planFor(leakOf(findings['long-term-key'], { ownedAs: [] }));

  const unsaid = steps.filter(({ when }) => when === undefined).map(textOf);
  expect(unsaid.filter((lines) => /--user-name/.test(lines))).toEqual([]);
  expect(firstWith({ steps } as Plan, /get-access-key-last-used/)).toBeLessThan(
    firstWith({ steps } as Plan, deactivates),
  );
});

test.each([
  ['role', /put-role-policy --role-name "\$ROLE_NAME"/],
  ['identity-center', /put-inline-policy-to-permission-set/],
  ['user', /put-user-policy --user-name "\$USER_NAME"/],
  ['federated-user', /put-user-policy --user-name "\$USER_NAME"/],
] as const)(
  'the session of %s is revoked where it can be, and the role of Identity Center is left alone',
  (holder, how) => {
    const { steps } = planFor(leakOf(findings['temporary-key'], { ownedAs: [], holder }));

    expect(steps.some((step) => how.test(textOf(step)))).toBe(true);
    if (holder === 'identity-center')
      expect(steps.some((step) => textOf(step).includes('"$ROLE_NAME"'))).toBe(false);
  },
);

test('what AWS has said names the user or the role, so that nobody has to', () => {
  const lines = (kind: 'long-term-key' | 'temporary-key', holder: 'user' | 'role') =>
    allLines(planFor(leakOf(findings[kind], { ownedAs: [], holder, arn: arns[holder] })));

  expect(lines('long-term-key', 'user')).toContain("USER_NAME='deploy'");
  expect(lines('temporary-key', 'role')).toContain("ROLE_NAME='ci-deploy'");
});

test('what was pushed is told to be known to others', () => {
  const moment = { commit: 'c'.repeat(40), author: 'Ada', time: 1_700_000_000 };
  const exposure = { first: moment, last: moment, reintroduced: 0, isAtHead: true, days: 3, refs: [] };
  const last = (isPushed: boolean) =>
    planFor(
      leakOf({ ...findings['long-term-key'], exposure: { ...exposure, isPushed } }, { ownedAs: [] }),
    ).steps.at(-1)?.why;

  expect(last(true)).toContain('It was pushed');
  expect(last(false)).toContain('As long as no remote has it');
});

test('only an ID is told to open nothing, and a secret beside it is not', () => {
  const means = (ruleId: string) =>
    planFor(
      leakOf(
        {
          ...findings['long-term-key'],
          ruleId,
          ...(ruleId === 'aws-access-key-id'
            ? {}
            : {
                pairedWith: {
                  ruleId: 'aws-access-key-id',
                  fingerprint: `kh1:${'f'.repeat(32)}`,
                  masked: mask('AKIA'),
                  line: 1,
                },
              }),
        },
        { ownedAs: [] },
      ),
    ).means.join(' ');

  expect(means('aws-access-key-id')).toContain('Only its ID was found');
  expect(means('aws-secret-access-key')).not.toContain('Only its ID was found');
});

describe('what keyhalt itself can do is told beside what the AWS CLI does', () => {
  const offersOf = (leak: Leak): string[] =>
    planFor(leak).steps.flatMap(
      ({ why }) => why.match(/keyhalt respond kh1:\S+ --(?:contain \S+|verify)/g) ?? [],
    );
  const secret = findingOf('aws-secret-access-key', {
    pairedWith: { ruleId: 'aws-access-key-id', fingerprint: 'kh1:0', masked: mask('AKIA'), line: 1 },
  });

  test.each<[string, Finding, string[]]>([
    ['a key with its secret', secret, ['--verify', '--contain deactivate']],
    ['the ID of a key', findings['long-term-key'], ['--contain deactivate']],
    ['a session', findings['temporary-key'], ['--contain revoke-sessions', '--contain revoke-sessions']],
    ['a Bedrock key', findings['bedrock-long-term-key'], ['--contain deactivate']],
    ['a secret without an ID, which cannot be tried', findings['secret-key-alone'], []],
    ['a private key', findings['private-key'], []],
  ])('%s', (_, finding, options) => {
    const offers = offersOf(leakOf(finding, { ownedAs: [] }));

    expect(offers).toEqual(options.map((option) => `keyhalt respond ${finding.fingerprint} ${option}`));
  });

  test('and nothing else is offered than what it takes', () => {
    const taken = ['deactivate', ...policyNames];

    for (const [name, leak] of allLeaks)
      for (const offer of offersOf(leak))
        if (offer.includes('--contain')) expect(taken, name).toContain(offer.split(' ').at(-1));
  });
});
