import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { anySet, detect, runs, scan } from '../support/scanning.ts';

const { awsKeyId, awsTemporaryKeyId, awsSecret } = fakes('pairs');
const other = fakes('other pair');

/** What was found: `secret+id` for a pair, with the line of each half. */
const found = (text: string): string[] =>
  detect(text).map(({ ruleId, line, pairedWith }) =>
    pairedWith === undefined ? `${ruleId} ${line}` : `pair ${line}+${pairedWith.line}`,
  );

describe('an ID and its secret', () => {
  test.each([
    ['in order', `${awsKeyId}\n${awsSecret}`, 'pair 2+1'],
    ['turned round', `${awsSecret}\n${awsKeyId}`, 'pair 1+2'],
    ['on one line', `${awsKeyId}:${awsSecret}`, 'pair 1+1'],
    ['with names', `aws_access_key_id=${awsKeyId}\naws_secret_access_key=${awsSecret}`, 'pair 2+1'],
    ['of a temporary ID', `${awsTemporaryKeyId} ${awsSecret}`, 'pair 1+1'],
    ['as arguments', `new BasicAWSCredentials("${awsKeyId}", "${awsSecret}")`, 'pair 1+1'],
    ['as a table', `Access key ID,Secret access key\r\n${awsKeyId},${awsSecret}\r\n`, 'pair 2+2'],
  ])('%s are one finding', (_, text, pair) => {
    expect(found(text)).toEqual([pair]);
  });

  test('make a critical finding that names the ID and says why', () => {
    const [pair] = detect(`one ${awsKeyId}\ntwo ${awsSecret}`);

    expect(pair).toMatchObject({ ruleId: 'aws-secret-access-key', severity: 'critical', line: 2 });
    expect(pair?.pairedWith).toEqual({
      ruleId: 'aws-access-key-id',
      fingerprint: detect(awsKeyId)[0]?.fingerprint,
      masked: `${awsKeyId.slice(0, 4)}************${awsKeyId.slice(-4)}`,
      line: 1,
      account: detect(awsKeyId)[0]?.account,
    });
    expect(pair?.why[0]).toBe(`paired with ${pair?.pairedWith?.masked} on line 1`);
  });

  test('are both known, so that neither is new when it stood there before', () => {
    const { known } = scan(`${awsKeyId} ${awsSecret}`);

    expect(known).toEqual([...scan(awsKeyId).known, ...scan(`AWS_SECRET=${awsSecret}`).known]);
  });

  test.each([
    ['five lines', '\n'.repeat(5), true],
    ['six lines', '\n'.repeat(6), false],
    ['600 bytes', '-'.repeat(600), true],
    ['601 bytes', '-'.repeat(601), false],
  ])('%s apart belong together, or no more', (_, gap, together) => {
    const [line] = [gap.split('\n').length];

    expect(found(`${awsKeyId}${gap}${awsSecret}`)).toEqual(
      together ? [`pair ${line}+1`] : ['aws-access-key-id 1'],
    );
    expect(found(`${awsSecret}${gap}${awsKeyId}`)).toEqual(
      together ? [`pair 1+${line}`] : [`aws-access-key-id ${line}`],
    );
  });
});

describe('of several', () => {
  test('the nearest ID is the one, and the other stays a finding', () => {
    expect(found(`${other.awsKeyId}\n\n\n${awsKeyId}\n${awsSecret}`)).toEqual([
      'aws-access-key-id 1',
      'pair 5+4',
    ]);
    expect(found(`${awsSecret}\n${awsKeyId}\n\n${other.awsKeyId}`)).toEqual([
      'pair 1+2',
      'aws-access-key-id 4',
    ]);
  });

  test('secrets each is a finding, the ID none of its own', () => {
    expect(found(`${awsSecret}\n${awsKeyId}\n${other.awsSecret}`)).toEqual(['pair 1+2', 'pair 3+2']);
  });

  test('pairs each is one finding', () => {
    const pairs = [fakes('a'), fakes('b'), fakes('c')].map((set) => `${set.awsKeyId}\n${set.awsSecret}\n\n`);

    expect(found(pairs.join(''))).toEqual(['pair 2+1', 'pair 5+4', 'pair 8+7']);
  });
});

describe('a client of Login with Amazon and its secret, which has no prefix', () => {
  const client = (seed: string) => `amzn1.application-oa2-client.${md5(seed)}`;
  const secret = (seed: string) => md5(`${seed} 1`) + md5(`${seed} 2`);
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  const lines = (text: string) =>
    detect(text).flatMap(({ ruleId, line }) =>
      ruleId === 'amazon-lwa-client-secret-unprefixed' ? [line] : [],
    );
  const sellers = ['a', 'b', 'c', 'd'];

  test.each([1, 2, 3])('are told of %i, each secret first', (count) => {
    const text = sellers
      .slice(0, count)
      .map((one) => `${one}_SECRET=${secret(one)}\n${one}_ID=${client(one)}\n`);

    expect(lines(text.join(''))).toEqual(text.map((_, nth) => 2 * nth + 1));
  });

  test('are told of any number, each client first', () => {
    const text = sellers.map((one) => `${one}_ID=${client(one)}\n${one}_SECRET=${secret(one)}\n`);

    expect(lines(text.join(''))).toEqual([2, 4, 6, 8]);
  });

  test('are told from what has the form of a secret and is another', () => {
    expect(lines(`X_SECRET=${secret('x')}\nA_ID=${client('a')}\nA_SECRET=${secret('a')}\n`)).toEqual([3]);
  });
});

describe('a half', () => {
  test('that is believed alone stays so, whatever stands beside it', () => {
    fc.assert(
      fc.property(anySet(), anySet(), fc.nat(9), (set, neighbour, gap) => {
        const half = `AWS_SECRET_ACCESS_KEY=${set.awsSecret}\n`;
        const [{ fingerprint } = { fingerprint: '' }] = detect(half);

        const beside = detect(`${half}${'\n'.repeat(gap)}${neighbour.awsKeyId}\n`);

        expect(beside.map((detection) => detection.fingerprint)).toContain(fingerprint);
      }),
      runs(50),
    );
  });

  test('is not believed for the sake of a documented example', () => {
    const [prefix, middle, end] = ['AKIA', 'IOSFODNN7', 'EXAMPLE'];

    expect(scan(`${prefix}${middle}${end}\n${awsSecret}`).detections).toMatchObject([{ isDocumented: true }]);
  });

  test('that nothing speaks for is nothing', () => {
    expect(scan(`token: ${awsSecret}`)).toEqual({ detections: [], known: [], suspicious: true });
  });

  test('without digits is an ID only beside a secret that is believed for its own sake', () => {
    const [prefix, body] = ['ASIA', 'ZQLMHTRCWXBVNKPD'];
    const letters = prefix + body;
    const words = `ASIA${'PACIFICSOUTHEAST'}`;

    expect(found(`area ${words}`)).toEqual([]);
    expect(found(`area ${words} ${awsSecret}`)).toEqual([]);
    expect(found(`area ${words}\nAWS_SECRET_ACCESS_KEY=${awsSecret}`)).toEqual(['pair 2+1']);
    expect(found(`area ${letters}`)).toEqual(['aws-access-key-id 1']);
  });
});
