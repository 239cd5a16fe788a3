import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { coverageLines } from '../../src/report/coverage.ts';
import { formatNames, rendered } from '../../src/report/formats.ts';
import { renderText } from '../../src/report/text.ts';
import { fakes } from '../support/fakes.ts';
import { reportOn } from '../support/reports.ts';

const about = {
  ruleSet: '0123456789ab',
  versions: { keyhalt: '1.2.3', git: '2.39.5', node: '20.19.0' },
  seconds: 1.234,
  started: 1_790_000_000,
};
const coverage = {
  asked: 12,
  scanned: 12,
  bytes: 1_234_567,
  compared: 0,
  kinds: { blob: 9, commit: 1, tag: 2 },
  refs: 3,
};
const clean = (more: Partial<Report> = {}): Report => ({ ...reportOn({}), coverage, about, ...more });
const options = { color: 0 as const, width: 100, rows: 40, verbose: false };

describe('what was read', () => {
  test('by kind, how long it took, and by what', () => {
    expect(coverageLines(clean(), about)).toEqual([
      '  Read    3 refs, 1 commit, 9 blobs, 2 tags, 1.2 MB in 1.23 s; complete',
      '  With    keyhalt 1.2.3, rules 0123456789ab, git 2.39.5, node 20.19.0',
    ]);
  });

  test('and what was not', () => {
    const report = clean({
      complete: false,
      coverage: { asked: 3, scanned: 1, bytes: 999, compared: 0, kinds: { file: 1 } },
      skipped: [{ path: 'a', reason: 'submodule' }],
    });

    expect(coverageLines(report, { ...about, versions: { keyhalt: '1.2.3', node: '20.19.0' } })).toEqual([
      '  Read    1 file, 999 bytes in 1.23 s; 2 not read, 1 skipped, NOT complete',
      '  With    keyhalt 1.2.3, rules 0123456789ab, node 20.19.0',
    ]);
  });

  test.each([
    [0, '0 bytes'],
    [1, '1 byte'],
    [1000, '1.0 kB'],
    [5_800_000_000, '5.80 GB'],
  ])('%d bytes are %s', (bytes, words) => {
    const report = clean({ coverage: { asked: 0, scanned: 0, bytes, compared: 0, kinds: {} } });
    expect(coverageLines(report, about)[0]).toBe(`  Read    ${words} in 1.23 s; complete`);
  });

  test.each(formatNames)('and by what stands in a report as %s', async (format) => {
    const around = { version: '1.2.3', now: new Date(0), rules: [] };

    const text = await rendered(format, clean(), around);

    if (format === 'json')
      expect(JSON.parse(text)).toMatchObject({ coverage, ruleSet: about.ruleSet, versions: about.versions });
    else if (format === 'sarif') {
      const { started: _, ...rest } = about;
      expect(JSON.parse(text).runs[0].properties).toEqual({ coverage, ...rest });
    } else {
      expect(text).toContain('3 refs, 1 commit, 9 blobs, 2 tags, 1.2 MB');
      expect(text).toContain('keyhalt 1.2.3, rules 0123456789ab, git 2.39.5, node 20.19.0');
      expect(text).toMatch(/\b1\.23 s\b/);
    }
  });

  test('is told at the end of a clean scan, but not to who wants quiet', () => {
    expect(renderText(clean(), options)).toMatch(
      /^keyhalt: nothing found in .*\.\n {2}Read .*\n {2}With .*\n$/,
    );
    expect(renderText(clean(), { ...options, quiet: true })).toBe('');
  });

  test('of what was allowed, too, it is said that nothing else was found', () => {
    const { allowed } = reportOn({ a: `${fakes('coverage').awsKeyId} # keyhalt:allow the demo account` });

    expect(renderText(clean({ allowed }), options)).toMatch(
      /^allowed: 1 place .*\n\nkeyhalt: nothing found in .* but what is allowed\.\n {2}Read /,
    );
  });

  test('where nothing was there to be read, a policy that was not asked does not hide that', () => {
    const nothing = { ...coverage, asked: 0, scanned: 0 };
    const policy = { entries: 1, used: 0, unused: ['one'], expired: [] };
    const told = (more: object) => renderText({ ...clean(more), coverage: nothing, policy }, options);

    expect(told({})).toMatch(/^policy: 1 entry, 1 not used here\n\nkeyhalt: nothing found in /);
    expect(told({ notes: ['nothing was looked at'] })).not.toContain('nothing found');
  });

  test('is never called nothing found where not all was read', () => {
    expect(renderText(clean({ complete: false }), options)).not.toContain('nothing found');
  });
});
