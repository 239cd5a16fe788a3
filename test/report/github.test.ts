import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { renderGitHub } from '../../src/report/github.ts';
import { fakes } from '../support/fakes.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { reportOn } from '../support/reports.ts';
import { runs } from '../support/scanning.ts';
import { commandIn, linesOf } from '../support/workflow-commands.ts';

const { awsKeyId, mwsToken } = fakes('github');

const commands = (report: Report) => linesOf(renderGitHub(report)).flatMap((line) => commandIn(line) ?? []);
const named = (report: Report, name: string) => commands(report).filter((command) => command.name === name);
const many = (count: number, more: Partial<Report> = {}) =>
  reportOn(
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`${n + 10}`, fakes(`${n}`).awsKeyId])),
    more,
  );

describe('annotations for GitHub', () => {
  test('stand at the line of the file, with the secret masked', () => {
    const [finding] = reportOn({ 'src/a,b:c.env': `\nKEY=${awsKeyId}\n` }).findings;

    expect(commands(reportOn({ 'src/a,b:c.env': `\nKEY=${awsKeyId}\n` }))).toEqual([
      {
        name: 'error',
        properties: {
          file: 'src/a,b:c.env',
          line: '2',
          endLine: '2',
          col: '5',
          endColumn: '25',
          title: 'AWS access key ID (medium)',
        },
        message: [
          `aws-access-key-id: ${finding!.appearances[0]!.excerpt}`,
          `because ${finding!.why.join(', ')}`,
          finding!.fingerprint,
        ].join('\n'),
      },
    ]);
  });

  test('are errors for what stops, warnings for the rest', () => {
    expect(named(reportOn({ a: mwsToken }, { failOn: 'high' }), 'warning')).toHaveLength(1);
    expect(named(reportOn({ a: mwsToken }, { failOn: 'high' }), 'error')).toEqual([]);
  });

  test('name no file for what stands in none, and the archive for what stands in one', () => {
    const report = reportOn({ a: awsKeyId });
    const [finding] = report.findings;
    const { isFile: _, ...place } = finding!.appearances[0]!;
    const at = (more: object) =>
      commands({ ...report, findings: [{ ...finding!, appearances: [{ ...place, ...more }] }] })[0]!;

    expect(at({ path: 'commit message' }).properties).not.toHaveProperty('file');
    expect(at({ path: 'commit message' }).message).toContain('in commit message, line 1');
    expect(at({ isFile: true, path: 'a.zip!b', archive: 'a.zip' }).properties).toMatchObject({
      file: 'a.zip',
      line: '1',
    });
  });

  test('are ten of a kind at most; the others stand in the log, where no line is a command', () => {
    const report = many(25);

    expect(named(report, 'error')).toHaveLength(10);
    expect(named(report, 'notice')).toMatchObject([{ message: expect.stringContaining('15 more') }]);
    expect(renderGitHub(report).match(/^medium {2}\d+:1:1 {2}AWS access key ID/gm)).toHaveLength(15);
  });

  test('are followed by what to do where something stops', () => {
    const said = renderGitHub(reportOn({ a: awsKeyId }), { command: 'npx keyhalt' });

    expect(said).toMatch(/^Remove {2}.+\nRotate {2}.+npx keyhalt respond kh1:.+\nAllow {3}.+$/m);
    expect(renderGitHub(reportOn({ a: 'nothing' }))).not.toContain('Rotate');
  });

  test('are followed by what would be pardoned if what is scanned had its way', () => {
    const { allowed } = reportOn({ a: `${mwsToken} # keyhalt:allow retired` });

    const said = renderGitHub(reportOn({ a: mwsToken }, { proposed: allowed }));

    expect(said).toMatch(/^proposed, does not count: a:1 \S+, by comment keyhalt:allow: retired$/m);
  });

  test('say what kept the scan from being complete, before all else', () => {
    const errors = [{ message: 'an object is missing', hint: 'Fetch it.' }];
    const report = many(12, { complete: false, errors });

    expect(named(report, 'error')).toHaveLength(10);
    expect(commands(report)[0]).toEqual({
      name: 'error',
      properties: { title: 'keyhalt: not complete' },
      message: 'an object is missing\nFetch it.',
    });
    expect(renderGitHub(report)).toContain('NOT complete');
  });

  test('are none when nothing was found', () => {
    const said = renderGitHub(reportOn({}));

    expect(said).toBe('keyhalt: 0 findings in staged content, 0 allowed, complete\n');
  });

  test('are the only commands, whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const all = commands(report);

        const annotated = all.filter(({ name }) => name !== 'notice');
        const count = (kind: string) => annotated.filter(({ name }) => name === kind).length;
        const rest = report.findings.length + report.errors.length - annotated.length;
        expect(count('error') + count('warning')).toBe(annotated.length);
        expect(Math.max(count('error'), count('warning'))).toBeLessThanOrEqual(10);
        expect(all.length - annotated.length).toBe(rest > 0 ? 1 : 0);
        for (const { properties } of all)
          for (const key of Object.keys(properties))
            expect(['file', 'line', 'endLine', 'col', 'endColumn', 'title']).toContain(key);
        const titles = report.findings.map(({ description, severity }) => `${description} (${severity})`);
        for (const { properties, message } of annotated)
          if (message.includes('\nbecause ')) expect(titles).toContain(properties.title);
      }),
      runs(60),
    );
  });
});
