import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Appearance } from '../../src/model/finding.ts';
import type { Problem, Report } from '../../src/model/report.ts';
import { renderSarif } from '../../src/report/sarif.ts';
import { gitHubLimits } from '../../src/report/sarif-limits.ts';
import { aFinding, auditOf } from '../support/audits.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { complaintsBy, sarifSchema } from '../support/json-schemas.ts';
import { reportOn } from '../support/reports.ts';
import { rules, runs } from '../support/scanning.ts';

const around = { version: '1.2.3', rules, now: new Date('2026-01-01T00:00:10Z') };
const complaints = complaintsBy(sarifSchema());
const { awsKeyId, awsSecret, mwsToken } = fakes('sarif');

const run = (report: Report, limits = gitHubLimits) => {
  const log = JSON.parse(renderSarif(report, around, limits));
  expect(complaints(log)).toEqual([]);
  return log.runs[0];
};

/** The one result of a finding at this place. */
const resultAt = (place: Partial<Appearance>) => {
  const report = reportOn({ a: awsKeyId });
  const [finding] = report.findings;
  const appearances = [{ ...finding!.appearances[0]!, line: 7, column: 3, width: 20, ...place }];
  return run({ ...report, findings: [{ ...finding!, appearances }] }).results[0];
};
const uriAt = (place: Partial<Appearance>): string =>
  resultAt({ isFile: true, ...place }).locations[0].physicalLocation.artifactLocation.uri;

describe('a report as SARIF', () => {
  test('has a result for a finding, with its rule, its place and what makes it the same one', () => {
    const report = reportOn({ 'src/a.env': `id = ${awsKeyId}\nsecret = ${awsSecret}\n` });

    const { results, tool } = run(report);

    const { fingerprint } = report.findings[0]!;
    expect(results).toMatchObject([
      {
        ruleId: 'aws-secret-access-key',
        level: 'error',
        message: { text: expect.stringContaining(fingerprint) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: 'src/a.env', uriBaseId: '%SRCROOT%' },
              region: { startLine: 2, startColumn: 10, endLine: 2, endColumn: 50 },
            },
          },
        ],
        relatedLocations: [{ physicalLocation: { region: { startLine: 1 } } }],
        partialFingerprints: { primaryLocationLineHash: `${fingerprint.slice(4)}:1` },
      },
    ]);
    expect(tool.driver.rules[results[0].ruleIndex].id).toBe('aws-secret-access-key');
  });

  test('knows every rule, with help, a severity as a number in a string, and tags', () => {
    const { tool } = run(reportOn({}));

    expect(tool.driver.rules.map(({ id }: { id: string }) => id)).toEqual(rules.map(({ id }) => id));
    for (const rule of tool.driver.rules) {
      expect(rule.help.text).toContain(rule.id);
      expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
      expect(rule.properties['security-severity']).toMatch(/^\d\.\d$/);
      expect(rule.properties.tags).toEqual(['security', 'external/cwe/cwe-798']);
      const { references = [] } = rules.find(({ id }) => id === rule.id)!;
      expect(rule.help.text.includes('What is known of it')).toBe(references.length > 0);
      for (const reference of references) expect(rule.help.text).toContain(reference);
    }
  });

  test('never calls a rule less severe than what it found', () => {
    const report = reportOn({ a: awsKeyId });
    const findings = report.findings.map((finding) => ({ ...finding, severity: 'critical' as const }));

    const { tool, results } = run({ ...report, findings });

    expect(tool.driver.rules[results[0].ruleIndex].properties['security-severity']).toBe('9.5');
  });

  test('knows the rules of a configuration by what they found', () => {
    const report = reportOn({ a: awsKeyId });
    const findings = report.findings.map((finding) => ({ ...finding, ruleId: 'acme-token' }));

    const { tool, results } = run({ ...report, findings });

    expect(tool.driver.rules[results[0].ruleIndex]).toMatchObject({ id: 'acme-token' });
  });

  test.each([
    [{ path: 'a b/ü#?.env' }, 'a%20b/%C3%BC%23%3F.env'],
    [{ path: '100%.env' }, '100%25.env'],
    [{ path: 'c:/x' }, 'c%3A/x'],
    [{ path: 'bad\\xff' }, 'bad%5Cxff'],
    [{ path: 'half\ud800' }, 'half%EF%BF%BD'],
    [{ path: 'b.env', fromTop: 'sub/b.env' }, 'sub/b.env'],
    [{ path: 'lib/a.tgz!conf/.env', archive: 'lib/a.tgz' }, 'lib/a.tgz'],
    [{ path: 'file name keys/k', fromTop: 'keys/k', isName: true as const }, 'keys/k'],
    [{ path: '/etc/x y' }, 'file:///etc/x%20y'],
  ])('writes the place %j as %s', (place, uri) => {
    expect(uriAt(place)).toBe(uri);
  });

  test('has no base for what is outside of the repository', () => {
    const [{ physicalLocation }] = resultAt({ isFile: true, path: '/etc/x' }).locations;

    expect(physicalLocation.artifactLocation).not.toHaveProperty('uriBaseId');
  });

  test('points at the first line of an archive and of what has a bad name, and says the rest in words', () => {
    const member = resultAt({ isFile: true, path: 'a.tgz!b', archive: 'a.tgz' });

    expect(member.locations[0].physicalLocation.region).toEqual({ startLine: 1 });
    expect(member.message.text).toContain('in a.tgz!b, line 7');
  });

  test('has a stable pseudo place for what is no file', () => {
    const { isFile: _, ...message } = { isFile: true, path: 'commit message' };
    const places = [
      message,
      { ...message, commit: 'c'.repeat(40) },
      { path: 'message of tag 0123456789' },
      { path: 'standard input' },
    ].map((place) => {
      const report = reportOn({ a: awsKeyId });
      const [finding] = report.findings;
      const { isFile: __, ...first } = finding!.appearances[0]!;
      const result = run({ ...report, findings: [{ ...finding!, appearances: [{ ...first, ...place }] }] })
        .results[0];
      return result.locations[0].physicalLocation.artifactLocation.uri;
    });

    expect(places).toEqual([
      '.keyhalt/commit-message',
      `.keyhalt/commit-message/${'c'.repeat(40)}`,
      '.keyhalt/message-of-tag-0123456789',
      '.keyhalt/standard-input',
    ]);
  });

  test('tells a secret that moved to another line by the same hash', () => {
    const hash = (content: string) => run(reportOn({ a: content })).results[0].partialFingerprints;

    expect(hash(`\n\n\nKEY = ${mwsToken}`)).toEqual(hash(mwsToken));
  });

  test('has what is allowed as suppressed, with the reason, each time it is', () => {
    const report = reportOn({ a: `${mwsToken} # keyhalt:allow retired\n` });
    const [allowed] = report.allowed;

    const { results } = run({
      ...report,
      allowed: [
        allowed!,
        { ...allowed!, by: 'keyhalt.toml, allow entry 1' },
        { ...allowed!, isDocumented: true },
      ],
    });

    expect(results.map(({ suppressions }: { suppressions: object[] }) => suppressions)).toEqual([
      [{ kind: 'inSource', status: 'accepted', justification: 'comment keyhalt:allow: retired' }],
      [{ kind: 'external', status: 'accepted', justification: 'keyhalt.toml, allow entry 1: retired' }],
    ]);
    expect(results[1].partialFingerprints.primaryLocationLineHash).toMatch(/:2$/);
  });

  test('says that it is not complete, and what was skipped', () => {
    const { invocations } = run(
      reportOn(
        {},
        {
          complete: false,
          errors: [{ message: 'an object is missing', hint: 'Fetch [it].' }],
          skipped: [{ path: 'lib', reason: 'submodule' }],
          notes: ['an entry has expired'],
        },
      ),
    );

    expect(invocations).toMatchObject([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          { level: 'error', message: { text: 'an object is missing. Fetch \\[it\\].' } },
          { level: 'note', message: { text: 'not scanned: 1 submodule (lib)' } },
          { level: 'warning', message: { text: 'an entry has expired' } },
        ],
      },
    ]);
  });

  test.each([
    [100, 'an object is missing. Fetch it.'],
    [101, '… and 1 more error'],
    [102, '… and 2 more errors'],
  ])('of %i errors counts those that are too many', (count, last) => {
    const errors = Array<Problem>(count).fill({ message: 'an object is missing', hint: 'Fetch it.' });

    const { invocations } = run(reportOn({}, { complete: false, errors }));

    const told: { message: { text: string } }[] = invocations[0].toolExecutionNotifications;
    expect([told.length, told.at(-1)?.message.text]).toEqual([Math.min(count, 101), last]);
  });

  test('says when the scan began and ended, and what allowed something without a reason', () => {
    const { invocations, results } = run(
      auditOf([], { allowed: [{ finding: aFinding(1), by: 'keyhalt.baseline', reason: '' }] }),
    );

    expect(invocations).toMatchObject([
      { startTimeUtc: '2026-09-21T14:13:20.000Z', endTimeUtc: '2026-01-01T00:00:10.000Z' },
    ]);
    expect(results[0].suppressions).toMatchObject([{ justification: 'keyhalt.baseline' }]);
  });

  test('cuts what GitHub would not take, the least severe first, and says so', () => {
    const report = reportOn(
      Object.fromEntries(
        Array.from({ length: 9 }, (_, n) => [
          `${n}`,
          `${fakes(`cut ${n}`).awsKeyId}\n${n === 8 ? `secret_access_key = ${awsSecret}` : ''}`,
        ]),
      ),
    );

    const few = run(report, { ...gitHubLimits, results: 3 });
    const small = run(report, { ...gitHubLimits, bytes: 3000 });

    expect(few.results).toHaveLength(3);
    expect(few.results[0].level).toBe('error');
    expect(few.invocations[0].toolExecutionNotifications[0].message.text).toContain('results cut');
    expect(small.results.length).toBeLessThan(report.findings.length);
    expect(small.invocations[0].toolExecutionNotifications[0].message.text).toContain('results cut');
  });

  test('cuts what is allowed before anything that is found', () => {
    const report = auditOf([aFinding(0, { severity: 'low' })], {
      allowed: [{ finding: aFinding(1, { severity: 'critical' }), by: 'x', reason: 'y' }],
    });

    const { results } = run(report, { ...gitHubLimits, results: 1 });

    expect(results).toHaveLength(1);
    expect(results[0]).not.toHaveProperty('suppressions');
  });

  test('cuts the places of a finding that has too many', () => {
    const files = Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`${n}`, mwsToken]));

    const { results, invocations } = run(reportOn(files), { ...gitHubLimits, locations: 4 });

    expect(results[0].locations).toHaveLength(4);
    expect(invocations[0].toolExecutionNotifications[0].message.text).toContain('1 result cut to 4 places');
  });

  test('is valid whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const { results, invocations } = run(report);
        const texts: unknown[] = [];
        JSON.stringify(results, (_, value) => {
          texts.push(value);
          return value;
        });

        expect(invocations[0].executionSuccessful).toBe(report.complete);
        expect(texts).not.toContain('');
        for (const { locations, ruleIndex } of results) {
          expect(ruleIndex).toBeGreaterThanOrEqual(0);
          for (const { physicalLocation } of locations)
            expect(new URL(physicalLocation.artifactLocation.uri, 'file:///top/').href).toMatch(
              /^file:\/\/\/[\x21-\x7e]*$/,
            );
        }
      }),
      runs(20),
    );
  });
});
