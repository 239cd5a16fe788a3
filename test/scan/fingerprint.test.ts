import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readTrusted } from '../../src/model/pattern.ts';
import { fingerprintOf } from '../../src/scan/detection.ts';
import { Scanner } from '../../src/scan/scanner.ts';
import { fakes } from '../support/fakes.ts';
import { anyKind, anySet, detect, rules, runs, scan } from '../support/scanning.ts';

const { awsKeyId, awsSecret } = fakes('fingerprint');
const printOf = (text: string) => detect(text)[0]?.fingerprint;

describe('a fingerprint', () => {
  test('never changes: baselines and allow entries hold it', () => {
    expect(fingerprintOf('some-rule', 'some value')).toBe('kh1:74b4713711fc8777d8faf0a6834e1fb3');
  });

  test('is made from rule and value alone', () => {
    const digest = createHash('sha256').update(`aws-access-key-id\0${awsKeyId}`).digest('hex');

    expect(printOf(`x = ${awsKeyId}`)).toBe(`kh1:${digest.slice(0, 32)}`);
  });

  test('stays with a value wherever it goes', () => {
    const texts = [
      `a=${awsSecret} aws_secret`,
      `\n\n  AWS_SECRET: "${awsSecret}"`,
      `${awsKeyId}\n${awsSecret}`,
    ];
    const prints = texts.flatMap((text) => detect(text)).map(({ fingerprint }) => fingerprint);

    expect(new Set(prints).size).toBe(1);
  });

  test('is another one for another value', () => {
    fc.assert(
      fc.property(anyKind(), anySet(), anySet(), ([kind, label], set, other) => {
        fc.pre(set[kind] !== other[kind]);

        expect(printOf(`${label}${set[kind]}`)).not.toBe(printOf(`${label}${other[kind]}`));
      }),
      runs(50),
    );
  });
});

describe("a user's patterns", () => {
  const patterns = ['^AKIA', '^ASIA', awsKeyId.slice(8, 12), 'line', '^.{20}$'].map((source) =>
    readTrusted(source),
  );
  const matching = (text: string) =>
    new Scanner(rules, { patterns }).scan(Buffer.from(text)).detections.map(({ matches }) => matches);

  test('are tried on the secret and never on its line', () => {
    expect(matching(`line = ${awsKeyId}`)).toEqual([[0, 2, 4]]);
  });

  test('do not change what is found', () => {
    const { detections } = new Scanner(rules, { patterns }).scan(Buffer.from(`line = ${awsKeyId}`));

    expect(detections.map((detection) => ({ ...detection, matches: [] }))).toEqual(
      scan(`line = ${awsKeyId}`).detections,
    );
  });
});
