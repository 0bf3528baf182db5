import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { formatReport } from '../../validate/report';
import { startBrowser } from './support/browser';
import { finding, resultWith } from './support/result';

const RESULT = resultWith([
  finding({ rule: 'deletes-namespace', found: 'the change deletes Namespace web' }),
  finding({ found: 'an error', environments: ['local'] }),
  finding({
    found: 'a warning <script>document.title = "owned"</script>',
    severity: 'warning',
    environments: ['staging'],
  }),
]);

describe('the HTML report, in Chromium', function () {
  this.timeout(60_000);
  let directory: string;
  let file: string;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const requests: string[] = [];

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), 'validate-page-'));
    file = join(directory, 'report.html');
    writeFileSync(file, formatReport(RESULT, 'html'));
    browser = await startBrowser();
  });

  beforeEach(async () => {
    page = await browser.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(pathToFileURL(file).href);
  });

  afterEach(() => page.close());

  after(async () => {
    await browser?.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const shown = () => page.locator('[data-item]:visible').count();

  it('shows everything, runs nothing of the tree and asks for nothing else', async () => {
    assert.equal(await shown(), 4);
    assert.equal(await page.title(), 'argo-bootstrap validate');
    assert.deepEqual(complaints, []);
    assert.ok(requests.every((url) => url === pathToFileURL(file).href));
  });

  it('filters by severity, environment, layer and text, and says how many are left', async () => {
    await page.getByLabel('Severity').selectOption('warning');
    assert.equal(await shown(), 1);
    assert.equal(await page.locator('output').textContent(), '1 of 4 shown');
    await page.getByLabel('Severity').selectOption('');
    await page.getByLabel('Search').fill('deletes namespace');
    assert.equal(await shown(), 1);
    await page.getByLabel('Search').fill('');
    await page.getByLabel('Environment').selectOption('local');
    assert.equal(await shown(), 3);
  });

  it('is moved through by keyboard', async () => {
    await page.keyboard.press('/');
    assert.equal(await page.evaluate('document.activeElement.name'), 'text');
    await page.keyboard.press('Escape');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('j');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'SUMMARY');
    await page.keyboard.press('Enter');
    assert.ok(await page.locator('table.diff').isVisible());
    await page.keyboard.press('k');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'ARTICLE');
  });

  it('shows both sides of a change, as text', async () => {
    await page.locator('summary').click();
    assert.equal(await page.locator('table.diff del').textContent(), 'b: 2');
    assert.equal(await page.locator('table.diff ins').textContent(), 'b: <script>alert(1)</script>');
  });

  it('names what can be used or scrolled for those who do not see it', async () => {
    await page.locator('summary').click();
    for (const [role, name] of [
      ['search', 'Filter the report'],
      ['combobox', 'Environment'],
      ['combobox', 'Layer'],
      ['combobox', 'Severity'],
      ['searchbox', 'Search'],
      ['group', 'ConfigMap web, side by side'],
      ['table', 'ConfigMap web: before, and after'],
      ['columnheader', 'before'],
      ['columnheader', 'after'],
    ] as const) {
      assert.equal(await page.getByRole(role, { name, exact: true }).count(), 1, `${role} ${name}`);
    }
  });

  for (const scheme of ['light', 'dark'] as const) {
    it(`is readable in ${scheme}: text and background differ enough`, async () => {
      await page.emulateMedia({ colorScheme: scheme });
      for (const selector of ['body', 'article .about', 'article strong', '.figures']) {
        const ratio = (await page.evaluate(`(${CONTRAST})(document.querySelector('${selector}'))`)) as number;
        assert.ok(ratio >= 4.5, `${selector} has a contrast of ${ratio.toFixed(1)} in ${scheme}`);
      }
    });
  }

  it('fits a narrow screen without scrolling sideways', async () => {
    await page.setViewportSize({ width: 400, height: 800 });
    await page.locator('summary').click();
    const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
    assert.equal(isWide, false);
    const box = await page.locator('table.diff').boundingBox();
    assert.ok((box?.width ?? 0) > 600, 'both sides are readable, in a frame that scrolls');
  });
});

/** The contrast of an element's text against what is behind it, as WCAG measures it; runs in the page. */
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
