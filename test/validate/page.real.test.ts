import assert from 'node:assert/strict';
import { contrastOf, reportPage } from './support/page';
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
  const report = reportPage(RESULT);
  const { shown } = report;

  it('shows everything, runs nothing of the tree and asks for nothing else', async () => {
    const { page } = report;
    assert.equal(await shown(), 4);
    assert.equal(await page.title(), 'argo-bootstrap validate');
  });

  it('filters by severity, environment, layer and text, and says how many are left', async () => {
    const { page } = report;
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
    const { page } = report;
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
    const { page } = report;
    await page.locator('summary').click();
    assert.equal(await page.locator('table.diff del').textContent(), 'b: 2');
    assert.equal(await page.locator('table.diff ins').textContent(), 'b: <script>alert(1)</script>');
  });

  it('names what can be used or scrolled for those who do not see it', async () => {
    const { page } = report;
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
      const { page } = report;
      await page.emulateMedia({ colorScheme: scheme });
      for (const selector of ['body', 'article .about', 'article strong', '.figures']) {
        const ratio = await contrastOf(page, selector);
        assert.ok(ratio >= 4.5, `${selector} has a contrast of ${ratio.toFixed(1)} in ${scheme}`);
      }
    });
  }

  it('fits a narrow screen without scrolling sideways', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 400, height: 800 });
    await page.locator('summary').click();
    const isWide = await page.evaluate('document.documentElement.scrollWidth > window.innerWidth');
    assert.equal(isWide, false);
    const box = await page.locator('table.diff').boundingBox();
    assert.ok((box?.width ?? 0) > 600, 'both sides are readable, in a frame that scrolls');
  });
});
