import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Report } from '../../src/model/report.ts';
import { comparisonOf } from '../../src/report/comparison.ts';
import { readEarlier } from '../../src/report/earlier.ts';
import { renderHtml } from '../../src/report/html/page.ts';
import { renderJson, renderJsonProblem } from '../../src/report/json.ts';
import { aFinding, auditOf, fingerprintOf, now } from '../support/audits.ts';
import { anyHostileReport } from '../support/hostile-reports.ts';
import { rules, runs } from '../support/scanning.ts';

const around = { version: '1.2.3', rules, now: new Date(now * 1000) };
const forms = [
  ['JSON', renderJson],
  ['HTML', (report: Report) => renderHtml(report, around)],
] as const;
const same = (text: string) => text;
const earlierOf = (report: Report) => readEarlier(renderJson(report), 'old.json');
const compared = (report: Report, earlier: Report) => comparisonOf(report, earlierOf(earlier), same);
const keyOf = (n: number) => ({
  ruleId: 'aws-access-key-id',
  fingerprint: fingerprintOf(n),
  masked: 'AKIA*',
  line: 1,
});

describe.each(forms)('an earlier report as %s', (_, render) => {
  test('tells what it was, when, and what it found and allowed', () => {
    const report = auditOf([aFinding(1, { pairedWith: keyOf(5), alsoPairedWith: [keyOf(6)] })], {
      allowed: [{ finding: aFinding(2), by: 'x', reason: '' }],
    });

    expect(readEarlier(render(report), 'old')).toEqual({
      what: 'the history of this repository',
      complete: true,
      ruleSet: '0123456789ab',
      started: now,
      findings: [
        {
          ruleId: aFinding(1).ruleId,
          description: aFinding(1).description,
          severity: 'medium',
          fingerprint: fingerprintOf(1),
          path: 'app-1/settings.env',
          line: 3,
          keys: [fingerprintOf(5), fingerprintOf(6)],
        },
      ],
      allowed: [fingerprintOf(2)],
    });
  });

  test('is understood whatever the repository held', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const { findings, what } = readEarlier(render(report), 'old');

        expect(what).toBe(report.what);
        expect(findings.map(({ path }) => path)).toEqual(
          report.findings.map(({ appearances }) => appearances[0]!.path),
        );
      }),
      runs(10),
    );
  });

  test('that was cut is a mistake of the user', () => {
    const whole = render(auditOf([aFinding(1)]));
    const end = whole.lastIndexOf(fingerprintOf(1));

    expect(() => readEarlier(whole.slice(0, end), 'old')).toThrow(
      'old is no report of keyhalt that can be compared with',
    );
  });
});

describe('what is no earlier report', () => {
  const value = JSON.parse(renderJson(auditOf([aFinding(1)])));
  const changed = (path: string, to: unknown) => {
    const copy = structuredClone(value);
    const keys = path.split('.');
    const last = keys.pop()!;
    keys.reduce((inside, key) => inside[key], copy)[last] = to;
    return JSON.stringify(copy);
  };

  test.each([
    ['nothing', ''],
    ['no JSON', 'hello'],
    ['other JSON', '{"version":"2.1.0","runs":[]}'],
    ['a list', '[]'],
    ['a page of someone else', '<!doctype html><title>x</title>'],
    ['another version', changed('schemaVersion', 2)],
    ['another kind of fingerprint', changed('findings.0.fingerprint', 'kh2:1')],
    ['an unknown severity', changed('findings.0.severity', 'urgent')],
    ['a line before the first', changed('findings.0.line', 0)],
    ['a date that is none', changed('started', 'yesterday')],
    ['rules that are none', changed('ruleSet', '<b>')],
  ])('%s is refused in words, and not quoted', (_, content) => {
    const said = (() => {
      try {
        return readEarlier(content, 'old.json');
      } catch (error) {
        return error;
      }
    })();

    expect(said).toMatchObject({ name: 'UserError', hint: expect.stringContaining('--output json:FILE') });
    expect((said as Error).message).not.toMatch(/urgent|kh2|yesterday|hello|<b>/);
  });

  test('a scan that ended before there was a report is refused', () => {
    expect(() => readEarlier(renderJsonProblem({ message: 'x', hint: 'x' }), 'old.json')).toThrow(
      'ended before there was a report',
    );
  });
});

describe('two reports', () => {
  test('differ by what is new and what is gone, by fingerprint, wherever it stands now', () => {
    const moved = aFinding(1, {}, { path: 'elsewhere', line: 9 });

    const { added, gone, allowedNow, doubts, started } = compared(
      auditOf([moved, aFinding(2)]),
      auditOf([aFinding(1), aFinding(3)]),
    );

    expect([...added]).toEqual([fingerprintOf(2)]);
    expect(gone.map(({ fingerprint }) => fingerprint)).toEqual([fingerprintOf(3)]);
    expect([allowedNow, doubts, started]).toEqual([[], [], now]);
  });

  test('know a key ID that stands with its secret now, and one that stood with it then', () => {
    const alone = aFinding(5);
    const paired = aFinding(1, { pairedWith: keyOf(5) });

    expect(compared(auditOf([paired]), auditOf([alone])).gone).toEqual([]);
    expect([...compared(auditOf([alone]), auditOf([paired])).added]).toEqual([]);
  });

  test('tell what is gone from what is allowed now, and what is new from what was allowed then', () => {
    const pardon = { finding: aFinding(1), by: 'x', reason: '' };

    const now = compared(auditOf([], { allowed: [pardon] }), auditOf([aFinding(1)]));
    const then = compared(auditOf([aFinding(1)]), auditOf([], { allowed: [pardon] }));

    expect([now.gone.length, now.allowedNow.length]).toEqual([0, 1]);
    expect([...then.allowedThen]).toEqual([fingerprintOf(1)]);
  });

  const base = auditOf([aFinding(1)]);
  const about = base.about!;
  test.each<[string, Report, Report, RegExp]>([
    ['the earlier one is not complete', base, { ...base, complete: false }, /earlier report is not complete/],
    ['the later one is not complete', { ...base, complete: false }, base, /This report is not complete/],
    [
      'they are on something else',
      base,
      { ...base, what: 'staged content' },
      /something else, staged content/,
    ],
    ['the rules are others', base, { ...base, about: { ...about, ruleSet: '0'.repeat(12) } }, /other rules/],
    ['the earlier one is the later one', base, { ...base, about: { ...about, started: now + 9 } }, /younger/],
    ['they have nothing in common', base, auditOf([aFinding(2)]), /another repository/],
  ])('are doubted where %s', (_, report, earlier, words) => {
    const { doubts } = compared(report, earlier);

    expect(doubts).toHaveLength(1);
    expect(doubts[0]).toMatch(words);
  });

  test('are not doubted where all is gone, nor where there was nothing', () => {
    const [some, none] = [auditOf([aFinding(1)]), auditOf([])];

    expect(
      [compared(none, some), compared(some, none), compared(none, none)].map(({ doubts }) => doubts),
    ).toEqual([[], [], []]);
  });

  test('are doubted where the earlier one tells no date', () => {
    const { started: _, ...value } = JSON.parse(renderJson(base));

    expect(comparisonOf(base, readEarlier(JSON.stringify(value), 'old'), same).doubts).toEqual([
      'The earlier report does not say when it was made.',
    ]);
  });

  test('show nothing of the earlier one that was not made safe', () => {
    const earlier = earlierOf(
      auditOf([aFinding(3, { description: 'secret' }, { path: 'secret' })], { what: 'secret' }),
    );

    const comparison = comparisonOf(base, earlier, () => 'safe');

    expect(JSON.stringify(comparison.gone)).not.toContain('secret');
    expect(comparison.doubts.join()).not.toContain('secret');
  });
});
