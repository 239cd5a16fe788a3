/** AWS says of a key whose it is, or that it is of no use; whatever else it answers is an error. */
import { expect, test } from 'vitest';
import { prepareAccess } from '../../../src/respond/aws/access.ts';
import { type Verdict, verify } from '../../../src/respond/aws/verify.ts';
import {
  account,
  administratorsEnvironment,
  anAws,
  at,
  fault,
  identity,
  impatient,
  means,
  own,
  quick,
  type Reply,
} from '../../support/aws.ts';
import { fakes } from '../../support/fakes.ts';
import { costly, rare } from '../../support/keyhalt.ts';

const { awsKeyId, awsTemporaryKeyId, awsSecret, sessionToken } = fakes('a leaked key');
const key = { accessKeyId: awsKeyId, secretAccessKey: awsSecret };
const session = { accessKeyId: awsTemporaryKeyId, secretAccessKey: awsSecret, sessionToken };

const silence: Reply = () => {};

const asked = async (reply: Reply, leaked = key): Promise<Verdict> => {
  administratorsEnvironment();
  const { url } = await anAws({ GetCallerIdentity: reply });
  const limits = reply === silence ? impatient : quick;
  return verify(await prepareAccess(at(url), means({ limits })), leaked);
};

test('a key that works is told with account, ARN and holder', async () => {
  const verdict = await asked(identity(`arn:aws:iam::${account}:user/team/ada`));

  expect(verdict).toEqual({
    kind: 'active',
    account,
    arn: `arn:aws:iam::${account}:user/team/ada`,
    userId: 'AIDAEXAMPLE',
    holder: 'user',
    name: 'ada',
    words: `The key works: it is arn:aws:iam::${account}:user/team/ada of account ${account}.`,
  });
});

rare.each([
  [`arn:aws:iam::${account}:root`, 'root', undefined],
  [`arn:aws-cn:sts::${account}:assumed-role/deploy/i-1`, 'role', 'deploy'],
  [`arn:aws:sts::${account}:federated-user/bob`, 'federated-user', 'bob'],
  [
    `arn:aws:sts::${account}:assumed-role/AWSReservedSSO_Admin_1/ada`,
    'identity-center',
    'AWSReservedSSO_Admin_1',
  ],
])('%s is a %s', async (arn, holder, name) => {
  const verdict = await asked(identity(arn), session);

  expect(verdict).toMatchObject({ kind: 'active', holder, ...(name && { name }) });
});

test.each([
  [403, 'InvalidClientTokenId', 'unknown'],
  [403, 'SignatureDoesNotMatch', 'wrong-secret'],
  [400, 'ExpiredToken', 'expired'],
  [403, 'ExpiredTokenException', 'expired'],
  [403, 'AccessDenied', 'denied'],
])('%i %s is an answer: %s', async (status, code, reason) => {
  const verdict = await asked(fault(status, code), session);

  expect(verdict).toMatchObject({ kind: 'refused', reason });
  expect((verdict as { words: string }).words.length).toBeGreaterThan(40);
});

rare('only the leaked key is used, and one call is made', async () => {
  administratorsEnvironment({ AWS_SESSION_TOKEN: 'mine' });
  const aws = await anAws({ GetCallerIdentity: identity(`arn:aws:iam::${account}:user/ada`) });

  await verify(await prepareAccess(at(aws.url), means()), { ...key, sessionToken });

  expect(aws.asked.map(({ action, keyId }) => [action, keyId])).toEqual([['GetCallerIdentity', awsKeyId]]);
  expect(aws.asked[0]!.keyId).not.toBe(own.keyId);
  // A long-term key has no token, whatever stood beside it.
  expect(aws.asked[0]!.headers['x-amz-security-token']).toBeUndefined();
  expect(aws.asked[0]!.headers['user-agent']).toContain('keyhalt/0.0.0-test');
});

test('a temporary key goes with its token; without one nothing is asked', async () => {
  administratorsEnvironment();
  const aws = await anAws({ GetCallerIdentity: identity(`arn:aws:sts::${account}:assumed-role/r/s`) });
  const access = await prepareAccess(at(aws.url), means());

  await expect(verify(access, { ...session, sessionToken: undefined })).rejects.toThrow(
    'without its session token',
  );
  expect(aws.asked).toEqual([]);
  await verify(access, session);
  expect(aws.asked[0]!.headers['x-amz-security-token']).toBe(sessionToken);
});

rare('what AWS quotes of the key is masked', async () => {
  administratorsEnvironment();
  const { url } = await anAws({
    GetCallerIdentity: identity(`arn:aws:sts::${account}:assumed-role/r/${awsKeyId}`),
  });

  const verdict = await verify(await prepareAccess(at(url), means()), key);

  expect(JSON.stringify(verdict)).not.toContain(awsKeyId);
});

const noAnswers: readonly [string, Reply, RegExp][] = [
  ['throttling', fault(400, 'Throttling', 'Rate exceeded'), /asked too often/],
  [
    'a fault of AWS',
    fault(503, 'ServiceUnavailable'),
    /fault of its own: .* answered sts:GetCallerIdentity with 503/,
  ],
  [
    'a page',
    (_, response) => void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in'),
    /answered with a page/,
  ],
  [
    'a page of a proxy',
    (_, response) =>
      void response.writeHead(403, { 'content-type': 'text/html' }).end('<html><body>No</body></html>'),
    /answered with a page/,
  ],
  ['nonsense', { xml: '<Moo/>' }, /says nothing of the key/],
  ['no XML at all', (_, response) => void response.end('{"a": 1}'), /something that is not of AWS/],
  ['a connection that breaks off', (request) => void request.socket.destroy(), /broke off/],
  ['silence', silence, /did not answer in time/],
  [
    'a clock that is wrong',
    fault(
      403,
      'SignatureDoesNotMatch',
      'Signature expired: 20200101T000000Z is now earlier than 20200101T001500Z (20200101T003000Z - 15 min.)',
    ),
    /the clock of this machine is \d+ hours ahead/,
  ],
  ['another clock that is wrong', fault(403, 'RequestTimeTooSkewed'), /clock of this machine is wrong/],
];
/** The SDK asks again, and waits in between. */
const isSlow = ([what]: (typeof noAnswers)[number]): boolean => !costly && what === 'throttling';

test.skip.each(noAnswers.filter(isSlow))('%s is no answer: an error that says so', () => {});

test.each(noAnswers.filter((one) => !isSlow(one)))(
  '%s is no answer: an error that says so',
  async (_, reply, words) => {
    const failure = await asked(reply, session).catch((error) => error);

    expect(failure).toMatchObject({ name: 'UserError', message: expect.stringMatching(words) });
    expect(failure.hint).not.toBe('');
  },
);

rare('a clock that is off is told in minutes by the date of the answer', async () => {
  administratorsEnvironment();
  const { url } = await anAws({
    GetCallerIdentity: {
      status: 403,
      code: 'SignatureDoesNotMatch',
      message: 'Signature expired',
      date: new Date(Date.now() + 42 * 60_000),
    },
  });

  await expect(verify(await prepareAccess(at(url), means()), key)).rejects.toThrow(
    'the clock of this machine is 42 minutes behind that of AWS',
  );
});

test('a clock that the SDK can set right by itself is no problem', async () => {
  administratorsEnvironment();
  const date = new Date(Date.now() + 42 * 60_000);
  const { url, asked: calls } = await anAws({
    GetCallerIdentity: [
      { status: 403, code: 'SignatureDoesNotMatch', message: 'Signature expired', date },
      identity(`arn:aws:iam::${account}:user/ada`),
    ],
  });

  const verdict = await verify(await prepareAccess(at(url), means()), key);

  expect(verdict.kind).toBe('active');
  expect(calls).toHaveLength(2);
});
