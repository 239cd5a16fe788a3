/** Credentials of a user for one service are deactivated all, or the one that is meant, and none of another service. */
import { describe, expect, test } from 'vitest';
import type { ContainmentRequest } from '../../../src/respond/aws/containment.ts';
import { containmentLines } from '../../../src/respond/aws/told.ts';
import { fault, xml } from '../../support/aws.ts';
import { given, kinds } from './containing.ts';

describe('deactivating credentials for a service', () => {
  const one = (id: string, status: string, service = 'bedrock.amazonaws.com') =>
    `<member><UserName>ada</UserName><Status>${status}</Status><ServiceName>${service}</ServiceName><ServiceSpecificCredentialId>${id}</ServiceSpecificCredentialId></member>`;
  const list = (...all: string[]) =>
    xml(`<ServiceSpecificCredentials>${all.join('')}</ServiceSpecificCredentials>`);
  const [first, second] = ['ACCA' + 'AAAAAAAAAAAAAAAAONE2', 'ACCA' + 'AAAAAAAAAAAAAAAATWO2'];
  const request: ContainmentRequest = {
    action: { kind: 'deactivate-service-credential', user: 'ada', service: 'bedrock.amazonaws.com' },
  };
  const both = list(
    one(first, 'Active'),
    one(second, 'Active'),
    one('x', 'Active', 'codecommit.amazonaws.com'),
  );

  test('stops all active ones of the service, one after the other', async () => {
    const { aws, entries, contained } = await given({
      ListServiceSpecificCredentials: [
        both,
        list(one(first, 'Inactive'), one(second, 'Active')),
        list(one(first, 'Inactive'), one(second, 'Inactive')),
      ],
      UpdateServiceSpecificCredential: xml(''),
    });

    const containment = await contained(request);

    expect(kinds(containment)).toEqual(['done', 'done']);
    expect(aws.writes()).toHaveLength(2);
    expect(JSON.stringify(entries)).not.toContain(first);
    expect(containment.results[0]!.change.undo[1]).toContain('"$CREDENTIAL_ID" --status Active');
  });

  test('that ends half way says what is done, what failed and what was not begun', async () => {
    const third = 'ACCA' + 'AAAAAAAAAAAAAAAATRE2';
    const { entries, contained } = await given({
      ListServiceSpecificCredentials: [
        list(one(first, 'Active'), one(second, 'Active'), one(third, 'Active')),
        list(one(first, 'Inactive'), one(second, 'Active'), one(third, 'Active')),
      ],
      UpdateServiceSpecificCredential: [xml(''), fault(403, 'AccessDenied')],
    });

    const containment = await contained(request);

    expect(containment.kind).toBe('incomplete');
    expect(kinds(containment)).toEqual(['done', 'failed', 'not-begun']);
    expect(entries.map(({ event }) => event)).toEqual([
      'about-to',
      'done',
      'about-to',
      'failed',
      'not-begun',
    ]);
    const lines = containmentLines(containment).join('\n');
    expect(lines).toMatch(/^Done: .*\n {2}undo:[\s\S]*^Failed, nothing was changed: [\s\S]*^Not begun: /m);
    expect(lines.match(/--status Active/g)).toHaveLength(1);
  });

  test('by its ID stops that one alone', async () => {
    const { plan } = await given({ ListServiceSpecificCredentials: both });
    const action = { kind: 'deactivate-service-credential', user: 'ada', credentialId: second } as const;

    const { changes, notes } = await plan({ action });

    expect(changes.map(({ title }) => title)).toEqual([expect.stringContaining('TWO2')]);
    expect(notes.join()).toContain('Nothing tells the account');
  });

  test.each<[string, ContainmentRequest, RegExp]>([
    [
      'neither service nor ID is named',
      { action: { kind: 'deactivate-service-credential', user: 'ada' } },
      /which credential/,
    ],
    [
      'the user has none for it',
      { action: { ...request.action, service: 'cassandra.amazonaws.com' } as never },
      /no credential for cassandra/,
    ],
  ])('is refused where %s', async (_, asked, words) => {
    const { plan } = await given({ ListServiceSpecificCredentials: both });

    await expect(plan(asked)).rejects.toThrow(words);
  });
});
