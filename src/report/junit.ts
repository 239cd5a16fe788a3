import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { atLeast } from '../model/severity.ts';
import { count } from './count.ts';
import { coverageSentences } from './coverage.ts';
import { startOf, withoutZone } from './date.ts';
import { filePlace } from './file-place.ts';
import type { Surroundings } from './surroundings.ts';
import { element, type Markup } from './xml.ts';

interface Case {
  readonly markup: Markup;
  readonly kind: 'passed' | 'failures' | 'errors' | 'skipped';
}

/** The report as JUnit's XML: a test case that fails for each finding that stops, an error for what could not be read. */
export function renderJUnit(report: Report, { now }: Surroundings): string {
  const cases = casesOf(report);
  const numberOf = (kind: Case['kind']) => `${cases.filter((one) => one.kind === kind).length}`;
  const seconds = report.about?.seconds ?? 0;
  const counts = {
    tests: `${cases.length}`,
    failures: numberOf('failures'),
    errors: numberOf('errors'),
    skipped: numberOf('skipped'),
    time: seconds.toFixed(3),
  };
  const { skipped: _, ...rest } = counts;
  const suite = element(
    'testsuite',
    { name: `keyhalt: ${report.what}`, ...counts, timestamp: withoutZone(startOf(report, now)) },
    [...propertiesOf(report), ...cases.map(({ markup }) => markup)],
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'keyhalt', ...rest }, [suite])}`;
}

/** What was read, and by what. */
function propertiesOf(report: Report): readonly Markup[] {
  const properties = coverageSentences(report).map((words) =>
    element('property', { name: words.split(' ', 1)[0]!, value: words.slice(words.indexOf(' ') + 1) }),
  );
  return properties.length === 0 ? [] : [element('properties', {}, properties)];
}

/** Never none: a suite without a case looks as if nothing had been tested. */
function casesOf({ findings, failOn, errors, skipped, allowed, what, coverage }: Report): readonly Case[] {
  const told = [
    ...errors.map(({ message, hint }) =>
      testCase('errors', 'keyhalt', message, element('error', { type: 'incomplete', message }, hint)),
    ),
    ...findings.map((finding) => findingCase(finding, atLeast(finding.severity, failOn))),
    ...skipped.map(({ path, reason }) =>
      testCase('skipped', path, 'not scanned', element('skipped', { message: reason })),
    ),
    ...allowed.map(({ finding, by, reason }) =>
      testCase(
        'skipped',
        finding.appearances[0]!.path,
        nameOf(finding),
        element('skipped', { message: `allowed by ${by}${reason === '' ? '' : `: ${reason}`}` }),
      ),
    ),
  ];
  if (findings.length > 0 || errors.length > 0) return told;
  const clean = `nothing found in ${what} (${count(coverage.scanned, 'object')})`;
  return [testCase('passed', 'keyhalt', clean, ''), ...told];
}

function findingCase(finding: Finding, isStopping: boolean): Case {
  const { severity, description, ruleId, fingerprint, why, appearances } = finding;
  const { words } = filePlace(appearances[0]!);
  const text = [
    // Of an audit the same place may stand in several versions of a file.
    ...new Set(appearances.map(({ path, line, column, excerpt }) => `${path}:${line}:${column}  ${excerpt}`)),
    `because ${why.join(', ')}`,
    fingerprint,
  ].join('\n');
  const message = `${severity}: ${description}${words === '' ? '' : ` ${words}`}`;
  const outcome = isStopping
    ? element('failure', { type: ruleId, message }, text)
    : // It is told and stops nothing.
      element('skipped', { message }) + element('system-out', {}, text);
  return testCase(
    isStopping ? 'failures' : 'skipped',
    appearances[0]!.path,
    nameOf(finding),
    outcome,
    finding,
  );
}

const nameOf = ({ ruleId, appearances: [place] }: Finding): string =>
  `${ruleId} at ${place!.path}:${place!.line}:${place!.column}`;

function testCase(
  kind: Case['kind'],
  classname: string,
  name: string,
  outcome: Markup,
  finding?: Finding,
): Case {
  const place = finding?.appearances[0];
  const at = place?.isFile ? { file: filePlace(place).path, line: `${filePlace(place).line}` } : {};
  return { kind, markup: element('testcase', { classname, name, time: '0', ...at }, [outcome]) };
}
