import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { formatReport } from '../../../validate/report';
import type { ValidationResult } from '../../../validate/result';
import { startBrowser } from './browser';

/** The report of a result in Chromium, opened anew for each test of the surrounding suite. */
export interface ReportPage {
  readonly page: Page;
  /** How many of what the filters count are to be seen. */
  shown(): Promise<number>;
}

/** Opens the page of `result` before each test; after each, it must have complained of nothing and loaded nothing. */
export function reportPage(result: ValidationResult): ReportPage {
  const directory = mkdtempSync(join(tmpdir(), 'validate-page-'));
  const file = join(directory, 'report.html');
  const address = pathToFileURL(file).href;
  const complaints: string[] = [];
  const requests: string[] = [];
  let browser: Browser;
  let page: Page;

  before(async () => {
    writeFileSync(file, formatReport(result, 'html'));
    browser = await startBrowser();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(address);
  });

  afterEach(async () => {
    await page.close();
    assert.deepEqual(complaints.splice(0), []);
    assert.deepEqual([...new Set(requests.splice(0))], [address]);
  });

  after(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  return {
    get page() {
      return page;
    },
    shown: () => page.locator('[data-item]:visible').count(),
  };
}

/** The contrast of what a selector finds first against what is behind it, as WCAG measures it. */
export async function contrastOf(page: Page, selector: string): Promise<number> {
  return (await page.evaluate(
    `(${CONTRAST})(document.querySelector(${JSON.stringify(selector)}))`,
  )) as number;
}

/** Runs in the page. */
const CONTRAST = `(element) => {
  const luminance = (color) => {
    const [red, green, blue] = color.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const value = Number(part) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const background = (node) => getComputedStyle(node).backgroundColor;
  let behind = element;
  while (background(behind) === 'rgba(0, 0, 0, 0)') behind = behind.parentElement;
  const levels = [luminance(getComputedStyle(element).color), luminance(background(behind))];
  return (Math.max(...levels) + 0.05) / (Math.min(...levels) + 0.05);
}`;
