import { expect, test } from 'vitest';
import { keyIdOf, kindOf, kindsOfRules } from '../../src/respond/kind.ts';
import { fakes } from '../support/fakes.ts';
import { findingOf, findings, kinds, mask, placeOf } from '../support/leaks.ts';
import { reportOn } from '../support/reports.ts';
import { allRules } from '../support/scanning.ts';

const paired = (masked: string) => ({
  ruleId: 'aws-access-key-id',
  fingerprint: `kh1:${'f'.repeat(32)}`,
  masked,
  line: 2,
});

test('every built-in rule has a kind, on purpose', () => {
  expect(Object.keys(kindsOfRules).sort()).toEqual(allRules.map(({ id }) => id).sort());
});

test.each(kinds)('there is a finding of the kind %s', (kind) => {
  expect(kindOf(findings[kind])).toBe(kind);
});

test('a rule of a user’s own tells no kind, whatever it is called', () => {
  for (const ruleId of ['acme-token', 'own-aws-credential', 'toString', '__proto__', 'constructor'])
    expect(kindOf(findingOf(ruleId))).toBe('unknown');
});

test.each([
  ['AKIA', 'long-term-key'],
  ['ASIA', 'temporary-key'],
  ['ABIA', 'other-key-id'],
  ['ACCA', 'other-key-id'],
])('a secret that stands beside %s is what its ID says: %s', (prefix, kind) => {
  const finding = findingOf('aws-secret-access-key', { pairedWith: paired(mask(prefix)) });

  expect(kindOf(finding)).toBe(kind);
  expect(keyIdOf(finding)).toBe(mask(prefix));
});

test('an ID that was not shown as one is none', () => {
  const [hidden, short] = ['****', 'AKIA****WXYZ'];

  expect(kindOf(findingOf('aws-access-key-id', { appearances: [placeOf(hidden)] }))).toBe('unknown');
  expect(kindOf(findingOf('aws-secret-access-key', { pairedWith: paired(short) }))).toBe('secret-key-alone');
});

test('an ID is found in an excerpt that does not say where it is, as long as there is one only', () => {
  const shown = (excerpt: string) =>
    findingOf('aws-access-key-id', {
      appearances: [placeOf('', { excerpt, mark: { start: 0, length: 0 } })],
    });

  expect(keyIdOf(shown(`a=${mask('AKIA')} b=${mask('AKIA')}`))).toBe(mask('AKIA'));
  expect(keyIdOf(shown(`a=${mask('AKIA')} b=${mask('ASIA')}`))).toBeUndefined();
});

test('what a scan finds has the kind that it is', () => {
  const { awsKeyId, awsTemporaryKeyId, awsSecret, sessionToken, bedrockLong, bedrockShort } = fakes();
  const { findings: found } = reportOn({
    long: `aws_access_key_id=${awsKeyId}\naws_secret_access_key=${awsSecret}\n`,
    short: `aws_access_key_id=${awsTemporaryKeyId}\n`,
    token: sessionToken,
    bedrock: `${bedrockLong}\n${bedrockShort}\n`,
  });

  expect(found.map(kindOf).sort()).toEqual([
    'bedrock-long-term-key',
    'bedrock-short-term-key',
    'long-term-key',
    'session-token',
    'temporary-key',
  ]);
});
