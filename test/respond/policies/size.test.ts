import { expect, test } from 'vitest';
import { isUserError } from '../../../src/model/user-error.ts';
import { policyText } from '../../../src/respond/policies/document.ts';
import { buildPolicy } from '../../../src/respond/policies/policies.ts';
import { type PolicyPlace, policySize, sizeLimits } from '../../../src/respond/policies/size.ts';

const addresses = (count: number) => Array.from({ length: count }, (_, n) => `203.0.${n >> 8}.${n & 255}`);
const marker = 'door-of-the-blue-house';

function mistakeOf(act: () => unknown): { message: string; hint: string } {
  try {
    act();
  } catch (error) {
    if (isUserError(error) && 'hint' in error) return error as Error & { hint: string };
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** Built where it has room, whatever it is for. */
const sizeOf = (count: number) => policySize(buildPolicy('source-ip', { ranges: addresses(count) }, 'role'));

test('the size of a policy is its characters without white space', () => {
  const policy = buildPolicy('source-ip', { ranges: ['203.0.113.7'] });

  expect(policySize(policy)).toBe(policyText(policy).replaceAll(/[ \n]/g, '').length);
  expect(sizeOf(11) - sizeOf(10)).toBe('"203.0.0.10/32",'.length);
});

test.each(['user', 'role', 'managed'] as const)(
  'a policy may be exactly as large as AWS takes for %s',
  (place) => {
    const base = sizeOf(1);
    const used = (kind: PolicyPlace, more: number) => sizeLimits[kind] - base + more;
    const build = (more: number) => () =>
      buildPolicy('source-ip', { ranges: addresses(1) }, place, used(place, more));

    expect(build(0)).not.toThrow();
    expect(mistakeOf(build(1)).message).toContain('1 too many');
  },
);

test('a policy that is too large is refused with by how much, and with what helps', () => {
  const { message, hint } = mistakeOf(() => buildPolicy('source-ip', { ranges: addresses(150) }));

  expect(message).toBe(
    `the policy has ${sizeOf(150)} characters, ${sizeOf(150) - 2048} too many: AWS takes 2048 in all inline policies of a user together`,
  );
  expect(hint).toContain('Name fewer addresses');
  expect(hint).toContain('managed policy');
  expect(() => buildPolicy('source-ip', { ranges: addresses(150) }, 'managed')).not.toThrow();
});

test('what other inline policies use is no room', () => {
  const { message } = mistakeOf(() => buildPolicy('source-ip', { ranges: addresses(1) }, 'user', 2000));

  expect(message).toMatch(
    /AWS takes 2048 in all inline policies of a user together, of which 2000 are in use$/,
  );
});

test('no managed policy is proposed where one is of no use', () => {
  const door = mistakeOf(() => buildPolicy('source-ip-with-door', { ranges: addresses(60), marker }));
  const managed = mistakeOf(() => buildPolicy('source-ip', { ranges: addresses(500) }, 'managed'));

  expect([door.hint, managed.hint].join()).not.toContain('managed');
});

test('the limits are those of the IAM user guide', () => {
  expect(sizeLimits).toEqual({ user: 2048, group: 5120, role: 10240, managed: 6144 });
});
