/** Halves that stand apart: one incident where it is clear which belong together, and never a guess. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fakes } from './support/fakes.ts';
import { reportOn } from './support/reports.ts';
import { runs } from './support/scanning.ts';

const one = fakes('one incident');
const two = fakes('another incident');
const id = ({ awsKeyId }: typeof one) => `const accessKeyId = '${awsKeyId}';\n`;
const secret = ({ awsSecret }: typeof one) => `AWS_SECRET_ACCESS_KEY=${awsSecret}\n`;

/** `.env+config.ts` for a pair over two files, the path alone for anything else. */
const incidents = (files: Record<string, string>): string[] =>
  reportOn(files).findings.map(({ appearances, pairedWith }) =>
    [...appearances, ...(pairedWith?.appearances ?? [])].map(({ path }) => path).join('+'),
  );

describe('an ID and a secret in different files', () => {
  test('are one incident with two places', () => {
    const [found, ...others] = reportOn({ 'src/config.ts': id(one), '.env': secret(one) }).findings;

    expect(others).toEqual([]);
    expect(found).toMatchObject({
      ruleId: 'aws-secret-access-key',
      severity: 'critical',
      account: expect.stringMatching(/^\d{12}$/),
      appearances: [{ path: '.env', line: 1 }],
      pairedWith: { ruleId: 'aws-access-key-id', appearances: [{ path: 'src/config.ts', line: 1 }] },
    });
    expect(found?.why[0]).toMatch(/^paired with AKIA\*+\w{4} in src\/config\.ts:1$/);
  });

  test('of two are paired by their folders', () => {
    expect(
      incidents({ 'a/id.ts': id(one), 'a/.env': secret(one), 'b/id.ts': id(two), 'b/.env': secret(two) }),
    ).toEqual(['a/.env+a/id.ts', 'b/.env+b/id.ts']);
  });

  test('are left alone where more than one could belong to the other', () => {
    const files = { 'id.ts': id(one), 'other.ts': id(two), '.env': secret(one) };

    expect(incidents(files).sort()).toEqual(['.env', 'id.ts', 'other.ts']);
    expect(incidents({ 'id.ts': id(one), 'a.env': secret(one), 'b.env': secret(two) }).sort()).toEqual([
      'a.env',
      'b.env',
      'id.ts',
    ]);
  });

  test('leave a pair that stands together alone', () => {
    const files = { 'pair.env': `id=${one.awsKeyId}\n${secret(one)}`, 'id.ts': id(two) };

    expect(incidents(files).sort()).toEqual(['id.ts', 'pair.env+pair.env']);
  });

  test('count as two where only one of them is left to report', () => {
    const allowed = { 'id.ts': id(one).replace(';', '; // keyhalt:allow public'), '.env': secret(one) };

    expect(incidents(allowed)).toEqual(['.env']);
  });
});

test('nothing that is found gets lost, however halves are spread over files', () => {
  const part = fc.record({
    path: fc.constantFrom('a/x', 'a/y', 'b/x', 'c'),
    set: fc.nat(3),
    half: fc.constantFrom('awsKeyId', 'awsSecret', 'mwsToken'),
  });
  const label = { awsKeyId: 'id=', awsSecret: 'AWS_SECRET_ACCESS_KEY=', mwsToken: '' } as const;

  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const files: Record<string, string> = {};
      for (const { path, set, half } of parts)
        files[path] = `${files[path] ?? ''}${label[half]}${fakes(`spread ${set}`)[half]}${'\n'.repeat(8)}`;

      const report = reportOn(files);

      const places = report.findings.flatMap(({ appearances, pairedWith }) => [
        ...appearances,
        ...(pairedWith?.appearances ?? []),
      ]);
      expect(places.map(({ path, line }) => `${path}:${line}`).sort()).toEqual(
        Object.entries(files)
          .flatMap(([path, text]) =>
            text.split('\n').flatMap((line, n) => (line === '' ? [] : [`${path}:${n + 1}`])),
          )
          .sort(),
      );
    }),
    runs(60),
  );
});
