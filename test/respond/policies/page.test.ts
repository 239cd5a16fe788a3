/** What docs/contain.md shows and says is what keyhalt builds and knows. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { attaching } from '../../../src/respond/policies/attach.ts';
import { policyText } from '../../../src/respond/policies/document.ts';
import { buildPolicy, policies, policyNames } from '../../../src/respond/policies/policies.ts';
import { seeWhatItWasUsedFor } from '../../../src/respond/steps/used-actions.ts';

const page = readFileSync(join(import.meta.dirname, '../../../docs/contain.md'), 'utf8');
const sections = new Map(
  page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.split('\n', 1)[0]!, section]),
);
/** As one line, so that it does not matter where lines are broken. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');
const shell = [...page.matchAll(/```sh\n(.*?)```/gs)].map(([, lines]) => lines!);

const options = {
  ranges: ['203.0.113.0/24', '2001:db8:7::/48'],
  marker: 'door-of-the-blue-house',
  moment: new Date('2026-01-31T12:00:00Z'),
};

describe.each(policyNames)('the section on %s', (name) => {
  const section = sections.get(name) ?? '';
  const { needs, description, stops, doesNotStop } = policies[name];

  test('shows the policy as it is built', () => {
    const given = Object.fromEntries(needs.map((need) => [need, options[need]]));

    expect([...section.matchAll(/```json\n(.*?)```/gs)].map(([, text]) => text)).toEqual([
      policyText(buildPolicy(name, given)),
    ]);
  });

  test('says what it is, stops and does not stop, itself or in the section of the one that it is like', () => {
    const like = flat(`${section} ${sections.get(name.split('-with-')[0]!)} ${sections.get('mfa')}`);

    expect(flat(section)).toContain(description);
    expect([...stops, ...doesNotStop].filter((words) => !like.includes(`- ${words}`))).toEqual([]);
  });
});

test('the lines to attach and detach are those that a plan has', () => {
  const all = [
    ...Object.values(attaching('source-ip', 'user')),
    ...Object.values(attaching('source-ip', 'user', 'managed')),
    ...Object.values(attaching('revoke-sessions', 'role')),
    attaching('source-ip-with-door', 'user').attach,
    seeWhatItWasUsedFor.commands,
  ];

  const missing = all.filter((lines) => !shell.some((block) => block.includes(`${lines.join('\n')}\n`)));

  expect(missing).toEqual([]);
});

test('the room that it tells of is there, and not much more', () => {
  const addresses = (count: number) => Array.from({ length: count }, (_, n) => `203.0.113.${n + 100}`);
  const [, many, few] = /some (\d+) addresses on a user, or (\d+) with the door/.exec(flat(page)) ?? [];
  const door = (count: number) =>
    buildPolicy('source-ip-with-door', { ranges: addresses(count), marker: options.marker });
  const plain = (count: number) => buildPolicy('source-ip', { ranges: addresses(count) });

  expect(() => [plain(Number(many)), door(Number(few))]).not.toThrow();
  expect(() => plain(Number(many) * 1.25)).toThrow('too many');
  expect(() => door(Number(few) * 1.25)).toThrow('too many');
});
