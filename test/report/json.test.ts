import { describe, expect, test } from 'vitest';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { fakes } from '../support/fakes.ts';
import { reportOn } from '../support/reports.ts';
import { detect } from '../support/scanning.ts';

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
    const [secret, id] = ['aws-secret-access-key', 'aws-access-key-id'];
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
            { ruleId: secret, path: 'a.env', ...place },
            { ruleId: secret, path: 'b.env', ...place },
            { ruleId: id, path: 'a.env', ...idPlace },
            { ruleId: id, path: 'b.env', ...idPlace },
          ],
        },
      ],
      allowed: [],
      proposed: [],
      policy: { entries: 0, used: 0, unused: [], expired: [] },
      skipped: [],
      errors: [],
      notes: [],
      coverage: { asked: 2, scanned: 2, bytes: 1234, compared: 0 },
    });
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
    });
  });
});
