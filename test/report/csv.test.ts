import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Finding } from '../../src/model/finding.ts';
import type { Report } from '../../src/model/report.ts';
import { renderCsv } from '../../src/report/csv.ts';
import { aFinding, auditOf, now } from '../support/audits.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport, anyHostileText } from '../support/hostile-reports.ts';
import { reportOn } from '../support/reports.ts';
import { rules, runs } from '../support/scanning.ts';

const { awsKeyId, awsSecret, mwsToken } = fakes('csv');

const csv = (report: Report): string => renderCsv(report, { rules });

/** As a strict reader has it: every row has as many cells as the first one. */
const rowsOf = (report: Report): Record<string, string>[] => parse(csv(report), { columns: true });

/** What OWASP calls CSV injection: signs that make Excel, LibreOffice or Google Sheets calculate, and blanks before them. */
const isFormula = (text: string): boolean => /^[\s"\0]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/.test(text);

describe('a report as CSV', () => {
  test('has a row for each place of a finding, those of its key IDs, too', () => {
    const text = `id = ${awsKeyId}\nsecret = ${awsSecret}\n`;
    const report = reportOn({ 'a.env': text, 'b.env': text });

    expect(rowsOf(report).map(({ kind, rule, path, line }) => [kind, rule, path, line])).toEqual([
      ['finding', 'aws-secret-access-key', 'a.env', '2'],
      ['finding', 'aws-secret-access-key', 'b.env', '2'],
      ['finding', 'aws-access-key-id', 'a.env', '1'],
      ['finding', 'aws-access-key-id', 'b.env', '1'],
    ]);
  });

  test('tells of a key ID what it is itself, and which secret it belongs to', () => {
    const report = reportOn({ 'a.env': `id = ${awsKeyId}\nsecret = ${awsSecret}\n` });
    const [{ fingerprint, pairedWith }] = report.findings as [Finding];

    const [secret, id] = rowsOf(report);

    expect(secret).toMatchObject({ description: 'AWS secret access key', fingerprint });
    expect(id).toMatchObject({
      severity: 'critical',
      description: 'AWS access key ID',
      fingerprint: pairedWith!.fingerprint,
      note: `key ID of ${fingerprint}`,
    });
  });

  test('has rows for what was allowed, not scanned, and not read', () => {
    const report = reportOn(
      { a: `${mwsToken} # keyhalt:allow retired` },
      {
        complete: false,
        errors: [{ message: 'missing', hint: 'Fetch it.' }],
        skipped: [{ path: 'lib', reason: 'submodule' }],
      },
    );

    expect(rowsOf(report)).toMatchObject([
      { kind: 'error', description: 'missing', note: 'Fetch it.' },
      { kind: 'allowed', path: 'a', note: 'comment keyhalt:allow: retired' },
      { kind: 'skipped', path: 'lib', note: 'submodule' },
    ]);
  });

  test('has of each place the commit that it came in with, who made that, and when, as far as it is known', () => {
    const { commit: _, author: __, time: ___, ...apart } = aFinding(2).appearances[0]!;

    const rows = rowsOf(auditOf([aFinding(1, {}, { time: now }), aFinding(2, { appearances: [apart] })]));

    expect(rows.filter(({ kind }) => kind === 'finding')).toMatchObject([
      {
        commit: '1'.padStart(40, '0'),
        author: 'Dev 1 <dev1@example.com>',
        date: '2026-09-21T14:13:20Z',
      },
      { commit: '', author: '', date: '' },
    ]);
  });

  test('has its columns, and nothing else, when there is nothing to tell', () => {
    expect(csv(reportOn({}))).toMatch(/^"kind","severity",.*"note"\n$/);
  });

  test.each([
    ['=cmd|"/c calc"!A1', `'=cmd|"/c calc"!A1`],
    ['+1', "'+1"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1', "'\t=1"],
    ['\r=1', "'\\r=1"],
    ['  =1', "'  =1"],
    ['"=1', `'"=1`],
    ['＝1', "'＝1"],
    ['a=1', 'a=1'],
    ['a,"b"\nc', 'a,"b"\\nc'],
  ])('writes the path %j as %j', (path, cell) => {
    expect(rowsOf(reportOn({ [path]: awsKeyId }))).toMatchObject([{ path: cell }]);
  });

  test('has no cell that a spreadsheet calculates, and no row too many, whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), anyHostileText(), (report, what) => {
        const rows = rowsOf({ ...report, what });

        const places = [...report.findings, ...report.allowed.map(({ finding }) => finding)].flatMap(
          ({ appearances, pairedWith, alsoPairedWith }) => [
            ...appearances,
            ...[pairedWith ?? [], alsoPairedWith ?? []].flat().flatMap((key) => key.appearances ?? []),
          ],
        );
        const read = report.about === undefined ? 0 : 2;
        expect(rows).toHaveLength(places.length + report.errors.length + report.skipped.length + read);
        expect(rows.flatMap((row) => Object.values(row)).filter(isFormula)).toEqual([]);
      }),
      runs(60),
    );
  });

  test('is one line for one row, for readers that know no quotes across lines', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        expect(csv(report).split(/\r\n|\r|\n/)).toHaveLength(rowsOf(report).length + 2);
      }),
      runs(20),
    );
  });
});
