/** docs/report.schema.json says what the JSON report is: all of it, and nothing else. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { complaintsBy } from '../support/json-schemas.ts';
import { costly, scanHistory, scanStagedHere } from '../support/keyhalt.ts';
import { aRepo } from '../support/repo.ts';
import { runs } from '../support/scanning.ts';

const text = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'report.schema.json'), 'utf8');

/** Keys that the schema does not know are fine for a reader of tomorrow's reports, and a gap in it here. */
const complaints = complaintsBy(
  JSON.parse(text, (_, value) =>
    value?.type === 'object' && value.properties ? { ...value, additionalProperties: false } : value,
  ),
);
const { awsKeyId, awsSecret, mwsToken } = fakes('schema');

describe('the schema of the JSON report', () => {
  test('is one that readers of today’s and tomorrow’s reports can use', () => {
    const report = { ...JSON.parse(renderJsonProblem({ message: 'x', hint: 'x' })), tomorrow: true };

    expect(complaintsBy(JSON.parse(text))(report)).toEqual([]);
    expect(complaints(report)).toEqual([' must NOT have additional properties']);
  });

  test('knows all that a commit and an audit can tell', async () => {
    const repo = aRepo()
      .commit('start', { 'a.env': `id = ${awsKeyId}\nsecret = ${awsSecret}\n`, 'keyhalt.toml': '' })
      .commit(`more ${mwsToken}`, { 'a.env': null })
      .stage({ 'b.env': `${mwsToken}\n${awsKeyId} # keyhalt:allow a demo\n` });

    const reports = [await scanHistory(repo), await scanStagedHere(repo)].map(({ stdout }) =>
      JSON.parse(stdout),
    );

    expect(reports.map(complaints)).toEqual([[], []]);
    expect(reports[0].findings[0]).toHaveProperty('exposure');
    expect(reports[1].allowed).toHaveLength(1);
  });

  test('knows a scan that ended before there was a report', () => {
    expect(complaints(JSON.parse(renderJsonProblem({ message: 'git failed', hint: 'Again.' })))).toEqual([]);
  });

  test.skipIf(!costly)('fits whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        expect(complaints(JSON.parse(renderJson(report)))).toEqual([]);
      }),
      runs(20),
    );
  });

  test.each([
    ['schemaVersion', 2],
    ['complete', 'yes'],
    ['findings', [{ ruleId: 'x' }]],
    ['errors', [{ message: 'x' }]],
    ['failOn', 'urgent'],
  ])('refuses %s: %j', (key, value) => {
    const report = JSON.parse(renderJsonProblem({ message: 'x', hint: 'x' }));

    expect(complaints({ ...report, [key]: value })).not.toEqual([]);
  });
});
