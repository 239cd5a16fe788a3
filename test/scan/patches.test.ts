/** Added lines of a patch: the `+` in front of each is no part of what begins the line. */
import { describe, expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { kinds, scan } from '../support/scanning.ts';

const set = fakes('patches');
const found = (text: string) => scan(text).detections.map(({ ruleId, line }) => `${line} ${ruleId}`);
const patch = (...added: string[]): string =>
  ['--- a/notes', '+++ b/notes', '@@ -0,0 +1 @@', ...added.map((line) => `+${line}`), ''].join('\n');

describe('what begins an added line is found', () => {
  test.each(kinds)('%s', (kind, _, rule) => {
    expect(found(patch('AWS secret', set[kind]))).toEqual([`5 ${rule}`]);
  });

  test('in a JSON string', () => {
    const text = JSON.stringify({ patch: patch('AWS secret', set.awsSecret) });

    expect(found(text)).toEqual(['1 aws-secret-access-key']);
  });

  test('beside its other half', () => {
    const text = patch('Access key', set.awsKeyId, 'Secret access key', set.awsSecret);

    expect(found(text)).toEqual(['5 aws-access-key-id', '7 aws-secret-access-key']);
  });

  test('in a diff by words', () => {
    expect(found(`AWS_SECRET_ACCESS_KEY=[-none-]{+${set.awsSecret}+}\n`)).toEqual([
      '1 aws-secret-access-key',
    ]);
  });

  test('wrapped over several lines', () => {
    const lines = set.sessionToken.match(/.{1,70}/g)!;

    expect(found(patch(...lines))).toEqual(['4 aws-session-token']);
  });
});
