/** A secret that stands at several places is one finding, and one of its detections speaks for it. */
import { expect, test } from 'vitest';
import { findingsOf } from '../../src/findings/findings.ts';
import type { Detection } from '../../src/scan/detection.ts';
import { fakes } from '../support/fakes.ts';
import { scanner } from '../support/scanning.ts';

const { awsKeyId } = fakes('speaks');
const [detection] = scanner.scan(Buffer.from(`KEY=${awsKeyId}\n`)).detections;
const pairedWith: Detection['pairedWith'] = { ...detection!, masked: 'x' };

test.each<[string, Partial<Detection>, Partial<Detection>, string]>([
  ['of equals the first', {}, {}, 'a.env'],
  ['of two that stand with a key ID the first', { pairedWith }, { pairedWith }, 'a.env'],
  ['one that stands with a key ID', {}, { pairedWith }, 'b.env'],
  ['the first, where that one does', { pairedWith }, {}, 'a.env'],
  ['the most severe', { pairedWith, severity: 'high' }, { severity: 'critical' }, 'b.env'],
  [
    'the first, where that is the most severe',
    { severity: 'high' },
    { pairedWith, severity: 'low' },
    'a.env',
  ],
])('%s speaks', (_, first, second, speaker) => {
  const located = [
    { path: 'b.env', detection: { ...detection!, ...second, why: ['b.env'] } },
    { path: 'a.env', detection: { ...detection!, ...first, why: ['a.env'] } },
  ];

  const [{ finding }, ...others] = findingsOf(located) as [ReturnType<typeof findingsOf>[number]];

  expect(others).toEqual([]);
  expect(finding.why).toEqual([speaker]);
  expect(finding.appearances.map(({ path }) => path)).toEqual(['a.env', 'b.env']);
});
