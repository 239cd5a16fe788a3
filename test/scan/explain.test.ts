/** What is explained: every match, also one that a scan drops before it is tried. */
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { fakes } from '../support/fakes.ts';
import { rules, scanner } from '../support/scanning.ts';

test.each([
  ['alone', 'aws_secret: '],
  ['behind a path', 'aws_secret: dir/'],
])('a digest %s has the gate that it does not pass', (_, before) => {
  const digest = createHash('sha1').update('').digest('hex');
  const bytes = Buffer.from(`one\n${before}${digest}\n`);

  const traces = scanner.explain(bytes, 2);

  const { checks } = rules.find(({ id }) => id === 'aws-secret-access-key')!;
  expect(traces.map(({ ruleId }) => ruleId)).toEqual(['aws-secret-access-key']);
  expect(traces[0]!.gates).toContainEqual({ gate: 'not-hex', passed: false });
  expect(traces[0]!.gates.map(({ gate }) => gate)).toEqual(checks);
  expect(scanner.scan(bytes).suspicious).toBe(false);
});

test.each([
  ['its name', 'aws_secret_access_key = ', 'the name before it says so'],
  ['a comment', 'x = ', 'a comment beside it says so', ' # aws secret access key'],
  ['what stands around it', 'aws configure <<EOF\n', 'what stands around it says so'],
])('by %s a secret is told as one', (_, before, why, behind = '') => {
  const { awsSecret } = fakes('told');

  const { detections } = scanner.scan(Buffer.from(`${before}${awsSecret}${behind}\n`));

  expect(detections.map((found) => found.why[0])).toEqual([why]);
});
