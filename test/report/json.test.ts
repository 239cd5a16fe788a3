import { describe, expect, test } from 'vitest';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { fakes } from '../support/fakes.ts';
import { rare } from '../support/keyhalt.ts';
import { reportOn } from '../support/reports.ts';
import { detect, scan } from '../support/scanning.ts';

interface Place {
  readonly path: string;
  readonly fingerprint: string;
}

const { awsKeyId, awsSecret, mwsToken } = fakes('json');

describe('a report as JSON', () => {
  test('has the shape of version 1', () => {
    const text = `id = ${awsKeyId}\nsecret = ${awsSecret}\n`;
    const [found] = detect(text);

    const value = JSON.parse(renderJson(reportOn({ 'a.env': text, 'b.env': text })));

    const blob = 'b'.repeat(40);
    const place = {
      line: 2,
      column: 10,
      endLine: 2,
      endColumn: 50,
      excerpt: `secret = ${'*'.repeat(40)}`,
      blob,
    };
    const idPlace = {
      line: 1,
      column: 6,
      endLine: 1,
      endColumn: 26,
      excerpt: `id = ${found?.pairedWith?.masked}`,
      blob,
    };
    const secret = { ruleId: 'aws-secret-access-key', fingerprint: found?.fingerprint };
    const id = { ruleId: 'aws-access-key-id', fingerprint: found?.pairedWith?.fingerprint };
    expect(value).toEqual({
      schemaVersion: 1,
      complete: true,
      what: 'staged content',
      failOn: 'medium',
      findings: [
        {
          ruleId: 'aws-secret-access-key',
          description: 'AWS secret access key',
          severity: 'critical',
          fingerprint: found?.fingerprint,
          entropy: found?.entropy,
          why: found?.why,
          account: found?.account,
          pairedWith: { ...found?.pairedWith, path: 'a.env', blob },
          path: 'a.env',
          ...place,
          appearances: [
            { ...secret, path: 'a.env', ...place },
            { ...secret, path: 'b.env', ...place },
            { ...id, path: 'a.env', ...idPlace },
            { ...id, path: 'b.env', ...idPlace },
          ],
        },
      ],
      allowed: [],
      proposed: [],
      policy: { entries: 0, used: 0, unused: [], expired: [] },
      skipped: [],
      errors: [],
      notes: [],
      coverage: { asked: 2, scanned: 2, bytes: 1234, compared: 0, kinds: {} },
    });
  });

  test('names every key ID of an incident, with its places', () => {
    const ids = [awsKeyId, fakes('second').awsKeyId];
    const [first, second] = ids.map((id) => `id = ${id}\nsecret = ${awsSecret}\n`) as [string, string];

    const { findings } = JSON.parse(
      renderJson(reportOn({ 'a.env': first, 'b.env': second, 'c.env': second })),
    );

    const [id, other] = ids.map((one) => scan(one).detections[0]!.fingerprint);
    expect(findings).toMatchObject([
      {
        pairedWith: { fingerprint: id, path: 'a.env', line: 1 },
        alsoPairedWith: [{ fingerprint: other, path: 'b.env', line: 1, masked: expect.any(String) }],
      },
    ]);
    expect(
      findings[0].appearances.slice(3).map(({ path, fingerprint }: Place) => [path, fingerprint]),
    ).toEqual([
      ['a.env', id],
      ['b.env', other],
      ['c.env', other],
    ]);
  });

  test('lists what was allowed, by what and why, and what was not read', () => {
    const report = reportOn(
      { 'a.env': `${mwsToken} # keyhalt:allow retired` },
      { skipped: [{ path: 'lib', reason: 'submodule' }] },
    );

    const { findings, allowed, skipped } = JSON.parse(renderJson(report));

    expect(findings).toEqual([]);
    expect(skipped).toEqual([{ path: 'lib', reason: 'submodule' }]);
    expect(allowed).toMatchObject([
      {
        ruleId: 'amazon-mws-auth-token',
        path: 'a.env',
        line: 1,
        by: 'comment keyhalt:allow',
        reason: 'retired',
      },
    ]);
  });

  test('ends with a line feed, and holds no byte that a terminal would obey', () => {
    const text = renderJson(
      reportOn({ 'a.env': `\u001b[2J${awsKeyId.slice(0, 0)} ${awsKeyId} \u202e\u0007` }),
    );

    expect(text).toMatch(/\}\n$/);
    expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('is a report, too, when the run could not be completed', () => {
    expect(JSON.parse(renderJsonProblem({ message: 'git failed', hint: 'Try again.' }))).toEqual({
      schemaVersion: 1,
      complete: false,
      findings: [],
      allowed: [],
      proposed: [],
      skipped: [],
      errors: [{ message: 'git failed', hint: 'Try again.' }],
      coverage: { asked: 0, scanned: 0, bytes: 0, compared: 0, kinds: {} },
    });
  });

  rare('tells the refs of all findings as far as there is room for them', () => {
    const refs = Array.from({ length: 30_000 }, (_, at) => `refs/tags/${at}`);
    const told = (findings: number) => {
      const report = reportOn({ f: `KEY=${fakes().awsKeyId}\n` });
      const moment = { commit: 'a'.repeat(40), author: 'Ada', time: 0 };
      const stay = { reintroduced: 0, isAtHead: true, days: 1, isPushed: false };
      const one = { ...report.findings[0]!, exposure: { first: moment, last: moment, ...stay, refs } };
      return JSON.parse(renderJson({ ...report, findings: Array(findings).fill(one) })).findings.map(
        ({ exposure }: { exposure: { refs: string[]; refsLeftOut?: number } }) => [
          exposure.refs.length,
          exposure.refsLeftOut,
        ],
      );
    };

    expect(told(1)).toEqual([[30_000, undefined]]);
    expect(told(50)).toEqual(Array(50).fill([20_000, 10_000]));
    expect(told(10_001)[0]).toEqual([100, 29_900]);
  });
});
