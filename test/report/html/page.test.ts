import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import script from '../../../src/report/html/browser/page.script';
import { escaped, html } from '../../../src/report/html/markup.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import { aFinding, anExposure, auditOf, fingerprintOf, manyFindings, now } from '../../support/audits.ts';
import { anyHostileReport, anyHostileText } from '../../support/hostile-reports.ts';
import { costly } from '../../support/keyhalt.ts';
import { rules, runs } from '../../support/scanning.ts';

const around = { version: '1.2.3', rules, now: new Date(now * 1000) };
const pageOf = (report = auditOf([aFinding(0)])) => renderHtml(report, around);

/** The page without what a browser does not read as markup. */
const markupOf = (page: string): string => page.replaceAll(/(<(script|style)\b[^>]*>).*?(<\/\2>)/gs, '$1$3');
const textOf = (page: string): string =>
  markupOf(page)
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&#(\d+);/g, (_, number: string) => String.fromCharCode(Number(number)));

/** Each tag with the names of its attributes. */
const tagsOf = (page: string): string[] =>
  [...markupOf(page).matchAll(/<[^>]*>/g)].map(([tag]) => tag.replaceAll(/="[^"]*"/g, ''));

describe('text in a page', () => {
  test('is nothing but text, whatever it holds', () => {
    fc.assert(
      fc.property(anyHostileText(), (text) => {
        expect(html`<p title="${text}">${text}</p>`.markup).toMatch(/^<p title="[^<>"'`]*">[^<>"'`]*<\/p>$/);
      }),
      runs(100),
    );
  });

  test('shows marks that reorder or hide text', () => {
    expect(escaped('a\u202eb\0c\n<&>')).toBe('a\\u{202e}b\\u{0}c\\u{a}&#60;&#38;&#62;');
  });
});

describe('an audit as a page', () => {
  test('lets the one script and the one style in it count, by their hashes, and nothing else', () => {
    const page = pageOf();

    const [, policy] = /<meta http-equiv="Content-Security-Policy" content="([^"]*)">/.exec(page)!;
    const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    const scripts = [...page.matchAll(/<script>(.*?)<\/script>/gs)].map(([, text]) => hashOf(text!));
    const styles = [...page.matchAll(/<style>(.*?)<\/style>/gs)].map(([, text]) => hashOf(text!));
    expect([scripts.length, styles.length]).toEqual([1, 1]);
    expect(policy).toBe(
      `default-src 'none'; script-src ${scripts[0]}; style-src ${styles[0]}; base-uri 'none'; form-action 'none'`,
    );
    expect(script).not.toMatch(/<[/!]/);
  });

  test('counts the same places in the table as below it: those of the secret', () => {
    const places = ['a.env', 'b.env'].map((path) => aFinding(0, {}, { path }).appearances[0]!);
    const key = { ruleId: 'aws-access-key-id', fingerprint: fingerprintOf(1), masked: 'AKIA****', line: 1 };
    const finding = aFinding(0, { appearances: places, pairedWith: { ...key, appearances: places } });

    const page = textOf(pageOf(auditOf([finding])));

    expect(page).toContain('Where (2 places)');
    expect(page).toContain('a.env:3:19and 1 more place');
  });

  test('has no day in its picture that is still to come', () => {
    const moment = { commit: 'a'.repeat(40), author: 'Ada <ada@example.com>', time: now - 60 };
    const exposure = { ...anExposure('head'), first: moment, last: moment, days: 0 };

    const page = textOf(pageOf(auditOf([aFinding(0, { exposure })])));

    expect(page).toContain('2026-09-21');
    expect(page).not.toContain('2026-09-22');
  });

  test('names nothing outside of itself', () => {
    expect(pageOf()).not.toMatch(/\b(?:src|href|action)="(?!#)|url\((?!"?#)|@import|\bstyle="|\son\w+="/);
  });

  test('has the same tags and attributes whatever a repository holds', () => {
    fc.assert(
      fc.property(anyHostileReport(), (report) => {
        const page = pageOf(report);

        const kinds = new Set(
          tagsOf(page).map((tag) => tag.replaceAll(/[\w-]+/g, 'x').replaceAll(/ x/g, '')),
        );
        expect([...kinds].filter((kind) => !['<x>', '</x>', '<!x>', '<x/>'].includes(kind))).toEqual([]);
        expect(markupOf(page).replaceAll(/<[^>]*>/g, '')).not.toMatch(/[<>]/);
        expect(page.match(/<tbody role="rowgroup" id="f/g) ?? []).toHaveLength(report.findings.length);
        expect(page.match(/<script/g)).toHaveLength(2);
      }),
      runs(40),
    );
  });

  test('says first, and in words, that a scan is not complete, and why', () => {
    const text = textOf(
      pageOf(
        auditOf([], {
          complete: false,
          errors: [{ message: 'object missing', hint: 'Fetch it.' }],
          coverage: { asked: 10, scanned: 7, bytes: 1, compared: 0, kinds: {} },
        }),
      ),
    );

    expect(text).toMatch(/keyhalt: nothing found, NOT complete/);
    expect(text.indexOf('This report is NOT complete')).toBeLessThan(text.indexOf('Summary'));
    expect(text).toContain('3 objects of 10 could not be read');
    expect(text).toMatch(/object missing\s*Fetch it\./);
    expect(text).toContain('Nothing was found in what could be read');
  });

  test('lists what was allowed, proposed, skipped and remarked, and policy entries of no use', () => {
    const pardon = { finding: aFinding(3), by: 'keyhalt.toml, allow entry 2', reason: 'a demo' };
    const text = textOf(
      pageOf(
        auditOf([], {
          allowed: [pardon],
          proposed: [{ ...pardon, by: 'keyhalt.toml, allow entry 3' }],
          skipped: [{ path: 'lib/sub', reason: 'submodule' }],
          notes: ['entry 4 has expired'],
          policy: { entries: 2, used: 1, unused: ['allow entry 5'], expired: ['allow entry 4'] },
        }),
      ),
    );

    for (const words of [
      'by keyhalt.toml, allow entry 2: a demo',
      'by keyhalt.toml, allow entry 3',
      'lib/sub: submodule',
      'entry 4 has expired',
      'allow entry 4, expired',
      'allow entry 5',
      '2 entries, 1 used',
    ])
      expect(text).toContain(words);
  });

  test('puts the most urgent first: by severity, then what is at HEAD', () => {
    const findings = [
      aFinding(2, { severity: 'low' }),
      aFinding(4, { severity: 'high' }),
      aFinding(3, { severity: 'high' }),
      aFinding(7, { severity: 'critical' }),
    ];

    const page = pageOf(auditOf(findings));

    const order = [...page.matchAll(/class="where"><code>app-(\d)/g)].map(([, n]) => Number(n));
    expect(order).toEqual([7, 3, 4, 2]);
  });

  test('counts places for which there is no room, and says who has them', () => {
    const [place] = aFinding(0).appearances;
    const appearances = Array.from({ length: 2000 }, (_, n) => ({ ...place!, line: n + 1 }));

    const page = pageOf(auditOf([aFinding(0, { appearances })]));

    expect(textOf(page)).toContain('… and 1900 more places: the JSON report has all of them.');
    expect(page).toContain('settings.env:100:19');
    expect(page).not.toContain('settings.env:101:19');
  });

  test.skipIf(!costly)('counts findings for which there is no room, and leaves out the least urgent', () => {
    const few = { exposure: undefined as never };
    const findings = Array.from({ length: 10_001 }, (_, n) =>
      aFinding(n, { ...few, severity: n === 0 ? 'low' : 'high' }),
    );

    const page = pageOf(auditOf(findings));

    expect(textOf(page)).toContain(
      'The 1 least urgent finding had no room in this page: the JSON report has all 10001.',
    );
    expect(page).not.toContain('app-0/settings.env:3:19');
    expect(page).toContain('id="f10000"');
  });

  test('has no picture where no history was asked, and no columns for it', () => {
    const { exposure: _, ...finding } = aFinding(0);

    const page = pageOf(auditOf([finding], { what: 'staged content' }));

    expect(page).not.toContain('id="timeline"');
    expect(textOf(page)).not.toContain('First seen');
    expect(textOf(page)).toContain('From severity medium on a finding stops.');
  });

  test('draws times that no calendar has within the picture', () => {
    const moment = (time: number) => ({ commit: 'a'.repeat(40), author: '', time });
    const far = { reintroduced: 0, isAtHead: true, days: 0, refs: [], isPushed: false };
    const findings = [-(2 ** 53), now, 2 ** 53].map((time, n) =>
      aFinding(n, { exposure: { ...far, first: moment(time), last: moment(time) } }),
    );

    const numbers = [...pageOf(auditOf(findings)).matchAll(/ (?:x|cx|x1|width)="([^"]*)%"/g)].map(([, n]) =>
      Number(n),
    );

    expect(numbers.length).toBeGreaterThan(10);
    expect(numbers.filter((n) => !(n >= 0 && n <= 100))).toEqual([]);
  });

  test('is not much larger than what it tells', () => {
    const sizes = [100, 200].map((count) => pageOf(auditOf(manyFindings(count))).length);

    expect((sizes[1]! - sizes[0]!) / 100).toBeLessThan(5000);
  });
});
