import assert from 'node:assert/strict';
import type { ValidationResult } from '../../validate/result';
import { contrastOf, reportPage } from './support/page';
import { applicationChange, finding, liveEnvironment, objectChange, resultWith } from './support/result';

const BY_HAND = objectChange({
  key: '/ConfigMap/web/hand',
  name: 'ConfigMap web/hand',
  beforeText: 'greeting: by hand\n',
  afterText: 'greeting: good evening\n',
});

/** A cluster with a difference, one that is as it should be, one that could not be read to the end, and none. */
const LIVE = [
  liveEnvironment({
    cluster: 'cluster-one',
    states: new Map([['/ConfigMap/web/web', 'as-base']]),
    applications: [applicationChange({ name: 'infra-hand', objects: [BY_HAND] })],
    unread: ['Secret web/token: forbidden'],
  }),
  liveEnvironment({ name: 'staging', cluster: 'cluster-two' }),
  liveEnvironment({ name: 'canary', cluster: 'cluster-three', unread: ['Secret web/key: forbidden'] }),
  liveEnvironment({ name: 'production', incomparable: 'no kubeconfig has the context far-away' }),
];

const RESULT: ValidationResult = {
  ...resultWith([finding({ found: 'an error' })]),
  environments: LIVE.map(({ name }) => ({ name, findings: [] })),
  live: LIVE,
};

const CLUSTERS = [
  'The cluster of local: cluster-one',
  'The cluster of staging: cluster-two',
  'The cluster of canary: cluster-three',
  'The cluster of production',
];

describe('the HTML report of running clusters, in Chromium', function () {
  this.timeout(60_000);
  const report = reportPage(RESULT);
  const { shown } = report;

  /** The titles of what is to be seen, the parts of each below it. */
  const sections = async () => {
    const titles = await report.page.locator('h2:visible').allTextContents();
    return titles.filter((title) => title.startsWith('The cluster'));
  };

  it('says of each environment what it was compared with, and what came out', async () => {
    const { page } = report;
    assert.deepEqual(await sections(), CLUSTERS);
    assert.match(
      (await page.locator('header').textContent()) ?? '',
      /Compared with main \(0123456789ab\), the cluster cluster-one, the cluster cluster-two, the cluster cluster-three\./,
    );
    assert.deepEqual(await page.locator('[data-note]').allTextContents(), [
      'It runs what this tree renders.',
      'It runs what this tree renders, as far as it could be read.',
      'Not compared: no kubeconfig has the context far-away.',
    ]);
    assert.deepEqual(await page.locator('li[data-item]').allTextContents(), [
      'could not be read: Secret web/token: forbidden',
      'could not be read: Secret web/key: forbidden',
    ]);
  });

  it('shows what runs beside what a sync would make of it, each below its title', async () => {
    const { page } = report;
    await page.getByText('infra-hand').click();
    const table = page.getByRole('table', { name: 'ConfigMap web/hand: runs, and after a sync' });
    assert.equal(await table.locator('del').textContent(), 'greeting: by hand');
    for (const name of ['runs', 'after a sync']) {
      const title = table.getByRole('columnheader', { name, exact: true });
      assert.ok(((await title.boundingBox())?.height ?? 0) > 10, `the title ${name} is to be seen`);
    }
    await page.getByText('web-0').click();
    assert.ok(await page.getByText('runs as the base has it').isVisible());
  });

  it('filters clusters, and what could not be read of them, by environment', async () => {
    const { page } = report;
    assert.equal(await shown(), 5);
    await page.getByLabel('Environment').selectOption('canary');
    assert.deepEqual(await sections(), ['The cluster of canary: cluster-three']);
    assert.equal(await page.locator('output').textContent(), '1 of 5 shown');
    await page.getByLabel('Environment').selectOption('production');
    assert.deepEqual(await sections(), ['The cluster of production']);
    assert.equal(await page.locator('output').textContent(), '0 of 5 shown');
  });

  it('keeps what could not be read when a layer is asked for: it may be of that layer', async () => {
    const { page } = report;
    await page.evaluate("document.querySelector('[name=layer]').append(new Option('apps'))");
    await page.getByLabel('Layer').selectOption('apps');
    assert.equal(await shown(), 2);
    assert.ok(await page.getByText('could not be read: Secret web/token').isVisible());
    assert.ok(!(await page.getByText('infra-hand').isVisible()));
  });

  it('filters clusters by severity and text, as it does changes', async () => {
    const { page } = report;
    await page.getByLabel('Severity').selectOption('error');
    assert.deepEqual(await sections(), []);
    await page.getByLabel('Severity').selectOption('change');
    assert.deepEqual(await sections(), CLUSTERS);
    await page.getByLabel('Search').fill('TOKEN');
    assert.deepEqual(await sections(), ['The cluster of local: cluster-one']);
    assert.equal(await shown(), 1);
  });

  it('is moved through by keyboard, to the last line that could not be read', async () => {
    const { page } = report;
    const active = () => page.evaluate('document.activeElement.textContent.trim()');
    for (let step = 0; step < 3; step += 1) await page.keyboard.press('j');
    assert.match(String(await active()), /^infra-hand/);
    await page.keyboard.press('Enter');
    assert.ok(await page.getByText('ConfigMap web/hand', { exact: false }).first().isVisible());
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    assert.equal(await active(), 'could not be read: Secret web/key: forbidden');
    await page.keyboard.press('k');
    assert.equal(await active(), 'could not be read: Secret web/token: forbidden');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`is readable in ${colorScheme}: text and background differ enough`, async () => {
      const { page } = report;
      await page.emulateMedia({ colorScheme });
      await page.getByText('infra-hand').click();
      for (const selector of ['h2', '[data-note]', 'li[data-item]', '.tag', 'thead th', 'del', 'ins']) {
        const ratio = await contrastOf(page, selector);
        assert.ok(ratio >= 4.5, `${selector} has a contrast of ${ratio.toFixed(1)} in ${colorScheme}`);
      }
    });
  }

  it('fits a narrow screen without scrolling sideways', async () => {
    const { page } = report;
    await page.setViewportSize({ width: 400, height: 800 });
    for (const summary of await page.locator('summary').all()) await summary.click();
    assert.equal(await page.evaluate('document.documentElement.scrollWidth > window.innerWidth'), false);
  });
});
