/** What a JSON report told is what is read from it again. */
import { describe, expect, test } from 'vitest';
import { scan } from '../../src/commands/scan.ts';
import type { Appearance, Finding, PairedKey } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { readReport } from '../../src/report/read-report.ts';
import { fakes } from '../support/fakes.ts';
import { aRepo } from '../support/repo.ts';
import { reportOn } from '../support/reports.ts';
import { scanner } from '../support/scanning.ts';

const fake = fakes('read report');
const pair = `aws_access_key_id = ${fake.awsKeyId}\naws_secret_access_key = ${fake.awsSecret}\n`;
const same = (text: string) => text;
const read = (report: Report) => readReport(renderJson(report), 'old.json', same);

/** As much of a place as JSON has. */
const placeOf = ({ path, line, column, width, excerpt, blob, commit, author, time }: Appearance) => ({
  ...{ path, line, column, width, excerpt, blob, commit, author, time },
});
const keyOf = ({ appearances = [], ...key }: PairedKey) => ({
  ...key,
  appearances: appearances.map(placeOf),
});
const told = ({ appearances, pairedWith, alsoPairedWith, pairsWith: _, ...rest }: Finding) => ({
  ...rest,
  pairedWith: pairedWith && keyOf(pairedWith),
  alsoPairedWith: alsoPairedWith?.map(keyOf),
  appearances: appearances.map(placeOf),
});

test('all of a finding comes back: pair, places, people and exposure', async () => {
  const repo = aRepo()
    .commit('start', { 'a.env': pair, 'b.env': `key = ${fakes('other').awsKeyId}\n` })
    .commit('later', { 'd.env': `key = ${fakes('third').awsKeyId}\n` })
    .commit('gone', { 'a.env': null, 'd.env': null, 'sub/c.env': `${pair}# keyhalt:allow it is closed\n` });
  const report = await scan({ cwd: repo.root, env: repo.env }, { history: true }, { now: new Date() });

  const { findings, what, complete } = read(report);

  expect(report.findings.length).toBeGreaterThan(1);
  expect(report.findings.some(({ exposure }) => exposure?.gone !== undefined)).toBe(true);
  expect(findings.map(told)).toEqual(report.findings.map(told));
  expect({ what, complete }).toEqual({ what: report.what, complete: true });
});

test('so does what was allowed', () => {
  const report = reportOn({ 'a.env': `key = ${fake.awsKeyId} # keyhalt:allow a tripwire\n` });

  expect(report.findings).toEqual([]);
  expect(read(report).allowed.map(told)).toEqual(report.allowed.map(({ finding }) => told(finding)));
});

test('nothing that a file says is shown as it is: no secret, and nothing that moves a cursor', () => {
  const report = JSON.parse(renderJson(reportOn({ 'a.env': pair })));
  report.findings[0].why = [`see ${fake.awsSecret} of aws_secret_access_key=${fake.awsSecret}`];
  report.findings[0].appearances[0].path = '\u001b[2Jgone';

  const [finding] = readReport(JSON.stringify(report), 'x', (text) => scanner.redact(text)).findings;

  expect(JSON.stringify(finding)).not.toContain(fake.awsSecret);
  expect(finding!.appearances[0]!.path).toBe('\\u{1b}[2Jgone');
});

describe('what is no report is a mistake with a hint', () => {
  const json = () => JSON.parse(renderJson(reportOn({ 'a.env': pair })));
  const foreign = (report: unknown) => JSON.stringify(report);

  test.each<[string, string, RegExp]>([
    ['text', `no report ${fake.awsSecret}`, /^x is no JSON report of keyhalt: it is no JSON$/],
    ['a list', '[]', /its schemaVersion is not/],
    ['another version', foreign({ ...json(), schemaVersion: 2 }), /its schemaVersion is not/],
    [
      'no fingerprint',
      foreign({ ...json(), findings: [{ ...json().findings[0], fingerprint: 'kh1:7' }] }),
      /its findings\.0\.fingerprint is not/,
    ],
    [
      'no place',
      foreign({ ...json(), findings: [{ ...json().findings[0], appearances: [] }] }),
      /stands at no place/,
    ],
    [
      'a blob that is an option',
      foreign({
        ...json(),
        findings: [
          {
            ...json().findings[0],
            appearances: [{ ...json().findings[0].appearances[0], blob: '--textconv' }],
          },
        ],
      }),
      /appearances\.0\.blob is not/,
    ],
    [
      'a scan that never began',
      renderJsonProblem({ message: 'no git', hint: 'get it' }),
      /ended before there was a report/,
    ],
  ])('%s', (_, content, words) => {
    const failure = (() => {
      try {
        return readReport(content, 'x', same);
      } catch (error) {
        return error as Error;
      }
    })() as Error & { hint: string };

    expect(failure).toBeInstanceOf(Error);
    expect(failure.message).toMatch(words);
    expect(failure.message + failure.hint).not.toContain(fake.awsSecret);
    expect(failure.hint).not.toBe('');
  });
});
