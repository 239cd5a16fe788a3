/** The audit as a page, in a real browser: that it can be used, and that nothing in it does anything. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Report } from '../../../src/model/report.ts';
import { comparisonOf } from '../../../src/report/comparison.ts';
import { readEarlier } from '../../../src/report/earlier.ts';
import { renderHtml } from '../../../src/report/html/page.ts';
import { aFinding, anExposure, auditOf, manyFindings, now } from '../../support/audits.ts';
import { chromium, open, openBrowser, unlessChromium } from '../../support/chromium.ts';
import { anyHostileReport } from '../../support/hostile-reports.ts';
import { costly } from '../../support/keyhalt.ts';
import { rules } from '../../support/scanning.ts';

const around = { version: '1.2.3', rules, now: new Date(now * 1000) };
const pageOf = (report: Report) => renderHtml(report, around);

/** A machine may have much else to do. */
const soon = { timeout: 20_000 };

/** Each of these would do something if it were more than text. */
const attacks = [
  '<script>globalThis.harm = 1</script>',
  '</script><script>globalThis.harm = 1</script>',
  '"><img src=x onerror="globalThis.harm = 1">',
  "' autofocus onfocus='globalThis.harm = 1",
  '<svg onload=globalThis.harm=1>',
  '</style><style>*{background:url(http://example.com/x)}</style>',
  '<!--',
  '<iframe src="http://example.com/"></iframe>',
  '<meta http-equiv="refresh" content="0;url=http://example.com/">',
  '<base href="http://example.com/">',
  'javascript:globalThis.harm=1',
  '&lt;script&gt;',
];

/** A report all of whose words are these, each a finding, an error, a note … */
function attackedBy(texts: readonly string[]): Report {
  const findings = texts.map((text, n) =>
    aFinding(
      n,
      {
        severity: 'high',
        ruleId: text,
        description: text,
        why: [text],
        exposure: { ...anExposure('head', { author: text }), refs: [text] },
      },
      { path: text, excerpt: text, mark: { start: 0, length: 3 }, author: text },
    ),
  );
  const pardons = findings.map((finding) => ({ finding, by: finding.ruleId, reason: finding.ruleId }));
  return auditOf(findings, {
    what: texts.join(' '),
    complete: false,
    errors: texts.map((text) => ({ message: text, hint: text })),
    notes: texts,
    allowed: pardons,
    proposed: pardons,
    skipped: texts.map((path) => ({ path, reason: 'submodule' })),
    policy: { entries: 2, used: 0, unused: texts, expired: texts },
  });
}

describe.skipIf(chromium === undefined || !costly)(
  `an audit in Chromium${unlessChromium}`,
  { timeout: 120_000 },
  () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openBrowser();
    });
    afterAll(() => browser?.close());

    const opened = (report: Report, options = {}) => open(browser, pageOf(report), options);
    const paths = (page: Page) => page.locator('#table tbody:visible td.where code').allTextContents();
    const status = (page: Page) => page.locator('#shown');

    test('says that nothing was found, and that all was read', async () => {
      const { page, misdeeds } = await opened(auditOf([]));

      expect(await page.locator('h2').allTextContents()).toEqual(['Summary', 'What was read']);
      expect(await page.locator('.verdict').textContent()).toBe(
        'Nothing was found in the history of this repository, and all of it was read.',
      );
      expect(await page.title()).toBe('keyhalt: nothing found');
      expect(misdeeds).toEqual([]);
    });

    test('shows one finding: its line, why, how long, what to do, every place', async () => {
      const places = [3, 4].map((line) => ({ ...aFinding(0).appearances[0]!, line }));
      const { page, misdeeds } = await opened(auditOf([aFinding(0, { appearances: places })]));

      await page.locator('summary', { hasText: 'AKIA' }).click();

      const details = page.locator('#f1 details');
      expect(await details.locator('mark').textContent()).toBe('AKIA************WXYZ');
      expect(await details.locator('dt').allTextContents()).toEqual([
        'Because',
        'Exposed',
        'What to do',
        'Where (2 places)',
        'Known as',
      ]);
      expect(await details.getByText('keyhalt fix').isVisible()).toBe(true);
      expect(await details.getByText('app-0/settings.env:4:19').isVisible()).toBe(true);
      expect(misdeeds).toEqual([]);
    });

    test('is there with 5,000 findings, and so are sorting and filtering', async () => {
      const { page, misdeeds } = await opened(auditOf(manyFindings(5000)));

      await page.getByRole('button', { name: 'Where' }).click();
      await page.getByLabel('Text').fill('app-4999/');
      await expect.poll(() => status(page).textContent(), soon).toBe('1 of 5000 findings shown.');

      expect(await paths(page)).toEqual(['app-4999/settings.env:3:19']);
      expect(misdeeds).toEqual([]);
    });

    test('is sorted with the keyboard, and says by what', async () => {
      const { page } = await opened(auditOf([2, 10, 1].map((n) => aFinding(n, { severity: 'high' }))));
      const head = page.getByRole('columnheader', { name: 'Where' });

      await page.getByRole('button', { name: 'Severity' }).focus();
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');

      const sorted = ['app-1/settings.env:3:19', 'app-2/settings.env:3:19', 'app-10/settings.env:3:19'];
      expect(await paths(page)).toEqual(sorted);
      expect(await head.getAttribute('aria-sort')).toBe('ascending');
      await page.keyboard.press('Space');
      expect(await paths(page)).toEqual(sorted.toReversed());
      expect(await page.locator('[aria-sort]').count()).toBe(1);
    });

    test('is filtered with the keyboard, by words and by what is known, and says how many are left', async () => {
      const { page } = await opened(auditOf(manyFindings(12)));

      await page.getByLabel('Text').focus();
      await page.keyboard.type('DEV3@example.com  settings');
      await expect.poll(() => status(page).textContent(), soon).toBe('2 of 12 findings shown.');
      expect((await paths(page)).sort()).toEqual(['app-10/settings.env:3:19', 'app-3/settings.env:3:19']);
      await page.getByLabel('Severity').selectOption('critical');

      await expect.poll(() => status(page).textContent(), soon).toBe('1 of 12 findings shown.');
      await page.getByRole('button', { name: 'Clear' }).press('Enter');
      await expect.poll(() => status(page).textContent(), soon).toBe('12 findings, all of them shown.');
      await page.getByLabel('Now').selectOption('head');
      await expect.poll(() => status(page).textContent(), soon).toBe('4 of 12 findings shown.');
    });

    test('opens the finding that a link of the picture leads to, also one that is filtered away', async () => {
      const { page } = await opened(auditOf(manyFindings(3)));
      await page.getByLabel('Text').fill('nothing has this');
      await expect.poll(() => status(page).textContent(), soon).toBe('0 of 3 findings shown.');

      await page.locator('.spans a').nth(1).press('Enter');

      await expect.poll(() => page.locator('#f2 details').getAttribute('open'), soon).toBe('');
      expect(await page.locator('#f2').isVisible()).toBe(true);
    });

    test('draws each secret from its first commit to where it ended, in words and in the picture', async () => {
      const states = ['head', 'elsewhere', 'gone'] as const;
      const { page } = await opened(
        auditOf(states.map((state, n) => aFinding(n, { severity: 'high', exposure: anExposure(state) }))),
      );

      const bars = page.locator('.track .bar');
      const boxes = await Promise.all((await bars.all()).map((bar) => bar.boundingBox()));
      const looks = await page.evaluate(
        '[...document.querySelectorAll(".track .bar")].map((bar) => getComputedStyle(bar).fill)',
      );
      const said = await page.locator('.spans .when').allTextContents();

      expect(said).toEqual([
        '2024-04-04 to now, 900 days, still at HEAD',
        '2024-04-04 to now, 900 days, in another branch or tag',
        '2024-04-04 to 2025-05-09, 400 days, only in history',
      ]);
      expect(new Set(looks as string[]).size).toBe(3);
      const [head, elsewhere, gone] = boxes.map((box) => box!);
      expect(elsewhere!.width).toBeCloseTo(head!.width, 0);
      expect(gone!.x).toBeCloseTo(head!.x, 0);
      expect(gone!.width / head!.width).toBeCloseTo(4 / 9, 1);
    });

    test('shows what is new and what is gone, and filters by it', async () => {
      const earlier = readEarlier(pageOf(auditOf([aFinding(1), aFinding(9)])), 'audit.html');
      const report = auditOf([aFinding(1), aFinding(2)]);
      const comparison = comparisonOf(report, earlier, (text) => text);

      const { page, misdeeds } = await open(browser, renderHtml(report, { ...around, comparison }));
      await page.getByRole('combobox', { name: 'Change' }).selectOption('new');

      await expect.poll(() => status(page).textContent(), soon).toBe('1 of 2 findings shown.');
      expect(await paths(page)).toEqual(['app-2/settings.env:3:19']);
      expect(await page.getByRole('heading', { name: 'Gone since 2026-09-21' }).isVisible()).toBe(true);
      expect(misdeeds).toEqual([]);
    });

    test('shows attacks as the text that they are', async () => {
      const { page, misdeeds } = await opened(attackedBy(attacks));

      await page.getByRole('button', { name: 'Open all' }).click();
      await page.getByRole('button', { name: 'Where' }).click();

      expect(await page.evaluate('globalThis.harm')).toBeUndefined();
      expect(await page.locator('script, style, meta, img, iframe, base').count()).toBe(2 + 1 + 5);
      expect((await paths(page)).sort()).toEqual(attacks.map((attack) => `${attack}:3:19`).sort());
      expect(await page.locator('.verdict bdi').textContent()).toBe(attacks.join(' '));
      expect(misdeeds).toEqual([]);
    });

    test('has the same elements whatever a repository holds, and they do nothing', async () => {
      for (const report of fc.sample(anyHostileReport(), 20)) {
        const { page, misdeeds } = await opened(report);

        expect(await page.locator('#table > tbody').count()).toBe(report.findings.length);
        expect(await page.locator('script').count()).toBe(2);
        expect(misdeeds).toEqual([]);
        await page.context().close();
      }
    });

    describe('what a mistake of ours let in', () => {
      /** What came to a server, and whether a script ran, when this stood in an audit. */
      async function harmOf(
        change: (page: string) => string,
      ): Promise<{ asked: string[]; ran: boolean; color: unknown }> {
        const asked: string[] = [];
        const server = createServer(({ url }, answer) => {
          asked.push(url!);
          answer.end();
        }).listen(0, '127.0.0.1');
        await once(server, 'listening');
        const { port } = server.address() as AddressInfo;
        const slip = `<script>globalThis.harm = 1</script><img src="http://127.0.0.1:${port}/image"><p style="color:red" id="slip">x</p><link rel="stylesheet" href="http://127.0.0.1:${port}/style">`;
        const { page } = await open(browser, change(pageOf(auditOf([])).replace('<main', `${slip}<main`)));
        await page.waitForLoadState('networkidle');
        const ran = (await page.evaluate('globalThis.harm')) === 1;
        const color = await page.evaluate('getComputedStyle(document.querySelector("#slip")).color');
        server.close();
        return { asked: asked.sort(), ran, color };
      }

      test('would neither run nor ask for anything', async () => {
        expect(await harmOf((page) => page)).toEqual({ asked: [], ran: false, color: 'rgb(26, 30, 36)' });
      });

      test('would do both without the policy of the page', async () => {
        const harm = await harmOf((page) => page.replace('Content-Security-Policy', 'x'));

        expect(harm).toEqual({ asked: ['/image', '/style'], ran: true, color: 'rgb(255, 0, 0)' });
      });
    });

    describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
      test('has no fault that axe knows, closed or open', async () => {
        const { default: axe } = await import('axe-core');
        const report = {
          ...attackedBy(['some words']),
          findings: [...manyFindings(8), ...attackedBy(['x']).findings],
        };
        const { page } = await opened(report, { colorScheme });
        const faults = async () => {
          await page.evaluate(axe.source);
          const { violations } = (await page.evaluate('axe.run()')) as {
            violations: { id: string; nodes: { html: string }[] }[];
          };
          return violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
        };

        expect(await faults()).toEqual([]);
        await page.getByRole('button', { name: 'Open all' }).click();
        expect(await faults()).toEqual([]);
      });
    });

    test('tells a screen reader what it is made of', async () => {
      const { page } = await opened(auditOf([aFinding(0, { severity: 'critical' })]));

      const tree = await page.locator('body').ariaSnapshot();

      for (const line of [
        'link "Skip to the report"',
        'banner:',
        'main:',
        'heading "keyhalt audit" [level=1]',
        'region "Summary"',
        'search "Filter the findings"',
        'status: 1 finding.',
        'table "Findings"',
        'columnheader "Severity"',
        'button "Where"',
        `rowheader "${rules[0]!.description} ${rules[0]!.id}"`,
        'cell "2024-04-04"',
        'contentinfo:',
      ])
        expect(tree).toContain(line);
    });

    test.each([true, false])(
      'opens all of it for paper, where scripts run: %s',
      async (javaScriptEnabled) => {
        const { page } = await opened(auditOf(manyFindings(3)), { javaScriptEnabled });
        const steps = page.getByText('Rotate:').first();
        expect(await steps.isVisible()).toBe(false);

        await page.emulateMedia({ media: 'print' });

        expect(await steps.isVisible()).toBe(true);
        expect(await page.locator('#filters').isVisible()).toBe(false);
        expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
      },
    );

    test('leaves folded on paper what is too much for it, and says so', async () => {
      const { page } = await opened(auditOf(manyFindings(201)));
      await page.locator('#f1 summary').first().click();

      await page.emulateMedia({ media: 'print' });

      expect(await page.getByText('too many to unfold').isVisible()).toBe(true);
      expect(await page.getByText('Rotate:').filter({ visible: true }).count()).toBe(1);
    });

    test('can be read without scripts', async () => {
      const { page, misdeeds } = await opened(auditOf(manyFindings(3)), { javaScriptEnabled: false });

      expect(await paths(page)).toHaveLength(3);
      expect(await page.locator('#filters').isVisible()).toBe(false);
      expect(misdeeds).toEqual([]);
    });

    test('fits on a phone', async () => {
      const { page } = await opened(attackedBy(['averylongnamewithoutanygap'.repeat(20)]), {
        viewport: { width: 360, height: 700 },
      });

      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
    });
  },
);
