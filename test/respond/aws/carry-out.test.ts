/** What becomes of a write is told as it is: done, failed, unknown or not begun, and never done where nothing shows it. */
import { describe, expect, test } from 'vitest';
import { carryOut, type RecordEntry } from '../../../src/respond/aws/carry-out.ts';
import { AwsFailure } from '../../../src/respond/aws/failure.ts';
import { containmentLines } from '../../../src/respond/aws/told.ts';
import { account, fault, impatient } from '../../support/aws.ts';
import { given, keys, kinds } from './containing.ts';

describe('a write that does not go well', () => {
  test('is failed where AWS refuses it, and is told with what is to be asked for', async () => {
    const message = `User: arn:aws:iam::${account}:user/me is not authorized to perform: iam:UpdateAccessKey on resource: user ada`;
    const { entries, contained } = await given({
      UpdateAccessKey: fault(403, 'AccessDenied', message),
      ListAccessKeys: keys('Active'),
    });

    const { kind, results } = await contained();

    expect(kind).toBe('incomplete');
    expect(results[0]!.outcome).toMatchObject({
      kind: 'failed',
      problem: `arn:aws:iam::${account}:user/me may not iam:UpdateAccessKey`,
      hint: expect.stringContaining('Ask for iam:UpdateAccessKey'),
    });
    expect(entries.map(({ event }) => event)).toEqual(['about-to', 'failed']);
  });

  test('is unknown where the answer is lost and nothing shows yet', async () => {
    const { contained } = await given(
      { UpdateAccessKey: () => {}, ListAccessKeys: keys('Active') },
      { limits: impatient },
    );

    const containment = await contained();

    expect(containment.results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('did not answer in time'),
      found: expect.stringContaining('still shows what was there before'),
    });
    expect(containmentLines(containment).join('\n')).toContain('--status Active');
  });

  test('is done where the answer is lost and AWS shows it', async () => {
    const { contained } = await given({ UpdateAccessKey: (request) => void request.socket.destroy() });

    expect(kinds(await contained())).toEqual(['done']);
  });

  test('is unknown where it can neither be heard nor seen', async () => {
    const { contained } = await given({
      UpdateAccessKey: (request) => void request.socket.destroy(),
      ListAccessKeys: [keys('Active'), fault(403, 'AccessDenied')],
    });

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      found: expect.stringContaining('could not be read'),
    });
  });

  test('is looked at again where AWS takes a moment to show it', async () => {
    const { aws, contained } = await given({
      ListAccessKeys: [keys('Active'), keys('Active'), keys('Active'), keys('Inactive')],
    });

    expect(kinds(await contained())).toEqual(['done']);
    expect(aws.writes()).toHaveLength(1);
  });

  test('is unknown where AWS takes it and never shows it', async () => {
    const { contained } = await given({ ListAccessKeys: keys('Active') });

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('took the change'),
    });
  });

  test('that somebody interrupts is looked at once more, and told', async () => {
    const ending = new AbortController();
    const { contained } = await given(
      { UpdateAccessKey: () => ending.abort(), ListAccessKeys: keys('Active') },
      { signal: ending.signal },
    );

    expect((await contained()).results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      problem: expect.stringContaining('interrupted while iam:UpdateAccessKey'),
      found: expect.stringContaining('still shows'),
    });
  });

  test.each([
    ['failed', 'before'],
    ['unknown', 'unread'],
  ])('that was never sent at the last try is %s where the state is %s', async (kind, state) => {
    const { session, plan, record } = await given();
    const planned = await plan();
    const lost = new AwsFailure(['no network', 'wait'], { code: 'Network', certainty: 'not-sent' });
    const change = {
      ...planned.changes[0]!,
      write: () => Promise.reject(lost),
      read: async () => {
        if (state === 'unread') throw lost;
        return 'before' as const;
      },
    };

    const containment = await carryOut(session, { ...planned, changes: [change] }, { record });

    expect(kinds(containment)).toEqual([kind]);
  });

  test('is not begun where the record cannot be written', async () => {
    const { aws, session, plan } = await given();
    const record = () => {
      throw new Error('the disk is full');
    };

    const { kind, results } = await carryOut(session, await plan(), { record });

    expect([kind, results[0]!.outcome]).toMatchObject([
      'incomplete',
      { kind: 'failed', problem: expect.stringContaining('record could not be written') },
    ]);
    expect(aws.writes()).toEqual([]);
  });

  test('is told as done where only the record of that is missing', async () => {
    const { session, plan } = await given();
    const record = ({ event }: RecordEntry) => {
      if (event === 'done') throw new Error('the disk is full');
    };

    const { results } = await carryOut(session, await plan(), { record });

    expect(results[0]!.outcome).toMatchObject({
      kind: 'unknown',
      found: expect.stringContaining('It is done'),
    });
  });
});

test('an interruption while it is planned changes nothing', async () => {
  const ending = new AbortController();
  const { aws, plan } = await given({ GetAccessKeyInfo: () => ending.abort() }, { signal: ending.signal });

  await expect(plan()).rejects.toThrow('interrupted while sts:GetAccessKeyInfo');
  expect(aws.writes()).toEqual([]);
});
