/** Halves that stand apart: one incident where it is clear which belong together, and never a guess. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findingsOf } from '../../src/findings/findings.ts';
import { incidentsOf } from '../../src/findings/incidents.ts';
import type { Finding, PairedKey } from '../../src/model/finding.ts';
import { entriesFor, printBaseline, readBaseline } from '../../src/policy/baseline.ts';
import { defaultPolicy } from '../../src/policy/policy.ts';
import { fakes } from '../support/fakes.ts';
import { reportOn } from '../support/reports.ts';
import { runs, scan } from '../support/scanning.ts';

const one = fakes('one incident');
const two = fakes('another incident');
const id = ({ awsKeyId }: typeof one) => `const accessKeyId = '${awsKeyId}';\n`;
const secret = ({ awsSecret }: typeof one) => `AWS_SECRET_ACCESS_KEY=${awsSecret}\n`;

/** `.env+config.ts` for a pair over two files, the path alone for anything else. */
const incidents = (files: Record<string, string>): string[] =>
  reportOn(files).findings.map((finding) =>
    [...finding.appearances, ...keysOf(finding).flatMap(({ appearances = [] }) => appearances)]
      .map(({ path }) => path)
      .join('+'),
  );

const keysOf = ({ pairedWith, alsoPairedWith }: Finding): PairedKey[] =>
  [pairedWith ?? [], alsoPairedWith ?? []].flat();

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

describe('several IDs beside the same secret', () => {
  const three = fakes('a third');
  const files = {
    'a.env': `id=${one.awsKeyId}\n${secret(one)}`,
    'b.env': `id=${two.awsKeyId}\n${secret(one)}`,
    'c.env': `id=${three.awsKeyId}\n${secret(one)}`,
    'd.env': `id=${two.awsKeyId}\n${secret(one)}`,
  };

  test('are one incident that names each of them with all its places', () => {
    const { findings } = reportOn(files);

    expect(findings).toHaveLength(1);
    expect(
      keysOf(findings[0]!).map(({ masked, account, appearances = [] }) => [
        masked.slice(-4),
        account?.length,
        appearances.map(({ path, line }) => `${path}:${line}`).join(),
      ]),
    ).toEqual([
      [one.awsKeyId.slice(-4), 12, 'a.env:1'],
      [two.awsKeyId.slice(-4), 12, 'b.env:1,d.env:1'],
      [three.awsKeyId.slice(-4), 12, 'c.env:1'],
    ]);
  });

  test('are named where the first of them is allowed, and where a place without one is found first', () => {
    const allowed = { ...files, 'a.env': `id=${one.awsKeyId} # keyhalt:allow public\n${secret(one)}` };
    const [found] = reportOn(allowed).findings;
    const [other] = reportOn({ 'a.env': secret(one), 'b.env': files['b.env'] }).findings;

    expect(keysOf(found!).map(({ appearances = [] }) => appearances.length)).toEqual([0, 2, 1]);
    expect(other).toMatchObject({
      appearances: [{ path: 'a.env' }, { path: 'b.env' }],
      pairedWith: { path: 'b.env', line: 1, appearances: [{ path: 'b.env' }] },
      why: expect.arrayContaining([expect.stringMatching(/^paired with AKIA\*+\w{4} in b\.env:1$/)]),
    });
  });

  test('are all in a baseline made of them', () => {
    const entries = entriesFor(reportOn(files).findings);
    const baseline = readBaseline(printBaseline(entries), 'keyhalt.baseline');

    expect(entries.map(({ path }) => path)).toEqual(['a.env', 'a.env', 'b.env', 'c.env']);
    expect(reportOn(files, {}, { ...defaultPolicy, baseline }).findings).toEqual([]);
  });

  test('are shown in full although a character of two halves stands before them', () => {
    const [found] = reportOn({ 'id.ts': `/* 🔑🔑 */ ${id(one)}`, '.env': secret(one) }).findings;

    expect(found?.pairedWith?.masked).toMatch(/^AKIA\*{12}\w{4}$/);
  });

  test('are put together in a time that grows with their number', () => {
    const found = findingsOf(
      scan(files['a.env']).detections.map((detection) => ({ detection, path: 'a.env' })),
    ).map(({ finding }) => finding);
    const many = found.map((finding) => ({
      ...finding,
      appearances: Array(300_000).fill(finding.appearances[0]),
    }));

    // In a time that grows with its square, this would take minutes.
    const [incident] = incidentsOf(many);

    expect(keysOf(incident!)[0]?.appearances).toHaveLength(300_000);
  });
});

describe('however halves are spread over files', () => {
  const part = fc.record({
    path: fc.constantFrom('a/x', 'a/y', 'b/x', 'c'),
    set: fc.nat(2),
    half: fc.constantFrom('awsKeyId', 'awsSecret', 'awsSecret', 'mwsToken'),
    gap: fc.constantFrom(1, 1, 8),
  });
  const label = { awsKeyId: 'id=', awsSecret: 'AWS_SECRET_ACCESS_KEY=', mwsToken: '' } as const;
  const anyFiles = fc.array(part, { maxLength: 14 }).map((parts) => {
    const files: Record<string, string> = {};
    for (const { path, set, half, gap } of parts)
      files[path] = `${files[path] ?? ''}${label[half]}${fakes(`spread ${set}`)[half]}${'\n'.repeat(gap)}`;
    return files;
  });

  test('nothing that is found gets lost', () => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const { findings } = reportOn(files);

        const places = findings.flatMap((finding) =>
          [finding, ...keysOf(finding)].flatMap(({ ruleId, fingerprint, appearances = [] }) =>
            appearances.map(({ path, line }) => `${path}:${line} ${ruleId} ${fingerprint}`),
          ),
        );
        expect(places.sort()).toEqual(
          Object.entries(files)
            .flatMap(([path, text]) =>
              scan(text).detections.map(
                ({ line, ruleId, fingerprint }) => `${path}:${line} ${ruleId} ${fingerprint}`,
              ),
            )
            .sort(),
        );
      }),
      runs(60),
    );
  });

  test('a baseline of all of them leaves nothing to report', () => {
    fc.assert(
      fc.property(anyFiles, (files) => {
        const baseline = readBaseline(
          printBaseline(entriesFor(reportOn(files).findings)),
          'keyhalt.baseline',
        );

        const { findings, policy } = reportOn(files, {}, { ...defaultPolicy, baseline });

        expect(findings).toEqual([]);
        expect(policy.unused).toEqual([]);
      }),
      runs(60),
    );
  });
});
