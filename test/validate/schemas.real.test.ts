import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Browser } from 'playwright-core';
import { downloadModule, goEnvironment } from '../../toolchain/go';
import { formatReport } from '../../validate/report';
import { startBrowser } from './support/browser';
import { finding, resultWith } from './support/result';

const CHECKER = join(__dirname, 'schemas');
const HOSTILE = 'a <b> & "c" ]]> \u0000\u001b[31m \ud800 \ufffe\n### d';

/** Every form that a finding can have: with and without a place, a line, an Application, an object. */
const RESULT = resultWith([
  finding({ found: HOSTILE }),
  finding({ severity: 'warning', where: { file: 'a b/ü%.yaml' }, application: 'web' }),
  finding({ rule: 'other-rule', application: 'web', object: 'Deployment web/web' }),
  ((one) => {
    const { where: _where, ...placeless } = one;
    return { ...placeless, rule: 'without-a-place', environments: [] };
  })(finding({})),
]);

describe('reports for other programs', function () {
  this.timeout(120_000);

  describe('in SARIF', () => {
    let directory: string;

    before(async () => {
      directory = mkdtempSync(join(tmpdir(), 'validate-schema-'));
      writeFileSync(join(directory, 'sarif.json'), await sarifSchema());
    });

    after(() => rmSync(directory, { recursive: true, force: true }));

    const check = (log: string) =>
      execa('go', ['run', '-trimpath', '.', join(directory, 'sarif.json')], {
        cwd: CHECKER,
        env: goEnvironment(process.env),
        input: log,
        reject: false,
      });

    for (const [name, result] of [
      ['with findings', RESULT],
      ['without any', resultWith([])],
    ] as const) {
      it(`are accepted by the schema of the standard, ${name}`, async () => {
        const { stdout, stderr, exitCode } = await check(formatReport(result, 'sarif'));
        assert.equal(exitCode, 0, `${stdout}${stderr}`);
      });
    }

    it('would be refused with a level that there is none of', async () => {
      const { stdout, exitCode } = await check(
        formatReport(RESULT, 'sarif').replace('"level": "error"', '"level": "grave"'),
      );
      assert.equal(exitCode, 1);
      assert.match(stdout, /runs\.0\.results\.0\.level/);
    });
  });

  describe('in JUnit’s XML', () => {
    let browser: Browser;

    before(async () => {
      browser = await startBrowser();
    });

    after(() => browser?.close());

    for (const [name, result] of [
      ['with findings', RESULT],
      ['without any', resultWith([])],
    ] as const) {
      it(`are well-formed, and have the elements that Jenkins and GitHub read, ${name}`, async () => {
        const page = await browser.newPage();
        const problems = await page.evaluate(`(${JUNIT})(${JSON.stringify(formatReport(result, 'junit'))})`);
        assert.deepEqual(problems, []);
        await page.close();
      });
    }
  });
});

/** The module carries the schema as a constant of its source. */
async function sarifSchema(): Promise<string> {
  const { stdout } = await execa('go', ['list', '-m', 'github.com/owenrumney/go-sarif/v3'], { cwd: CHECKER });
  const module = await downloadModule(stdout.trim().replace(' ', '@'), { env: process.env, cwd: CHECKER });
  assert.ok('directory' in module, 'message' in module ? module.message : '');
  const source = readFileSync(join(module.directory, 'pkg', 'report', 'v210', 'sarif', 'schema.go'), 'utf8');
  return source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'));
}

/** JUnit has no standard; this is what its readers agree on. Runs in the page, whose parser is a strict one. */
const JUNIT = `(text) => {
  const document = new DOMParser().parseFromString(text, 'application/xml');
  if (document.querySelector('parsererror')) return [document.querySelector('parsererror').textContent];
  const model = {
    testsuites: { attributes: ['name'], children: ['testsuite'] },
    testsuite: { attributes: ['name', 'tests', 'failures', 'errors', 'skipped', 'time'], children: ['testcase'] },
    testcase: { attributes: ['name', 'classname', 'time'], children: ['failure', 'system-out'] },
    failure: { attributes: ['type', 'message'], children: [] },
    'system-out': { attributes: [], children: [] },
  };
  const problems = [];
  const visit = (element, allowed) => {
    if (!allowed.includes(element.tagName)) return problems.push(element.tagName + ' is not expected');
    const { attributes, children } = model[element.tagName];
    const names = element.getAttributeNames();
    for (const name of new Set([...names, ...attributes]))
      if (!attributes.includes(name) || !names.includes(name)) problems.push(element.tagName + '@' + name);
    for (const name of ['tests', 'failures', 'errors', 'skipped', 'time'])
      if (names.includes(name) && !/^\\d+(\\.\\d+)?$/.test(element.getAttribute(name))) problems.push(name);
    for (const child of element.children) visit(child, children);
  };
  visit(document.documentElement, ['testsuites']);
  for (const suite of document.querySelectorAll('testsuite')) {
    if (Number(suite.getAttribute('tests')) !== suite.querySelectorAll('testcase').length) problems.push('tests');
    const failed = suite.querySelectorAll('testcase:has(> failure)').length;
    if (Number(suite.getAttribute('failures')) !== failed) problems.push('failures');
  }
  return problems;
}`;
