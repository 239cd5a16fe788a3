/** A real browser, where this machine has one. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { onTestFinished } from 'vitest';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];

/** Its path; none is undefined, but one that was named and is not there is a mistake. */
export const chromium = chromiumHere();

/** For titles: why a test is skipped. */
export const unlessChromium =
  chromium === undefined ? ' (skipped: no Chromium here, KEYHALT_CHROMIUM names one)' : '';

function chromiumHere(): string | undefined {
  const named = process.env.KEYHALT_CHROMIUM;
  if (named !== undefined) accessSync(named, constants.X_OK);
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  return named ?? folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A browser of its own, without settings of anyone, that asks nobody for updates. */
export async function openBrowser(): Promise<Browser> {
  const { chromium: driver } = await import('playwright-core');
  return driver.launch({
    executablePath: chromium!,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** An open page, and all that it did which a report may not do. */
export interface Opened {
  readonly page: Page;
  /** Requests, dialogs, errors, and what its policy had to forbid. */
  readonly misdeeds: readonly string[];
}

/** Opens this text as people open a file. */
export async function open(
  browser: Browser,
  html: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const misdeeds: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'keyhalt-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'report.html');
  writeFileSync(file, html);
  const url = pathToFileURL(file).href;
  page.on('request', (request) => {
    if (request.url() !== url) misdeeds.push(`request: ${request.url()}`);
  });
  page.on('dialog', (dialog) => {
    misdeeds.push(`dialog: ${dialog.message()}`);
    return dialog.dismiss();
  });
  page.on('popup', () => misdeeds.push('popup'));
  page.on('console', (message) => misdeeds.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => misdeeds.push(`error: ${error.message}`));
  await page.goto(url);
  return { page, misdeeds };
}
