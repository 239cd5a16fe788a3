import { expect, test } from 'vitest';
import { principalOf } from '../../src/respond/principal.ts';
import { arns, holders } from '../support/leaks.ts';

test.each(holders)('the ARN of %s says so', (holder) => {
  expect(principalOf(arns[holder])?.kind).toBe(holder);
});

test.each(['aws-cn', 'aws-us-gov', 'aws-iso-b', 'aws-eusc'])('in the partition %s, too', (partition) => {
  for (const holder of holders)
    expect(principalOf(arns[holder].replace('arn:aws:', `arn:${partition}:`))?.kind).toBe(holder);
});

test.each([
  '',
  'arn:aws:s3:::bucket',
  'arn:aws:iam::123456789012:group/ops',
  'arn:aws:iam::12345:user/deploy',
  'arn:other:iam::123456789012:user/deploy',
  'x arn:aws:iam::123456789012:root',
  'arn:aws:iam::123456789012:rooted',
])('%j is nobody’s', (arn) => {
  expect(principalOf(arn)?.kind ?? 'other').toBe('other');
});
