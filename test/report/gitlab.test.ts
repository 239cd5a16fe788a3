import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Problem, Report } from '../../src/model/report.ts';
import { renderedProblem } from '../../src/report/formats.ts';
import { renderGitLab } from '../../src/report/gitlab.ts';
import { fakes } from '../support/fakes.ts';
import { gitLabSchema } from '../support/gitlab-schema.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { complaintsBy } from '../support/json-schemas.ts';
import { reportOn } from '../support/reports.ts';
import { rules, runs } from '../support/scanning.ts';

const around = { version: '1.2.3', rules, now: new Date('2026-01-01T00:00:10.9Z') };
const complaints = complaintsBy(gitLabSchema);
const { awsKeyId, mwsToken } = fakes('gitlab');

const render = (report: Report) => {
  const value = JSON.parse(renderGitLab(report, around));
  expect(complaints(value)).toEqual([]);
  return value;
};

describe('a report for GitLab', () => {
  test('has a vulnerability for a finding, told apart by its rule and its place', () => {
    const report = reportOn({ 'src/a.env': `KEY=${awsKeyId}` });

    const { vulnerabilities, scan, version } = render(report);

    expect(version).toBe('15.0.1');
    expect(scan).toMatchObject({ status: 'success', end_time: '2026-01-01T00:00:10', messages: [] });
    expect(vulnerabilities).toMatchObject([
      {
        id: expect.stringMatching(/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
        name: 'AWS access key ID',
        severity: 'Medium',
        identifiers: [{ value: 'aws-access-key-id' }, { value: '798' }],
        location: { file: 'src/a.env', start_line: 1, commit: { sha: '0000000' } },
      },
    ]);
    expect(vulnerabilities[0]).not.toHaveProperty('raw_source_code_extract');
  });

  test('names the commit, and all places where there are more', () => {
    const report = reportOn({ 'a.env': mwsToken, 'b.env': mwsToken });
    const [finding] = report.findings;
    const appearances = finding!.appearances.map((place) => ({
      ...place,
      commit: 'c'.repeat(40),
      author: 'Ada',
      time: 1_700_000_000,
    }));

    const { vulnerabilities } = render({ ...report, findings: [{ ...finding!, appearances }] });

    expect(vulnerabilities[0]).toMatchObject({
      location: { commit: { sha: 'c'.repeat(40), author: 'Ada', date: '2023-11-14T22:13:20Z' } },
      details: {
        places: { name: '2 places', items: [{}, { value: `b.env:1:1 in commit ${'c'.repeat(40)}` }] },
      },
    });
  });

  test('says that the scan failed, and why', async () => {
    const problem = { message: 'git failed', hint: 'Try again.' };

    const value = JSON.parse(await renderedProblem('gitlab', problem, around));

    expect(complaints(value)).toEqual([]);
    expect(value.scan).toMatchObject({
      status: 'failure',
      messages: [{ level: 'fatal', value: 'git failed. Try again.' }],
    });
  });

  test('says what was not scanned, and how much was allowed', () => {
    const { scan } = render(
      reportOn(
        { a: `${mwsToken} # keyhalt:allow retired` },
        { skipped: [{ path: 'lib', reason: 'submodule' }], notes: ['an entry has expired'] },
      ),
    );

    expect(scan.messages).toEqual([
      { level: 'warn', value: 'an entry has expired' },
      { level: 'info', value: 'not scanned: 1 submodule (lib)' },
      { level: 'info', value: 'allowed: 1 place' },
    ]);
  });

  test.each([
    [100, 'one is missing. Fetch it.'],
    [101, '… and 1 more error'],
  ])('of %i errors counts those that are too many', (count, last) => {
    const errors = Array<Problem>(count).fill({ message: 'one is missing', hint: 'Fetch it.' });

    const { scan } = render(reportOn({}, { complete: false, errors }));

    expect(scan.messages.at(-1).value).toBe(last);
  });

  test('has no Markdown of a repository in what GitLab shows as Markdown', () => {
    const report = reportOn({ a: awsKeyId });
    const [finding] = report.findings;
    const path = '[x](http://x) <img src=x> @all a.tgz!b';
    const appearances = [{ ...finding!.appearances[0]!, path, archive: 'a.tgz' }];

    const [{ description }] = render({ ...report, findings: [{ ...finding!, appearances }] }).vulnerabilities;

    expect(description.replaceAll(/<\/?code>/g, '')).not.toMatch(/[[\]<>@!`*]/);
    expect(description).toContain('a.tgz');
  });

  test('is taken by GitLab whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const { vulnerabilities, scan } = render(report);

        expect(vulnerabilities).toHaveLength(report.findings.length);
        expect(scan.status).toBe(report.complete ? 'success' : 'failure');
      }),
      runs(40),
    );
  });
});
