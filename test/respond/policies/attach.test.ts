import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { attaching, policyFile } from '../../../src/respond/policies/attach.ts';
import { policies, policyNames } from '../../../src/respond/policies/policies.ts';

/** What a POSIX shell makes of the lines, with an aws that says what it was given. */
function run(lines: readonly string[]): readonly string[] {
  const script = ['aws() { printf "<%s>" "$@" >&2; echo >&2; printf %s made-arn; }', ...lines].join('\n');
  const { status, stderr } = spawnSync('sh', ['-euc', script], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, USER_NAME: 'bob', ROLE_NAME: 'deploy' },
  });
  expect(status).toBe(0);
  return stderr.trimEnd().split('\n');
}

describe('the lines that attach a policy', () => {
  test('put it inline, and the others delete it again by the same names', () => {
    const { attach, detach } = attaching('source-ip', 'user');

    expect(run([...attach, ...detach])).toEqual([
      '<iam><put-user-policy><--user-name><bob><--policy-name><keyhalt-source-ip><--policy-document><file://keyhalt-source-ip.json>',
      '<iam><delete-user-policy><--user-name><bob><--policy-name><keyhalt-source-ip>',
    ]);
  });

  test('name the role where it is one', () => {
    const { attach, detach } = attaching('revoke-sessions', 'role');

    expect(run([...attach, ...detach])).toEqual([
      '<iam><put-role-policy><--role-name><deploy><--policy-name><keyhalt-revoke-sessions><--policy-document><file://keyhalt-revoke-sessions.json>',
      '<iam><delete-role-policy><--role-name><deploy><--policy-name><keyhalt-revoke-sessions>',
    ]);
  });

  test('make a managed one and attach it; the others find it again, from another shell, too', () => {
    const { attach, detach } = attaching('mfa', 'user', 'managed');

    expect(run(attach).map((line) => line.slice(0, 60))).toEqual([
      '<iam><create-policy><--policy-name><keyhalt-mfa><--policy-do',
      '<iam><attach-user-policy><--user-name><bob><--policy-arn><ma',
    ]);
    expect(run(detach)).toEqual([
      "<iam><list-policies><--scope><Local><--query><Policies[?PolicyName=='keyhalt-mfa'].Arn><--output><text>",
      '<iam><detach-user-policy><--user-name><bob><--policy-arn><made-arn>',
      '<iam><delete-policy><--policy-arn><made-arn>',
    ]);
  });

  test('are there for every policy and holder, and names and files are such as IAM and a shell take', () => {
    for (const name of policyNames)
      for (const holder of policies[name].holders) {
        const { attach, detach } = attaching(name, holder);

        expect(attach.length * detach.length).toBe(1);
        expect(policyFile(name)).toMatch(/^[a-z-]{1,128}\.json$/);
      }
  });

  test('are refused where the policy is of no use', () => {
    expect(() => attaching('source-ip-with-door', 'role')).toThrow('of no use on a role');
    expect(() => attaching('mfa', 'role')).toThrow('of no use on a role');
    expect(() => attaching('source-ip-with-door', 'user', 'managed')).toThrow(
      'of no use as a managed policy',
    );
  });
});
