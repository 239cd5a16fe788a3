import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { renderJUnit } from '../../src/report/junit.ts';
import { aFinding, auditOf } from '../support/audits.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { reportOn } from '../support/reports.ts';
import { rules, runs } from '../support/scanning.ts';

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** As a strict reader of XML 1.0 has it; what is not well-formed is an exception. */
function read(xml: string): Element {
  const root: Element = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const parser = new SaxesParser();
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, children: [], text: '' };
    open.at(-1)!.children.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    open.at(-1)!.text += text;
  });
  parser.on('closetag', () => open.pop());
  parser.on('error', (error) => {
    throw error;
  });
  parser.write(xml).close();
  return root.children[0]!;
}

const around = { version: '1.2.3', rules, now: new Date('2026-01-01T00:00:10Z') };
const { awsKeyId, mwsToken } = fakes('junit');

/** The suite, with what every consumer relies on: its counts are those of its cases. */
function suiteOf(report: Report): Element {
  const suites = read(renderJUnit(report, around));
  const [suite] = suites.children;
  const cases = suite!.children.filter(({ name }) => name === 'testcase');
  const having = (name: string) =>
    cases.filter(({ children }) => children.some((child) => child.name === name)).length;
  expect(suites.name).toBe('testsuites');
  expect(suite).toMatchObject({
    name: 'testsuite',
    attributes: {
      tests: `${cases.length}`,
      failures: `${having('failure')}`,
      errors: `${having('error')}`,
      skipped: `${having('skipped')}`,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/),
      time: expect.stringMatching(/^\d+\.\d{3}$/),
    },
  });
  expect(cases).not.toEqual([]);
  for (const { name, attributes, children } of cases) {
    expect(name).toBe('testcase');
    expect(Object.keys(attributes)).toEqual(expect.arrayContaining(['classname', 'name', 'time']));
    expect(['', 'failure', 'error', 'skipped', 'skipped system-out']).toContain(
      children.map((child) => child.name).join(' '),
    );
  }
  return suite!;
}

describe('a report as JUnit', () => {
  test('has a case that fails for each finding that stops', () => {
    const [one] = suiteOf(reportOn({ 'src/a.env': `KEY=${awsKeyId}` })).children;

    expect(one).toMatchObject({
      attributes: {
        classname: 'src/a.env',
        name: 'aws-access-key-id at src/a.env:1:5',
        file: 'src/a.env',
        line: '1',
      },
      children: [
        {
          name: 'failure',
          attributes: { type: 'aws-access-key-id', message: 'medium: AWS access key ID' },
          text: expect.stringContaining('src/a.env:1:5  KEY=AKIA'),
        },
      ],
    });
  });

  test('has a skipped case for what stops nothing, is allowed, or was not scanned', () => {
    const report = reportOn(
      { 'a.env': `${awsKeyId} # keyhalt:allow a demo`, 'b.env': mwsToken },
      { failOn: 'high', skipped: [{ path: 'lib', reason: 'submodule' }] },
    );

    expect(suiteOf(report).attributes).toMatchObject({ tests: '3', failures: '0', skipped: '3' });
  });

  test('says when the scan began, and what allowed something without a reason', () => {
    const report = auditOf([], { allowed: [{ finding: aFinding(1), by: 'keyhalt.baseline', reason: '' }] });

    const { attributes, children } = suiteOf(report);

    expect(attributes.timestamp).toBe('2026-09-21T14:13:20');
    expect(children.at(-1)!.children[0]!.attributes.message).toBe('allowed by keyhalt.baseline');
  });

  test('has a case that passes when nothing was found', () => {
    const [one, ...others] = suiteOf(reportOn({})).children;

    expect(one).toMatchObject({
      attributes: { name: expect.stringContaining('nothing found') },
      children: [],
    });
    expect(others).toEqual([]);
  });

  test('has an error for what could not be read, and then nothing that passes', () => {
    const errors = [{ message: 'an object is missing', hint: 'Fetch it.' }];

    const { attributes, children } = suiteOf(reportOn({}, { complete: false, errors }));

    expect(attributes).toMatchObject({ tests: '1', errors: '1' });
    expect(children[0]).toMatchObject({
      children: [{ name: 'error', attributes: { message: 'an object is missing' }, text: 'Fetch it.' }],
    });
  });

  test('keeps line ends and tabs in names, and makes visible what XML cannot hold', () => {
    const [one] = suiteOf(reportOn({ 'a\n\t<&">\u001b\0\ufffe\ud800': awsKeyId })).children;

    expect(one?.attributes.classname).toBe('a\n\t<&">\\u{1b}\\u{0}\\u{fffe}\\u{d800}');
  });

  test('is well-formed, with a case for everything, whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const { findings, errors, skipped, allowed } = report;
        const told = findings.length + errors.length + skipped.length + allowed.length;
        const clean = findings.length + errors.length === 0 ? 1 : 0;

        const read = report.about === undefined ? 0 : 1;
        expect(suiteOf(report).children).toHaveLength(told + clean + read);
      }),
      runs(20),
    );
  });
});
