/** A value that something is glued to, or that goes on below: found, and always the same one. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { without, wrapped } from '../support/looks.ts';
import { scan } from '../support/scanning.ts';

describe('a secret that a path is glued to', () => {
  const { awsSecret, awsKeyId } = fakes('glued');

  test.each([
    ['behind it', `aws_secret=vault/prod/${awsSecret}`],
    ['in front of it', `aws_secret=${awsSecret}/prod`],
    ['on both sides', `aws_secret=/a/${awsSecret}/b`],
    ['its own ID', `s3://${awsKeyId}/${awsSecret}/bucket`],
  ])('%s is found', (_, text) => {
    expect(scan(text).detections.map(({ ruleId }) => ruleId)).toContain('aws-secret-access-key');
    expect(
      without('glued')
        .scan(Buffer.from(text))
        .detections.map(({ ruleId }) => ruleId),
    ).not.toContain('aws-secret-access-key');
  });

  rare('must look random, for the cut may be wrong', () => {
    const words = 'zaqwsxcd+erfvbgty+hnmjuiklo1+pqazwsxedcrfv'.slice(0, 40);

    expect(scan(`aws_secret=${words}`).detections).toHaveLength(1);
    expect(scan(`aws_secret=dir/${words}`).detections).toEqual([]);
  });

  test('is none when it reads like a path itself', () => {
    expect(scan(`aws_secret=${'/usr/local/share/SecretManager/versions/Current/lib'}`).detections).toEqual(
      [],
    );
  });
});

describe('a value that is too short, above the next setting', () => {
  const { awsKeyId } = fakes('cut');

  test.each([
    ['AWS_REGION=x\n', 19],
    ['AWS_REGION=\n', 19],
    ['AWS_SECRET_ACCESS_KEY=abc123\n', 17],
    ['AB_C=x', 18],
  ])('is not made whole by its name: %j', (next, length) => {
    expect(scan(`AWS_ACCESS_KEY_ID=${awsKeyId.slice(0, length)}\n${next}`).detections).toEqual([]);
    expect(scan(`+ID=${awsKeyId.slice(0, length)}\n+${next}`).detections).toEqual([]);
  });
});

describe('a value on lines that go on below', () => {
  const { awsSecret, sessionToken } = fakes('folded');
  const lines = (value: string, ...lengths: number[]): string => {
    let rest = value;
    const parts = lengths.map((length) => {
      const part = rest.slice(0, length);
      rest = rest.slice(length);
      return part;
    });
    return [...parts, rest].map((part) => `  ${part}\n`).join('');
  };

  test.each([
    ['two lines and the end', lines(awsSecret, 20)],
    ['two lines and a word', `${lines(awsSecret, 20)}  EOF\n`],
    ['two lines of other lengths and a word', `${lines(awsSecret, 13)}  EOF\n`],
    ['two lines and two words', `${lines(awsSecret, 20)}  DONE\nexit\n`],
    ['three lines and a word', `${lines(awsSecret, 14, 14)}  EOF\n`],
    ['two lines and a name', `${lines(awsSecret, 20)}region: eu-central-1\n`],
    ['two lines and a long line', `${lines(awsSecret, 20)}${'QmFzZTY0'.repeat(800)}\n`],
  ])('is found: %s', (_, value) => {
    const { detections } = scan(`aws_secret_access_key: >-\n${value}`);

    expect(detections.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  });

  rare('has one fingerprint, whatever follows', () => {
    const full = sessionToken.slice(0, 5 * 76);
    const long = `${Array.from({ length: 12 }, (_, n) => fakes(`long ${n}`).sessionToken.slice(20)).join('')}\n`;
    for (const [value, ...others] of [
      [sessionToken, 'EOF\n', `${'QmFzZTY0'.repeat(8)}\n`, long],
      [full, long],
    ] as const) {
      const wrappedValue = `token: |\n  ${wrapped(value, 76, '\n  ')}\n`;
      const fingerprints = (rest: string) =>
        scan(wrappedValue + rest).detections.map(({ fingerprint }) => fingerprint);

      expect(fingerprints('')).toHaveLength(1);
      for (const rest of others) expect(fingerprints(rest)).toEqual(fingerprints(''));
    }
  });
});
